"""What a list of children shows: the next dose of the plans that were signed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.due import due_dose
from clinical.dosing.followed import early_by
from clinical.dosing.kept_due import NextDose, next_dose
from clinical.dosing.plan import Choice, plan
from clinical.log.dues import dues
from clinical.record.case import Case, Treatment
from clinical.record.entry import Struck
from clinical.record.kept_plan import KeptPlan, KeptStep, PlannedDose, Signature
from tests.clinical.child import child, moment

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

SIGNED = Signature(at=moment("day 10 11:00"), by="Dr Ada Example")
DAILY = ("day 10 12:00", "day 11 12:00", "day 12 12:00")


def kept(*times: str | None, **changes: object) -> KeptPlan:
    steps = tuple(
        KeptStep(
            at=moment(at) if at else None,
            label="Day",
            agent="anakinra",
            given=Decimal(66),
            unit="mg",
        )
        for at in times
    )
    made = KeptPlan(id="one", regimen="anakinra_fixed", steps=steps, signed=SIGNED, state="active")
    return made.replace(**changes)


def dose(at: str | None, step: int | None = None, **changes: object) -> Treatment:
    named = PlannedDose(plan="one", version=1, step=step) if step is not None else None
    start = moment(at) if at else None
    made = Treatment(agent="anakinra", start=start, status="given", planned=named)
    return made.replace(**changes)


# A dose is overdue, and a first dose too early, by more than two hours (resources/rules: overdue).
EARLY = timedelta(hours=2)


def next_at(plans: tuple[KeptPlan, ...], *doses: Treatment) -> NextDose | None:
    return next_dose(Case(plans=plans, treatments=doses), moment("day 20 12:00"), EARLY)


def test_of_a_signed_plan_the_first_dose_is_next_with_its_amount() -> None:
    assert next_at((kept(*DAILY),)) == NextDose(
        moment("day 10 12:00"), "anakinra", Decimal(66), "mg"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"signed": None, "state": "draft"},
        {"state": "superseded"},
        {"state": "stopped"},
        {"struck": Struck(at=moment("day 10 11:30"), by="Dr Ada Example", reason="wrong child")},
    ],
)
def test_of_a_plan_that_is_not_in_force_nothing_is_due(changes: dict[str, Any]) -> None:
    assert next_at((kept(*DAILY, **changes),)) is None


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("doses", "expected"),
    [
        # What was charted without a name answers the time nearest to it.
        ((dose("day 10 13:00"),), "day 11 12:00"),
        ((dose("day 11 02:00"),), "day 12 12:00"),
        # The step that is named is answered, however late.
        ((dose("day 11 02:00", 1),), "day 11 12:00"),
        ((dose(None, 2),), "day 12 12:00"),
        # At an unknown time it answers nothing by itself, and so does one from before the plan.
        ((dose(None),), "day 10 12:00"),
        ((dose("day 9 12:00"),), "day 10 12:00"),
        # A name of another version goes by the time, and so does a step the plan has not.
        (
            (dose("day 10 12:00", planned=PlannedDose(plan="one", version=2, step=3)),),
            "day 11 12:00",
        ),
        ((dose("day 10 12:00", 9),), "day 11 12:00"),
        # A dose of another plan is none of this one.
        (
            (dose("day 10 12:00", planned=PlannedDose(plan="two", version=1, step=1)),),
            "day 10 12:00",
        ),
        # Struck, withheld, another drug: not given.
        (
            (
                dose(
                    "day 10 12:00",
                    1,
                    struck=Struck(at=moment("day 10 13:00"), by="Nora", reason="not given"),
                ),
            ),
            "day 10 12:00",
        ),
        ((dose("day 10 12:00", status="withheld"),), "day 10 12:00"),
        ((dose("day 10 12:00", agent="aspirin"),), "day 10 12:00"),
        ((dose("day 10 12:00", 1), dose("day 11 12:00", 2)), "day 12 12:00"),
        ((dose("day 12 12:00", 3),), None),
        # The first dose may be given ahead by as much as it may be late, and no more.
        ((dose("day 10 11:50"),), "day 11 12:00"),
        ((dose("day 10 10:00"),), "day 11 12:00"),
        ((dose("day 10 09:59"),), "day 10 12:00"),
        # One that names a step of a version before this one was a dose of that.
        (
            (dose("day 10 11:50", planned=PlannedDose(plan="one", version=2, step=1)),),
            "day 10 12:00",
        ),
    ],
)
def test_the_next_dose_is_the_first_after_the_last_that_is_answered(
    doses: tuple[Treatment, ...], expected: str | None
) -> None:
    found = next_at((kept(*DAILY),), *doses)
    assert (found and found.at) == (moment(expected) if expected else None)


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("at", "other", "expected"),
    [
        # Of another plan of the drug, nearer to the dose: it answers that one.
        ("day 10 10:45", kept("day 10 10:30", id="two"), "day 10 12:00"),
        ("day 10 11:45", kept("day 10 10:30", id="two"), "day 11 12:00"),
        # Of another drug, or of a plan that nobody followed: no neighbour.
        ("day 10 10:45", kept("day 10 10:30", id="two", state="draft"), "day 11 12:00"),
        (
            "day 10 10:45",
            KeptPlan(
                id="two",
                regimen="aspirin_low",
                state="stopped",
                steps=(KeptStep(at=moment("day 10 10:30"), label="Day", agent="aspirin"),),
            ),
            "day 11 12:00",
        ),
    ],
)
def test_an_early_dose_belongs_to_the_plan_whose_time_is_nearest(
    at: str, other: KeptPlan, expected: str
) -> None:
    other = other if other.state != "active" else other.replace(state="stopped")
    found = next_at((kept(*DAILY), other), dose(at))
    assert found is not None
    assert found.at == moment(expected)


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("given_at", "is_due"),
    [("day 10 09:59", True), ("day 10 10:00", False), ("day 10 11:50", False)],
)
def test_list_dosing_tab_and_log_agree_on_an_early_first_dose(
    given_at: str, is_due: bool, rulebook: Rulebook
) -> None:
    now = moment("day 10 12:30")
    early = dose(given_at, dose=Decimal(66), dose_unit="mg")
    bedside = child({"as_of": "day 10 12:30", "age": "4 years", "kg": "16.5"})
    signed = kept(*DAILY)
    case = bedside.case.replace(treatments=(early,))
    made = plan(case, rulebook, Choice("anakinra_fixed", start=moment("day 10 12:00")), now)
    with_plan = case.replace(plans=(signed,))
    on_screen, in_list = due_dose(made, case), next_dose(with_plan, now, early_by(rulebook))
    kept_on_screen = due_dose(made, with_plan, signed)
    in_log = dues(with_plan, rulebook, now).times[0]
    assert in_list is not None
    assert [on_screen.now, kept_on_screen.now] == [is_due, is_due]
    assert (in_list.at == moment("day 10 12:00")) is is_due
    assert (in_log.state == "due") is is_due


def test_a_dose_still_to_come_answers_nothing_yet() -> None:
    case = Case(plans=(kept(*DAILY),), treatments=(dose("day 10 12:00", status=None),))
    before, after = (next_dose(case, moment(at), EARLY) for at in ("day 10 11:00", "day 10 12:00"))
    assert before is not None
    assert before.at == moment("day 10 12:00")
    assert after is not None
    assert after.at == moment("day 11 12:00")


def test_a_rung_that_waits_or_is_chosen_from_has_no_amount() -> None:
    two = kept("day 10 12:00", "day 10 12:00")
    waiting = kept("day 10 12:00")
    waiting = waiting.replace(steps=(waiting.steps[0].replace(condition="only with fever"),))
    for plan_in_force in (two, waiting):
        assert next_at((plan_in_force,)) == NextDose(moment("day 10 12:00"), "anakinra", None, None)


def test_a_step_without_a_date_is_never_due() -> None:
    assert next_at((kept(None),)) is None
    assert next_at((kept(),)) is None
    assert next_at((kept("day 10 12:00", None),), dose("day 10 12:00", 1)) is None
    # One that answers a step without a date goes by its own time.
    found = next_at((kept("day 10 12:00", None, "day 11 12:00"),), dose("day 10 12:30", 2))
    assert found is not None
    assert found.at == moment("day 11 12:00")


def test_of_two_plans_the_earlier_dose_comes_first() -> None:
    later = kept("day 14 12:00", id="two")
    found = next_at((later, kept(*DAILY)))
    assert found is not None
    assert found.at == moment("day 10 12:00")


@pytest.mark.hazard("H46")
def test_on_the_dosing_tab_a_dose_answers_the_step_it_names(rulebook: Rulebook) -> None:
    late = dose("day 11 02:00", 1, dose=Decimal(66), dose_unit="mg")
    given = {"as_of": "day 11 13:00", "age": "4 years", "kg": "16.5"}
    bedside = child(given)
    case = bedside.case.replace(treatments=(late,))
    choice = Choice("anakinra_fixed", start=moment("day 10 12:00"))
    found = plan(case, rulebook, choice, bedside.as_of)
    mine = kept(*DAILY)
    by_time, by_name = due_dose(found, case), due_dose(found, case, mine)
    assert by_time.at == moment("day 12 12:00")
    assert by_name.at == moment("day 11 12:00")
    assert by_name.last == moment("day 11 02:00")
    # Of a dose of another plan the chart of this one knows nothing.
    other = due_dose(found, case, mine.replace(id="two"))
    assert (other.at, other.last) == (moment("day 11 12:00"), None)


def test_of_a_child_who_died_no_dose_is_next(rulebook: Rulebook) -> None:
    bedside = child({"as_of": "day 10 12:30"})
    case = bedside.case.replace(plans=(kept(*DAILY),))
    assert next_dose(case, bedside.as_of, early_by(rulebook)) is not None
    died = case.replace(involvement=case.involvement.replace(died="present"))
    assert next_dose(died, bedside.as_of, early_by(rulebook)) is None
