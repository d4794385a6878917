"""What the cards of the trial, its outcomes and the follow-up say, and when they say nothing."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from clinical.assess import assess
from desktop.rules import load_rulebook
from reports.plain_text import assessment_text
from reports.wording import english
from tests.clinical.child import child

RULES = load_rulebook()
WORDS = english()
ANAKINRA = {"agent": "anakinra", "start": "day 10 10:00", "dose": "66", "dose_unit": "mg"}
ASPIRIN = {"agent": "aspirin", "start": "day 6 08:00", "dose": "3", "dose_unit": "mg/kg/day"}
TREATED: dict[str, Any] = {
    "age": "3 years",
    "kg": "16.5",
    "present": ["conjunctivae", "mouth", "rash", "hands and feet"],
    "ivig": "day 5 00:00 to day 5 12:00",
}


def said(**given: object) -> str:
    """Return the text of an assessment on one line, so that a sentence may be looked for."""
    bedside = child(TREATED | given)
    text = assessment_text(assess(bedside.case, RULES, bedside.as_of), bedside.case, WORDS)
    return " ".join(textwrap.dedent(text).split())


def test_without_anakinra_no_outcome_is_spoken_of() -> None:
    assert "outcomes" not in said(as_of="day 12 12:00")


def test_an_outcome_says_its_day_its_value_and_its_state() -> None:
    text = said(
        as_of="day 13 12:00",
        treatments=[ANAKINRA],
        temperature="37.2 Cel at day 12 08:00",
        crp=["12.0 mg/dL at day 10 09:00", "6.0 mg/dL at day 13 09:00"],
        physician_activity=["8 {score} at day 10 09:00", "4 {score} at day 12 09:00"],
    )
    assert "ANACOMP: outcomes: Next visit: day 3, 23-Nov-2026" in text
    assert "under 38.0 °C within 48 hours of the first dose: 37.2 °C, yes" in text
    assert "under 38.0 °C within 48 hours of the last step up: 37.2 °C, yes" in text
    assert "CRP lower than before anakinra: 6 mg/dL, yes" in text
    # Visits to come are in the headline only, those gone by without a value in one line.
    assert "fall of disease activity (physician) by 50 % or more: 50 %, yes" in text
    assert "fall of disease activity (parent) by 50 % or more: no value on day 2, 3" in text
    assert "day 45" not in text.partition("KAWAKINRA")[0].partition("ANACOMP: outcomes")[2]


def test_an_hour_that_is_not_reached_is_not_yet_and_no_no() -> None:
    text = said(as_of="day 6 00:20")
    assert "I7: not yet: 48 hours or more since the end of immunoglobulin (12.33 h)" in text
    assert "I7s: not yet: 24 hours or more since the end: may be screened (12.33 h)" in text


def test_a_value_of_the_day_after_stands_beside_both_days() -> None:
    text = said(
        as_of="day 14 12:00",
        treatments=[ANAKINRA],
        crp=["12.0 mg/dL at day 10 09:00", "13.0 mg/dL at day 14 09:00"],
    )
    line = "Day 3 or 4 (23-Nov-2026 or 24-Nov-2026), CRP lower than before anakinra: 13 mg/dL, no"
    assert line in text
    assert "Only values of the day itself count" not in text
    assert "Where a line names no span, only values of its day count." in text


def test_a_value_that_may_still_come_the_day_after_is_missed_for_both_days() -> None:
    text = said(as_of="day 13 12:00", treatments=[ANAKINRA])
    assert "CRP lower than before anakinra: no value on day 3 or 4" in text


def test_a_fever_and_an_unwanted_event_are_marked_as_unwelcome() -> None:
    text = said(
        as_of="day 13 12:00",
        treatments=[ANAKINRA],
        temperature="38.4 Cel at day 13 08:00",
        adverse_events=[{"at": "day 12 09:00", "term": "injection site reaction"}],
    )
    assert "! Day 3 (23-Nov-2026), fever of 38.0 °C or more: 38.4 °C, yes" in text
    assert "! Day 2 (22-Nov-2026), unwanted event since the visit before: injection" in text


def test_a_dose_without_its_time_is_asked_for() -> None:
    text = said(as_of="day 13 12:00", treatments=[ANAKINRA, {"agent": "anakinra"}])
    assert "A dose of anakinra is recorded without its time" in text


def test_the_follow_up_reminds_and_does_not_order() -> None:
    text = said(
        as_of="day 43 12:00",
        treatments=[ASPIRIN],
        platelets={"value": "300 10*9/L at day 42 09:00", "low": "150", "high": "400"},
        echo={"at": "day 40 10:00", "lad_z": "1.0", "rca_z": "0.5"},
    )
    assert "Criteria met since 23-Dec-2026: review stopping aspirin" in text
    assert "not before 15-Oct-2027" in text
    assert "No ibuprofen or similar drugs while on aspirin" in text
    assert "Reminders, no orders." in text


def test_before_six_weeks_it_says_from_when_on() -> None:
    text = said(as_of="day 20 12:00", treatments=[ASPIRIN])
    assert "Review stopping aspirin: not before 23-Dec-2026" in text


def test_without_aspirin_nothing_is_said_of_it() -> None:
    text = said(as_of="day 43 12:00")
    assert "aspirin:" not in text.partition("Follow-up:")[2]
    assert "while on aspirin" not in text


def test_an_echocardiogram_that_was_missed_is_said_to_be_overdue() -> None:
    text = said(as_of="day 25 12:00", echo={"at": "day 4 10:00", "lad_z": "1.0", "rca_z": "0.5"})
    assert "Echocardiogram was due by 29-Nov-2026: 1 to 2 weeks after treatment" in text


def test_a_single_day_is_no_span() -> None:
    large = [{"at": f"day {day} 10:00", "lad_z": "11", "rca_z": "1"} for day in (16, 20)]
    text = said(as_of="day 20 12:00", echo=large)
    assert "Next echocardiogram 07-Dec-2026: giant aneurysm" in text


def test_a_column_the_sources_leave_open_is_not_made_up() -> None:
    smaller = [
        {"at": "day 8 10:00", "lad_z": "6.0", "rca_z": "1.0"},
        {"at": "day 34 10:00", "lad_z": "3.0", "rca_z": "1.0"},
    ]
    text = said(as_of="day 34 12:00", echo=smaller)
    assert "Long-term level 4.2" in text
    assert "Sport and pregnancy" not in text
    assert "Follow-up: within 1 week, 6 weeks, 6 and 12 months, then yearly †" in text


def test_an_infusion_without_a_time_gives_no_date_for_vaccines() -> None:
    text = said(as_of="day 20 12:00", ivig="given at an unknown time")
    assert "the time of an immunoglobulin infusion is not recorded, so no date" in text


def test_a_fever_that_is_long_gone_is_said_to_be() -> None:
    text = said(
        as_of="day 20 12:00",
        temperature=[
            "38.4 Cel at day 7 14:00",
            "37.0 Cel at day 19 08:00",
            "37.1 Cel at day 20 08:00",
        ],
    )
    gone = "but all temperatures of the last 48 h (2) are under 38.0 °C"
    assert "I6: yes: fever after immunoglobulin (fever of 38.4 °C at 17-Nov-2026 14:00" in text
    assert gone in text


def test_a_fever_that_nobody_looked_after_is_said_to_be() -> None:
    text = said(as_of="day 20 12:00", temperature="38.4 Cel at day 7 14:00")
    assert "but no temperature of the last 48 h is recorded" in text


def test_an_answer_against_the_record_is_pointed_out() -> None:
    text = said(
        as_of="day 12 12:00",
        screening={"E5": "absent"},
        treatments=[{"agent": "infliximab", "start": "day 7 08:00"}],
    )
    assert "ANACOMP: criteria to enter: Not eligible" in text
    assert "E5: The answer on the trial list says otherwise; the record decides." in text
    assert "Keeps the child out: E5: yes: steroids or another biological drug before" in text


@pytest.mark.parametrize("given", [{}, {"ivig": "day 5 00:00 to day 5 12:00"}])
def test_without_an_illness_to_follow_there_is_no_follow_up(given: dict[str, Any]) -> None:
    bedside = child({"age": "3 years", "as_of": "day 20 12:00"} | given)
    text = assessment_text(assess(bedside.case, RULES, bedside.as_of), bedside.case, WORDS)
    assert ("\nFollow-up:" in text) == bool(given)
