"""How many keys a child costs, from the start to the sheet: counted, and as the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.app import TABS
from desktop.rules import load_rulebook
from tests.desktop.counted_keys import CountedHand
from tests.desktop.open_window import opened
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from desktop.case_store import CaseStore

CONTROL = Qt.KeyboardModifier.ControlModifier
PAGE = Path(__file__).parents[2] / "docs" / "keystrokes.md"
ROW = re.compile(r"\| (?P<step>[^|]+) \| [^|]+ \| (?P<count>\d+) \|")
BUDGET = re.compile(r"Budget: (\d+) keys")
SIGNS = ("Red eyes", "Lips", "Rash", "Hands and feet", "Neck lymph node")
PANEL = ("120mg/L", "60", "18", "80", "450", "10.5g/dL", "29g/L", "99", "80", "131")


def agreed(path: str) -> tuple[dict[str, int], int]:
    """Return the steps of a path with their keys, and its budget, from the page about them."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"## {path}\n")
    part = rest.partition("\n## ")[0]
    steps = {found["step"].strip(): int(found["count"]) for found in ROW.finditer(part)}
    (budget,) = BUDGET.findall(part)
    return steps, int(budget)


def held(path: str, hand: CountedHand) -> None:
    steps, budget = agreed(path)
    assert hand.steps == steps
    assert sum(hand.steps.values()) <= budget


def typed_record(hand: CountedHand) -> None:
    """Weight, fever, five signs and a panel of ten values."""
    hand.begin("weight")
    hand.go_to("Weight", whole=True)
    hand.type("16.5")
    hand.begin("first day of fever")
    hand.go_to("First day of fever")
    hand.type("17nov2026")
    hand.begin("five signs")
    for sign in SIGNS:
        hand.go_to(sign)
        hand.type("p")
    hand.begin("ten laboratory values")
    hand.go_to("CRP")
    for value in PANEL:
        hand.enter(value)


def chosen_drug(hand: CountedHand, store: CaseStore) -> None:
    hand.begin("drug")
    hand.press(Qt.Key.Key_4, CONTROL)
    hand.go_to("Immunoglobulin intravenous")
    hand.press(Qt.Key.Key_Space)
    hand.begin("three questions")
    hand.press(Qt.Key.Key_F6)
    for _ in range(3):
        # The cursor is where the next reason goes; no key leads there.
        assert hand.place.startswith("Reason")
        hand.enter("none")
    state = store.state
    assert not state.unreadable
    assert len(state.case.observations) == len(PANEL)
    assert [str(each.kg) for each in state.case.weights] == ["16.5"]
    assert state.plan is not None
    assert state.plan.verdict == "ready"
    assert [each.reason for each in state.plan.overrides] == ["none"] * 3
    assert state.assessment is not None
    assert state.assessment.illness_day is not None


def test_a_quick_calculation_comes_to_the_sheet_within_its_keys(
    qtbot: QtBot, now: datetime
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now, TABS)
    hand = CountedHand(QApplication.processEvents)
    hand.begin("new child")
    hand.press(Qt.Key.Key_Return)
    hand.begin("name and birth")
    for label, text in (
        ("Family name", "Novak"),
        ("Given name", "Bela"),
        ("Date of birth", "2nov2021"),
    ):
        hand.go_to(label)
        hand.type(text)
    typed_record(hand)
    chosen_drug(hand, desk.store)
    hand.begin("sheet")
    hand.press(Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: desk.window.preview.page_count > 0)
    hand.go_to("Print")
    assert desk.window.preview.print_button.hasFocus()
    held("Quick calculation", hand)


def test_a_patient_signed_for_comes_to_the_sheet_within_its_keys(
    qtbot: QtBot, tmp_path: Path
) -> None:
    ward = WardWindow(qtbot, tmp_path / "records").founded()
    hand = CountedHand(ward.settle)
    hand.begin("sign in")
    hand.press(Qt.Key.Key_F, CONTROL)
    hand.enter("ada")
    hand.enter(PHRASE)
    ward.settle()
    hand.begin("admit")
    hand.go_to("Admit")
    hand.press(Qt.Key.Key_Return)
    for text in ("Novak", "Bela", "2nov2021", "W4-1"):
        hand.enter(text)
    ward.settle()
    ward.settle()
    typed_record(hand)
    chosen_drug(hand, ward.store)
    hand.begin("sign")
    hand.press(Qt.Key.Key_F9)
    hand.enter(PHRASE)
    ward.settle()
    ward.settle()
    assert [each.state for each in ward.store.committed.plans] == ["active"]
    hand.begin("sheet")
    hand.press(Qt.Key.Key_P, CONTROL)
    ward.settle()
    hand.enter("nov")
    hand.enter("2021")
    ward.settle()
    ward.settle()
    qtbot.waitUntil(lambda: ward.window.preview.page_count > 0)
    hand.go_to("Print")
    assert ward.window.preview.print_button.hasFocus()
    held("Patient, signed", hand)
