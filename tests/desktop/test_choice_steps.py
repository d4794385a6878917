"""Undo brings back the regimen and the settings that stood before, and says which."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.dosing.plan import Choice
from desktop.app import TABS
from desktop.choice_told import choice_told
from desktop.rules import load_rulebook
from tests.desktop.dosing_bench import NOW, bench, known, on_anakinra
from tests.desktop.hands import press
from tests.desktop.open_window import opened

if TYPE_CHECKING:
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

CONTROL = Qt.KeyboardModifier.ControlModifier
RULES = load_rulebook()


@pytest.mark.hazard("H29")
def test_the_former_regimen_comes_back_with_its_settings_and_the_later_one_again(
    qtbot: QtBot, words: Wording
) -> None:
    at = on_anakinra(qtbot, words)
    at.enter("mg_per_kg_day", "5")
    at.choose("aspirin_low")
    at.store.undo()
    choice = at.store.state.choice
    assert choice == Choice("anakinra_fixed", settings={"mg_per_kg_day": "5"})
    # 5 mg/kg of 16.5 kg is 82.5 mg, given as 83 mg.
    assert "83 mg" in at.results()
    at.store.undo()
    assert at.store.state.choice == Choice("anakinra_fixed")
    assert at.setting("mg_per_kg_day").text == ""
    assert "66 mg" in at.results()
    at.store.redo()
    at.store.redo()
    assert at.store.state.choice == Choice("aspirin_low")
    assert at.tab.regimens.button("aspirin_low").isChecked()


@pytest.mark.hazard("H29")
def test_a_reason_comes_back_only_for_the_very_question_it_was_given_for(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("60")
    at.choose("anakinra_fixed")
    # 4 mg/kg of 60 kg is 240 mg: over 200 mg a day asks.
    code = "limit.daily_dose_high"
    at.confirm(code, "seen by Dr A")
    at.choose("aspirin_low")
    at.store.undo()
    assert [each.code for each in at.store.state.plan.overrides] == [code]  # type: ignore[union-attr]
    at.enter("mg_per_kg_day", "6")
    assert at.store.state.plan.overrides == ()  # type: ignore[union-attr]


def test_a_new_choice_forgets_what_was_taken_back(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    at.choose("aspirin_low")
    at.store.undo()
    at.choose("ivig")
    assert not at.store.state.can_redo
    at.store.undo()
    assert at.store.state.choice == Choice("anakinra_fixed")
    at.store.undo()
    assert at.store.state.choice is None
    # The next step back is the weight.
    at.store.undo()
    assert at.store.committed.weights == ()


def test_each_change_of_a_choice_is_told(words: Wording) -> None:
    fixed, start = Choice("anakinra_fixed"), NOW + timedelta(hours=1)
    five = Choice("anakinra_fixed", settings={"mg_per_kg_day": "5"})
    ideal = Choice("ivig", settings={"weight_basis": "ideal"})
    told = [
        (None, None, ""),
        (fixed, fixed, ""),
        (fixed, None, "No regimen is chosen"),
        (None, fixed, f"The regimen is now {RULES.regimens['anakinra_fixed'].title}"),
        (fixed, five, "Dose is now 5 mg/kg/day"),
        (five, fixed, "Dose is empty"),
        (fixed, Choice("anakinra_fixed", start), "Start is now 21-Nov-2026 15:20"),
        (Choice("anakinra_fixed", start), fixed, "Start is empty"),
    ]
    for before, after, expected in told:
        assert choice_told(before, after, RULES, words) == expected
    named = choice_told(Choice("ivig"), ideal, RULES, words)
    assert named.startswith("Weight used is now ")
    assert "ideal" in named.lower()


@pytest.mark.hazard("H29")
def test_the_window_takes_a_regimen_back_by_key_and_says_so(qtbot: QtBot, now: datetime) -> None:
    desk = opened(qtbot, RULES, lambda: now, {"dosing": TABS["dosing"]})
    desk.window.start_new()
    desk.window.show_tab(0)
    tab = desk.window.tabs.current()
    tab.regimens.button("ivig").setFocus()  # type: ignore[union-attr]
    press(Qt.Key.Key_Space, " ")
    tab.regimens.button("aspirin_low").setFocus()  # type: ignore[union-attr]
    press(Qt.Key.Key_Space, " ")
    press(Qt.Key.Key_Z, "", CONTROL)
    line = desk.window.status_line
    assert line.step == f"Taken back. The regimen is now {RULES.regimens['ivig'].title}"
    assert desk.window.store.state.choice == Choice("ivig")
    tab.regimens.button("aspirin_low").setFocus()  # type: ignore[union-attr]
    press(Qt.Key.Key_Space, " ")
    assert line.step == ""
    for _ in range(2):
        press(Qt.Key.Key_Z, "", CONTROL)
    assert line.step == "Taken back. No regimen is chosen"
