"""Aspirin as it was given: whether it goes on, and how much a day is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.measurements import latest_weight
from clinical.timeline import elapsed, given

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case, Treatment

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DailyAspirin:
    """The dose a day in mg/kg; ``at_least`` where only single doses are charted."""

    per_kg: Fraction
    at_least: bool


def running_aspirin(case: Case, as_of: datetime) -> tuple[Treatment, ...]:
    """Return the entries of aspirin of which no end is recorded, or one to come."""
    doses = given(case, ("aspirin",), as_of)
    return tuple(dose for dose in doses if dose.end is None or dose.end > as_of)


def daily_aspirin(case: Case, as_of: datetime) -> DailyAspirin | None:
    """Return the dose a day in force, None where there is none or it does not tell.

    The entry last begun is in force. Where it is a single dose, those of the day up to it are
    added: there may have been more than were charted.
    """
    running = running_aspirin(case, as_of)
    timed = [(dose.start, dose) for dose in running]
    known = sorted(((at, dose) for at, dose in timed if at is not None), key=lambda one: one[0])
    if not running or (known and len(known) < len(running)):
        return None
    # Without any time a lone entry is the one in force.
    last_at, last = known[-1] if known else (None, running[-1])
    if last.dose_unit == "mg/kg/day" and last.dose is not None:
        return DailyAspirin(Fraction(last.dose), at_least=False)
    doses = [last] if last_at is None else [d for at, d in known if elapsed(at, last_at) < _DAY]
    amounts = [_per_kg(dose, case, as_of) for dose in doses]
    told = [amount for amount in amounts if amount is not None]
    return DailyAspirin(sum(told, Fraction(0)), at_least=True) if told else None


def _per_kg(dose: Treatment, case: Case, as_of: datetime) -> Fraction | None:
    """Return a single dose in mg/kg, None where its unit or the weight does not tell."""
    if dose.dose is None or dose.dose_unit not in {"mg", "mg/kg"}:
        return None
    if dose.dose_unit == "mg/kg":
        return Fraction(dose.dose)
    weight = latest_weight(case, dose.start or as_of) or latest_weight(case, as_of)
    return None if weight is None else Fraction(dose.dose) / Fraction(weight.kg)
