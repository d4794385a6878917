"""The page of the program's own error: nothing old is seen, nothing entered is lost or sent."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import tasks
from desktop.examples import FICTIONAL
from desktop.rules import load_rulebook
from tests.desktop.eyes import read
from tests.desktop.hands import focused, press, type_text
from tests.desktop.open_window import Desk, opened

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.conftest import LogWatch

ENTERED = "Kovac 12.3 kg"


def broken(desk: Desk, log_watch: LogWatch) -> None:
    log_watch.expect(logging.ERROR, "KeyError at test_crash_page.py:")
    try:
        _fail()
    except KeyError as error:
        desk.hooks.report(error)


def _fail() -> None:
    try:
        int(ENTERED)
    except ValueError as error:
        raise KeyError(ENTERED) from error


@pytest.mark.hazard("H28")
def test_an_error_shows_its_page_and_the_way_back_leads_to_the_entry(
    qtbot: QtBot, now: datetime, log_watch: LogWatch
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.open_example(FICTIONAL)
    desk.window.focus_field("family_name")
    press(Qt.Key.Key_End)
    type_text("ova")
    broken(desk, log_watch)
    page = desk.window.side.crash_page
    assert page.isVisible()
    assert desk.store.state.assessment is None
    QApplication.processEvents()
    seen = "\n".join(read(desk.window))
    assert "All results were removed" in seen
    assert "illness day 4" not in seen
    # The banner still says whose record it is, and no number that was computed.
    assert "EXAMPLEOVA, Ada" in seen
    assert "16.5 kg" not in seen
    assert focused() is page.back_button
    press(Qt.Key.Key_Return)
    assert desk.window.tabs.isVisible()
    assert desk.tab().family.text == "Exampleova"
    assert desk.tab().family.isAncestorOf(focused())
    assert desk.tab().follows.text() == "nothing"
    type_text("x")
    assert desk.tab().follows.text() == "illness day 4"


def test_settings_over_the_page_of_an_error_lead_back_to_it(
    qtbot: QtBot, now: datetime, log_watch: LogWatch
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.open_example(FICTIONAL)
    broken(desk, log_watch)
    page = desk.window.side.crash_page
    for show in (desk.window.side.show_settings, desk.window.side.show_help):
        show()
        assert not page.isVisible()
        press(Qt.Key.Key_Escape)
        assert page.isVisible()
    press(Qt.Key.Key_Escape)
    assert desk.window.tabs.isVisible()


@pytest.mark.hazard("H29", "H06")
def test_no_step_is_taken_back_under_the_settings_or_the_help(qtbot: QtBot, now: datetime) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.start_new()
    desk.window.focus_field("family_name")
    type_text("Muster")
    press(Qt.Key.Key_Return)
    before = desk.store.committed
    assert before.patient.family_name == "Muster"
    for show in (desk.window.side.show_settings, desk.window.side.show_help):
        show()
        QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert desk.store.committed == before
        press(Qt.Key.Key_Escape)
    # Where the child is in front the same keys do take it back.
    QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.store.committed.patient.family_name is None


@pytest.mark.hazard("H66")
def test_the_report_says_where_it_broke_and_nothing_that_was_entered(
    qtbot: QtBot, now: datetime, log_watch: LogWatch, tmp_path: Path
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.open_example(FICTIONAL)
    broken(desk, log_watch)
    page = desk.window.side.crash_page
    place = tmp_path / "report.txt"
    page.save_report(place, desk.hooks.report)
    tasks.wait_until_done()
    qtbot.waitUntil(lambda: page.message.text.startswith("The report was saved."))
    report = place.read_text(encoding="utf-8")
    assert report == page.report
    for entered in ("Kovac", "12.3", "Example", "Ada", "TRAINING", "16.5"):
        assert entered not in report
    assert report.index("KeyError\n  test_crash_page.py:") < report.index(
        "ValueError\n  test_crash_page.py:"
    )
    assert load_rulebook().sha256 in report
    assert str(tmp_path) not in report
    page.save_report(tmp_path / "no such folder" / "report.txt", desk.hooks.report)
    tasks.wait_until_done()
    qtbot.waitUntil(lambda: page.message.text.startswith("The report was NOT saved."))


@pytest.mark.hazard("H28")
def test_an_error_on_the_start_page_and_a_second_error_leave_a_way_back(
    qtbot: QtBot, now: datetime, log_watch: LogWatch
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    broken(desk, log_watch)
    first = desk.window.side.crash_page.report
    broken(desk, log_watch)
    assert desk.window.side.crash_page.report != first
    press(Qt.Key.Key_Escape)
    assert desk.window.start_page.isVisible()
    desk.window.start_new()
    assert desk.window.tabs.isVisible()
    assert desk.store.state.assessment is not None
