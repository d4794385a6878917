"""What was given shortly before a plan and what the plan gives with it, within one day.

A plan is held to its limit a day by itself (``order``); this looks across its start, whatever the
interval of either side is.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.in_force import by_the_day
from clinical.findings import Alert
from clinical.timeline import elapsed, given_before, given_in_illness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.dosing.order import Order
    from clinical.dosing.step import Step
    from clinical.dosing.weight import BasisWeight
    from clinical.findings import Value
    from clinical.record.case import Treatment
    from clinical.rules.regimens import DoseLimit

_DAY = timedelta(days=1)
_MG_A_GRAM = 1000


def day_sum_alerts(
    order: Order, basis: BasisWeight, steps: tuple[Step, ...], interval: timedelta | None
) -> Iterator[Alert]:
    """Yield what is asked, or refused, about the most that comes together within a day.

    A ladder has what was charted among its own doses. What is charted by the day and goes on is
    asked about by itself.
    """
    limits = [rule for rule in order.regimen.limit if _holds_at_first(rule, steps)]
    if order.regimen.ladder is not None or interval is None or not limits:
        return
    span = _DAY - interval * (100 - _early_enough(order)) / 100
    before = [(at, dose) for at, dose in _charted(order) if elapsed(at, order.start) < span]
    if not before:
        return
    known = [(at, _per_kg(dose, basis)) for at, dose in before]
    if any(amount is None for _, amount in known):
        values: dict[str, Value] = {"at": min(at for at, _ in known)}
        yield Alert("confirm", "day_sum_unknown", values, "kd_bedside", "P", "treatments")
    planned = [
        (step.at, Fraction(step.dose.given) / basis.limit_kg)
        for step in steps
        if step.at is not None
    ]
    amounts = [(at, amount) for at, amount in (*known, *planned) if amount is not None]
    sums = {
        first: sum(
            (amount for at, amount in amounts if timedelta(0) <= elapsed(first, at) < span),
            Fraction(0),
        )
        for first, _ in known
    }
    first = max(sums, key=lambda at: sums[at])
    values = {"at": first, "total": sums[first], "unit": "mg/kg"}
    rule = min(limits, key=lambda each: each.above)
    hard = _most_a_day(order)
    if hard is not None and sums[first] > hard:
        record = order.rulebook.record
        values |= {"limit": hard}
        yield Alert("stop", "day_sum_above_limit", values, record.source, record.mark)
    elif sums[first] > rule.above:
        values |= {"limit": rule.above}
        yield Alert("confirm", "day_sum_high", values, rule.source, rule.mark, "treatments")


def _holds_at_first(rule: DoseLimit, steps: tuple[Step, ...]) -> bool:
    """Return whether a limit is one per kg a day of the doses that the plan begins with."""
    if rule.kind != "per_kg_per_day" or not steps:
        return False
    return not rule.phase or steps[0].stretch in rule.phase


def _early_enough(order: Order) -> int:
    """Return the percent of an interval after which a dose is the next one and not a second one."""
    threshold = next(
        caution.threshold for caution in order.rulebook.cautions if caution.check == "dose_recent"
    )
    return int(threshold or 0)


def _most_a_day(order: Order) -> Fraction | None:
    """Return the most of the drug in a day, per kg, that anybody can have meant to give."""
    return next(
        (
            Fraction(rule.hard.maximum)
            for rule in order.rulebook.record.given_dose
            if rule.agent == order.regimen.agent and rule.hard.maximum is not None
        ),
        None,
    )


def _charted(order: Order) -> Iterator[tuple[datetime, Treatment]]:
    """Yield the single doses of the drug that were charted before the plan begins."""
    agent = (order.regimen.agent,)
    in_illness = given_in_illness(order.case, agent, order.as_of)
    for dose in given_before(order.case, agent, order.start, order.as_of):
        at = dose.end or dose.start
        if at is not None and dose in in_illness and not by_the_day(dose):
            yield at, dose


def _per_kg(dose: Treatment, basis: BasisWeight) -> Fraction | None:
    """Return a charted dose in mg/kg, None where it does not tell."""
    if dose.dose is None:
        return None
    amount = Fraction(dose.dose)
    match dose.dose_unit:
        case "mg/kg":
            return amount
        case "mg":
            return amount / basis.limit_kg
        case "g":
            return amount * _MG_A_GRAM / basis.limit_kg
        case _:
            return None
