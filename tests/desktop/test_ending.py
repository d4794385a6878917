"""The system ends the program: heard in the event loop, once; a second signal ends it at once."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.ending import Ending

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals")


@pytest.mark.hazard("H57")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_is_heard_in_the_event_loop_and_only_the_first(qtbot: QtBot, name: str) -> None:
    number = getattr(signal, name)
    before, heard = signal.getsignal(number), list[str]()
    ending = Ending(lambda: heard.append(name))
    assert signal.getsignal(number) is not before
    os.kill(os.getpid(), number)
    qtbot.waitUntil(lambda: heard == [name])
    # The next one does what it would have done without: whoever insists gets his way.
    assert signal.getsignal(number) is before
    ending.put_back()
    assert signal.getsignal(number) is before


def test_what_is_put_back_hears_nothing_more(qtbot: QtBot) -> None:
    heard: list[int] = []
    ending = Ending(lambda: heard.append(1))
    ending.put_back()
    caught: list[int] = []
    former = signal.signal(signal.SIGTERM, lambda number, _: caught.append(number))
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        qtbot.waitUntil(lambda: bool(caught))
    finally:
        signal.signal(signal.SIGTERM, former)
    assert heard == []
