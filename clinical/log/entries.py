"""Every entry of the record by time: one row for what was taken, given or written together.

The illness day and the hours since the last immunoglobulin ended stand beside each row. Struck
entries have rows of their own; nothing of the record is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clinical.course.elapsed import hours_between, in_utc
from clinical.timeline import fever_onset_day, given_in_illness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from fractions import Fraction

    from clinical.record.case import (
        AdverseEvent,
        Case,
        Echo,
        Height,
        Note,
        Observation,
        Treatment,
        Weight,
    )
    from clinical.record.vocabulary import ObservationCode

    LogItem = Observation | Echo | Treatment | Weight | Height | AdverseEvent | Note

RowKind = Literal[
    "temperature", "laboratory", "vital", "activity", "dose", "echo", "size", "event", "note"
]
_BEDSIDE: dict[ObservationCode, RowKind] = {
    "temperature": "temperature",
    "systolic_pressure": "vital",
    "heart_rate": "vital",
    "physician_activity": "activity",
    "parent_activity": "activity",
}
# What was taken at one time is one row; of a temperature or a dose each has its own.
_TOGETHER: frozenset[RowKind] = frozenset({"laboratory", "vital", "activity", "size"})


@dataclass(frozen=True, slots=True)
class SinceIvig:
    """The hours since an infusion ended, and which infusion it was; the first is 1."""

    hours: Fraction
    infusion: int


@dataclass(frozen=True, slots=True)
class LogRow:
    """What stands at one time. ``at`` is None for a dose that was given at an unknown time.

    ``charted_at`` is when it was written down, where that is known. ``early``: it lies before the
    day of admission. ``later``: it lies after the moment of reading.
    """

    kind: RowKind
    at: datetime | None
    items: tuple[LogItem, ...]
    illness_day: int | None
    since_ivig: SinceIvig | None
    charted_at: datetime | None
    struck: bool
    early: bool
    later: bool


def log_rows(case: Case, as_of: datetime) -> tuple[LogRow, ...]:
    """Return the rows by time, the oldest first; those without a time come before all.

    What stands at the same minute keeps the order it was written down in.
    """
    onset = fever_onset_day(case, as_of)
    ends = _ended(case, as_of)
    admitted, now = case.involvement.admitted_on, in_utc(as_of)
    zone = as_of.tzinfo
    rows: list[tuple[tuple[object, ...], LogRow]] = []
    for order, (kind, at, items) in enumerate(_groups(case)):
        first = items[0]
        charted = first.recorded.at if first.recorded is not None else None
        # A log has thousands of rows: each moment is turned into another zone once.
        utc = in_utc(at) if at is not None else None
        local = at.astimezone(zone) if at is not None else None
        day = local.date() if local is not None else None
        row = LogRow(
            kind=kind,
            at=local,
            items=items,
            illness_day=_illness_day(day, onset),
            since_ivig=_since(utc, ends) if utc is not None else None,
            charted_at=charted.astimezone(zone) if charted is not None else None,
            struck=first.struck is not None,
            early=day is not None and admitted is not None and day < admitted,
            later=utc is not None and utc > now,
        )
        written = utc if charted is None else in_utc(charted)
        key = (0, order) if utc is None else (1, utc, written, order)
        rows.append((key, row))
    return tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))


def _ended(case: Case, as_of: datetime) -> list[datetime]:
    """Return when the infusions of this illness ended, in order and in universal time."""
    infusions = given_in_illness(case, ("ivig",), as_of)
    return sorted(in_utc(item.end) for item in infusions if item.end is not None)


def _since(at: datetime, ends: list[datetime]) -> SinceIvig | None:
    """Return the hours since the last of the ends; all are in universal time."""
    place = bisect_right(ends, at)
    return SinceIvig(hours_between(ends[place - 1], at), place) if place else None


def _illness_day(day: date | None, onset: date | None) -> int | None:
    """Return the day of illness; before the first day of fever there is none."""
    if day is None or onset is None or day < onset:
        return None
    return (day - onset).days + 1


def _groups(case: Case) -> Iterator[tuple[RowKind, datetime | None, tuple[LogItem, ...]]]:
    together: dict[tuple[RowKind, datetime], list[LogItem]] = {}
    for kind, at, item in _items(case):
        if kind in _TOGETHER and at is not None and item.struck is None:
            together.setdefault((kind, at), []).append(item)
    for kind, at, item in _items(case):
        if kind not in _TOGETHER or at is None or item.struck is not None:
            yield kind, at, (item,)
        elif (found := together.pop((kind, at), None)) is not None:
            yield kind, at, tuple(found)


def _items(case: Case) -> Iterator[tuple[RowKind, datetime | None, LogItem]]:
    for weight in case.weights:
        yield "size", weight.at, weight
    for height in case.heights:
        yield "size", height.at, height
    for item in case.observations:
        yield _BEDSIDE.get(item.code, "laboratory"), item.at, item
    for echo in case.echos:
        yield "echo", echo.at, echo
    for dose in case.treatments:
        yield "dose", dose.start or dose.end, dose
    for event in case.adverse_events:
        yield "event", event.at, event
    for note in case.notes:
        yield "note", note.at, note
