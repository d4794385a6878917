"""A case file is looked into before it opens: which child, what it holds, what is unclear in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.record.case import Case
from desktop import edits
from desktop.opening.contents import PARTS, content_lines
from desktop.rules import load_rulebook
from records.case_file import read_case_file
from tests.desktop.eyes import read
from tests.desktop.hands import click, press
from tests.desktop.open_window import Desk, case_file, open_file, opened, texts
from tests.desktop.program import WHOLE, written
from tests.desktop.records_window import WardWindow

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


@pytest.fixture
def desk(qtbot: QtBot, now: datetime) -> Desk:
    return opened(qtbot, load_rulebook(), lambda: now)


def look_into(qtbot: QtBot, desk: Desk, path: Path) -> str:
    desk.window.open_path(path)
    qtbot.waitUntil(desk.window.opening.page.isVisible)
    return "\n".join(read(desk.window))


@pytest.mark.hazard("H15", "H34")
def test_a_file_says_which_child_it_is_of_and_what_it_holds_before_any_of_it_opens(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    path = case_file(
        tmp_path,
        "w4.json",
        family_name="Kovac",
        given_name="Ana",
        date_of_birth="2022-01-05",
        identifier="W4-0017",
        sex="female",
    )
    seen = look_into(qtbot, desk, path)
    assert "KOVAC, Ana, born 05-Jan-2022, ID W4-0017" in seen
    assert "Age 4y 10m" in seen
    assert "File w4.json" in seen
    assert "Weights: 1, newest 16.5 kg on 21-Nov-2026 08:00" in seen
    assert "Illness and signs: fever since 17-Nov-2026, 1 entry" in seen
    assert "Everything in this file was understood." in seen
    # Nothing of it stands anywhere else: no child, no tab, no banner.
    assert desk.store.committed == Case()
    assert not desk.window.banner.isVisible()
    assert desk.window.tabs.count() == 0
    press(Qt.Key.Key_Return)
    assert desk.store.committed.patient.identifier == "W4-0017"
    assert "KOVAC" not in texts(desk.window.opening.page)


@pytest.mark.hazard("H15", "H34")
@pytest.mark.parametrize("by_key", [True, False])
def test_a_file_that_is_left_gives_back_the_child_with_what_was_unsaved(
    qtbot: QtBot, desk: Desk, tmp_path: Path, by_key: bool
) -> None:
    open_file(qtbot, desk, case_file(tmp_path, family_name="Novak"))
    desk.store.commit(edits.patient(desk.store.committed, given_name="Bela"))
    seen = look_into(qtbot, desk, case_file(tmp_path, "other.json", family_name="Kovac"))
    assert "On the screen now: NOVAK, Bela" in seen
    if by_key:
        press(Qt.Key.Key_Escape)
    else:
        click(desk.window.opening.page.leave_button)
    assert desk.window.tabs.isVisible()
    assert desk.window.question.text == ""
    assert desk.store.committed.patient.given_name == "Bela"
    assert desk.store.state.unsaved
    assert "KOVAC" not in texts(desk.window)


@pytest.mark.hazard("H34")
def test_the_child_that_leaves_the_screen_is_asked_about_when_the_file_opens_and_may_stay(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    open_file(qtbot, desk, case_file(tmp_path, family_name="Novak"))
    desk.store.commit(edits.patient(desk.store.committed, given_name="Bela"))
    look_into(qtbot, desk, case_file(tmp_path, "other.json", family_name="Kovac"))
    press(Qt.Key.Key_Return)
    assert desk.window.question.text
    press(Qt.Key.Key_Escape)
    assert desk.window.opening.page.isVisible()
    assert desk.window.opening.page.open_button.hasFocus()
    # Help comes over it and gives it back as it was.
    press(Qt.Key.Key_F1)
    press(Qt.Key.Key_Escape)
    assert "KOVAC" in "\n".join(read(desk.window))
    press(Qt.Key.Key_Escape)
    assert desk.store.committed.patient.given_name == "Bela"


@pytest.mark.hazard("H15")
def test_each_thing_that_was_not_understood_is_named_and_nothing_of_the_file_is_taken(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.json"
    weights = [{"at": "2026-11-21T08:00:00+01:00", "kgs": f"{kg}"} for kg in range(10, 20)]
    document = {
        "format": "kd-bedside.case/1",
        "patient": {"family_name": "Kovac", "surname": "Kovac"},
        "weights": weights,
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    seen = look_into(qtbot, desk, path)
    assert "Nothing of it was taken." in seen
    assert "surname" in seen
    assert "weights[0]" in seen
    # Each weight lacks its kg and has a key that nobody knows: with the name 21 problems.
    assert "9 more, not listed." in seen
    assert "Kovac" not in seen.replace("'Kovac'", "")
    assert not desk.window.opening.page.open_button.isVisible()
    press(Qt.Key.Key_Escape)
    assert desk.window.start_page.isVisible()
    assert desk.store.committed == Case()


@pytest.mark.hazard("H15")
def test_every_part_of_a_record_has_its_line_in_the_preview(tmp_path: Path, words: Wording) -> None:
    for part in PARTS:
        assert words.find(f"opening.part.{part}"), part
    case = read_case_file(written(tmp_path, WHOLE), load_rulebook())
    lines = content_lines(case, words)
    held = {part for part in PARTS if getattr(case, part) != getattr(Case(), part)}
    assert len(held) > 3
    for part in held:
        title = words.text(f"opening.part.{part}")
        assert any(line.startswith(f"{title}: ") for line in lines), part


@pytest.mark.hazard("H37")
def test_a_file_that_is_read_while_the_window_locks_is_not_shown_under_the_lock(
    qtbot: QtBot, tmp_path: Path
) -> None:
    ward = WardWindow(qtbot, tmp_path / "records").founded().signed_in()
    ward.window.open_path(case_file(tmp_path, family_name="Kovac"))
    ward.desk.lock_desk.lock()
    ward.settle()
    ward.settle()
    assert "KOVAC" not in texts(ward.window)
    assert not ward.window.opening.page.isVisible()
