"""Hours between moments, exactly, and when a drug was first given in this illness."""

from __future__ import annotations

from datetime import UTC, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.timeline import elapsed, given_in_illness

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.vocabulary import Agent

_MICROSECONDS_AN_HOUR = 3600 * 10**6


def in_utc(moment: datetime) -> datetime:
    """Return a moment to compare: two of one time zone compare by the hands of the clock."""
    return moment.astimezone(UTC)


def hours_between(earlier: datetime, later: datetime) -> Fraction:
    """Return the elapsed hours between two moments, whatever the hands of the clock show."""
    return Fraction(elapsed(earlier, later) // timedelta(microseconds=1), _MICROSECONDS_AN_HOUR)


def first_start(case: Case, agent: Agent, as_of: datetime) -> datetime | None:
    """Return when a drug was first given, None where it was not or a dose has no time."""
    starts = [item.start for item in given_in_illness(case, (agent,), as_of)]
    known = [start for start in starts if start is not None]
    return min(known, key=in_utc) if known and len(known) == len(starts) else None
