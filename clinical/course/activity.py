"""Disease activity as the physician and the parents scored it, and how far it fell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.logic import Finding
from clinical.measurements import Measured, measured
from clinical.quantity import Interval
from clinical.timeline import fever_onset_day

if TYPE_CHECKING:
    from datetime import datetime
    from fractions import Fraction

    from clinical.record.case import Case
    from clinical.record.vocabulary import ObservationCode
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class ActivityTrend:
    """The first and the latest score, the fall in percent, and whether it is enough."""

    first: Measured | None
    latest: Measured | None
    reduction_percent: Fraction | None
    halved: Finding


@dataclass(frozen=True, slots=True)
class Activity:
    """What the physician and what the parents scored."""

    physician: ActivityTrend
    parent: ActivityTrend


def assess_activity(case: Case, rulebook: Rulebook, as_of: datetime) -> Activity:
    """Return the course of disease activity in this illness."""
    return Activity(
        physician=_trend("physician_activity", case, rulebook, as_of),
        parent=_trend("parent_activity", case, rulebook, as_of),
    )


def _trend(code: ObservationCode, case: Case, rulebook: Rulebook, as_of: datetime) -> ActivityTrend:
    since = fever_onset_day(case, as_of)
    scored = [
        item
        for item in measured(case, code, rulebook, as_of, since=since)
        if _exact(item) is not None
    ]
    first, latest = (scored[0], scored[-1]) if scored else (None, None)
    before = _exact(first) if len(scored) > 1 else None
    after = _exact(latest)
    # Of no activity at all there is no half.
    if before is None or before == 0 or after is None:
        return ActivityTrend(first, latest, None, Finding.UNKNOWN)
    fall = 100 * (before - after) / before
    halved = Interval.exactly(fall).compare(">=", rulebook.monitoring.activity.percent)
    return ActivityTrend(first, latest, fall, halved)


def _exact(item: Measured | None) -> Fraction | None:
    """Return a score that is a number and not a bound."""
    if item is None or item.interval is None or item.interval.low != item.interval.high:
        return None
    return item.interval.low
