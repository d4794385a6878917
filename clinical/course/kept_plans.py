"""Active plans that no longer fit the child: the weight they were computed for has changed.

A signed plan is never recomputed; it asks for its next version.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.findings import Alert
from clinical.measurements import latest_weight
from clinical.timeline import elapsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan
    from clinical.rules.rulebook import Rulebook


def kept_plan_alerts(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Alert]:
    """Yield a question for each active plan whose weight is another one by now, or is stale."""
    for plan in case.plans:
        if plan.struck is None and plan.state == "active" and not is_over(plan, as_of):
            yield from weight_alerts_of(plan, case, rulebook, as_of)


def weight_alerts_of(
    plan: KeptPlan, case: Case, rulebook: Rulebook, as_of: datetime
) -> Iterator[Alert]:
    """Yield why a kept plan no longer fits the weight of the child, nothing where it does."""
    rule, latest = rulebook.weight, latest_weight(case, as_of)
    regimen = rulebook.regimens.get(plan.regimen)
    if plan.weight is None or regimen is None:
        return
    before = plan.weight.kg
    values = {"regimen": regimen.title, "before": before}
    change = (
        abs(Fraction(latest.kg) - Fraction(before)) / Fraction(before) * 100
        if latest is not None
        else Fraction(0)
    )
    if latest is not None and change > rule.confirm_change_percent:
        values |= {"kg": latest.kg, "percent": change}
        yield Alert("confirm", "plan_weight_changed", values, rule.source, rule.mark, "plans")
    elif plan.weight.at is not None:
        age = elapsed(plan.weight.at, as_of)
        if age > timedelta(days=rule.confirm_after_days):
            values |= {"at": plan.weight.at, "days": rule.confirm_after_days}
            yield Alert("confirm", "plan_weight_stale", values, rule.source, rule.mark, "plans")


def is_over(plan: KeptPlan, as_of: datetime) -> bool:
    """Return whether the last dose of a plan is past; a step without a date is still to come."""
    times = [step.at for step in plan.steps if step.at is not None]
    return bool(times) and max(times) < as_of and len(times) == len(plan.steps)
