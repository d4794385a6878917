"""The Treatment log tab by real keystrokes: entry in seconds, doses with one key, corrections."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.dosing.plan import Choice
from clinical.quantity import Unit
from clinical.record.case import Case, Note, Observation
from tests.desktop.dosing_bench import known
from tests.desktop.hands import press, type_text
from tests.desktop.log_desk import NOW, log_desk

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


def test_today_comes_first_with_what_is_due_and_overdue(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    screen = desk.screen()
    # Due at 06:00, and now it is 09:30.
    assert "Mon 16-Nov-2026 · illness day 12" in screen
    assert "anakinra 44 mg = 0.29 mL: OVERDUE" in screen
    assert "1 overdue" in screen
    assert (
        "Overdue: anakinra 44 mg = 0.29 mL: was due at 16-Nov-2026 06:00, 3 h 30 min ago" in screen
    )
    # 8, 6, 4, 2: the next level after 6 mg/kg a day is 4 (reference 6.3).
    assert "To come: next lower level at 16-Nov-2026 12:00: from 6 to 4 mg/kg a day" in screen
    assert desk.errors == []


@pytest.mark.hazard("H47")
def test_a_temperature_is_recorded_with_its_site_and_the_time_is_now(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words)
    before = len(desk.store.committed.observations)
    desk.temperature("38,4", "axillary")
    new = desk.store.committed.observations[before:]
    assert [(each.value, each.unit, each.site, each.at) for each in new] == [
        (Decimal("38.4"), Unit.CELSIUS, "axillary", NOW)
    ]
    assert desk.line("temperature").text == ""
    assert "38.9" in desk.screen()
    desk.store.undo()
    assert len(desk.store.committed.observations) == before


def test_the_site_has_to_be_said_and_stays_for_the_next_reading(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words)
    before = desk.store.committed
    desk.type("temperature", "37.5")
    desk.enter()
    assert desk.message() == words.text("log_tab.site_missing")
    assert desk.store.committed is before
    assert desk.line("temperature").text == "37.5"
    desk.temperature("37.5", "oral")
    desk.type("temperature", "37.6")
    desk.type("time", "16-Nov-2026 09:20")
    desk.enter()
    assert desk.store.committed.observations[-1].site == "oral"


@pytest.mark.hazard("H47")
def test_the_time_of_giving_may_lie_back_but_not_ahead(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    before = desk.store.committed
    desk.temperature("37.4", "tympanic", "16-Nov-2026 09:36")
    assert desk.store.committed is before
    assert words.text("log_tab.in_the_future") in desk.screen()
    desk.temperature("37.4", "tympanic", "16-Nov-2026 08:00")
    assert desk.store.committed.observations[-1].at == NOW - timedelta(minutes=90)


@pytest.mark.hazard("H47")
def test_an_entry_of_before_admission_asks(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    before = len(desk.store.committed.observations)
    desk.temperature("39.0", "tympanic", "08-Nov-2026 22:00")
    assert "before the day of admission (09-Nov-2026)" in desk.message()
    assert len(desk.store.committed.observations) == before
    press(Qt.Key.Key_Space, " ")
    assert len(desk.store.committed.observations) == before + 1


@pytest.mark.hazard("H46")
def test_the_same_temperature_twice_asks(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    desk.temperature("38.4")
    before = len(desk.store.committed.observations)
    desk.temperature("38.4")
    assert "Recorded already: 38.4 °C (ear), 16-Nov-2026 09:30" in desk.message()
    assert len(desk.store.committed.observations) == before
    # What was typed stays until it is decided.
    assert desk.line("temperature").text == "38.4"


@pytest.mark.hazard("H46", "H47")
def test_one_key_charts_the_overdue_dose_and_a_second_press_charts_nothing(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words)
    before = len(desk.store.committed.treatments)
    desk.shortcut("Ctrl+G")
    (dose,) = desk.store.committed.treatments[before:]
    assert (dose.agent, dose.dose, dose.dose_unit, dose.start) == ("anakinra", 44, "mg", NOW)
    assert dose.planned is not None
    # The eighth step of the second version of the plan is that of 06:00.
    assert (dose.planned.plan, dose.planned.version, dose.planned.step) == ("bo-anakinra", 2, 8)
    assert "anakinra 44 mg = 0.29 mL: given 09:30" in desk.screen()
    desk.shortcut("Ctrl+G")
    assert len(desk.store.committed.treatments) == before + 1


@pytest.mark.hazard("H46")
def test_a_dose_charted_within_two_hours_or_early_asks_first(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    before = len(desk.store.committed.treatments)
    # The next one is due at 12:00.
    desk.tab.day_card.give_button(2).setFocus()
    press(Qt.Key.Key_Space, " ")
    assert "due at 16-Nov-2026 12:00" in desk.message()
    press(Qt.Key.Key_Space, " ")
    assert len(desk.store.committed.treatments) == before
    desk.shortcut("Ctrl+G")
    desk.tab.day_card.give_button(2).setFocus()
    press(Qt.Key.Key_Space, " ")
    assert "Recorded already: anakinra 44 mg" in desk.message()
    assert len(desk.store.committed.treatments) == before + 1
    desk.tab.message.answer_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert len(desk.store.committed.treatments) == before + 2


def test_a_dose_not_given_is_charted_with_its_reason(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    desk.tab.day_card._rows[1].withhold.setFocus()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] (the key beside the dose)
    press(Qt.Key.Key_Space, " ")
    type_text("vomiting")
    desk.enter()
    dose = desk.store.committed.treatments[-1]
    assert (dose.status, dose.reason, dose.dose) == ("withheld", "vomiting", 44)
    assert dose.start == NOW - timedelta(hours=3, minutes=30)
    assert "not given, as charted" in desk.screen()
    assert "1 overdue" not in desk.screen()


def test_a_laboratory_panel_is_one_entry_and_what_cannot_be_read_is_not_taken(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words)
    before = len(desk.store.committed.observations)
    desk.choose("kind", "laboratory")
    crp = desk.tab.panel.form.fields["crp"]
    if crp.unit is None:
        crp.choose_unit("mg/L")
    desk.type("crp", "<3")
    desk.type("platelets", "4x5")
    desk.enter()
    assert len(desk.store.committed.observations) == before
    desk.type("platelets", "455")
    desk.enter()
    new = desk.store.committed.observations[before:]
    assert {(each.code, each.comparator, each.value) for each in new} == {
        ("crp", "<", Decimal(3)),
        ("platelets", None, Decimal(455)),
    }


def test_a_dose_outside_any_plan_an_event_and_a_note(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    desk.choose("kind", "dose")
    desk.choose("agent", "paracetamol")
    desk.tab.panel.form.fields["dose"].choose_unit("mg")
    desk.type("dose", "450")
    desk.enter()
    assert desk.store.committed.treatments[-1].agent == "paracetamol"
    desk.choose("kind", "event")
    desk.type("term", "injection site reaction")
    desk.choose("grade", "1")
    desk.tab.panel.record_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    event = desk.store.committed.adverse_events[-1]
    assert (event.term, event.grade) == ("injection site reaction", 1)
    desk.choose("kind", "note")
    desk.tab.panel.form.first.setFocus()
    type_text("slept well")
    desk.tab.panel.record_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert desk.store.committed.notes[-1].text == "slept well"


def test_an_entry_is_struck_with_a_reason_and_stays_readable(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    desk.look_at(1)
    table = desk.tab.table
    assert "36.8 °C (ear)" in desk.screen()
    table.strike_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    desk.enter()
    assert words.text("log_tab.strike_reason_missing") in desk.screen()
    type_text("wrong child")
    desk.enter()
    struck = [each for each in desk.store.committed.observations if each.struck is not None]
    assert [each.struck.reason for each in struck if each.struck and each.at.hour == 6] == [
        "wrong child"
    ]
    assert len(table.model.rows) == table.model.total == 90
    desk.store.undo()
    assert len([e for e in desk.store.committed.observations if e.struck is not None]) == 1


def test_a_correction_strikes_the_old_entry_and_takes_its_place(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words)
    desk.look_at(1)
    desk.tab.table.correct_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert desk.line("temperature").text == "36.8"
    desk.type("temperature", "38.6")
    desk.enter()
    six = [
        each
        for each in desk.store.committed.observations
        if each.code == "temperature" and each.at == NOW - timedelta(hours=3, minutes=30)
    ]
    old, new = sorted(six, key=lambda each: each.struck is None)
    assert (old.value, new.value) == (Decimal("36.8"), Decimal("38.6"))
    assert old.struck is not None
    assert old.struck.replaced_by == new.id
    assert "Highest temperature" in desk.screen()
    assert "38.6 °C" in desk.screen()


def test_the_days_are_walked_by_key(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    desk.tab.panel.kinds.setFocus()
    desk.shortcut("Alt+Left")
    assert "Sun 15-Nov-2026 · illness day 11" in desk.screen()
    # At 18:00 a dose was charted as withheld.
    assert "anakinra 44 mg = 0.29 mL: not given, as charted" in desk.screen()
    desk.shortcut("Alt+Right")
    desk.shortcut("Alt+Right")
    assert "Tue 17-Nov-2026" in desk.screen()
    desk.shortcut("Alt+Right")
    assert "Tue 17-Nov-2026" in desk.screen()


def test_the_chart_is_read_out_by_the_arrow_keys(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    desk.tab.chart.view.setFocus()
    press(Qt.Key.Key_Left)
    assert desk.tab.chart.looked_at.startswith("16-Nov-2026 06:00: 36.8 °C (ear)")
    press(Qt.Key.Key_Left)
    assert desk.tab.chart.looked_at.startswith("15-Nov-2026 22:00: 36.9 °C (ear)")
    press(Qt.Key.Key_Home)
    assert desk.tab.chart.looked_at.startswith("08-Nov-2026 20:00: 39.1 °C")
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Down)
    assert desk.tab.chart.looked_at.startswith("15-Nov-2026 07:00: 14 mg/L")
    assert desk.tab.chart.view.accessibleDescription() == desk.tab.chart.looked_at


def test_further_series_and_one_day_are_chosen(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    chart = desk.tab.chart
    chart.more.button("platelets").setFocus()
    press(Qt.Key.Key_Space, " ")
    scene = chart.view.scene
    assert scene is not None
    assert [strip.key for strip in scene.strips] == ["temperature", "crp", "platelets"]
    chart.span.button("day").setFocus()
    press(Qt.Key.Key_Space, " ")
    scene = chart.view.scene
    assert scene is not None
    days = {point.at.date() for point in scene.points}
    assert [day.isoformat() for day in days] == ["2026-11-16"]


@pytest.mark.hazard("H56")
def test_five_thousand_rows_are_all_there(qtbot: QtBot, words: Wording) -> None:
    notes = tuple(
        Note(at=NOW - timedelta(minutes=7 * number), text=f"note {number}")
        for number in range(5000)
    )
    desk = log_desk(qtbot, words, Case(notes=notes))
    table = desk.tab.table
    assert table.model.rowCount() == table.model.total == 5000
    assert "5000 of 5000 entries" in desk.screen()
    assert table.model.words_of(4999).text == "note 4999"
    assert table.model.words_of(0).text == "note 0"
    table.filter.button("dose").setFocus()
    press(Qt.Key.Key_Space, " ")
    assert "0 of 5000 entries" in desk.screen()


@pytest.mark.hazard("H37")
def test_nothing_of_a_child_is_left_for_the_next(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    desk.type("temperature", "39.9")
    desk.look_at(1)
    desk.store.open(Case(), training_at=NOW)
    screen = desk.screen()
    assert "39.9" not in screen
    assert "anakinra 44" not in screen
    assert desk.line("temperature").text == ""
    assert "0 of 0 entries" in screen


@pytest.mark.hazard("H28")
def test_without_a_result_nothing_old_stays(qtbot: QtBot, words: Wording) -> None:
    desk = log_desk(qtbot, words)
    desk.store.draft(desk.store.state.case, "weight", readable=False)
    assert desk.store.state.assessment is None
    assert "OVERDUE" not in desk.screen()
    assert words.text("window.not_calculated") in desk.screen()
    desk.store.commit(desk.store.committed, "weight")
    assert "OVERDUE" in desk.screen()


@pytest.mark.hazard("H28")
def test_out_of_sight_it_draws_nothing_and_in_sight_what_is_true_now(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words)
    desk.tab.hide()
    reading = Observation(
        at=NOW, code="temperature", value=Decimal("40.1"), unit=Unit.CELSIUS, site="oral"
    )
    case = desk.store.committed
    desk.store.commit(case.replace(observations=(*case.observations, reading)))
    desk.tab.show()
    assert "40.1 °C" in desk.screen()


def test_a_plan_on_the_screen_is_due_without_records(qtbot: QtBot, words: Wording) -> None:
    from clinical.record.case import Weight
    from tests.desktop.dosing_bench import NOW as THEN

    case = known().replace(weights=(Weight(at=THEN, kg=Decimal("16.5")),))
    desk = log_desk(qtbot, words, case, THEN)
    desk.store.choose(Choice("anakinra_fixed", THEN))
    assert "anakinra 66 mg = 0.44 mL: due now" in desk.screen()
    desk.shortcut("Ctrl+G")
    (dose,) = desk.store.committed.treatments
    # A plan that nobody keeps cannot be pointed at.
    assert (dose.dose, dose.planned) == (66, None)


@pytest.mark.parametrize("size", [(683, 384), (1366, 640)])
def test_nothing_is_cut_at_the_side(qtbot: QtBot, words: Wording, size: tuple[int, int]) -> None:
    from PySide6.QtWidgets import QScrollArea

    desk = log_desk(qtbot, words)
    desk.tab.resize(*size)
    desk.screen()
    wanted = [
        (page.minimumSizeHint().width(), area.viewport().width())
        for area in desk.tab.findChildren(QScrollArea)
        if area.isVisible() and (page := area.widget()) is not None
    ]
    assert desk.tab.width() == size[0]
    assert [pair for pair in wanted if pair[0] > pair[1]] == []
