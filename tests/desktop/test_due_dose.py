"""What is due of a plan, and the key that charts it as given: real keys on the real tab."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.quantity import Unit
from clinical.record.case import Case, Observation, Treatment
from tests.desktop.dosing_bench import NOW, bench, known
from tests.desktop.hands import press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording
    from tests.desktop.dosing_bench import Bench


def on_the_ladder(first_before: timedelta, *temperatures: tuple[timedelta, str]) -> Case:
    """Return a child whose first anakinra dose, 66 mg, was charted, with temperatures."""
    first = NOW - first_before
    dose = Treatment(
        agent="anakinra",
        start=first,
        dose=Decimal(66),
        dose_unit="mg",
        route="subcutaneous",
        status="given",
    )
    read = tuple(
        Observation(at=first + after, code="temperature", value=Decimal(value), unit=Unit.CELSIUS)
        for after, value in temperatures
    )
    case = known(treatments=(dose,))
    return case.replace(observations=(*case.observations, *read))


def record(at: Bench) -> None:
    at.tab.pane.due_card.button.setFocus()
    press(Qt.Key.Key_Space, " ")


def test_every_regimen_of_the_rules_can_be_chosen_and_says_what_it_is_for(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    for regimen in at.store.state.rulebook.regimens.values():
        at.tab.regimens.button(regimen.id).setFocus()
        assert regimen.purpose in at.tab.regimens.purpose
        assert at.store.state.choice is None or at.store.state.choice.regimen != regimen.id
        press(Qt.Key.Key_Space, " ")
        assert at.store.state.choice is not None
        assert at.store.state.choice.regimen == regimen.id
        assert at.store.state.plan is not None


@pytest.mark.hazard("H46")
def test_one_key_charts_the_dose_and_undo_takes_it_back(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    assert "Due now: 66 mg = 0.44 mL (Day 1, Sat 21-Nov-2026 14:20)" in at.results()
    record(at)
    (dose,) = at.store.committed.treatments
    assert (dose.agent, dose.start, dose.dose, dose.dose_unit) == ("anakinra", NOW, 66, "mg")
    assert (dose.route, dose.status) == ("subcutaneous", "given")
    # A second press charts nothing more, and the next dose is that of tomorrow.
    record(at)
    assert len(at.store.committed.treatments) == 1
    assert not at.tab.pane.due_card.button.isEnabled()
    assert "Next: 66 mg = 0.44 mL (Day 2, Sun 22-Nov-2026 14:20)" in at.results()
    assert words.text("dosing.due.recorded") in at.results()
    at.store.undo()
    assert at.store.committed.treatments == ()


def test_a_dose_with_open_questions_is_not_charted(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("prednisolone_raise")
    assert not at.tab.pane.due_card.button.isEnabled()
    assert words.text("dosing.due.not_ready") in at.results()


@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("temperature", "said"),
    [
        (None, "waiting: no temperature from 1 hour before to 2 hours after"),
        ("37.9", "passed: no fever (readings: 1)"),
        ("38.0", "due: fever (readings: 1)"),
    ],
)
def test_the_rung_at_hour_12_follows_the_temperature(
    qtbot: QtBot, words: Wording, temperature: str | None, said: str
) -> None:
    read = [(timedelta(hours=12), temperature)] if temperature is not None else []
    at = bench(qtbot, words, on_the_ladder(timedelta(hours=13), *read))
    at.weigh("16.5")
    at.choose("anakinra_anacomp")
    shown = at.results()
    assert said in shown
    assert "H24" in shown


@pytest.mark.hazard("H30")
def test_a_due_rung_is_charted_by_the_key_and_then_given(qtbot: QtBot, words: Wording) -> None:
    case = on_the_ladder(timedelta(hours=13), (timedelta(hours=12), "38.4"))
    at = bench(qtbot, words, case)
    at.weigh("16.5")
    at.choose("anakinra_anacomp")
    # 2 mg/kg on top of the 4 of the day.
    assert "Due now: 33 mg = 0.22 mL (H12, Sat 21-Nov-2026 13:20)" in at.results()
    record(at)
    assert at.store.committed.treatments[-1].dose == 33
    assert at.store.committed.treatments[-1].start == NOW
    assert words.text("rung.given_charted") in at.results()


def test_a_plan_made_before_the_start_shows_each_dose_with_its_condition(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_anacomp")
    assert at.tab.pane.dose_card.doses == ["66 mg", "33 mg", "99 mg", "132 mg"]
    assert "Only if the temperature is 38.0 or more at H12 (fever)" in at.results()
    assert at.results().count("planned") == 2


def test_plasma_exchange_says_that_it_has_no_dose(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("plasma_exchange")
    assert "plasma exchange" in at.results()
    assert words.text("dosing.without_dose") in at.results()
    assert at.doses() == []
    assert at.tab.pane.due_card.isHidden()


def test_critical_and_stable_since_are_entered_by_key(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("30")
    at.choose("anakinra_misc_iv")
    assert words.text("verdict.plan.refused") in at.results()
    assert at.tab.focus_field("setting.critical")
    press(Qt.Key.Key_Right)
    choice = at.store.state.choice
    assert choice is not None
    assert choice.settings == {"critical": "true"}
    # 30 kg at 8 mg/kg a day in four doses.
    assert at.tab.pane.dose_card.dose == "60 mg"
