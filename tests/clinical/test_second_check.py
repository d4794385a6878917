"""The second check: who may make it, what must agree, and to which plan the mark belongs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.plan import Choice, Plan, plan
from clinical.dosing.second_check import Answers, Checked, disagreements, holds
from clinical.record.kept_plan import Signature
from tests.clinical.child import child, moment

if TYPE_CHECKING:
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook

NOW = "day 10 12:00"
RIGHT = Answers("A. Doctor", "B. Nurse", Decimal("16.5"), "ivig")


def made(rulebook: Rulebook, now: str = NOW, **given: str) -> tuple[Plan, Case]:
    entered: dict[str, Any] = {"as_of": now, "age": "4 years", "kg": "16.5", **given}
    bedside = child(entered)
    choice = Choice("ivig", start=moment(NOW))
    return plan(bedside.case, rulebook, choice, bedside.as_of), bedside.case


def codes(rulebook: Rulebook, answers: dict[str, Any]) -> list[str]:
    found, _ = made(rulebook)
    return [alert.code for alert in disagreements(found, replace(RIGHT, **answers))]


@pytest.mark.hazard("H04", "H26")
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, []),
        ({"kg": Decimal("16.50")}, []),
        ({"kg": Decimal("15.6")}, ["second_check.weight_differs"]),
        ({"kg": Decimal(165)}, ["second_check.weight_differs"]),
        ({"agent": "infliximab"}, ["second_check.drug_differs"]),
        ({"checker": "A. Doctor"}, ["second_check.same_person"]),
        ({"checker": " a.  doctor"}, ["second_check.same_person"]),
        ({"checker": None}, ["second_check.missing"]),
        ({"prescriber": None}, ["second_check.missing"]),
        # Half an answer learns nothing of the plan.
        ({"kg": None, "agent": "infliximab"}, ["second_check.missing"]),
        ({"agent": None, "kg": Decimal(1)}, ["second_check.missing"]),
        (
            {"kg": Decimal(61), "agent": "anakinra"},
            ["second_check.weight_differs", "second_check.drug_differs"],
        ),
    ],
)
def test_two_people_agree_or_both_answers_are_said(
    rulebook: Rulebook, answers: dict[str, Any], expected: list[str]
) -> None:
    assert codes(rulebook, answers) == expected


def test_a_difference_names_both_answers(rulebook: Rulebook) -> None:
    found, _ = made(rulebook)
    (alert,) = disagreements(found, replace(RIGHT, kg=Decimal(61)))
    assert alert.values == {"plan": Decimal("16.5"), "entered": Decimal(61)}


def mark(rulebook: Rulebook) -> Checked:
    found, case = made(rulebook)
    return Checked(found, case.patient, "A", Signature(at=moment(NOW), by="B"))


@pytest.mark.hazard("H28", "H34")
@pytest.mark.parametrize(
    ("given", "stands"),
    [
        ({}, True),
        ({"kg": "16.6"}, False),
        ({"allergies": "none known"}, False),
        ({"age": "5 years"}, False),
    ],
)
def test_the_mark_stands_for_the_very_plan_alone(
    rulebook: Rulebook, given: dict[str, Any], stands: bool
) -> None:
    found, case = made(rulebook, **given)
    assert holds(mark(rulebook), found, case) is stands


def test_the_mark_outlives_a_minute_that_changes_nothing(rulebook: Rulebook) -> None:
    found, case = made(rulebook, "day 10 12:01")
    assert holds(mark(rulebook), found, case)


def test_a_later_start_is_another_plan(rulebook: Rulebook) -> None:
    _, case = made(rulebook)
    later = plan(case, rulebook, Choice("ivig", start=moment("day 10 13:00")), moment(NOW))
    assert not holds(mark(rulebook), later, case)
