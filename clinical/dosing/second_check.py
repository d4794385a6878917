"""The second check of a plan: another person says weight and drug without seeing either.

What the two agree on is marked; what they do not is said with both answers. The mark belongs to
one plan and to no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clinical.findings import Alert

if TYPE_CHECKING:
    from decimal import Decimal

    from clinical.dosing.plan import Plan
    from clinical.record.case import Case, Patient
    from clinical.record.kept_plan import Signature
    from clinical.record.vocabulary import Agent

CheckField = Literal["prescriber", "checker", "kg", "agent"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the two people entered; None where a field is empty or cannot be read."""

    prescriber: str | None
    checker: str | None
    kg: Decimal | None
    agent: Agent | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan that two people agree on, and the child it was made for."""

    plan: Plan
    patient: Patient
    prescriber: str
    by: Signature


def disagreements(plan: Plan, answers: Answers) -> tuple[Alert, ...]:
    """Return why a plan cannot be marked as checked; nothing where the two agree."""
    missing = [
        Alert("stop", "second_check.missing", {"name": f"second_check.{name}"}, field=name)
        for name, value in (
            ("prescriber", answers.prescriber),
            ("checker", answers.checker),
            ("kg", answers.kg),
            ("agent", answers.agent),
        )
        if value is None
    ]
    found = list(missing)
    prescriber, checker = answers.prescriber, answers.checker
    if prescriber is not None and checker is not None and _same(prescriber, checker):
        found.append(Alert("stop", "second_check.same_person", {}, field="checker"))
    if missing:
        # Nothing of the plan is shown before both answers are there.
        return tuple(found)
    kg = plan.basis.kg if plan.basis is not None else None
    if kg is not None and answers.kg is not None and answers.kg != kg:
        values = {"plan": kg, "entered": answers.kg}
        found.append(Alert("stop", "second_check.weight_differs", values, field="kg"))
    if answers.agent is not None and answers.agent != plan.regimen.agent:
        values = {"agent": f"agent.{plan.regimen.agent}", "name": f"agent.{answers.agent}"}
        found.append(Alert("stop", "second_check.drug_differs", values, field="agent"))
    return tuple(found)


def holds(checked: Checked, plan: Plan, case: Case) -> bool:
    """Return whether a mark still stands: the very plan that was checked, for that child."""
    return checked.patient == case.patient and same_order(checked.plan, plan)


def same_order(one: Plan, other: Plan) -> bool:
    """Return whether two plans say the same, whenever they were made."""
    return _order(one) == _order(other)


def _order(plan: Plan) -> tuple[object, ...]:
    """Return everything of a plan that a change would make another plan."""
    return (
        plan.regimen.id,
        plan.settings.as_text(),
        plan.start,
        plan.steps,
        plan.basis,
        plan.reasons,
        plan.checks,
        plan.overrides,
        plan.rulebook.sha256,
    )


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
