"""The times of a print-out, and whether each is that of the sample.

A time is the sample's where nothing or a word for the sample stands in front of it. When it was
received, printed or signed is another time; words nobody knows leave it in doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop.laboratory.print_cells import fold_name

if TYPE_CHECKING:
    from collections.abc import Mapping

TimeKind = Literal["sampled", "handled", "unknown"]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = re.compile(
    r"(?<![0-9])(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    rf"|[0-9]{{1,2}}[-\s.]*{_MONTH}[-\s.,]*[0-9]{{2,4}}"
    r"|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4})(?![0-9])",
    re.IGNORECASE,
)
_CLOCK_BEHIND = re.compile(r"(?:[\s,T]|at\s)*[0-9]{1,2}:?[0-9]{2}(?::[0-9]{2})?")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
# In front of a label that is in doubt: no day begins so, and the person is asked.
IN_DOUBT = "… "


@dataclass(frozen=True, slots=True)
class TimeFound:
    """A time as printed, with what the words in front of it make of it."""

    label: str
    kind: TimeKind


def has_day(text: str) -> bool:
    return _DAY.search(text) is not None


def has_more(label: str) -> bool:
    """Whether more digits stand in the label of a time than a day and a time of the day."""
    day = _DAY.search(label)
    clock = _CLOCK_BEHIND.match(label, day.end()) if day is not None else None
    end = clock.end() if clock is not None else (day.end() if day is not None else 0)
    return any(each.isdigit() for each in label[end:])


def is_clock(text: str) -> bool:
    return _CLOCK.fullmatch(text) is not None


def times_in(text: str, titles: Mapping[str, str]) -> list[TimeFound]:
    """Return every time in a text; what stands behind the last one belongs to it."""
    days = list(_DAY.finditer(text))
    found: list[TimeFound] = []
    begin = 0
    for place, day in enumerate(days):
        words = text[begin : day.start()].strip(" \t:,;-|")
        last = place + 1 == len(days)
        clock = _CLOCK_BEHIND.match(text, day.end())
        begin = len(text) if last else (clock.end() if clock is not None else day.end())
        found.append(TimeFound(text[day.start() : begin].strip(), kind_of(words, titles)))
    return found


def kind_of(words: str, titles: Mapping[str, str]) -> TimeKind:
    """Return whose time the words in front of it make it."""
    role = titles.get(fold_name(words), "")
    if not words or role == "sampled":
        return "sampled"
    return "handled" if role == "handled" else "unknown"
