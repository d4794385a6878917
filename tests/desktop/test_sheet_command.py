"""The command ``sheet`` and the same sheet in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.command_line import run
from desktop.documents.active_plans import plans_document
from desktop.rules import load_rulebook
from records.case_file import bytes_of_case
from tests.desktop.hands import focused
from tests.desktop.open_window import opened, texts
from tests.reports.active import with_plans
from tests.reports.printed_pages import pages_of
from tests.reports.sheets import AS_OF

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from clinical.record.case import Case

TWO = with_plans(["aspirin_moderate", "anakinra_fixed"], site=None)
MOMENT = AS_OF.isoformat()


def written(case: Case, folder: Path) -> Path:
    place = folder / "case.json"
    place.write_bytes(bytes_of_case(case))
    return place


def test_the_sheet_of_all_active_plans_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, sheet = written(TWO.case, tmp_path), tmp_path / "sheet.pdf"
    assert run(["sheet", str(case), "--as-of", MOMENT, "--pdf", str(sheet)]) == 0
    assert capsys.readouterr() == (f"Wrote {sheet}.\n", "")
    words = " ".join(page.words for page in pages_of(sheet.read_bytes()))
    assert "2 active plans" in words
    assert "All doses due" in words
    chosen = ["sheet", str(case), "--as-of", MOMENT, "--plan", "plan-1:1", "--pdf", str(sheet)]
    assert run(chosen) == 0
    words = " ".join(page.words for page in pages_of(sheet.read_bytes()))
    assert "Anakinra" in words
    assert "aspirin" not in words


def test_without_an_active_plan_and_for_an_unknown_one_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "sheet.pdf"
    none = written(TWO.case.replace(plans=()), tmp_path)
    assert run(["sheet", str(none), "--as-of", MOMENT, "--pdf", str(sheet)]) == 2
    assert "no plan of this child is active" in capsys.readouterr().err
    case = written(TWO.case, tmp_path)
    wrong = ["sheet", str(case), "--as-of", MOMENT, "--plan", "plan-7", "--pdf", str(sheet)]
    assert run(wrong) == 2
    assert "accepted are plan-0:1, plan-1:1" in capsys.readouterr().err
    assert not sheet.exists()


@pytest.mark.hazard("H51")
def test_the_window_previews_all_active_plans_and_ends_the_sheet_with_their_weight(
    qtbot: QtBot,
) -> None:
    time = [AS_OF]
    desk = opened(qtbot, load_rulebook(), lambda: time[0])
    desk.window.start_new()
    QTest.keyClick(focused(), Qt.Key.Key_P, _CONTROL_SHIFT)
    assert "No plan of this child is active." in texts(desk.window.notices)
    desk.window.show_draft(TWO.case)
    QTest.keyClick(focused(), Qt.Key.Key_P, _CONTROL_SHIFT)
    shown = desk.window.preview
    qtbot.waitUntil(lambda: shown.page_count > 0)
    assert "All active plans, pages: " in texts(shown)
    assert "2 active plans" in " ".join(page.words for page in pages_of(shown.content))
    desk.window.sheets.close()
    assert desk.window.preview_of(plans_document(("plan-0", 1)))
    qtbot.waitUntil(lambda: shown.page_count > 0)
    assert "Kept plan, pages: " in texts(shown)
    time[0] = AS_OF.replace(day=24)
    desk.store.tick()
    assert shown.message.startswith("THIS SHEET HAS EXPIRED")


_CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
