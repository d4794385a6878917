"""Signing in: the first save makes the records; each state of them is told apart in words."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from records.faults import StoreError
from records.service.door import Door
from tests.desktop.hands import click, focused, press, type_text
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    return WardWindow(qtbot, tmp_path / "records")


def begin_quick(ward: WardWindow, family: str = "Novak") -> None:
    click(ward.window.start_page.new_button)
    ward.enter("family_name", family)


def make_first_account(ward: WardWindow) -> None:
    for text in ("Dr Ada Example", "ada", PHRASE, PHRASE):
        type_text(text)
        press(Qt.Key.Key_Return)
    ward.settle()


@pytest.mark.hazard("H62")
def test_the_first_save_makes_account_records_and_recovery_key(ward: WardWindow) -> None:
    begin_quick(ward)
    assert not ward.folder.exists()
    ward.key(Qt.Key.Key_S)
    assert "The first account" in ward.seen()
    make_first_account(ward)
    page = ward.desk.key_page
    assert page.isVisible()
    # Six groups of five, as they are printed.
    assert [len(group) for group in page.key.split("-")] == [5] * 6
    shown = page.key
    assert not page.go_button.isEnabled()
    click(page.go_button)
    assert page.isVisible()
    click(page.written.button("written"))
    click(page.go_button)
    ward.settle()
    ward.settle()
    # The child that was on the screen is a patient now, and says that it is kept.
    assert ward.window.tabs.isVisible()
    assert ward.store.state.kept
    assert ward.store.committed.patient.family_name == "Novak"
    assert ward.status == "No unsaved changes"
    assert shown not in ward.seen()
    assert (ward.folder / "records.db").exists()
    click(ward.window.menuBar())
    ward.desk.sign_out()
    ward.settle()
    assert "Novak" not in ward.seen()


def test_two_passwords_that_differ_make_no_records(ward: WardWindow) -> None:
    begin_quick(ward)
    ward.key(Qt.Key.Key_S)
    for text in ("Dr Ada Example", "ada", PHRASE, PHRASE + "x"):
        type_text(text)
        press(Qt.Key.Key_Return)
    ward.settle()
    assert "The two passwords are not the same" in ward.seen()
    assert not ward.folder.exists()
    # Back leads to the child, which is as it was.
    press(Qt.Key.Key_Escape)
    assert ward.window.tabs.isVisible()
    assert ward.store.committed.patient.family_name == "Novak"


def test_a_password_is_never_seen_and_never_stays(ward: WardWindow) -> None:
    ward.founded().window.start_page.sign_in_button.click()
    ward.settle()
    type_text("ada")
    press(Qt.Key.Key_Return)
    type_text("wrong words here")
    line = focused()
    assert isinstance(line, QLineEdit)
    assert line.echoMode() is QLineEdit.EchoMode.Password
    press(Qt.Key.Key_Return)
    ward.settle()
    assert "Name and password do not belong together." in ward.seen()
    # The wrong one is gone, the name stays.
    assert "wrong words" not in ward.seen()
    assert ward.desk.ask_page.values() == {"name": "ada", "password": ""}


@pytest.mark.hazard("H36", "H62")
def test_too_many_wrong_passwords_say_until_when_and_let_in_afterwards(ward: WardWindow) -> None:
    ward.founded().window.start_page.sign_in_button.click()
    ward.settle()
    ward.fill("ada")
    for _ in range(3):
        ward.fill("wrong words here")
        ward.settle()
    ward.fill("wrong words here")
    ward.settle()
    ok = ward.desk.ask_page.buttons["ok"]
    assert "The next try is possible from 14:21." in ward.seen()
    assert ok.text() == "Try again in 5 s"
    assert not ok.isEnabled()
    ward.clock.time += timedelta(seconds=6)
    ward.qtbot.waitUntil(ok.isEnabled, timeout=7_000)
    ward.fill(PHRASE)
    ward.settle()
    assert "Signed in: Dr Ada Example" in ward.seen()
    # The person hears that somebody tried.
    assert "a wrong password was typed under your name: 3 in a row" in ward.seen()


def test_the_recovery_key_lets_in_and_is_replaced(ward: WardWindow) -> None:
    begin_quick(ward)
    ward.key(Qt.Key.Key_S)
    make_first_account(ward)
    key = ward.desk.key_page.key
    ward.link.close()
    ward.link.take(None)
    ward.window.go_home()
    ward.window.start_page.sign_in_button.click()
    ward.settle()
    ward.press("Password lost: use the recovery key")
    ward.fill(key, "ada", "green frogs on line 7", "green frogs on line 7")
    ward.settle()
    page = ward.desk.key_page
    assert page.isVisible()
    assert page.key != key
    click(page.copy_button)
    assert QGuiApplication.clipboard().text() == page.key
    click(page.written.button("written"))
    click(page.go_button)
    ward.settle()
    assert "Signed in: Dr Ada Example" in ward.seen()


def damaged(ward: WardWindow) -> None:
    path = ward.folder / "keys.json"
    path.write_bytes(path.read_bytes()[:-40])


def without_store(ward: WardWindow) -> None:
    (ward.folder / "records.db").unlink()


def without_keys(ward: WardWindow) -> None:
    (ward.folder / "keys.json").unlink()


@pytest.mark.hazard("H62")
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (damaged, "The file with the keys is damaged"),
        (without_keys, "The file of the records is here, but its keys are not"),
    ],
)
def test_records_that_cannot_be_opened_say_why_and_calculating_goes_on(
    ward: WardWindow, spoil: object, said: str
) -> None:
    ward.founded()
    assert callable(spoil)
    spoil(ward)
    ward.window.start_page.sign_in_button.click()
    ward.settle()
    assert said in ward.seen()
    assert "Calculating works without the records" in ward.seen()
    press(Qt.Key.Key_Escape)
    click(ward.window.start_page.new_button)
    ward.enter("family_name", "Novak")
    assert ward.store.state.assessment is not None


@pytest.mark.hazard("H62")
def test_records_that_are_damaged_behind_the_right_password_say_so(ward: WardWindow) -> None:
    ward.founded()
    path = ward.folder / "records.db"
    path.write_bytes(b"\0" * path.stat().st_size)
    ward.window.start_page.sign_in_button.click()
    ward.settle()
    ward.fill("ada", PHRASE)
    ward.settle()
    said = "The records are damaged, or the file with the keys is not theirs"
    assert said in ward.seen()


@pytest.mark.hazard("H60")
def test_records_open_elsewhere_say_where(ward: WardWindow, tmp_path: Path, qtbot: QtBot) -> None:
    ward.founded()
    other = ward.records()
    other.door.sign_in("ada", PHRASE)
    ward.window.start_page.sign_in_button.click()
    ward.settle()
    assert f"computer {os.uname().nodename}, process {os.getpid()}" in ward.seen()
    other.door.sign_out()
    ward.press("Try again")
    ward.fill("ada", PHRASE)
    ward.settle()
    assert "Signed in: Dr Ada Example" in ward.seen()


@pytest.mark.hazard("H62")
def test_a_recovery_key_is_shown_also_where_signing_in_fails_behind_it(
    ward: WardWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = Door._enter  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]

    # The disk fails between the two: no test can make it fail there by itself.
    def failed(*_: object) -> None:
        raise StoreError("store_failed", path="")

    monkeypatch.setattr(Door, "_enter", failed)
    begin_quick(ward)
    ward.key(Qt.Key.Key_S)
    make_first_account(ward)
    assert len(ward.desk.key_page.key) == 35
    monkeypatch.setattr(Door, "_enter", enter)
    click(ward.desk.key_page.written.button("written"))
    click(ward.desk.key_page.go_button)
    assert "The records are made, but you could not be signed in yet." in ward.seen()
    ward.fill("ada", PHRASE)
    ward.settle()
    ward.settle()
    # What was to be kept is kept.
    assert ward.store.state.kept
    assert ward.store.committed.patient.family_name == "Novak"


@pytest.mark.hazard("H68")
def test_keys_that_were_replaced_are_said_in_words(ward: WardWindow) -> None:
    ward.founded().joined("bea", "nurse")
    keys = ward.folder / "keys.json"
    older = keys.read_bytes()
    ward.joined("cleo", "nurse")
    keys.write_bytes(older)
    ward.signed_in()
    said = "WARNING: the file with the keys was not the one last written"
    assert said in ward.seen()
    # Who takes over from a locked window hears of it too.
    ward.window.notices.clear()
    ward.taken_over("bea")
    assert "Signed in: Bea Example" in ward.seen()
    assert said in ward.seen()
