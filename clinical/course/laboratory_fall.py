"""How far CRP and white cells fell a day after immunoglobulin: evidence beside the clocks.

The value nearest to 24 hours after the end is compared with the last one before the infusion.
It supports and never decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.logic import Finding
from clinical.measurements import Measured, measured
from clinical.quantity import Interval
from clinical.timeline import elapsed, fever_onset_day

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.course.infusions import Infusion
    from clinical.record.case import Case
    from clinical.rules.course import LaboratoryFall
    from clinical.rules.rulebook import Rulebook

FallVerdict = Literal["responder_like", "equivocal", "non_responder_like", "undetermined"]
FallCode = Literal["crp", "wbc"]


@dataclass(frozen=True, slots=True)
class Fall:
    """How far one value fell, in percent of the value before; a rise is negative."""

    code: FallCode
    before: Measured | None
    after: Measured | None
    percent: Interval | None
    verdict: FallVerdict

    @property
    def exact_percent(self) -> Fraction | None:
        """The fall, where both values are numbers and not bounds."""
        if self.percent is None or self.percent.low != self.percent.high:
            return None
        return self.percent.low


def laboratory_falls(
    case: Case, rulebook: Rulebook, infusion: Infusion, as_of: datetime
) -> tuple[Fall, ...]:
    """Return the fall of each value the rule names after one infusion."""
    rule = rulebook.ivig_response.laboratory
    return tuple(_fall(code, case, rulebook, infusion, as_of) for code in rule.codes)


def _fall(
    code: FallCode, case: Case, rulebook: Rulebook, infusion: Infusion, as_of: datetime
) -> Fall:
    rule = rulebook.ivig_response.laboratory
    since = fever_onset_day(case, as_of)
    values = [
        item
        for item in measured(case, code, rulebook, as_of, since=since)
        if item.interval is not None
    ]
    before = _before(values, infusion)
    after = _after(values, infusion, rule)
    percent = _reduction(
        before.interval if before is not None else None,
        after.interval if after is not None else None,
    )
    return Fall(code, before, after, percent, _band(percent, rule))


def _before(values: list[Measured], infusion: Infusion) -> Measured | None:
    start = infusion.start
    earlier = [item for item in values if start is not None and item.at <= start]
    return earlier[-1] if earlier else None


def _after(values: list[Measured], infusion: Infusion, rule: LaboratoryFall) -> Measured | None:
    end = infusion.end
    if end is None:
        return None
    first, last = timedelta(hours=rule.from_hours), timedelta(hours=rule.to_hours)
    near = [item for item in values if first <= elapsed(end, item.at) <= last]
    middle = timedelta(hours=rule.nearest_to_hours)
    # Of two that are equally near the later one tells more of what came of it.
    return min(reversed(near), key=lambda item: abs(elapsed(end, item.at) - middle), default=None)


def _reduction(before: Interval | None, after: Interval | None) -> Interval | None:
    """Return where the fall in percent lies, for values that may be bounds; none is below zero."""
    if before is None or after is None:
        return None
    lowest, highest = before.low or Fraction(0), before.high
    if lowest == 0 or highest == 0:
        # Of nothing, or of what may be nothing, there is no percentage.
        return None
    least = None if after.high is None else 100 * (1 - after.high / lowest)
    after_low = after.low or Fraction(0)
    most = 100 - 100 * after_low / highest if highest is not None else Fraction(100)
    return Interval(
        least,
        most,
        low_closed=after.high_closed and before.low_closed,
        high_closed=after.low_closed and before.high_closed,
    )


def _band(percent: Interval | None, rule: LaboratoryFall) -> FallVerdict:
    if percent is None:
        return "undetermined"
    responder = percent.compare(">=", rule.responder_from)
    at_least_equivocal = percent.compare(">=", rule.equivocal_from)
    if responder is Finding.MET:
        return "responder_like"
    if at_least_equivocal is Finding.NOT_MET:
        return "non_responder_like"
    decided = responder is Finding.NOT_MET and at_least_equivocal is Finding.MET
    return "equivocal" if decided else "undetermined"
