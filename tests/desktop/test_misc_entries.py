"""What MIS-C asks, under real keys: folded, opened where it is needed, and each answer kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.record.case import Case, Involvement, ReferenceRange, SarsCov2
from desktop.rules import load_rulebook
from desktop.tabs.diagnosis import DiagnosisTab
from desktop.widgets.number_field import NumberField
from tests.desktop.hands import empty_field, focused, press, type_text
from tests.desktop.tab_bench import TabBench, bench, link

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

ORGANS = (
    "cardiac",
    "renal",
    "respiratory",
    "haematologic",
    "gastrointestinal",
    "dermatologic",
    "neurological",
    "coagulopathy",
    "pericarditis_or_valvulitis",
)
SEVERITY = (
    "hospitalised",
    "shock",
    "hypotension",
    "fluid_refractory",
    "vasoactive_support",
    "intensive_care",
)


@pytest.fixture
def at(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, DiagnosisTab)


def test_the_questions_are_folded_until_their_title_is_pressed(at: TabBench) -> None:
    assert "Intensive care" not in at.screen()
    title = link(at.tab.form, "MIS-C")
    title.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert "Intensive care" in at.screen()
    press(Qt.Key.Key_Tab)
    type_text("y")
    assert at.store.committed.illness.subjective_fever_24h == "present"
    title.click()
    assert "Intensive care" not in at.screen()


def test_whoever_is_led_to_a_question_finds_it_unfolded_with_the_cursor_in_it(
    at: TabBench,
) -> None:
    at.tab.cards["kawasaki"].go_to.emit("involvement.renal")
    type_text("p")
    assert at.store.committed.involvement == Involvement(renal="present")
    row = focused()
    assert row.isVisible()
    assert row.visibleRegion().boundingRect().height() > 0


@pytest.mark.parametrize(
    "case",
    [
        Case(sars_cov_2=SarsCov2(serology="absent")),
        Case(involvement=Involvement(shock="present")),
        Case().replace(illness=Case().illness.replace(final_diagnosis="misc")),
        Case().replace(illness=Case().illness.replace(subjective_fever_24h="absent")),
    ],
)
def test_a_record_that_answers_one_of_them_opens_the_section(at: TabBench, case: Case) -> None:
    assert "Intensive care" not in at.screen()
    at.store.open(case)
    assert "Intensive care" in at.screen()
    at.store.start_new()
    assert "Intensive care" not in at.screen()


def test_a_section_closed_by_hand_stays_closed_while_the_record_changes(at: TabBench) -> None:
    at.store.open(Case(involvement=Involvement(shock="present")))
    link(at.tab.form, "MIS-C").click()
    at.put("esr", "40")
    assert "Intensive care" not in at.screen()


def test_each_organ_and_each_sign_of_shock_has_three_answers(at: TabBench) -> None:
    for name in (*ORGANS, *SEVERITY):
        key = f"involvement.{name}"
        yes, absent = ("p", "a") if name in ORGANS else ("y", "n")
        at.choose(key, yes)
        assert at.store.committed.involvement == Involvement.model_validate({name: "present"})
        if name in ORGANS:
            at.choose(key, absent)
        else:
            # "No" and "Not assessed" begin alike: the arrow goes from one to the next.
            at.go(key)
            press(Qt.Key.Key_Right)
        assert getattr(at.store.committed.involvement, name) == "absent"
        at.store.undo()
        assert at.answer(key) == "present"
        at.store.undo()
        assert at.store.committed == Case()


@pytest.mark.parametrize(
    ("name", "letter", "day"),
    [("pcr", "p", "pcr_on"), ("antigen", "p", "antigen_on"), ("contact", "y", "contact_on")],
)
def test_a_day_is_asked_once_there_is_something_to_date(
    at: TabBench, name: str, letter: str, day: str
) -> None:
    assert not at.is_asked(f"sars_cov_2.{day}")
    at.choose(f"sars_cov_2.{name}", letter)
    at.put(f"sars_cov_2.{day}", "02-Nov-2026")
    virus = at.store.committed.sars_cov_2
    assert getattr(virus, name) == "present"
    assert getattr(virus, day) == date(2026, 11, 2)


@pytest.mark.hazard("H28")
@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("sars_cov_2.pcr_on", "Day of the PCR"),
        ("involvement.admitted_on", "Admitted on"),
        ("involvement.discharged_on", "Discharged on"),
    ],
)
def test_a_day_that_cannot_be_read_leaves_no_verdict_and_is_named(
    at: TabBench, key: str, name: str
) -> None:
    at.store.open(Case(sars_cov_2=SarsCov2(pcr="present")))
    at.put(key, "31-Feb-2026")
    assert [card.card for card in at.tab.cards.values()] == [None] * len(at.tab.cards)
    assert f"{name}: This entry cannot be read." in at.card("kawasaki")
    at.go(key)
    empty_field()
    press(Qt.Key.Key_Return)
    assert at.tab.cards["kawasaki"].card is not None


def test_discharged_before_admitted_is_said_at_the_entry(at: TabBench) -> None:
    at.put("involvement.admitted_on", "14-Nov-2026")
    at.put("involvement.discharged_on", "13-Nov-2026")
    assert at.line("involvement.discharged_on").message == "The end lies before the beginning."
    assert at.store.state.assessment is None


def test_the_teams_own_judgements_are_kept_and_can_be_taken_back(at: TabBench) -> None:
    at.choose("involvement.kd_like", "y")
    at.choose("final_diagnosis", "m")
    assert at.store.committed.involvement.kd_like == "present"
    assert at.store.committed.illness.final_diagnosis == "misc"
    at.choose("involvement.kd_like", "b")
    at.choose("final_diagnosis", "n")
    assert at.store.committed == Case()


def test_a_blood_pressure_has_a_time_of_its_own(at: TabBench) -> None:
    at.put("esr", "40")
    at.put("systolic_pressure", "64")
    at.put("pressure_time", "21-Nov-2026 13:00")
    found = {each.code: each for each in at.store.committed.observations}
    assert (found["systolic_pressure"].value, found["systolic_pressure"].at.hour) == (64, 13)
    assert found["esr"].at.hour == 14
    assert at.line("sample_time").text == "21-Nov-2026 14:20"


@pytest.mark.parametrize(
    ("typed", "kept"), [("high", "high"), ("H", "high"), ("low", "low"), ("n", "normal")]
)
def test_a_laboratory_may_have_said_high_low_or_normal_without_a_number(
    at: TabBench, typed: str, kept: str
) -> None:
    at.put("troponin", typed)
    (observation,) = at.store.committed.observations
    assert (observation.value, observation.unit) == (None, None)
    assert observation.interpretation == kept
    assert at.line("troponin").echo == f"reported as {kept}"
    at.store.undo()
    assert at.line("troponin").text == ""
    assert at.store.committed == Case()


def test_a_judgement_gives_way_to_a_number_and_a_number_to_a_judgement(at: TabBench) -> None:
    at.put("procalcitonin", "high")
    at.put("procalcitonin", "1,5")
    (observation,) = at.store.committed.observations
    assert (observation.value, observation.interpretation) == (Decimal("1.5"), None)
    at.put("procalcitonin", "normal")
    (observation,) = at.store.committed.observations
    assert (observation.value, observation.interpretation) == (None, "normal")
    at.put("procalcitonin", "")
    assert at.store.committed == Case()


def test_more_values_open_where_the_sample_holds_one(at: TabBench) -> None:
    assert "Ferritin" not in at.screen()
    at.go("ferritin")
    type_text("800")
    press(Qt.Key.Key_Return)
    assert "Procalcitonin" in at.screen()
    assert at.store.committed.observations[0].code == "ferritin"


@pytest.mark.parametrize(
    ("typed", "low", "high", "shown"),
    [
        ("10 to 40", "10", "40", "10 to 40"),
        ("0,5-1,2", "0.5", "1.2", "0.5 to 1.2"),
        ("< 40", None, "40", "< 40"),
        (">150", "150", None, "> 150"),
    ],
)
def test_the_laboratorys_own_range_belongs_to_its_value(
    at: TabBench, typed: str, low: str | None, high: str | None, shown: str
) -> None:
    assert not at.is_asked("range.alt")
    at.put("alt", "55")
    at.put("range.alt", typed)
    (observation,) = at.store.committed.observations
    expected = ReferenceRange(
        low=None if low is None else Decimal(low), high=None if high is None else Decimal(high)
    )
    assert observation.reference == expected
    at.go("esr")
    assert at.line("range.alt").text in {typed, shown}
    at.put("range.alt", "")
    assert at.store.committed.observations[0].reference is None


@pytest.mark.hazard("H28")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("40", "Write the range as 10 to 40"),
        ("40 to 10", "The lower end lies above the upper end."),
        ("1.2.3 to 4", "There is more than one decimal mark."),
    ],
)
def test_a_range_that_cannot_be_read_leaves_no_verdict(at: TabBench, typed: str, said: str) -> None:
    at.put("alt", "55")
    at.put("range.alt", typed)
    assert said in at.line("range.alt").message
    assert "Range of ALT: This entry cannot be read." in at.card("kawasaki")
    assert at.tab.cards["kawasaki"].card is None


@pytest.mark.hazard("H07")
def test_a_range_does_not_outlive_the_unit_it_was_printed_in(at: TabBench) -> None:
    at.put("alt", "55")
    at.put("range.alt", "10 to 40")
    field = at.line("alt")
    assert isinstance(field, NumberField)
    field.choose_unit("ukat/L")
    assert at.store.committed.observations[0].reference is None
