"""The days of a stay: the highest temperature, CRP, and the doses given of those that were due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from clinical.timeline import fever_onset_day, local_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from clinical.course.temperature import Reading
    from clinical.log.dues import Dues, DueTime
    from clinical.log.entries import LogRow
    from clinical.measurements import Measured
    from clinical.record.case import Case, Treatment

_Item = TypeVar("_Item")
_COUNTED = {"given", "withheld", "missed", "due", "overdue"}
# What can still be given; after midnight too.
_OPEN = {"waiting", "due", "overdue", "held"}
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LogDay:
    """One calendar day where the child is.

    ``highest`` is the temperature that is highest once its site is allowed for. ``due`` counts the
    due times of the day up to now and those to come, a step that waits on a condition only once
    it is decided or was given; ``given`` those that were. ``beside`` are doses that answer no due
    time. ``carried`` are due times of days before that can still be given today; of what is
    counted they stand in ``overdue`` alone.
    """

    date: date
    illness_day: int | None
    highest: Reading | None
    crp: Measured | None
    carried: tuple[DueTime, ...]
    dues: tuple[DueTime, ...]
    beside: tuple[Treatment, ...]
    rows: int
    due: int
    given: int
    overdue: int
    missed: int


def log_days(  # noqa: PLR0917 (what was worked out of the one record, and the moment)
    case: Case,
    rows: Sequence[LogRow],
    found: Dues,
    temperatures: Sequence[Reading],
    crp: Sequence[Measured],
    as_of: datetime,
) -> tuple[LogDay, ...]:
    """Return the days from admission on, and each other day that holds an entry or a due time.

    Of the days to come only tomorrow has a place.
    """
    today = local_day(as_of, as_of)
    dues_by_day = _by_day(((due.at, due) for due in found.times), as_of)
    rows_by_day = _by_day(
        ((row.at, row) for row in rows if row.at is not None and not row.later), as_of
    )
    beside = _by_day(((dose.start, dose) for dose in found.beside if dose.start is not None), as_of)
    readings = _by_day(((reading.at, reading) for reading in temperatures), as_of)
    samples = _by_day(((item.at, item) for item in crp), as_of)
    onset = fever_onset_day(case, as_of)
    days = {day for day in (*rows_by_day, *dues_by_day) if day <= today + _ONE}
    days |= _stay(case, rows_by_day, onset, today)
    made: list[LogDay] = []
    for day in sorted(days):
        asked = [due for due in dues_by_day.get(day, []) if _is_asked(due)]
        carried = [
            due for due in found.times
            if day == today and due.state in _OPEN and local_day(due.at, as_of) < today
        ]  # fmt: skip
        states = [due.state for due in asked]
        late = [due for due in (*carried, *asked) if due.state == "overdue"]
        taken = samples.get(day, [])
        made.append(
            LogDay(
                date=day,
                illness_day=(day - onset).days + 1 if onset is not None and day >= onset else None,
                highest=_highest(readings.get(day, [])),
                crp=taken[-1] if taken else None,
                carried=tuple(carried),
                dues=tuple(dues_by_day.get(day, [])),
                beside=tuple(beside.get(day, [])),
                rows=len(rows_by_day.get(day, [])),
                due=len(asked),
                given=states.count("given"),
                overdue=len(late),
                missed=states.count("missed"),
            )
        )
    return tuple(made)


def _stay(case: Case, rows: Iterable[date], onset: date | None, today: date) -> set[date]:
    """Return every day from admission, else from the first entry of this illness, to discharge."""
    ill = [day for day in rows if onset is None or day >= onset]
    first = case.involvement.admitted_on or min(ill, default=today)
    last = min(case.involvement.discharged_on or today, today)
    return {first + _ONE * number for number in range((last - first).days + 1)} | {today}


def _by_day(items: Iterable[tuple[datetime, _Item]], as_of: datetime) -> dict[date, list[_Item]]:
    found: dict[date, list[_Item]] = {}
    for at, item in items:
        found.setdefault(local_day(at, as_of), []).append(item)
    return found


def _highest(found: Sequence[Reading]) -> Reading | None:
    """Return the reading that may be the highest; of two that are equal the earlier."""
    known = [
        (reading.corrected.high or reading.corrected.low, reading)
        for reading in found
        if reading.corrected is not None
    ]
    sized = [(degrees, reading) for degrees, reading in known if degrees is not None]
    return max(sized, key=lambda pair: pair[0])[1] if sized else None


def _is_asked(due: DueTime) -> bool:
    """Return whether a due time wants a dose: one that waits on a condition may want none."""
    if due.optional:
        return bool(due.answers) or due.state in {"due", "overdue"}
    return due.state in {*_COUNTED, "planned"}
