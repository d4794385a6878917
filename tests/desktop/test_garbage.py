"""What belongs to the window is deleted in the thread of the window alone."""

from __future__ import annotations

import gc
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QThreadPool

from desktop import tasks
from desktop.garbage import GarbageRounds, look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class Mourned:
    """Notes in which thread it went; it keeps itself alive where it is a circle."""

    def __init__(self, went: list[threading.Thread], *, is_circle: bool) -> None:
        self._went = went
        self._self = self if is_circle else None

    def __del__(self) -> None:
        self._went.append(threading.current_thread())

    def hear(self, _: object) -> None:
        """Take an answer."""


@pytest.fixture
def rounds(qtbot: QtBot) -> Iterator[None]:
    del qtbot
    gc.enable()
    parent = QObject()
    made = GarbageRounds(parent)
    yield
    made.setParent(None)
    gc.disable()


@pytest.mark.usefixtures("rounds")
def test_a_thread_that_makes_much_does_not_delete_what_the_window_left() -> None:
    went: list[threading.Thread] = []
    Mourned(went, is_circle=True)
    made: list[int] = []
    # More than after how many Python looks in all three of its generations.
    QThreadPool.globalInstance().start(
        lambda: made.append(len([[n] for n in range(200_000)])),
    )
    QThreadPool.globalInstance().waitForDone()
    assert made == [200_000]
    assert went == []
    gc.collect()
    assert went == [threading.main_thread()]


def test_between_two_events_it_is_looked_for() -> None:
    went: list[threading.Thread] = []
    Mourned(went, is_circle=True)
    kept = [[n] for n in range(10_000)]
    look()
    assert went == [threading.main_thread()]
    del kept


def test_whoever_waits_for_an_answer_goes_where_the_window_is(qtbot: QtBot) -> None:
    went: list[threading.Thread] = []
    line = tasks.Line()
    # The threads take turns so often that each of them is the last to let go now and then.
    every = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    for number in range(100):
        heard = Mourned(went, is_circle=False)
        line.run(partial(len, ()), heard.hear, heard.hear)
        del heard
        qtbot.waitUntil(lambda number=number: len(went) == number + 1)
    sys.setswitchinterval(every)
    assert set(went) == {threading.main_thread()}
