"""One's own password and PIN, from the name of who is signed in, by mouse and by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.desktop.hands import click, focused, press
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

NONE = Qt.KeyboardModifier.NoModifier
NEXT = "dry towels on line 9"
PIN = "4719"


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    return WardWindow(qtbot, tmp_path / "records").founded().signed_in()


def own_account(ward: WardWindow) -> None:
    click(ward.window.status_line.who_button)
    ward.settle()


@pytest.mark.hazard("H36")
def test_a_person_changes_the_own_password_with_the_present_one(ward: WardWindow) -> None:
    own_account(ward)
    assert "Dr Ada Example: own account" in ward.seen()
    ward.press("New password…")
    ward.fill("somebody else", NEXT, NEXT)
    ward.settle()
    assert "Name and password do not belong together." in ward.seen()
    ward.fill(PHRASE, NEXT, "another again")
    assert "The two passwords are not the same." in ward.seen()
    ward.fill(PHRASE, NEXT, NEXT)
    ward.settle()
    assert "Your password is changed." in ward.seen()
    assert ward.desk.patients_page.isVisible()
    ward.desk.sign_out()
    ward.settle()
    ward.window.start_page.sign_in_button.click()
    ward.settle()
    ward.fill("ada", PHRASE)
    ward.settle()
    assert not ward.desk.is_signed_in
    ward.fill(NEXT)
    ward.settle()
    assert ward.desk.is_signed_in
    # Nothing typed waits anywhere.
    for secret in (PHRASE, NEXT):
        assert secret not in ward.seen()


@pytest.mark.hazard("H36", "H67")
def test_a_pin_is_set_by_key_brings_back_and_is_removed(ward: WardWindow) -> None:
    ward.admitted()
    press(Qt.Key.Key_F8, "", NONE)
    ward.settle()
    assert focused() is ward.desk.ask_page.buttons["own_password"]
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    ward.fill(PHRASE, PIN, "4718")
    assert "The two PINs are not the same." in ward.seen()
    ward.fill(PHRASE, "1234", "1234")
    ward.settle()
    assert "A PIN is 4 to 7 digits, not all the same and not in a row." in ward.seen()
    ward.fill(PHRASE, PIN, PIN)
    ward.settle()
    # Back at the child, with what the PIN does until when.
    assert "It brings you back from a lock until 22:20" in ward.seen()
    assert ward.window.tabs.isVisible()
    ward.key(Qt.Key.Key_L)
    assert ward.window.cover.is_down
    ward.fill(PIN)
    ward.settle()
    assert not ward.window.cover.is_down
    own_account(ward)
    ward.press("Remove the PIN")
    assert "The PIN is removed." in ward.seen()
    own_account(ward)
    assert "Remove the PIN" not in ward.seen()
    ward.key(Qt.Key.Key_L)
    ward.fill(PIN)
    ward.settle()
    assert ward.window.cover.is_down
    ward.fill(PHRASE)
    ward.settle()
    assert not ward.window.cover.is_down


def test_the_name_is_reached_by_tab_and_says_where_it_leads(ward: WardWindow) -> None:
    button = ward.window.status_line.who_button
    assert button.words == "Signed in: Dr Ada Example"
    assert button.accessibleName() == "Signed in: Dr Ada Example. Own password and PIN"
    for _ in range(40):
        press(Qt.Key.Key_Tab)
        if button.hasFocus():
            break
    assert button.hasFocus()
    press(Qt.Key.Key_Return)
    assert "own account" in ward.seen()
    # Locked, nobody reaches it.
    ward.key(Qt.Key.Key_L)
    press(Qt.Key.Key_F8, "", NONE)
    ward.settle()
    assert ward.window.cover.is_down
    assert "New password" not in ward.seen()
    ward.fill(PHRASE)
    ward.settle()
    ward.desk.sign_out()
    ward.settle()
    assert not button.isVisible()


@pytest.mark.hazard("H36")
def test_who_ends_the_own_account_is_out_of_the_window_too(ward: WardWindow) -> None:
    ward.desk.sign_out()
    ward.settle()
    ward.joined("zed", "administrator")
    ward.signed_in()
    ward.press("Accounts")
    ward.desk.people_page.list.go_to_first()
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.press("End the account")
    ward.press("End the account")
    ward.settle()
    assert not ward.desk.is_signed_in
    assert ward.window.start_page.isVisible()
