"""Case files from the window: real files, and "saved" only once it is true."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop import edits
from desktop.rules import load_rulebook
from records.case_file import read_case_file
from tests.desktop.hands import click, focused, press, type_text
from tests.desktop.open_window import Desk, case_file, open_file, opened, texts

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytestqt.qtbot import QtBot

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, now: datetime) -> Desk:
    return opened(qtbot, load_rulebook(), lambda: now)


def look_into(qtbot: QtBot, desk: Desk, path: Path) -> None:
    desk.window.open_path(path)
    qtbot.waitUntil(desk.window.opening.page.isVisible)


def type_name(desk: Desk, name: str) -> None:
    desk.window.focus_field("family_name")
    type_text(name)


def test_a_case_file_is_opened_and_drawn(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = case_file(tmp_path, family_name="Kovac", identifier="W4-0017")
    open_file(qtbot, desk, path)
    assert desk.tab().family.text == "Kovac"
    assert desk.tab().follows.text() == "illness day 5"
    assert desk.store.state.path == path
    assert desk.window.status_line.saving == "No unsaved changes"


def test_a_change_is_marked_unsaved_until_it_is_saved(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    path = case_file(tmp_path, family_name="Kovac")
    open_file(qtbot, desk, path)
    type_name(desk, "s")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert desk.window.status_line.saving == "● Unsaved changes"
    QTest.keyClick(focused(), Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: desk.window.status_line.saving == "Saved 14:20")
    assert read_case_file(path, load_rulebook()) == desk.store.committed
    assert desk.store.committed.patient.family_name in {"Kovacs", "sKovac"}
    assert desk.store.state.unsaved is False


def test_saving_commits_what_is_still_being_typed(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.window.start_new()
    type_name(desk, "Kovac")
    desk.window.save_to(tmp_path / "new.json")
    qtbot.waitUntil(lambda: desk.window.status_line.saving == "Saved 14:20")
    written = read_case_file(tmp_path / "new.json", load_rulebook())
    assert written.patient.family_name == "Kovac"


@pytest.mark.hazard("H61")
def test_a_failed_save_stays_visible_and_says_why_until_one_succeeds(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    desk.window.start_new()
    type_name(desk, "Kovac")
    nowhere = tmp_path / "no such folder" / "child.json"
    desk.window.save_to(nowhere)
    qtbot.waitUntil(lambda: desk.window.status_line.saving == "NOT SAVED")
    notice = desk.window.notices.notices[0]
    assert notice.tone == "stop"
    assert notice.text.startswith("NOT SAVED. ")
    assert "No such file or directory" in notice.text
    assert desk.store.state.unsaved is True
    # What was typed is still there, and closing still asks.
    assert desk.store.committed.patient.family_name == "Kovac"
    desk.store.tick()
    assert desk.window.status_line.saving == "NOT SAVED"
    desk.window.save_to(tmp_path / "child.json")
    qtbot.waitUntil(lambda: desk.window.status_line.saving == "Saved 14:20")
    assert desk.window.notices.notices == ()


@pytest.mark.hazard("H61")
def test_saved_is_not_said_while_the_file_is_still_being_written(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    desk.window.start_new()
    type_name(desk, "Kovac")
    desk.window.save_to(tmp_path / "child.json")
    assert desk.window.status_line.saving == "Saving…"
    assert desk.store.state.unsaved is True
    qtbot.waitUntil(lambda: desk.window.status_line.saving == "Saved 14:20")


@pytest.mark.hazard("H61")
def test_what_was_changed_while_a_save_ran_is_unsaved(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    desk.window.start_new()
    type_name(desk, "Kovac")
    desk.window.save_to(tmp_path / "child.json")
    desk.store.commit(edits.patient(desk.store.committed, given_name="Ana"))
    qtbot.waitUntil((tmp_path / "child.json").exists)
    qtbot.waitUntil(lambda: desk.window.status_line.saving != "Saving…")
    assert desk.window.status_line.saving == "● Unsaved changes"
    written = read_case_file(tmp_path / "child.json", load_rulebook())
    assert written.patient.given_name is None


def test_a_record_that_could_not_be_read_again_is_not_saved(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    path = case_file(tmp_path, family_name="Kovac", date_of_birth="2026-01-05")
    open_file(qtbot, desk, path)
    before = path.read_bytes()
    onset = desk.store.committed.illness.fever_onset
    assert onset is not None
    after_onset = onset + timedelta(days=1)
    desk.store.commit(edits.patient(desk.store.committed, date_of_birth=after_onset))
    desk.window.save_to(path)
    assert desk.window.status_line.saving == "NOT SAVED"
    assert "cannot be right" in texts(desk.window.notices)
    assert path.read_bytes() == before


@pytest.mark.hazard("H34")
def test_save_first_opens_the_other_child_only_after_this_one_is_saved(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    first = case_file(tmp_path, "first.json", family_name="Kovac")
    second = case_file(tmp_path, "second.json", family_name="Novak")
    open_file(qtbot, desk, first)
    desk.store.commit(edits.patient(desk.store.committed, given_name="Ana"))
    look_into(qtbot, desk, second)
    press(Qt.Key.Key_Return)
    assert desk.store.committed.patient.family_name == "Kovac"
    click(desk.window.question.buttons[1])
    qtbot.waitUntil(lambda: desk.store.committed.patient.family_name == "Novak")
    assert read_case_file(first, load_rulebook()).patient.given_name == "Ana"


@pytest.mark.hazard("H34")
def test_a_save_that_fails_keeps_the_child_on_the_screen(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "ward"
    folder.mkdir()
    first = case_file(folder, family_name="Kovac")
    second = case_file(tmp_path, "second.json", family_name="Novak")
    open_file(qtbot, desk, first)
    desk.store.commit(edits.patient(desk.store.committed, given_name="Ana"))
    first.unlink()
    folder.rmdir()
    look_into(qtbot, desk, second)
    press(Qt.Key.Key_Return)
    click(desk.window.question.buttons[1])
    qtbot.waitUntil(lambda: desk.window.status_line.saving == "NOT SAVED")
    assert desk.store.committed.patient.family_name == "Kovac"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "not JSON"),
        (b'{"format": "kd-bedside.case/1", "weight": 3}', "weight"),
        (
            b"""{"format": "kd-bedside.case/1",
                "weights": [{"at": "2027-01-01T08:00:00Z", "kg": 9}]}""",
            "weights[0]",
        ),
    ],
)
def test_a_file_that_is_refused_changes_nothing_and_says_where_it_is_wrong(
    qtbot: QtBot, desk: Desk, tmp_path: Path, content: bytes, said: str
) -> None:
    good = case_file(tmp_path, family_name="Kovac")
    open_file(qtbot, desk, good)
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(content)
    desk.window.open_path(wrong)
    page = desk.window.opening.page
    qtbot.waitUntil(page.isVisible)
    assert "The file was not opened" in texts(page)
    assert said in texts(page)
    assert not page.open_button.isVisible()
    press(Qt.Key.Key_Return)
    assert desk.window.tabs.isVisible()
    assert said not in texts(page)
    assert desk.store.committed.patient.family_name == "Kovac"
    assert desk.store.state.path == good


@pytest.mark.hazard("H66")
def test_no_list_of_recent_files_is_kept(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = case_file(tmp_path, "Kovac-Ana.json", family_name="Kovac")
    open_file(qtbot, desk, path)
    type_name(desk, "X")
    desk.window.save_to(path)
    qtbot.waitUntil(lambda: desk.window.status_line.saving == "Saved 14:20")
    home = os.environ["HOME"]
    for folder, _, files in os.walk(home):
        for name in files:
            with open(os.path.join(folder, name), "rb") as stream:  # noqa: PTH118, PTH123
                assert b"Kovac" not in stream.read()
    assert "Kovac-Ana" not in texts(desk.window)
