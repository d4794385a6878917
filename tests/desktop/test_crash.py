"""Errors of the program: blanked, said, and logged without what was entered (H28, H66)."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Signal, qWarning

from desktop import tasks
from desktop.crash import CrashHooks, Incident
from desktop.rules import load_rulebook
from tests.desktop.open_window import opened, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from tests.conftest import LogWatch

ENTERED = "Kovac 12.3 kg"


class Bell(QObject):
    rung = Signal()


@pytest.fixture
def hooks(qtbot: QtBot) -> Iterator[CrashHooks]:
    """Hooks in force, with the former ones put back."""
    hooks = CrashHooks()
    put_back = hooks.install()
    yield hooks
    put_back()


def fail() -> None:
    raise ValueError(ENTERED)


@pytest.mark.hazard("H28", "H66")
def test_an_error_in_a_slot_is_announced_and_logged_without_its_message(
    hooks: CrashHooks, log_watch: LogWatch, caplog: pytest.LogCaptureFixture
) -> None:
    happened: list[Incident] = []
    hooks.happened.connect(happened.append)
    bell = Bell()
    bell.rung.connect(fail)
    log_watch.expect(logging.ERROR, "ValueError at test_crash.py:")
    bell.rung.emit()
    assert [type(incident.error) for incident in happened] == [ValueError]
    assert happened[0].id in caplog.text
    assert "Kovac" not in caplog.text
    assert "12.3" not in caplog.text


@pytest.mark.hazard("H28")
def test_the_window_blanks_at_once_and_names_the_error_in_the_log(
    qtbot: QtBot, now: datetime, log_watch: LogWatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.start_new()
    assert desk.store.state.assessment is not None
    log_watch.expect(logging.ERROR, "ValueError")
    desk.hooks.report(ValueError(ENTERED))
    assert desk.store.state.assessment is None
    assert desk.tab().follows.text() == "nothing"
    said = texts(desk.window.notices)
    number = said.partition("made an error (")[2].partition(")")[0]
    assert len(number) == 8
    assert number in caplog.text
    assert "Kovac" not in said


@pytest.mark.hazard("H28")
def test_an_error_in_another_thread_is_announced_in_the_thread_of_the_window(
    qtbot: QtBot, hooks: CrashHooks, log_watch: LogWatch
) -> None:
    threads: list[threading.Thread] = []

    def remember(_: Incident) -> None:
        threads.append(threading.current_thread())

    hooks.happened.connect(remember)
    log_watch.expect(logging.ERROR, "ValueError")
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]


def test_an_error_while_an_error_is_handled_is_logged_and_does_not_go_round(
    hooks: CrashHooks, log_watch: LogWatch
) -> None:
    count: list[Incident] = []

    def handle(incident: Incident) -> None:
        count.append(incident)
        hooks.report(KeyError(ENTERED))

    hooks.happened.connect(handle)
    log_watch.expect(logging.ERROR, "ValueError")
    log_watch.expect(logging.ERROR, "KeyError")
    hooks.report(ValueError(ENTERED))
    assert len(count) == 1


@pytest.mark.hazard("H66")
def test_a_message_of_qt_is_logged_without_what_it_quotes(
    hooks: CrashHooks, log_watch: LogWatch, caplog: pytest.LogCaptureFixture
) -> None:
    log_watch.expect(logging.WARNING, "Qt: QFont::setPointSize")
    qWarning(f"QFont::setPointSize: wrong in {ENTERED}")
    assert "Kovac" not in caplog.text


def test_the_hooks_are_put_back(qtbot: QtBot) -> None:
    before = sys.excepthook, threading.excepthook
    put_back = CrashHooks().install()
    assert sys.excepthook is not before[0]
    put_back()
    assert (sys.excepthook, threading.excepthook) == before


def test_work_is_done_elsewhere_and_its_result_arrives_here(qtbot: QtBot) -> None:
    here: list[tuple[threading.Thread, threading.Thread]] = []
    tasks.run(
        threading.current_thread,
        lambda there: here.append((there, threading.current_thread())),
        lambda error: pytest.fail(str(error)),
    )
    qtbot.waitUntil(lambda: bool(here))
    assert here[0][0] is not threading.main_thread()
    assert here[0][1] is threading.main_thread()


def test_work_that_fails_hands_its_error_over(qtbot: QtBot) -> None:
    errors: list[Exception] = []
    tasks.run(fail, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ValueError)
    tasks.wait_until_done()
