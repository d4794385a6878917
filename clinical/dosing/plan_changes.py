"""What would give a plan another verdict, or its doses another limit: answers, and the weight.

A weight is told only where it follows exactly: of a dose per kilogram of the actual weight, against
a limit that is the same for every child. It is cut down to the digits a weight is entered in, which
moves no weight that can be entered to the other side.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.findings import Reason
from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.dosing.dose import Dose, TestedLimit
    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from clinical.findings import Alert, Value

_MG_A_GRAM = 1000
_MISSING = ("_missing", "_unknown")
_PER_KG = {"mg/kg", "mg/kg/day", "g/kg"}


def plan_changes(plan: Plan) -> tuple[Reason, ...]:
    """Return what would change a plan, the answers first."""
    if plan.verdict == "refused":
        return tuple(_refused(plan))
    return (*_asked(plan), *_ladder(plan), *_limits(plan))


def _refused(plan: Plan) -> Iterator[Reason]:
    """Say whether anything but a gap in the record stands in the way."""
    stops = [reason for reason in plan.reasons if reason.severity == "stop"]
    gaps = [stop for stop in stops if _is_gap(stop)]
    if len(gaps) == len(stops):
        yield _reason("plan_gap" if len(gaps) == 1 else "plan_gaps", {"count": len(gaps)})
    else:
        yield _reason("plan_finding", {"count": len(stops) - len(gaps)})


def _asked(plan: Plan) -> Iterator[Reason]:
    asked = {question.code: question for question in plan.open_confirmations}
    if not asked:
        return
    yield _reason("plan_question" if len(asked) == 1 else "plan_questions", {"count": len(asked)})
    gaps = sum(_is_gap(question) for question in asked.values())
    if gaps:
        yield _reason("plan_entry" if gaps == 1 else "plan_entries", {"count": gaps})


def _is_gap(alert: Alert) -> bool:
    """Return whether an alert speaks of an entry that nobody made yet."""
    return alert.code.endswith(_MISSING)


def _ladder(plan: Plan) -> Iterator[Reason]:
    """Say from which weight on the sources disagree about the ladder of an infant."""
    ladder = plan.regimen.ladder
    rule = ladder.by_age if ladder is not None else None
    if rule is None or plan.weight is None or plan.settings.choices.get("ladder") != rule.infant:
        return
    at, code = rule.disputed_from_kg, "plan_ladder_disputed"
    if plan.weight.kg >= at:
        code = "plan_ladder_agreed"
    elif plan.weight.kg < rule.from_kg:
        return
    values: dict[str, Value] = {"kg": at, "months": rule.below_months}
    yield Reason.citing(f"change.{code}", Finding.UNKNOWN, rule, values, "weight")


def _limits(plan: Plan) -> Iterator[Reason]:
    """Say at which weight a limit begins to cut a dose, or to ask."""
    basis = plan.basis
    if basis is None or basis.basis != "actual":
        return
    lowest: dict[str, tuple[Fraction, TestedLimit]] = {}
    seen: set[int] = set()
    for step in plan.steps:
        if step.basis not in _PER_KG or id(step.dose) in seen:
            continue
        seen.add(id(step.dose))
        for limit in step.dose.limits:
            border = _border(step, limit, len(plan.steps))
            code = limit.rule.code
            if border is not None and (code not in lowest or border < lowest[code][0]):
                lowest[code] = (border, limit)
    field = plan.rulebook.fields["weight"]
    decimals = field.units[field.canonical].decimals
    for border, limit in lowest.values():
        if not field.hard.holds(border):
            continue
        kg = Decimal(border * 10**decimals // 1).scaleb(-decimals)
        side = "over" if basis.weight.kg <= kg else "up_to"
        values: dict[str, Value] = {"kg": kg, "limit": limit.rule.above, "unit": limit.rule.unit}
        yield Reason.citing(
            f"change.plan_{limit.rule.severity}_{side}",
            Finding.UNKNOWN,
            limit.rule,
            values,
            "weight",
        )


def _border(step: Step, limit: TestedLimit, steps: int) -> Fraction | None:
    """Return the weight whose calculated dose is the limit, None where it does not follow."""
    rule, dose = limit.rule, step.dose
    if rule.severity not in {"cap", "confirm"} or limit.amount != _plain(limit, step, steps):
        return None
    if rule.severity == "confirm" and _cut_before(dose, limit):
        return None
    return Fraction(step.weight_kg) * limit.amount / dose.calculated


def _plain(limit: TestedLimit, step: Step, steps: int) -> Fraction | None:
    """Return what a limit in mg or g is for one administration, whatever the child weighs.

    A supplement has only what the dose of the day leaves of it, which is another amount.
    """
    rule = limit.rule
    parts = {"per_dose": 1, "per_day": step.doses_per_day, "per_course": steps}.get(rule.kind)
    if parts is None:
        return None
    in_mg = rule.unit == "g" and step.dose.unit == "mg"
    return Fraction(rule.above) * (_MG_A_GRAM if in_mg else 1) / parts


def _cut_before(dose: Dose, limit: TestedLimit) -> bool:
    """Return whether a cap keeps a dose from ever reaching a limit."""
    return any(
        other.rule.severity == "cap" and other.amount <= limit.amount for other in dose.limits
    )


def _reason(code: str, values: dict[str, Value]) -> Reason:
    return Reason(f"change.{code}", Finding.UNKNOWN, values)
