"""An answer of the records goes to who asked, where it was asked, and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.desktop.hands import click, focused, press, type_text
from tests.desktop.records_window import CONTROL, WardWindow
from tests.desktop.test_signing import name_again, planned, sheet_text
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from records.service.records import Records
    from records.store.audit import Change
    from records.store.search import Found


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    made = WardWindow(qtbot, tmp_path / "records").founded()
    return made.joined("bea", "clinician").signed_in().admitted()


@pytest.fixture
def at_home(ward: WardWindow) -> WardWindow:
    ward.window.go_home()
    ward.settle()
    ward.settle()
    return ward


def lock_key(ward: WardWindow) -> None:
    QTest.keyClick(ward.window, Qt.Key.Key_L, CONTROL)


def replaced_by(ward: WardWindow, name: str) -> None:
    ward.desk.lock_desk.lock()
    ward.settle()
    ward.press("Somebody else signs in")
    ward.fill(name, PHRASE)
    ward.settle()
    ward.settle()


@pytest.mark.hazard("H34")
def test_enter_waits_for_the_rows_of_what_was_typed(at_home: WardWindow) -> None:
    ward = at_home
    ward.admitted("Kovacs", "Jan", "03-Mar-2020")
    ward.window.go_home()
    ward.settle()
    ward.settle()
    type_text("nova")
    ward.settle()
    assert len(ward.desk.patients_page.list.rows) == 1
    press(Qt.Key.Key_A, "\x01", CONTROL)
    # Faster than the answer.
    type_text("kov")
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    assert ward.store.state.case.patient.family_name == "Kovacs"


@pytest.mark.hazard("H34")
def test_enter_opens_nobody_where_several_are_found(at_home: WardWindow) -> None:
    ward = at_home
    ward.admitted("Nagy", "Jan", "03-Mar-2020")
    ward.window.go_home()
    ward.settle()
    ward.settle()
    type_text("n")
    ward.settle()
    assert len(ward.desk.patients_page.list.rows) == 2
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    assert ward.desk.keeper is None
    # It leads to the first of them: the next Enter, on a row that is seen, opens it.
    assert ward.desk.patients_page.list.rows[0].hasFocus()


@pytest.mark.hazard("H34")
def test_a_wristband_of_another_child_opens_nobody(at_home: WardWindow) -> None:
    ward = at_home
    type_text("W9-999999")
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    assert ward.desk.keeper is None
    assert "No patient is found by this." in ward.seen()


@pytest.mark.hazard("H36", "H67")
def test_a_child_that_was_being_opened_at_signing_out_does_not_come_on_the_screen(
    at_home: WardWindow,
) -> None:
    ward = at_home
    ward.desk.patients_page.list.rows[0].click()
    ward.desk.patients_page.buttons["sign_out"].click()
    ward.settle()
    ward.settle()
    assert not ward.desk.is_signed_in
    assert ward.desk.keeper is None
    assert "NOVAK" not in ward.seen()


@pytest.mark.hazard("H36")
def test_the_history_asked_for_before_signing_out_is_shown_to_nobody(ward: WardWindow) -> None:
    ward.desk.show_history()
    ward.desk.sign_out()
    ward.settle()
    ward.settle()
    assert ward.window.start_page.isVisible()


@pytest.mark.hazard("H36", "H67")
def test_what_comes_under_the_lock_never_takes_the_keys_from_the_password(
    at_home: WardWindow,
) -> None:
    ward = at_home
    ward.desk.patients_page.list.rows[0].click()
    lock_key(ward)
    ward.settle()
    ward.settle()
    assert ward.window.cover.is_down
    assert ward.desk.lock_page.isAncestorOf(focused())
    ward.fill(PHRASE)
    ward.settle()
    assert not ward.window.cover.is_down
    ward.desk.show_history()
    lock_key(ward)
    ward.settle()
    ward.settle()
    assert ward.desk.lock_page.isAncestorOf(focused())
    ward.fill(PHRASE)
    ward.settle()
    assert not ward.window.cover.is_down
    # Whatever wanted the keys under the lock has them now.
    assert not ward.desk.lock_page.isAncestorOf(focused())


def test_a_dose_that_waited_for_the_name_goes_into_no_other_child(ward: WardWindow) -> None:
    ward.enter("weight", "16.5")
    tab = planned(ward)
    click(tab.pane.due_card.button)
    ward.settle()
    type_text("nov")
    press(Qt.Key.Key_Return)
    type_text("2019")
    press(Qt.Key.Key_Return)
    QTest.keyClick(ward.window, Qt.Key.Key_N, CONTROL)
    ward.settle()
    ward.settle()
    assert not ward.store.state.kept
    assert ward.store.committed.treatments == ()
    assert ward.store.committed.patient.family_name is None


@pytest.mark.hazard("H46")
def test_a_double_enter_admits_one_child_and_shows_it(at_home: WardWindow) -> None:
    ward = at_home
    ward.press("Admit a child")
    ward.fill("Toth", "Eva", "05-May-2021")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    ward.settle()
    assert ward.window.tabs.isVisible()
    assert not ward.desk.near_page.isVisible()
    found: list[Found] = []
    ward.link.ask(lambda records: records.patients.search("toth"), found.extend, lambda _: None)
    ward.settle()
    assert len(found) == 1


@pytest.mark.hazard("H36")
def test_a_dialog_that_is_open_when_the_lock_falls_closes_and_writes_nothing(
    ward: WardWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward.enter("weight", "16.5")
    planned(ward)
    ward.window.print_preview()
    ward.settle()
    name_again(ward)
    sheet_text(ward)
    place = tmp_path / "taken.pdf"

    # A dialog of the system knows nothing of the lock: it stays, and somebody names a file.
    def of_the_system(*_: object) -> tuple[str, str]:
        ward.desk.lock_desk.lock()
        return str(place), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", of_the_system)
    click(ward.window.preview.save_button)
    ward.settle()
    assert ward.window.cover.is_down
    dialog = QFileDialog(ward.window)
    ward.fill(PHRASE)
    ward.settle()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    ward.desk.lock_desk.lock()
    assert not dialog.isVisible()
    ward.settle()
    assert not place.exists()


@pytest.mark.hazard("H36", "H68")
def test_what_was_not_printed_is_said_in_the_name_of_who_announced_it(ward: WardWindow) -> None:
    ward.enter("weight", "16.5")
    planned(ward)
    keeper = ward.desk.keeper
    assert keeper is not None
    ward.window.print_preview()
    ward.settle()
    name_again(ward)
    sheet_text(ward)
    replaced_by(ward, "bea")
    found: list[Change] = []

    def read(records: Records) -> list[Change]:
        return list(records.trail.of_case(keeper.id))

    ward.link.ask(read, found.extend, lambda _: None)
    ward.settle()
    said = [(each.action, each.shown) for each in found if each.action.endswith("printed")]
    assert sorted(said) == [
        ("not_printed", "Dr Ada Example"),
        ("printed", "Dr Ada Example"),
    ]


@pytest.mark.hazard("H36")
def test_the_clipboard_is_empty_under_the_lock(ward: WardWindow) -> None:
    assert ward.window.focus_field("family_name")
    press(Qt.Key.Key_A, "\x01", CONTROL)
    press(Qt.Key.Key_C, "\x03", CONTROL)
    assert QGuiApplication.clipboard().text() == "Novak"
    ward.desk.lock_desk.lock()
    ward.settle()
    assert QGuiApplication.clipboard().text() == ""


def test_keys_in_a_dialog_are_a_hand_too(ward: WardWindow) -> None:
    dialog = QFileDialog(ward.window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    dialog.activateWindow()
    ward.qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    for _ in range(30):
        ward.clock.move(seconds=10)
        QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Shift)
        ward.settle()
        ward.desk.lock_desk.tick()
    assert not ward.window.cover.is_down
    dialog.close()
    assert QApplication.activeModalWidget() is None
