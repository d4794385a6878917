"""The estimate of renal function that a dose and a trial ask for: one formula, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.measurements import latest_height, measured
from clinical.timeline import fever_onset_day

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Clearance:
    """An estimated creatinine clearance in mL/min/1.73 m2, and when the creatinine was taken."""

    value: Fraction
    at: datetime


def estimated_clearance(case: Case, rulebook: Rulebook, as_of: datetime) -> Clearance | None:
    """Return the estimate from the latest creatinine of this illness and the latest height.

    None without either, and where the creatinine is no plain number.
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
    if latest.low is None or latest.low != latest.high or latest.low == 0:
        return None
    return Clearance(Fraction(estimate.factor) * Fraction(height.cm) / latest.low, samples[-1].at)
