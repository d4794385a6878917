"""Locking: nothing of a child is seen or pressed, and only the same person comes back to it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.desktop.hands import focused, press, type_text
from tests.desktop.records_window import CONTROL, WardWindow
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.conftest import LogWatch

TRACES = ("novak", "bela", "02-nov-2019", "w4-")


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    made = WardWindow(qtbot, tmp_path / "records").founded().joined("bea", "clinician")
    return made.signed_in().admitted()


def traces(ward: WardWindow) -> list[str]:
    shown = ward.seen().lower()
    return [trace for trace in TRACES if trace in shown]


@pytest.mark.hazard("H36", "H67")
def test_the_key_blanks_the_window_and_the_password_brings_it_back(ward: WardWindow) -> None:
    assert traces(ward)
    ward.key(Qt.Key.Key_L)
    assert ward.window.cover.is_down
    assert traces(ward) == []
    assert "Dr Ada Example is signed in" in ward.seen()
    type_text(PHRASE)
    press(Qt.Key.Key_Return)
    ward.settle()
    assert not ward.window.cover.is_down
    assert "NOVAK, Bela" in ward.seen()


@pytest.mark.hazard("H36", "H67")
def test_without_a_hand_it_locks_within_the_limit_and_one_second(ward: WardWindow) -> None:
    limit = ward.link.idle_limit
    assert limit is not None
    assert limit.total_seconds() == 180
    ward.touch()
    ward.later(seconds=179)
    assert not ward.window.cover.is_down
    ward.later(seconds=1)
    assert ward.window.cover.is_down
    assert traces(ward) == []


@pytest.mark.hazard("H36")
def test_a_hand_on_the_keys_keeps_it_open(ward: WardWindow) -> None:
    ward.later(minutes=10, at_work=True)
    assert not ward.window.cover.is_down
    # The store heard of it too: it still answers.
    ward.enter("weight", "16.5")
    assert ward.status.startswith("Saved")


@pytest.mark.hazard("H67")
def test_a_machine_that_slept_or_a_clock_put_back_locks(ward: WardWindow) -> None:
    ward.clock.move(seconds=40)
    ward.desk.lock_desk.tick()
    assert ward.window.cover.is_down
    ward.fill(PHRASE)
    ward.settle()
    assert not ward.window.cover.is_down
    ward.clock.move(minutes=-30)
    ward.desk.lock_desk.tick()
    assert ward.window.cover.is_down


@pytest.mark.hazard("H67")
def test_the_system_that_suspends_the_program_locks_it(ward: WardWindow) -> None:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationSuspended)
    assert ward.window.cover.is_down


@pytest.mark.hazard("H36")
def test_no_key_and_no_menu_reaches_what_lies_under_the_lock(ward: WardWindow) -> None:
    ward.enter("weight", "16.5")
    before = ward.store.committed
    ward.key(Qt.Key.Key_L)
    for key in (Qt.Key.Key_Z, Qt.Key.Key_N, Qt.Key.Key_W, Qt.Key.Key_P, Qt.Key.Key_2, Qt.Key.Key_F):
        QTest.keyClick(ward.window, key, CONTROL)
    QTest.keyClick(ward.window, Qt.Key.Key_F1)
    press(Qt.Key.Key_Escape)
    ward.settle()
    open_actions = {
        action.objectName()
        for action in ward.window.findChildren(QAction)
        if action.isEnabled() and action.objectName()
    }
    assert open_actions == {"quit"}
    assert ward.store.committed == before
    assert ward.window.cover.is_down
    ward.fill("wrong words here")
    ward.settle()
    assert ward.window.cover.is_down
    assert "Name and password do not belong together." in ward.seen()
    ward.fill(PHRASE)
    ward.settle()
    # Afterwards every key works again.
    ward.key(Qt.Key.Key_Z)
    assert ward.store.committed != before


@pytest.mark.hazard("H67")
def test_an_error_behind_the_lock_takes_no_key_of_the_password(
    ward: WardWindow, log_watch: LogWatch
) -> None:
    log_watch.expect(logging.ERROR, "KeyError")
    ward.key(Qt.Key.Key_L)
    ward.hooks.report(KeyError("behind the lock"))
    QApplication.processEvents()
    page = ward.window.side.crash_page
    assert not page.isAncestorOf(focused())
    # Where the keys go by themselves, the first blank in it included.
    type_text(PHRASE)
    press(Qt.Key.Key_Return)
    ward.settle()
    # Nobody has dismissed the page of the error: it is seen now.
    assert not ward.window.cover.is_down
    assert page.isVisible()


def test_the_minute_that_passes_opens_nothing(ward: WardWindow) -> None:
    ward.key(Qt.Key.Key_L)
    ward.clock.move(minutes=1)
    ward.store.tick()
    ward.settle()
    assert traces(ward) == []
    undo = next(a for a in ward.window.findChildren(QAction) if a.objectName() == "close")
    assert not undo.isEnabled()


@pytest.mark.hazard("H36")
def test_what_was_being_typed_is_there_after_coming_back(ward: WardWindow) -> None:
    assert ward.window.focus_field("given_name")
    type_text("le")
    typed = ward.store.state.case.patient.given_name
    ward.desk.lock_desk.lock()
    ward.settle()
    ward.fill(PHRASE)
    ward.settle()
    assert ward.store.state.case.patient.given_name == typed
    # The cursor is where it was: the word can be written on.
    type_text("na")
    press(Qt.Key.Key_Return)
    ward.settle()
    assert ward.store.committed.patient.given_name == f"{typed}na"


@pytest.mark.hazard("H36", "H37")
def test_somebody_else_signs_in_to_an_empty_window_and_the_draft_waits_for_its_owner(
    ward: WardWindow,
) -> None:
    assert ward.window.focus_field("given_name")
    type_text("le")
    typed = ward.store.state.case.patient.given_name
    ward.taken_over("bea")
    assert "Signed in: Bea Example" in ward.seen()
    assert ward.desk.patients_page.isVisible()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    assert ward.store.state.case.patient.given_name == "Bela"
    assert ward.window.question.text == ""
    ward.desk.lock_desk.lock()
    ward.settle()
    ward.press("Somebody else signs in")
    ward.fill("ada", PHRASE)
    ward.settle()
    ward.settle()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    assert "you were typing in this record" in ward.window.question.text
    ward.press("Compare…")
    ward.settle()
    ward.press("Take over what I typed")
    assert ward.store.committed.patient.given_name == typed


@pytest.mark.hazard("H67")
def test_no_pixel_of_the_child_is_left_under_the_lock(ward: WardWindow) -> None:
    ward.desk.lock_desk.lock()
    ward.settle()
    with_child = ward.window.grab().toImage()
    ward.fill(PHRASE)
    ward.settle()
    ward.desk.sign_out()
    ward.settle()
    ward.signed_in()
    ward.desk.lock_desk.lock()
    ward.settle()
    # The same page where a child was open and where none was; the field has the cursor in both.
    without = ward.window.grab().toImage()
    assert with_child.size() == without.size()
    differing = sum(
        with_child.pixel(x, y) != without.pixel(x, y)
        for x in range(0, with_child.width(), 3)
        for y in range(0, with_child.height(), 3)
    )
    assert differing <= 40
