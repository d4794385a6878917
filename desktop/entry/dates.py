"""Reads a typed day, or a day with its time, strictly: what could be meant in two ways is refused.

The machine's region plays no part: 05.11.2026 is refused, with both of its readings named. The
clock is not known here; whether a day may lie in the future is for the field's check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from reports.formats import clock_text, day_text, day_with_weekday

if TYPE_CHECKING:
    from collections.abc import Mapping

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ABBREVIATION = 3

_WEEKDAY = re.compile(r"([A-Za-z]+)[,.]?\s+(?=[0-9])")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NAMED = re.compile(r"([0-9]{1,2})[-\s.]*([A-Za-z]+)[-\s.,]*([0-9]+)")
_NUMERIC = re.compile(r"([0-9]{1,2})[./-]\s?([0-9]{1,2})[./-]\s?([0-9]+)")
_YEAR_DIGITS = 4

_OFFSET = r"(Z|[+\-−][0-9]{2}:?[0-9]{2})?"
_TIME = re.compile(rf"(?:([0-9]{{1,2}}):([0-9]{{2}})|([0-9]{{2}})([0-9]{{2}}))\s?{_OFFSET}")
# The day ends where white space, a comma, "T" or "at" is followed by a time.
_DAY_THEN_TIME = re.compile(r"(.*[0-9])(?:\s*,\s*|\s+at\s+|\s+|(?<=[0-9])T)([0-9][0-9:.]*\s?\S*)")
_LAST_HOUR, _LAST_MINUTE = 23, 59
_FARTHEST_OFFSET = timedelta(hours=14)
# No child of today and no plan of today lies outside; a slip such as 0026 or 20206 does.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class DateReading:
    """A day, or the code of what is wrong with the text and the values its sentence needs."""

    value: date | None = None
    problem: str | None = None
    params: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class MomentReading:
    """A time with its offset, or the code of what is wrong and the values its sentence needs."""

    value: datetime | None = None
    problem: str | None = None
    params: Mapping[str, str] = field(default_factory=dict[str, str])


def read_date(text: str) -> DateReading:
    """Read 2026-11-21, 21-Nov-2026, 21 November 2026, or 21.11.2026 where only one day fits.

    A weekday in front is accepted where it is the right one. Blank text has neither value nor
    problem.
    """
    rest = text.strip()
    if not rest:
        return DateReading()
    weekday = _WEEKDAY.match(rest)
    if weekday is None:
        return _day(rest)
    reading = _day(rest[weekday.end() :])
    if reading.value is None:
        return reading
    named = _index(weekday[1], _WEEKDAYS)
    if named is None:
        return _unreadable("not_a_date", rest)
    if named != reading.value.weekday():
        return DateReading(None, "wrong_weekday", {"day": day_with_weekday(reading.value)})
    return reading


def read_date_time(text: str, zone: tzinfo) -> MomentReading:
    """Read a day and a time on the ward's clock, as 21-Nov-2026 14:20, 9:05 or 0905.

    An offset behind the time is accepted, and asked for in the hour that a clock change repeats.
    A time the clock change skipped is refused. The result carries the offset ``zone`` has then.
    """
    rest = text.strip()
    if not rest:
        return MomentReading()
    alone = read_date(rest)
    if alone.value is not None:
        return MomentReading(None, "time_missing", {"day": day_text(alone.value)})
    if _TIME.fullmatch(rest):
        return MomentReading(None, "date_missing", {"time": rest})
    parts = _DAY_THEN_TIME.fullmatch(rest)
    if parts is None:
        return MomentReading(None, alone.problem, alone.params)
    day = read_date(parts[1])
    if day.value is None:
        return MomentReading(None, day.problem, day.params)
    return _moment(day.value, parts[2].strip(), zone)


def read_time_alone(text: str, zone: tzinfo, now: datetime, ahead: timedelta) -> MomentReading:
    """Read a time without its day as the last such time up to now; ``ahead`` is still now.

    What a clock change repeats or leaves out on the day of ``now`` or on the one before is refused.
    """
    today = now.astimezone(zone).date()
    found = _moment(today, text.strip(), zone)
    if found.value is None or found.value <= now + ahead:
        return found
    return _moment(today - timedelta(days=1), text.strip(), zone)


def shown_moment(moment: datetime, zone: tzinfo) -> str:
    """Return a moment on the ward's clock as 21-Nov-2026 14:20, in a form that reads back as it.

    In the hour that a clock change repeats, the offset stands behind it.
    """
    local = moment.astimezone(zone)
    text = f"{day_text(local.date())} {clock_text(local)}"
    return (
        f"{text} {_offset_text(local)}" if _is_repeated(local.replace(tzinfo=None), zone) else text
    )


def _day(text: str) -> DateReading:
    if match := _ISO.fullmatch(text):
        return _valid(int(match[1]), int(match[2]), int(match[3]), text)
    if match := _NAMED.fullmatch(text):
        month = _index(match[2], _MONTHS)
        if month is None:
            return _unreadable("unknown_month", match[2])
        if len(match[3]) != _YEAR_DIGITS:
            return _unreadable("short_year", text)
        return _valid(int(match[3]), month + 1, int(match[1]), text)
    if match := _NUMERIC.fullmatch(text):
        if len(match[3]) != _YEAR_DIGITS:
            return _unreadable("short_year", text)
        return _numeric(int(match[1]), int(match[2]), int(match[3]), text)
    return _unreadable("not_a_date", text)


def _numeric(first: int, second: int, year: int, text: str) -> DateReading:
    """Read two numbers in front of a year: which is the day must be beyond doubt."""
    day_first = _valid(year, second, first, text)
    month_first = _valid(year, first, second, text)
    if day_first.value is None or month_first.value is None:
        return day_first if day_first.value is not None else month_first
    if day_first.value == month_first.value:
        return day_first
    params = {"one": day_text(day_first.value), "other": day_text(month_first.value)}
    return DateReading(None, "ambiguous", params)


def _valid(year: int, month: int, day: int, text: str) -> DateReading:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return _unreadable("year_range", text)
    try:
        return DateReading(date(year, month, day))
    except ValueError:
        return _unreadable("no_such_day", text)


def _index(name: str, names: tuple[str, ...]) -> int | None:
    """Return the place of a name that is written in full or as its first three letters."""
    wanted = name.lower().rstrip(".")
    for index, full in enumerate(names):
        if wanted in {full, full[:_ABBREVIATION]}:
            return index
    # The one month with a common abbreviation of four letters.
    return _MONTHS.index("september") if wanted == "sept" and names is _MONTHS else None


def _moment(day: date, written: str, zone: tzinfo) -> MomentReading:
    match = _TIME.fullmatch(written)
    if match is None:
        return MomentReading(None, "not_a_time", {"time": written})
    hour, minute = int(match[1] or match[3]), int(match[2] or match[4])
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return MomentReading(None, "no_such_time", {"time": written})
    wall = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001
    if match[5]:
        offset = _offset(match[5])
        if abs(offset) > _FARTHEST_OFFSET:
            return MomentReading(None, "not_a_time", {"time": written})
        given = wall.replace(tzinfo=timezone(offset))
        return MomentReading(with_fixed_offset(given.astimezone(zone)))
    moment = wall.replace(tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        return MomentReading(None, "time_skipped", {"time": clock_text(wall), "day": day_text(day)})
    if _is_repeated(wall, zone):
        first, second = (_offset_text(moment.replace(fold=fold)) for fold in (0, 1))
        params = {"time": clock_text(wall), "first": first, "second": second}
        return MomentReading(None, "time_repeated", params)
    return MomentReading(with_fixed_offset(moment))


def with_fixed_offset(moment: datetime) -> datetime:
    """Return the same moment carrying its offset instead of its zone.

    Python calls a time of a repeated hour unequal to every time of another zone (PEP 495), even
    to itself in UTC; with fixed offsets equal moments are equal.
    """
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()), fold=0)


def _is_repeated(wall: datetime, zone: tzinfo) -> bool:
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    # A skipped time has two offsets as well, but the later clock is then ahead.
    return (first.utcoffset() or timedelta()) > (second.utcoffset() or timedelta())


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta()
    span = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return span if text[0] == "+" else -span


def _offset_text(moment: datetime) -> str:
    return moment.strftime("%z")[:3] + ":" + moment.strftime("%z")[3:5]


def _unreadable(code: str, text: str) -> DateReading:
    return DateReading(None, code, {"text": text})
