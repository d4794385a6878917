"""Until when a drug goes on: the one place that reads an entry charted by the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.timeline import elapsed

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from clinical.record.case import Treatment

_BY_THE_DAY = "mg/kg/day"


def by_the_day(treatment: Treatment) -> bool:
    """Return whether an entry is a course of so much a day, not one dose."""
    return treatment.dose_unit == _BY_THE_DAY


def over_at(treatment: Treatment) -> datetime | None:
    """Return when a treatment was or will be over.

    None where it goes on, as what is charted by the day does until its end is recorded, and where
    nobody wrote down when it was.
    """
    return treatment.end or (None if by_the_day(treatment) else treatment.start)


def in_force(treatment: Treatment, moment: datetime, span: timedelta) -> bool:
    """Return whether a treatment goes on at a moment, or was over less than a span before it."""
    over = over_at(treatment)
    return over is None or elapsed(over, moment) < span
