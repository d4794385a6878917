"""A draft that was taken over is named where the record says otherwise by now."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from reports.discharge.overtaken import overtaken
from reports.summary.documents import summary_card
from reports.wording import english
from tests.reports.letters import BO_AT, FILLED, made, shipped

if TYPE_CHECKING:
    from clinical.record.case import Case
    from clinical.record.vocabulary import DischargeHeading
    from reports.discharge.parts import Section

BO = shipped("fictional-log")
PLAN: DischargeHeading = "plan_and_requested_actions"


def section(case: Case, heading: DischargeHeading, at: dt.datetime = BO_AT) -> Section:
    return next(each for each in made(case, at).summary.sections if each.heading == heading)


def taken(case: Case, heading: DischargeHeading) -> Case:
    """Return the case with the draft of a heading taken over."""
    draft = section(case, heading).draft
    assert draft
    return case.replace(discharge={**FILLED, heading: draft})


def moved(case: Case, days: int) -> Case:
    """Return the case with immunoglobulin so many days later."""
    by = dt.timedelta(days=days)
    doses = (
        dose.replace(start=dose.start + by, end=dose.end + by)
        if dose.agent == "ivig" and dose.start and dose.end
        else dose
        for dose in case.treatments
    )
    return case.replace(treatments=tuple(doses))


def test_a_date_that_a_later_infusion_moved_is_named() -> None:
    case = moved(taken(BO, PLAN), 1)
    # 11 months after the infusion of 09 to 10-Nov-2026, then a day later.
    said = overtaken(section(case, PLAN), english())
    assert "No live vaccines before 10-Oct-2027" in said
    assert "No live vaccines before 11-Oct-2027" in section(case, PLAN).draft
    texts = [line.text for line in summary_card(made(case, BO_AT), english()).reasons]
    assert any("No live vaccines before 10-Oct-2027" in text for text in texts)


@pytest.mark.parametrize(
    "heading",
    [PLAN, "principal_diagnosis", "reason_for_admission", "clinical_summary", "procedures"],
)
def test_what_the_record_still_says_is_not_named(heading: DischargeHeading) -> None:
    assert overtaken(section(taken(BO, heading), heading), english()) == ()


def test_what_a_person_added_is_nobodys_draft() -> None:
    case = taken(BO, PLAN)
    written = case.discharge[PLAN] + " Clinic of Dr Example on 12-Dec-2026, with echocardiogram."
    case = case.replace(discharge={**case.discharge, PLAN: written})
    assert overtaken(section(case, PLAN), english()) == ()


def test_of_the_same_sentence_another_day_is_named() -> None:
    case = taken(BO, "reason_for_admission")
    assert "Fever since 05-Nov-2026" in case.discharge["reason_for_admission"]
    case = case.replace(illness=case.illness.replace(fever_onset=dt.date(2026, 11, 6)))
    found = section(case, "reason_for_admission")
    assert overtaken(found, english()) == ("Fever since 05-Nov-2026",)


def test_no_day_that_is_over_is_offered_for_the_next_echocardiogram() -> None:
    # Due 17 to 24-Nov-2026 by the must-carry list; nothing was recorded by the 28th.
    draft = section(BO, PLAN, BO_AT.replace(day=28)).draft
    assert "between" not in draft
    assert "Echocardiogram was due by 24-Nov-2026" in draft
    assert "Echocardiogram between 17-Nov-2026 and 24-Nov-2026" in section(BO, PLAN).draft
