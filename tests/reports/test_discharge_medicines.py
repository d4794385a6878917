"""The medicines of the discharge summary: what was charted, what was only planned, what goes on."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.reports.active import with_plans
from tests.reports.letters import BO_AT, case_of, made, record, shipped
from tests.reports.sheets import child

if TYPE_CHECKING:
    from clinical.record.case import Case

BO = shipped("fictional-log")
# A plan begins on 16-Nov-2026 at 18:00, for 28 days.
THREE_DAYS_ON = datetime.fromisoformat("2026-11-19T12:00:00+01:00")
NEUTROPHILS = {"at": "2026-11-19T08:00:00+01:00", "code": "neutrophils", "value": "0.4",
               "unit": "10*9/L"}  # fmt: skip
DOSE = {"agent": "anakinra", "start": "2026-11-16T18:00:00+01:00", "dose": "66", "dose_unit": "mg",
        "route": "subcutaneous", "status": "given"}  # fmt: skip


def lines(case: Case, at: datetime) -> list[str]:
    return list(made(case, at).summary.lines)


def said(case: Case, at: datetime = BO_AT) -> str:
    return " ".join(lines(case, at))


def row(case: Case, medicine: str, at: datetime = BO_AT) -> tuple[str, ...]:
    """Return the row of a medicine, by the first word of its first cell."""
    tables = [table for section in made(case, at).summary.sections for table in section.tables]
    (found,) = [
        cells
        for table in tables
        for cells in table.rows
        if len(cells) == 5 and cells[0].startswith(medicine)
    ]
    return found


def planned(**changes: Any) -> Case:  # noqa: ANN401 (the keys of a case file)
    plans = with_plans(["anakinra_fixed"], child()).case.plans
    return child(**changes).replace(plans=plans)


def test_a_plan_of_which_no_dose_is_charted_was_not_given() -> None:
    text = said(planned(), THREE_DAYS_ON)
    assert "Given by plan" not in text
    assert "Planned, and no dose charted as given: Anakinra" in text


@pytest.mark.parametrize("status", ["withheld", "refused"])
def test_a_dose_that_was_not_given_does_not_make_a_plan_given(status: str) -> None:
    text = said(planned(treatments=[{**DOSE, "status": status}]), THREE_DAYS_ON)
    assert "Given by plan" not in text


def test_a_plan_of_which_a_dose_is_charted_was_given() -> None:
    step = {"plan": "plan-0", "version": 1, "step": 1}
    for dose in (DOSE, {**DOSE, "planned": step}):
        assert "Given by plan: Anakinra" in said(planned(treatments=[dose]), THREE_DAYS_ON)
    # Another plan's doses, and those of the days before, are not this one's.
    before = {**DOSE, "start": "2026-11-12T18:00:00+01:00"}
    for dose in (before, {**DOSE, "planned": {**step, "plan": "other"}}):
        assert "Given by plan" not in said(planned(treatments=[dose]), THREE_DAYS_ON)


def test_a_plan_that_is_refused_by_now_says_so() -> None:
    case = planned(treatments=[DOSE], observations=[NEUTROPHILS])
    text = said(case, THREE_DAYS_ON)
    assert "STOP, anakinra." in text
    assert "neutrophils 0.4" in text
    assert row(case, "anakinra", THREE_DAYS_ON)[3] == "plan, version 1: refused or void by now"
    assert "goes on by plan" not in text


def test_of_a_child_who_died_no_medicine_goes_on_and_none_has_a_stop_rule() -> None:
    dead = BO.replace(involvement=BO.involvement.replace(died="present"))
    text = said(dead)
    assert "goes on" not in text
    assert "Stop 6 to 8 weeks" not in text
    # fictional-log.json: the last aspirin charted is of 15-Nov-2026.
    assert row(dead, "Medicine")[3] == "Ended"
    assert row(dead, "aspirin")[3:] == ("last dose charted 15-Nov-2026", "")
    assert "goes on by plan" in said(BO)


# fictional-log.json: from 09-Nov-2026 16:00 to 10-Nov-2026 04:00.
def test_an_infusion_whose_end_is_to_come_runs() -> None:
    at = BO_AT.replace(day=9, hour=20)
    assert row(BO, "immunoglobulin", at)[3] == "running; end entered as 10-Nov-2026 04:00"
    text = said(BO, at)
    assert "began at 09-Nov-2026 16:00 (illness day 5)" in text
    assert "still to come." in text
    assert "ran from" not in text
    assert "09-Nov-2026 16:00, running; end entered as 10-Nov-2026 04:00" in text
    assert row(BO, "immunoglobulin")[3] == "infusion over"


def test_an_infusion_without_an_end_is_not_over() -> None:
    document = record("fictional-log")
    for item in document["treatments"]:
        if item["agent"] == "ivig":
            del item["end"]
    case = case_of(document)
    assert row(case, "immunoglobulin")[3] == "end not recorded"
    assert "began at 09-Nov-2026 16:00 (illness day 5); its end is not recorded." in said(case)


def test_single_doses_of_aspirin_do_not_say_that_it_goes_on() -> None:
    document = record("fictional-log")
    document["plans"] = []
    # 81 mg of 29.6 kg are 2.7 mg/kg.
    (line,) = [each for each in lines(case_of(document), BO_AT) if "Aspirin: at least" in each]
    assert "at least 2.7 mg/kg charted in the 24 hours up to the last dose" in line
    assert "whether it goes on is not recorded" in line
    (line,) = [each for each in lines(BO, BO_AT) if "Aspirin: at least" in each]
    assert "whether it goes on" not in line


def test_after_an_aneurysm_no_day_is_named_to_stop_aspirin() -> None:
    # Reference, section 9.2.
    wide = BO.echos[-1].replace(lad_mm=Decimal(6))
    text = said(BO.replace(echos=(*BO.echos[:-1], wide)))
    assert "Review stopping aspirin: not before" not in text
    assert "after an aneurysm it goes on until the size is normal, or for good" in text


def test_an_artery_without_a_z_is_said_and_not_left_out() -> None:
    # Heights and weights of fictional-log.json begin on 09-Nov-2026: without any there is no z.
    document = record("fictional-log")
    document["weights"] = []
    text = said(case_of(document))
    assert "Largest z of the LAD: not known; measured without a z: 2.9 mm (09-Nov-2026)" in text
    assert "Largest z of the RCA: not known; measured without a z" in text
    # An artery that was not measured at all is not known either, the two main ones at least.
    seen = BO.echos[0].replace(rca_mm=None, lmca_mm=None)
    text = said(BO.replace(echos=(seen,)))
    assert "Largest z of the LAD: 1.50" in text
    assert "Largest z of the RCA: not known" in text
    assert "not known" not in said(BO).partition("Largest z of the LAD")[2][:80]


WITH_ASPIRIN = (
    "No ibuprofen or similar drugs while on aspirin", "risks Reye syndrome",
    "Influenza vaccine (inactivated) every year while on aspirin",
)  # fmt: skip


def test_aspirin_that_is_planned_and_not_charted_is_advised_on() -> None:
    case = with_plans(["aspirin_low"], child()).case
    (section,) = [
        each
        for each in made(case, THREE_DAYS_ON).summary.sections
        if each.heading == "information_and_advice"
    ]
    for told in ([fact.text for fact in section.facts], [section.draft]):
        assert all(advice in " ".join(told) for advice in WITH_ASPIRIN)
    assert WITH_ASPIRIN[0] not in said(child(), THREE_DAYS_ON)


def test_when_to_come_back_is_told_of_every_child() -> None:
    text = said(case_of({"format": "kd-bedside.case/1"}))
    assert "Fever of 38.0 °C or more: come back or call" in text
    assert "Chest pain, fainting or pallor: come at once" in text


def test_a_draft_of_the_plan_names_no_day_that_is_over() -> None:
    # Treated on 10-Nov-2026: the last echocardiogram is due from week 4 to week 6, 22-Dec-2026.
    def draft(at: datetime) -> str:
        (section,) = [
            each
            for each in made(BO, at).summary.sections
            if each.heading == "plan_and_requested_actions"
        ]
        return section.draft

    assert "Echocardiogram between 17-Nov-2026 and 24-Nov-2026." in draft(BO_AT)
    assert "was due by 22-Dec-2026" in draft(BO_AT.replace(month=12, day=30))
