"""Anakinra as it was given: the first dose, and the last one that was a step up.

A day's level is the sum of its doses, so that a supplement at hour 12 raises the level of the
first day and the larger dose of the next morning does not raise it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.measurements import latest_weight
from clinical.timeline import elapsed, given, given_in_illness

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case, Treatment
    from clinical.rules.trial import EscalationRule

_PER_KG = {"mg/kg", "mg/kg/day"}
_SINGLE = {"mg", "mg/kg"}

# From when to when; an end of None: it goes on as far as anybody wrote down.
Span = tuple["datetime", "datetime | None"]


@dataclass(frozen=True, slots=True)
class AnakinraCourse:
    """When anakinra was first given and last raised.

    ``start_unclear`` says that a dose is recorded without its time; ``last_escalation`` is None
    where nothing was raised, and where the doses do not tell (``escalation_unclear``).
    """

    first_at: datetime | None
    last_escalation: datetime | None
    escalation_unclear: bool
    start_unclear: bool


def anakinra_course(case: Case, rule: EscalationRule, as_of: datetime) -> AnakinraCourse:
    """Return the course of anakinra in this illness at ``as_of``."""
    listed = given_in_illness(case, ("anakinra",), as_of)
    timed = [(item.start, item) for item in listed]
    doses = sorted(((at, item) for at, item in timed if at is not None), key=lambda one: one[0])
    if not doses or len(doses) < len(listed):
        return AnakinraCourse(None, None, escalation_unclear=True, start_unclear=bool(listed))
    first_at = doses[0][0]
    amounts = _amounts([item for _, item in doses], case, first_at, as_of)
    if amounts is None:
        return AnakinraCourse(first_at, None, escalation_unclear=True, start_unclear=False)
    raised = _last_rise(doses, amounts, rule)
    return AnakinraCourse(first_at, raised, escalation_unclear=False, start_unclear=False)


def anakinra_spans(case: Case, as_of: datetime) -> tuple[Span, ...] | None:
    """Return when anakinra was in force, None where a dose is recorded without its time.

    An entry without an end goes on until the next begins, the last one until its end is
    recorded. Single doses in a row are each over when given.
    """
    listed = given(case, ("anakinra",), as_of)
    timed = [(item.start, item) for item in listed]
    doses = sorted(((at, item) for at, item in timed if at is not None), key=lambda one: one[0])
    if len(doses) < len(listed):
        return None
    following = [*(at for at, _ in doses[1:]), None]
    spans: list[Span] = []
    for (at, item), then in zip(doses, following, strict=True):
        one_of_many = item.dose_unit in _SINGLE and len(doses) > 1
        spans.append((at, item.end or (at if one_of_many else then)))
    return tuple(spans)


def _amounts(
    doses: list[Treatment], case: Case, first_at: datetime, as_of: datetime
) -> list[Fraction] | None:
    """Return the doses in one unit, None where they do not go into one.

    One weight for all: a new weight alone is no step up.
    """
    weight = latest_weight(case, first_at) or latest_weight(case, as_of)
    units = {item.dose_unit for item in doses}
    amounts: list[Fraction] = []
    for item in doses:
        if item.dose is None or item.dose_unit not in {"mg", *_PER_KG}:
            return None
        amount = Fraction(item.dose)
        if item.dose_unit == "mg" and units != {"mg"}:
            if weight is None:
                return None
            amount /= Fraction(weight.kg)
        amounts.append(amount)
    return amounts


def _last_rise(
    doses: list[tuple[datetime, Treatment]], amounts: list[Fraction], rule: EscalationRule
) -> datetime | None:
    first_at, early = doses[0][0], timedelta(hours=rule.early_hours)
    levels: dict[int, Fraction] = {}
    highest, raised = Fraction(0), None
    for (at, item), amount in zip(doses, amounts, strict=True):
        day = (elapsed(first_at, at) + early) // timedelta(days=1)
        whole_day = item.dose_unit == "mg/kg/day"
        levels[day] = amount if whole_day else levels.get(day, Fraction(0)) + amount
        # An equal dose on the first day is the day's dose in parts.
        in_parts = day == 0 and amount == amounts[0]
        enough = highest * (1 + Fraction(rule.rise_percent) / 100)
        if levels[day] > enough and not in_parts:
            raised = at
        highest = max(highest, levels[day])
    return raised
