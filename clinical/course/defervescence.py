"""When the fever went: the first reading under its limit, and from when on that lasted.

A fall lasts where every reading over a day is free of fever and none of them was taken soon
after an antipyretic, the first of them included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from clinical.course.elapsed import first_start, hours_between, in_utc
from clinical.logic import Finding
from clinical.timeline import elapsed, fever_onset_day, local_day

if TYPE_CHECKING:
    from fractions import Fraction

    from clinical.course.temperature import Reading
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Defervescence:
    """The first fever-free reading, since when it lasted, and the hours until it.

    The time of day of an admission is not kept: its hours count from the start of that day.
    ``fever_again_at`` is a fever after one that had lasted.
    """

    first_at: datetime | None
    durable_at: datetime | None
    fever_again_at: datetime | None
    from_admission: Fraction | None
    from_anakinra: Fraction | None


def assess_defervescence(
    case: Case, rulebook: Rulebook, temperatures: tuple[Reading, ...], as_of: datetime
) -> Defervescence:
    """Return when the fever of this illness went."""
    onset = fever_onset_day(case, as_of)
    found = tuple(
        reading
        for reading in temperatures
        if onset is None or local_day(reading.at, as_of) >= onset
    )
    run = _lasting_run(found, timedelta(hours=rulebook.monitoring.durable.hours))
    durable = run[0].at if run else None
    last = run[-1].at if run else None
    again = [
        r.at
        for r in found
        if last is not None and in_utc(r.at) > in_utc(last) and r.fever is Finding.MET
    ]
    return Defervescence(
        first_at=_first(found, None),
        durable_at=durable,
        fever_again_at=again[0] if again else None,
        from_admission=_hours_from(_admission(case, as_of), found),
        from_anakinra=_hours_from(first_start(case, "anakinra", as_of), found),
    )


def _first(found: tuple[Reading, ...], since: datetime | None) -> datetime | None:
    """Return the first reading under the limit of fever."""
    under = (
        reading.at
        for reading in found
        if reading.fever is Finding.NOT_MET
        and (since is None or in_utc(reading.at) >= in_utc(since))
    )
    return next(under, None)


def _hours_from(since: datetime | None, found: tuple[Reading, ...]) -> Fraction | None:
    first = _first(found, since) if since is not None else None
    return hours_between(since, first) if since is not None and first is not None else None


def _admission(case: Case, as_of: datetime) -> datetime | None:
    day = case.involvement.admitted_on
    if day is None or day > local_day(as_of, as_of):
        return None
    return datetime.combine(day, time(), as_of.tzinfo)


def _lasting_run(found: tuple[Reading, ...], span: timedelta) -> tuple[Reading, ...]:
    """Return the first run of fever-free readings that covers the span, empty where none does."""
    run: list[Reading] = []
    for reading in found:
        if reading.fever_free is not Finding.MET:
            run = []
            continue
        run.append(reading)
        if elapsed(run[0].at, reading.at) >= span:
            return tuple(run)
    return ()
