"""What is due of a plan, and the key that charts it as given: real keys on the real tab."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinical.quantity import Unit
from clinical.record.case import Case, Observation, Treatment
from tests.desktop.dosing_bench import NOW, bench, known, on_anakinra
from tests.desktop.eyes import is_seen
from tests.desktop.hands import focused, press, type_text

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
        Observation(
            at=first + after,
            code="temperature",
            value=Decimal(value),
            unit=Unit.CELSIUS,
            site="oral",
        )
        for after, value in temperatures
    )
    case = known(treatments=(dose,))
    return case.replace(observations=(*case.observations, *read))


def record(at: Bench) -> None:
    at.tab.pane.due_card.button.setFocus()
    press(Qt.Key.Key_Space, " ")


def shortcut(qtbot: QtBot) -> None:
    QTest.keyClick(focused(), Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    # A button that is reached by its key is drawn pressed for a moment first.
    qtbot.wait(200)


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
    at = on_anakinra(qtbot, words)
    assert "Due now: 66 mg = 0.44 mL (Day 1, Sat 21-Nov-2026 14:20)" in at.results()
    record(at)
    (dose,) = at.store.committed.treatments
    assert (dose.agent, dose.start, dose.dose, dose.dose_unit) == ("anakinra", NOW, 66, "mg")
    assert (dose.route, dose.status) == ("subcutaneous", "given")
    # The next dose is that of tomorrow.
    assert "Next: 66 mg = 0.44 mL (Day 2, Sun 22-Nov-2026 14:20)" in at.results()
    assert words.text("dosing.due.recorded") in at.results()
    at.store.undo()
    assert at.store.committed.treatments == ()


@pytest.mark.hazard("H46")
def test_a_key_pressed_again_asks_and_charts_no_second_dose(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    record(at)
    for _ in range(3):
        press(Qt.Key.Key_Space, " ")
        # Asked, then left, then asked again: the way out has the focus.
        assert len(at.store.committed.treatments) == 1
    due = at.tab.pane.due_card
    assert "A dose is recorded at 21-Nov-2026 14:20" in due.question.text
    assert "due at Sun 22-Nov-2026 14:20" in due.question.text
    assert due.question.leave_button.hasFocus()
    shortcut(qtbot)
    assert due.question.isVisible()
    assert len(at.store.committed.treatments) == 1
    press(Qt.Key.Key_Space, " ")
    assert not due.question.isVisible()
    assert due.button.hasFocus()
    assert len(at.store.committed.treatments) == 1


@pytest.mark.hazard("H46")
@pytest.mark.parametrize("share", [0.1, 0.9])
def test_three_clicks_in_one_place_chart_one_dose(
    qtbot: QtBot, words: Wording, share: float
) -> None:
    at = on_anakinra(qtbot, words)
    button, pane = at.tab.pane.due_card.button, at.tab.pane
    inside = QPoint(int(button.width() * share), button.height() // 2)
    place = button.mapTo(pane, inside)
    for _ in range(3):
        target = pane.childAt(place)
        assert target is not None
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(pane, place))
        QApplication.processEvents()
        place = QPoint(place.x(), middle_of_the_keys(at))
    assert len(at.store.committed.treatments) == 1


def middle_of_the_keys(at: Bench) -> int:
    """Return how far down the keys of the card stand now: the page above them may have grown."""
    due, pane = at.tab.pane.due_card, at.tab.pane
    key = due.question.leave_button if due.question.isVisible() else due.button
    return key.mapTo(pane, key.rect().center()).y()


def test_in_a_low_window_the_question_comes_into_sight(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.window.resize(683, 384)
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    record(at)
    press(Qt.Key.Key_Space, " ")
    qtbot.waitUntil(lambda: is_seen(at.tab.pane.due_card.question))


def test_a_dose_that_is_early_can_be_charted_on_purpose(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    record(at)
    press(Qt.Key.Key_Space, " ")
    press(Qt.Key.Key_Tab)
    assert at.tab.pane.due_card.question.record_button.hasFocus()
    press(Qt.Key.Key_Space, " ")
    assert len(at.store.committed.treatments) == 2


@pytest.mark.hazard("H46")
def test_the_question_goes_with_the_plan_it_was_asked_of(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    record(at)
    press(Qt.Key.Key_Space, " ")
    assert at.tab.pane.due_card.question.isVisible()
    at.type_weight("17")
    assert "recorded at" not in at.tab.pane.due_card.question.text
    assert at.doses() == []
    press(Qt.Key.Key_Return)
    assert not at.tab.pane.due_card.question.isVisible()


@pytest.mark.hazard("H46")
def test_a_first_dose_before_its_time_begins_the_plan_and_is_not_asked_for_again(
    qtbot: QtBot, words: Wording
) -> None:
    at = on_anakinra(qtbot, words)
    at.tab.focus_field("start")
    type_text("21-Nov-2026 15:00")
    press(Qt.Key.Key_Return)
    record(at)
    assert at.store.committed.treatments == ()
    assert "The plan begins at Sat 21-Nov-2026 15:00" in at.tab.pane.due_card.question.text
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space, " ")
    assert [dose.start for dose in at.store.committed.treatments] == [NOW]
    assert "Next: 66 mg = 0.44 mL (Day 2, Sun 22-Nov-2026 14:20)" in at.results()


def test_the_key_of_the_card_works_from_anywhere_on_the_tab(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    shortcut(qtbot)
    assert len(at.store.committed.treatments) == 1


def test_an_infusion_is_recorded_as_started(qtbot: QtBot, words: Wording) -> None:
    case = known(history={"anti_iga_antibodies": "absent", "hyperprolinaemia": "absent"})
    at = bench(qtbot, words, case)
    at.weigh("16.5")
    at.choose("ivig")
    assert at.tab.pane.due_card.button.text() == "Record as started now"
    record(at)
    (infusion,) = at.store.committed.treatments
    # Nobody said when it ended: the clock of the response does not run yet.
    assert (infusion.agent, infusion.start, infusion.end) == ("ivig", NOW, None)
    assert (infusion.dose, infusion.dose_unit) == (33, "g")


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
    assert "Only if the temperature is 38.0 °C or more at H12 (fever)" in at.results()
    assert at.results().count("planned") == 2


def test_a_dose_that_hangs_on_a_step_says_when_and_is_not_proposed(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("anakinra_kawakinra")
    record(at)
    shown = at.results()
    assert "Next: Sun 22-Nov-2026 14:20. Which dose depends on a step that waits." in shown
    assert not at.tab.pane.due_card.button.isEnabled()


@pytest.mark.parametrize(
    ("regimen", "named"),
    [
        ("infliximab", "Record as started now"),
        ("methylprednisolone_pulse", "Record as started now"),
        ("etanercept", "Record as given now"),
        ("aspirin_low", "Record as given now"),
    ],
)
def test_what_runs_for_hours_is_recorded_as_started(
    qtbot: QtBot, words: Wording, regimen: str, named: str
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose(regimen)
    assert at.tab.pane.due_card.button.text() == named


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
    assert "no date yet" in at.results()
    assert at.tab.focus_field("setting.stable_since")
    type_text("21-Nov-2026 10:20")
    press(Qt.Key.Key_Return)
    # Every 48 hours from then on 2 mg/kg a day less: 45, 30 and 15 mg.
    assert at.tab.pane.dose_card.doses == ["60 mg", "45 mg", "30 mg", "15 mg"]
    assert "no date yet" not in at.results()
    # Stable at 10:20 on the 21st, four steps of 48 hours: off with the next dose of the 29th.
    assert "Off from 29-Nov-2026 14:20." in at.results()


@pytest.mark.parametrize(
    ("regimen", "setting", "doses"),
    [
        # 16.5 kg: 5 and 10 mg/kg; 2 and 4 mg/kg.
        ("infliximab", "mg_per_kg", ("83 mg", "165 mg")),
        ("anakinra_kawakinra", "ladder", ("33 mg", "66 mg")),
    ],
)
def test_a_setting_of_few_choices_is_taken_by_key(
    qtbot: QtBot, words: Wording, regimen: str, setting: str, doses: tuple[str, str]
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose(regimen)
    assert at.tab.pane.dose_card.dose == doses[0]
    assert at.tab.focus_field(f"setting.{setting}")
    # From the default to the second.
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert at.tab.pane.dose_card.dose == doses[1]


def test_every_setting_of_every_regimen_has_its_field(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    for regimen in at.store.state.rulebook.regimens.values():
        at.choose(regimen.id)
        # Two strengths of immunoglobulin are on the shelf: the product names its own.
        names = {"product" if name == "concentration" else name for name in regimen.setting}
        # Asked for once another weight than the actual one is chosen.
        for name in names - {"basis_weight_kg"}:
            assert at.tab.focus_field(f"setting.{name}"), (regimen.id, name)
