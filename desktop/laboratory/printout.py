"""Reads a pasted print-out or a part of a spreadsheet: every line is accounted for.

A table with a column for each time, a table with a row for each time, a list of name, number and
unit, or plain lines. Pure: nothing is taken here, and no line is passed over in silence.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from desktop.entry.dates import read_date_time
from desktop.entry.lines import hidden_character
from desktop.laboratory.printed import (
    PrintedLine,
    PrintedTime,
    PrintedValue,
    ValueReader,
    looks_like_a_value,
    unit_in,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from clinical.record.vocabulary import ObservationCode

Names = dict[str, tuple["ObservationCode", ...]]
# What stands in a column of a list, by the folded word at its head.
Role = Literal["name", "number", "unit", "other"]
Titles = dict[str, Role]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    rf"|[0-9]{{1,2}}[-\s.]*{_MONTH}[-\s.,]*[0-9]{{2,4}}"
    r"|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_DIGITS = re.compile(r"[0-9]+")
_WITH_UNIT = re.compile(r"(.*?)[\s,]*[(\[]([^()\[\]]+)[)\]]")
_LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class Printout:
    """What was found, line by line, and the times it names; one without a label is to be given."""

    items: tuple[PrintedValue | PrintedLine, ...]
    times: tuple[PrintedTime, ...]

    @property
    def values(self) -> tuple[PrintedValue, ...]:
        return tuple(each for each in self.items if isinstance(each, PrintedValue))


def fold_name(text: str) -> str:
    """Return a name to compare: case, dots, hyphens and blanks make no difference."""
    return re.sub(r"[\s.\-_/:,()]+", "", text).casefold()


def read_printout(
    text: str, names: Names, titles: Titles, reader: ValueReader, zone: tzinfo
) -> Printout:
    """Read a pasted text; ``names`` are folded names with the values each may mean."""
    work = _Reading(names, titles, reader, zone)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    mark = _mark_of(lines, names)
    for number, line in enumerate(lines, start=1):
        if line.strip():
            work.take(number, line, mark)
    times = tuple(work.times[each.time] for each in work.items if isinstance(each, PrintedValue))
    return Printout(tuple(work.items), tuple(dict.fromkeys(times)))


def _mark_of(lines: Sequence[str], names: Mapping[str, object]) -> str:
    """Return what parts the cells: a tab, a semicolon, a comma, or blanks where there is none."""
    for mark in ("\t", ";"):
        if any(mark in line for line in lines):
            return mark
    if any(fold_name(line.partition(",")[0].strip('" ')) in names for line in lines if "," in line):
        return ","
    return ""


def _cells_of(line: str, mark: str) -> list[str]:
    if not mark:
        return [each for each in re.split(r"\s{2,}", line.strip()) if each]
    return [cell.strip() for cell in next(csv.reader([line], delimiter=mark))]


class _Reading:
    """Goes through the lines, and remembers the titles and times that hold for the next ones."""

    def __init__(self, names: Names, titles: Titles, reader: ValueReader, zone: tzinfo) -> None:
        self._names, self._known_titles = names, titles
        self._reader, self._zone = reader, zone
        self.items: list[PrintedValue | PrintedLine] = []
        self.times: dict[str, PrintedTime] = {"": PrintedTime("")}
        # Columns by their place: a time each, or a value each with its unit.
        self._time_columns: dict[int, str] = {}
        self._value_columns: dict[int, tuple[ObservationCode, ...]] = {}
        self._column_units: dict[int, str] = {}
        self._roles: dict[int, Role] = {}
        # The time that stood on a line of its own.
        self._time = ""

    def take(self, number: int, line: str, mark: str) -> None:
        shown = line.strip()
        if hidden_character(shown.replace("\t", " ")) is not None:
            self.items.append(PrintedLine(number, shown, "hidden"))
            return
        cells = _cells_of(line, mark)
        if mark == "," and _may_be_decimals(cells):
            self.items.append(PrintedLine(number, shown, "comma"))
            return
        found = self._titles(number, shown, cells) or self._values(number, shown, cells)
        self.items += found or [PrintedLine(number, shown, "unread")]

    # Lines without a value.

    def _titles(self, number: int, shown: str, cells: list[str]) -> list[PrintedLine]:
        named = {at: codes for at, cell in enumerate(cells) if (codes := self._codes(cell))}
        if len(named) > 1 and not any(looks_like_a_value(cell) for cell in cells):
            self._value_columns, self._time_columns = named, {}
            self._column_units = {at: _unit_behind(cells[at])[1] for at in named}
            return [PrintedLine(number, shown, "titles")]
        if (
            self._value_columns
            and all(
                unit_in(cell) for at, cell in enumerate(cells) if cell and at in self._value_columns
            )
            and any(cells[at : at + 1] != [""] for at in self._value_columns)
        ):
            self._column_units = dict(enumerate(cells))
            return [PrintedLine(number, shown, "titles")]
        if named or any(self._codes_in(cell)[0] for cell in cells[:1]):
            return []
        days = {at: cell for at, cell in enumerate(cells) if _DAY.search(cell)}
        roles: dict[int, Role] = {
            at: role for at, cell in enumerate(cells) if (role := self._role(cell))
        }
        if not days and len(roles) > 1 and len(roles) == len([cell for cell in cells if cell]):
            self._roles, self._time_columns, self._value_columns = roles, {}, {}
            return [PrintedLine(number, shown, "titles")]
        if self._time_columns and not days and self._add_clocks(cells):
            return [PrintedLine(number, shown, "titles")]
        if self._value_columns and days:
            return []
        if len(days) > 1 or (days and 0 not in days and not _is_caption(cells, days)):
            self._time_columns = {at: self._time_called(cell) for at, cell in days.items()}
            self._value_columns = {}
            return [PrintedLine(number, shown, "titles")]
        if days:
            (label,) = days.values()
            self._time, self._time_columns = self._time_called(_day_in(label)), {}
            return [PrintedLine(number, shown, "time")]
        return []

    def _add_clocks(self, cells: list[str]) -> bool:
        """Join a line of clock times to the days above it."""
        clocks = {at: cell for at, cell in enumerate(cells) if _CLOCK.fullmatch(cell)}
        if not clocks or not set(clocks) <= set(self._time_columns):
            return False
        for at, clock in clocks.items():
            self._time_columns[at] = self._time_called(f"{self._time_columns[at]} {clock}")
        return True

    def _time_called(self, label: str) -> str:
        self.times.setdefault(label, PrintedTime(label, read_date_time(label, self._zone).value))
        return label

    # Lines with values.

    def _values(self, number: int, shown: str, cells: list[str]) -> list[PrintedValue]:
        if self._value_columns and (row := self._row_of_a_time(number, cells)):
            return row
        place, codes, rest = self._name_in(cells)
        if place is None:
            return []
        others = [(at, cell) for at, cell in enumerate(cells) if at > place and cell]
        if self._time_columns and not rest:
            unit = _unit_behind(cells[place])[1]
            return self._row_of_a_value(number, codes, others, shown, unit)
        time = next((_day_in(cell) for cell in cells if _DAY.search(cell)), None)
        others = [(at, cell) for at, cell in others if not _DAY.search(cell)]
        aside = [cell for at, cell in others if self._roles.get(at) == "other"]
        values = [cell for at, cell in others if self._roles.get(at) not in {"other", "unit"}]
        named = _unit_behind(cells[place])[1]
        named = next((cell for at, cell in others if self._roles.get(at) == "unit"), named)
        found = self._one_value(number, codes, [rest] if rest else values, shown, named)
        found = replace(
            found, left_out="; ".join(part for part in (found.left_out, *aside) if part)
        )
        return [replace(found, text=shown, time=self._time_called(time) if time else self._time)]

    def _row_of_a_value(
        self,
        number: int,
        codes: tuple[ObservationCode, ...],
        others: list[tuple[int, str]],
        shown: str,
        unit: str,
    ) -> list[PrintedValue]:
        beside = [cell for at, cell in others if at not in self._time_columns]
        unit = next((cell for cell in beside if unit_in(cell) is not None), unit)
        left = "; ".join(cell for cell in beside if cell != unit)
        found: list[PrintedValue] = []
        for at, cell in others:
            if at in self._time_columns:
                value = self._reader.read(number, cell, codes, unit)
                left_out = "; ".join(part for part in (value.left_out, left) if part)
                time = self._time_columns[at]
                found.append(
                    replace(
                        value,
                        text=f"{shown.split(maxsplit=1)[0]} {cell}",
                        time=time,
                        left_out=left_out,
                    )
                )
        return found

    def _row_of_a_time(self, number: int, cells: list[str]) -> list[PrintedValue]:
        label = next((_day_in(cell) for cell in cells if _DAY.search(cell)), None)
        time = self._time_called(label) if label is not None else self._time
        return [
            replace(
                self._reader.read(number, cell, codes, self._column_units.get(at, "")), time=time
            )
            for at, codes in self._value_columns.items()
            for cell in cells[at : at + 1]
            if cell
        ]

    def _one_value(
        self,
        number: int,
        codes: tuple[ObservationCode, ...],
        values: list[str],
        shown: str,
        named: str,
    ) -> PrintedValue:
        """Read a list's line: its number, its unit, and what is left out."""
        numbers = [cell for cell in values if looks_like_a_value(cell)]
        if not numbers:
            return PrintedValue(number, shown, codes, problem="no_number")
        first, behind = numbers[0], numbers[1:]
        if any(_is_lone_number(cell) for cell in behind):
            return PrintedValue(number, shown, codes, problem="several_numbers")
        unit = next((cell for cell in values if cell != first and unit_in(cell) is not None), named)
        found = self._reader.read(number, first, codes, unit)
        unused = [cell for cell in values if cell not in (first, unit)]
        return replace(
            found, left_out="; ".join(part for part in (found.left_out, *unused) if part)
        )

    # Names.

    def _role(self, cell: str) -> Role | None:
        return self._known_titles.get(fold_name(cell))

    def _codes(self, cell: str) -> tuple[ObservationCode, ...]:
        codes = self._names.get(fold_name(cell), ())
        return codes or self._names.get(fold_name(_unit_behind(cell)[0]), ())

    def _codes_in(self, text: str) -> tuple[tuple[ObservationCode, ...], str]:
        """Return what the first words of a text name, and the rest of it."""
        words = text.replace(":", ": ").replace("=", " ").split()
        for count in range(min(_LONGEST_NAME, len(words)), 0, -1):
            if codes := self._codes(" ".join(words[:count])):
                return codes, " ".join(words[count:])
        return (), text

    def _name_in(self, cells: list[str]) -> tuple[int | None, tuple[ObservationCode, ...], str]:
        """Return the cell with the name, what it may mean, and a value in that very cell."""
        for at, cell in enumerate(cells):
            codes, rest = self._codes_in(cell)
            if codes and (not rest or looks_like_a_value(rest)):
                return at, codes, " ".join((rest, *cells[at + 1 :])) if rest else ""
        return None, (), ""


def _unit_behind(cell: str) -> tuple[str, str]:
    """Split a title such as "ESR (mm/h)" into the name and its unit."""
    match = _WITH_UNIT.fullmatch(cell)
    return (match[1], match[2]) if match is not None and unit_in(match[2]) else (cell, "")


def _is_lone_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[<>]?\s*[0-9]+(?:[.,][0-9]+)?(?:\s*[HL*])?", cell))


def _may_be_decimals(cells: list[str]) -> bool:
    """Whether a comma between two cells could have been a decimal mark."""
    pairs = pairwise(cells)
    return any(_DIGITS.fullmatch(left) and _DIGITS.match(right) for left, right in pairs)


def _is_caption(cells: list[str], days: Mapping[int, str]) -> bool:
    """Whether a line is "Collected:" and a time, and not the titles of columns."""
    return len([cell for cell in cells if cell]) <= 2 and len(days) == 1 and cells[0].endswith(":")  # noqa: PLR2004 (a word and its time)


def _day_in(cell: str) -> str:
    """Return the time in a cell, without the words in front of it."""
    match = _DAY.search(cell)
    return cell[match.start() :].strip() if match is not None else cell
