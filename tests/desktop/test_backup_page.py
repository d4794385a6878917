"""Backups in the window: made beside the work, said where one failed, put back by hand."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop import tasks
from records.store.place import Place
from tests.desktop.hands import press, type_text
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    return WardWindow(qtbot, tmp_path / "records").founded()


def rest(ward: WardWindow) -> None:
    """Wait until the records have answered and a copy was looked through."""
    for _ in range(3):
        ward.settle()
        tasks.wait_until_done()
        ward.settle()


def backups(ward: WardWindow) -> list[str]:
    folder = Place(ward.folder).backups
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def lines(ward: WardWindow) -> list[str]:
    return [row.words for row in ward.desk.backups.page.list.rows]


def open_page(ward: WardWindow) -> None:
    ward.window.go_home()
    ward.settle()
    ward.press("Accounts")
    ward.press("Backups…")
    rest(ward)


@pytest.mark.hazard("H64")
def test_a_backup_is_made_beside_the_work_and_put_back_by_hand(ward: WardWindow) -> None:
    ward.signed_in().admitted()
    rest(ward)
    assert len(backups(ward)) == 1
    ward.later(minutes=1, at_work=True)
    ward.enter("weight", "16.5")
    ward.later(minutes=1, at_work=True)
    open_page(ward)
    (first,) = lines(ward)
    assert first.startswith("21-Nov-2026 14:20")
    assert "What was entered since is not in it yet." in ward.seen()
    ward.press("Back up now")
    rest(ward)
    assert "Nothing was entered since." in ward.seen()
    assert len(lines(ward)) == 2
    # The older one, before the weight.
    ward.desk.backups.page.list.rows[1].click()
    rest(ward)
    assert "This backup holds 1 child with 0 entries" in ward.seen()
    assert ": 1 child worked on since, 1 entry." in ward.seen()
    type_text("short")
    press(Qt.Key.Key_Return)
    ward.fill(PHRASE)
    rest(ward)
    assert "Say why, in at least 10 characters" in ward.seen()
    ward.desk.ask_page.fields["reason"].setFocus()
    type_text(" is what this reason was")
    press(Qt.Key.Key_Return)
    ward.fill(PHRASE)
    rest(ward)
    assert "The backup of 21-Nov-2026 14:20 was put back." in ward.seen()
    assert ward.link.person is None
    ward.signed_in()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    rest(ward)
    assert "16.5" not in ward.seen()
    # What it replaced stands among the backups.
    assert [name.split("-")[0] for name in backups(ward)] == ["aside", "backup", "backup"]


@pytest.mark.hazard("H61", "H64")
def test_a_backup_that_failed_is_said_until_there_is_one_again(ward: WardWindow) -> None:
    place = Place(ward.folder).backups
    place.write_text("a file and no folder", encoding="utf-8")
    ward.signed_in().admitted()
    rest(ward)
    assert "No backup was made" in ward.seen()
    open_page(ward)
    assert "There is no backup yet." in ward.seen()
    ward.press("Back up now")
    rest(ward)
    assert "Backup made" not in ward.seen()
    place.unlink()
    ward.press("Back up now")
    rest(ward)
    assert "No backup was made" not in ward.seen()
    assert "Nothing was entered since." in ward.seen()


@pytest.mark.hazard("H64")
def test_signing_out_backs_up_what_was_written_and_lets_the_next_one_in(ward: WardWindow) -> None:
    ward.signed_in().admitted()
    rest(ward)
    ward.enter("given_name", "Bella")
    assert len(backups(ward)) == 1
    ward.desk.sign_out()
    rest(ward)
    assert len(backups(ward)) == 2
    ward.signed_in()
    assert "NOVAK, Bella" in ward.seen()


@pytest.mark.hazard("H59", "H62", "H64")
def test_damaged_records_lead_to_the_backups_and_back_to_the_patients(ward: WardWindow) -> None:
    ward.signed_in().admitted()
    rest(ward)
    ward.desk.sign_out()
    rest(ward)
    database = Place(ward.folder).database
    database.write_bytes(bytes(4096) + database.read_bytes()[4096:])
    ward.signed_in()
    assert "The records are damaged" in ward.seen()
    ward.press("Put a backup back…")
    rest(ward)
    ward.desk.backups.page.list.rows[0].click()
    ward.fill("ada", PHRASE)
    rest(ward)
    assert "what would be lost cannot be said" in ward.seen()
    ward.fill("the disk was damaged", PHRASE)
    rest(ward)
    assert "was put back." in ward.seen()
    ward.signed_in()
    assert "NOVAK, Bela" in ward.seen()


@pytest.mark.hazard("H36")
def test_who_does_not_administer_finds_no_way_to_the_backups(ward: WardWindow) -> None:
    ward.joined("cleo", "nurse").signed_in("cleo")
    assert not ward.desk.patients_page.buttons["people"].isEnabled()
    ward.desk.backups.show()
    rest(ward)
    ward.press("Back up now")
    rest(ward)
    assert "Your role does not allow this: make backups and put them back." in ward.seen()
    assert backups(ward) == []
    assert ward.link.person is not None


def test_backups_on_a_disk_that_is_gone_are_no_crash(ward: WardWindow) -> None:
    ward.signed_in().admitted()
    rest(ward)
    shutil.rmtree(Place(ward.folder).backups)
    open_page(ward)
    assert "There is no backup yet." in ward.seen()
