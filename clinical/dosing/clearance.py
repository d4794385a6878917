"""The estimate of renal function that a dose and a trial ask for: one formula, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.measurements import latest_height, measured
from clinical.quantity import Interval
from clinical.timeline import fever_onset_day

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Clearance:
    """Where an estimated creatinine clearance lies, in mL/min/1.73 m2, and of which sample.

    A creatinine "<0.3" gives a clearance over some number; ``shown`` is that number, and
    ``comparator`` is empty where the number is the clearance itself.
    """

    interval: Interval
    shown: Fraction
    comparator: str
    at: datetime


def estimated_clearance(case: Case, rulebook: Rulebook, as_of: datetime) -> Clearance | None:
    """Return the estimate from the latest creatinine of this illness and the latest height.

    None without either, and where the creatinine may be zero or is a judgement without a number.
    """
    estimate = next(
        (caution.estimate for caution in rulebook.cautions if caution.estimate is not None), None
    )
    height = latest_height(case, as_of)
    since = fever_onset_day(case, as_of)
    samples = measured(case, "creatinine", rulebook, as_of, since=since)
    latest = samples[-1].interval if samples else None
    if estimate is None or height is None or latest is None:
        return None
    factor = Fraction(estimate.factor) * Fraction(height.cm)
    low = factor / latest.high if latest.high else None
    high = factor / latest.low if latest.low else None
    shown = low if low is not None else high
    if shown is None:
        return None
    exact = low is not None and low == high
    interval = Interval(low, high, latest.high_closed, latest.low_closed)
    comparator = "" if exact else ">" if low is not None else "<"
    return Clearance(interval, shown, comparator, samples[-1].at)
