"""The doses on the page for the family: one of each drug, given by its plan now, or none."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.record.kept_plan import Override, Signature
from reports.family_words import family_page
from reports.wording import english
from tests.reports.active import REASON, with_plans
from tests.reports.sheets import SITE, child, rulebook, weighing

if TYPE_CHECKING:
    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan

# The plans begin on 16-Nov-2026 at 18:00; the children weigh 20 kg or 16.5 kg.
FEW_DAYS_ON = datetime.fromisoformat("2026-11-19T12:00:00+01:00")
PULSES = datetime.fromisoformat("2026-11-17T12:00:00+01:00")
ANAKINRA = {"anakinra_fixed": {"mg_per_kg_day": "4", "days": "28"}}
HIGH = {"aspirin_high": {"mg_per_kg_day": "80", "doses_per_day": "4", "days": "7"}}
LOW = {"aspirin_low": {"mg_per_kg_day": "3", "days": "42"}}


def told(case: Case, at: datetime = FEW_DAYS_ON) -> str:
    return " ".join(family_page(case, assess(case, rulebook(SITE), at), english()).lines)


def doses(case: Case, at: datetime = FEW_DAYS_ON) -> list[str]:
    page = family_page(case, assess(case, rulebook(SITE), at), english())
    return [f"{dose.medicine} {dose.dose}" for part in page.parts for dose in part.doses]


def later(plan: KeptPlan, **span: float) -> KeptPlan:
    """Return a plan whose doses all come so much later."""
    by = timedelta(**span)
    steps = tuple(
        step.replace(at=step.at + by if step.at is not None else None) for step in plan.steps
    )
    return plan.replace(start=plan.start + by if plan.start else None, steps=steps)


def anakinra(**changes: Any) -> Case:  # noqa: ANN401 (the keys of a case file)
    """Return a child on 4 mg/kg a day of 16.5 kg, with what came to its record since."""
    case = with_plans(["anakinra_fixed"], child(), ANAKINRA).case
    return child(**changes).replace(plans=case.plans)


def two_of_aspirin(apart: timedelta) -> Case:
    """Return a child of 20 kg on the high dose, and the low one from so much later on."""
    weight = weighing("20")
    (high,) = with_plans(["aspirin_high"], weight, HIGH).case.plans
    (low,) = with_plans(["aspirin_low"], weight, LOW).case.plans
    # Whoever plans so far ahead answers for the weight of that day.
    answers = (Override(code="weight_stale", reason=REASON, by="Dr B. Example"),)
    low = later(low.replace(id="low", overrides=answers), seconds=apart.total_seconds())
    return weight.replace(plans=(high, low))


def test_a_plan_that_holds_gives_its_dose_until_its_last_day() -> None:
    # 16.5 kg at 4 mg/kg, for 28 days from 16-Nov-2026 at 18:00.
    case = anakinra()
    (dose,) = doses(case)
    assert dose.startswith("anakinra 66 mg")
    text = told(case)
    assert "Next dose: 19 November 2026 at 18:00." in text
    assert "Last dose: 13 December 2026 at 18:00." in text
    assert "Give no more after that, unless we tell you to." in text


# What came to the record since the plan was signed, and would make its sheet say STOP or VOID or
# ask: the reference, section 6.6 and 6.3, and the change of weight of the conventions.
NEUTROPHILS = {"at": "2026-11-19T08:00:00+01:00", "code": "neutrophils", "value": "0.4",
               "unit": "10*9/L"}  # fmt: skip
FIRST = {"at": "2026-11-16T08:30:00+01:00", "kg": "16.5", "method": "measured"}
SINCE: dict[str, dict[str, Any]] = {
    "an allergy to it": {
        "allergies": {
            "state": "known", "items": [{"substance": "anakinra", "reaction": "anaphylaxis"}],
        },
    },
    "neutrophils of 0.4": {"observations": [NEUTROPHILS]},
    "a weight 13 % lower": {
        "weights": [FIRST, {"at": "2026-11-19T08:00:00+01:00", "kg": "14.4", "method": "measured"}],
    },
    "an infection": {"history": {"active_infection": "present"}},
}  # fmt: skip


@pytest.mark.parametrize("since", SINCE)
def test_what_the_ward_would_not_give_any_more_the_family_is_not_told_to_give(since: str) -> None:
    case = anakinra(**SINCE[since])
    text = told(case)
    assert not re.search(r"\d mg", text)
    assert "Ask us if anakinra goes on at home. No dose of it is on this page." in text
    assert "Give only what we have told you." in text


def test_aspirin_beside_influenza_gives_no_dose() -> None:
    weight = weighing("20")
    case = with_plans(["aspirin_low"], weight, LOW).case
    assert doses(case) == ["aspirin 60 mg"]
    flu = weighing("20", history={"influenza_exposure": "present"}).replace(plans=case.plans)
    assert doses(flu) == []
    assert "Ask us to write it here" in told(flu)


def test_a_regimen_that_nobody_knows_any_more_gives_no_dose() -> None:
    case = anakinra()
    gone = case.replace(plans=tuple(plan.replace(regimen="of_old") for plan in case.plans))
    assert doses(gone) == []
    assert "Ask us if anakinra goes on at home." in told(gone)


def test_a_version_that_a_later_one_replaced_gives_no_dose() -> None:
    case = anakinra()
    (plan,) = case.plans
    stopped = plan.replace(version=2, state="stopped")
    assert doses(case.replace(plans=(plan, stopped))) == []
    # Its second version lowers the dose: the page gives that one alone, wherever it stands.
    steps = tuple(step.replace(given=step.given and step.given - 6) for step in plan.steps)
    second = plan.replace(version=2, steps=steps)
    for plans in ((plan, second), (second, plan)):
        (dose,) = doses(case.replace(plans=plans))
        assert dose.startswith("anakinra 60 mg")


def test_a_dose_that_follows_another_is_told_with_the_days_of_both() -> None:
    # 20 kg: 80 mg/kg in four are 400 mg, to 23-Nov-2026 12:00; 3 mg/kg are 60 mg, 42 days.
    case = two_of_aspirin(timedelta(days=8))
    assert doses(case) == ["aspirin 400 mg", "aspirin 60 mg"]
    text = told(case)
    high, low = text.index("400 mg"), text.index("60 mg")
    first = text[high:low]
    assert "Last dose: 23 November 2026 at 12:00." in first
    assert "Then give the dose below, and no more of this one." in first
    assert "23 December" not in first
    second = text[low:]
    assert "First dose: 24 November 2026 at 18:00." in second
    assert "Last dose: 4 January 2027 at 18:00." in second
    assert "not before 23 December 2026" in second


@pytest.mark.parametrize("apart", [timedelta(0), timedelta(days=2), timedelta(hours=162)])
def test_of_two_plans_of_one_drug_that_overlap_none_is_given(apart: timedelta) -> None:
    # The last of the high doses comes 162 hours after the first.
    case = two_of_aspirin(apart)
    assert doses(case) == []
    assert "Ask us to write it here" in told(case)


def test_the_last_dose_of_a_weekly_plan_is_not_told_as_weekly() -> None:
    # Three doses, one a week: 16, 23 and 30-Nov-2026.
    case = with_plans(["etanercept"], child()).case
    assert "once a week, on Monday" in told(case)
    at = datetime.fromisoformat("2026-11-24T12:00:00+01:00")
    weighed = [FIRST, {**FIRST, "at": "2026-11-23T08:00:00+01:00"}]
    (plan,) = case.plans
    assert plan.weight is not None
    weight = plan.weight.replace(at=datetime.fromisoformat(weighed[1]["at"]))
    case = child(weights=weighed).replace(plans=(plan.replace(weight=weight),))
    text = told(case, at)
    assert "under the skin, once Next dose: 30 November 2026 at 18:00." in text
    assert "This is the last dose." in text
    assert "once a week" not in text
    assert "Do not stop" not in text


def test_a_dose_that_changes_later_is_told_until_it_changes() -> None:
    case = anakinra()
    (plan,) = case.plans
    # From the eighth dose on, 23-Nov-2026, the plan gives half.
    steps = tuple(
        step.replace(given=step.given / 2) if number > 7 and step.given is not None else step
        for number, step in enumerate(plan.steps, start=1)
    )
    text = told(case.replace(plans=(plan.replace(steps=steps),)))
    assert "Last dose: 22 November 2026 at 18:00." in text
    assert "Then the dose changes. Ask us before then what to give." in text
    assert "13 December" not in text


def test_a_dose_without_a_time_or_a_way_to_give_it_is_asked_about() -> None:
    case = anakinra()
    (plan,) = case.plans
    for change in ({"at": None}, {"route": None}, {"route": "intravenous"}, {"condition": "if"}):
        steps = (*plan.steps[:3], *(step.replace(**change) for step in plan.steps[3:]))
        assert doses(case.replace(plans=(plan.replace(steps=steps),))) == [], change


def test_a_plan_without_a_signature_gives_no_dose() -> None:
    case = anakinra()
    unsigned = tuple(plan.replace(signed=None) for plan in case.plans)
    assert doses(case.replace(plans=unsigned)) == []
    signed = Signature(at=FEW_DAYS_ON, by="Dr B. Example")
    assert len(doses(case.replace(plans=tuple(p.replace(signed=signed) for p in unsigned)))) == 1


def test_plans_without_a_name_are_two_plans() -> None:
    weight = weighing("20")
    plans = [
        with_plans([regimen], weight, {**ANAKINRA, **LOW}).case.plans[0].replace(id=None)
        for regimen in ("anakinra_fixed", "aspirin_low")
    ]
    case = weight.replace(plans=tuple(plans))
    assert [dose.split()[0] for dose in doses(case)] == ["anakinra", "aspirin"]


def test_a_drug_that_is_given_into_a_vein_is_not_told_as_going_on_at_home() -> None:
    text = told(with_plans(["methylprednisolone_pulse"], child()).case, PULSES)
    assert "Ask us if methylprednisolone goes on at home." in text
    assert "next dose" not in text.lower()
