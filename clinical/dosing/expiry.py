"""Whether a sheet still says what holds now: time alone can end a plan that nobody changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from clinical.timeline import local_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinical.dosing.plan import Plan
    from clinical.findings import Alert

Expired = Literal["weight_too_old", "no_longer_said"]


def why_expired(sheet: Plan, now: Plan | None) -> Expired | None:
    """Return why a sheet must not be used any more, None while it holds.

    ``now`` is the plan of the same record and choice at the present time. That the clock times
    of a start that was not chosen move on with the clock is no reason: the sheet names its own.
    """
    if now is None:
        return "no_longer_said"
    weight = sheet.weight
    if weight is not None:
        last = local_day(weight.at, now.as_of) + timedelta(
            days=sheet.rulebook.weight.confirm_after_days
        )
        if local_day(now.as_of, now.as_of) > last:
            return "weight_too_old"
    return None if _said(sheet) == _said(now) else "no_longer_said"


def _said(plan: Plan) -> tuple[object, ...]:
    """Return what a sheet asks to be given, and under which warnings."""
    return (
        plan.verdict,
        plan.basis,
        _codes(plan.reasons),
        _codes(plan.checks),
        tuple((step.label, step.dose, step.conditions, step.doses) for step in plan.steps),
        plan.rulebook.sha256,
    )


def _codes(alerts: Iterable[Alert]) -> tuple[tuple[str, str], ...]:
    """Leave the values out: "26 hours old" says the same as "25 hours old"."""
    return tuple((alert.severity, alert.code) for alert in alerts)
