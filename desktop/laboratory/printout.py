"""Reads a pasted print-out or a part of a spreadsheet: every line is accounted for.

A table with a column for each time, a table with a row for each time, a list of name, number and
unit, or plain lines. Pure: nothing is taken here, and no line is passed over in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.entry.lines import hidden_character
from desktop.laboratory.print_cells import cells_of, in_columns, mark_of, may_be_decimals
from desktop.laboratory.print_context import Context
from desktop.laboratory.print_heads import Heads, NameFinder, Names, Titles, role_of
from desktop.laboratory.print_list import one_value, reading_of
from desktop.laboratory.print_times import has_day, is_clock, times_in
from desktop.laboratory.printed import (
    PrintedLine,
    PrintedTime,
    PrintedValue,
    ValueReader,
    holds_a_number,
    looks_like_a_value,
    unit_in,
)

if TYPE_CHECKING:
    from datetime import tzinfo

    from clinical.record.vocabulary import ObservationCode
    from desktop.laboratory.print_cells import Cell
    from desktop.laboratory.print_heads import Role

Items = list["PrintedValue | PrintedLine"]

# No print-out that anybody looks through is longer, and no line of one.
MOST_CHARACTERS = 100_000
MOST_LINES = 1000
_LONGEST_LINE = 2000


@dataclass(frozen=True, slots=True)
class Printout:
    """What was found, line by line, and the times it names; one without a label is to be given.

    ``patients`` are the lines that name a patient. A text that is ``too_long`` was not read.
    """

    items: tuple[PrintedValue | PrintedLine, ...]
    times: tuple[PrintedTime, ...]
    patients: tuple[str, ...] = ()
    too_long: bool = False

    @property
    def values(self) -> tuple[PrintedValue, ...]:
        return tuple(each for each in self.items if isinstance(each, PrintedValue))


def read_printout(
    text: str, names: Names, titles: Titles, reader: ValueReader, zone: tzinfo
) -> Printout:
    """Read a pasted text; ``names`` are folded names with the values each may mean."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    if len(text) > MOST_CHARACTERS or len(lines) > MOST_LINES:
        return Printout((), (), too_long=True)
    work = _Reading(names, titles, reader, zone)
    mark = mark_of(lines, names)
    for number, line in enumerate(lines, start=1):
        if line.strip():
            work.items += work.take(number, line, mark)
    items = tuple(work.finished())
    context = work.context
    times = (context.times[each.time] for each in items if isinstance(each, PrintedValue))
    return Printout(items, tuple(dict.fromkeys(times)), tuple(context.patient_lines))


class _Reading:
    """Goes through the lines, and remembers the heads and times that hold for the next ones."""

    def __init__(self, names: Names, titles: Titles, reader: ValueReader, zone: tzinfo) -> None:
        self._names, self._titles, self._reader = NameFinder(names), titles, reader
        self.context = Context(titles, zone)
        self.items: Items = []
        self._heads = Heads()
        self._is_marked = False

    def take(self, number: int, line: str, mark: str) -> Items:
        shown = line.strip()
        self._is_marked = bool(mark)
        if hidden_character(shown.replace("\t", " ")) is not None:
            return [PrintedLine(number, shown, "hidden")]
        if len(shown) > _LONGEST_LINE:
            return [PrintedLine(number, shown, "unread")]
        cells = cells_of(line, mark)
        if mark == "," and may_be_decimals(cells):
            return [PrintedLine(number, shown, "comma")]
        if not cells:
            return [PrintedLine(number, shown, "unread")]
        found = (
            self._head_line(number, shown, cells)
            or self._said_line(number, shown, cells)
            or self._values(number, shown, cells)
        )
        if any(isinstance(each, PrintedValue) for each in found):
            self.context.value_seen()
        return found or [PrintedLine(number, shown, "unread")]

    def finished(self) -> Items:
        """Return every item, held against what only the whole text says."""
        unread = [
            each.text
            for each in self.items
            if isinstance(each, PrintedLine) and each.kind == "unread"
        ]
        # "Units: mg/dL" and the like: nobody knows for which of the lines it holds.
        units_apart = any(
            "/" in word and unit_in(word.strip("().,;")) is not None
            for text in unread
            for word in text[:_LONGEST_LINE].split()
        )
        found: Items = []
        for each in self.items:
            if isinstance(each, PrintedValue):
                value = self._reader.without_preset(each) if units_apart else each
                if self.context.several_patients:
                    value = replace(value, problem="several_patients", params={})
                found.append(value)
            else:
                found.append(each)
        return found

    # Lines of heads.

    def _head_line(self, number: int, shown: str, cells: list[Cell]) -> Items:
        line: Items = [PrintedLine(number, shown, "titles")]
        named = {each: codes for each in cells if (codes := self._names.codes(each.text))}
        roles: dict[Cell, Role] = {
            each: role for each in cells if (role := role_of(each.text, self._titles))
        }
        days = [each for each in cells if has_day(each.text)]
        is_text = not any(looks_like_a_value(each.text) for each in cells)
        dated = set(roles.values()) & {"sampled", "handled", "patient"}
        if is_text and (len(named) > 1 or (named and dated)):
            units = {each: self._names.unit(each.text) for each in named}
            self._heads = Heads(cells, codes=named, units=units, roles=roles)
            return line
        if self._heads.codes and not named and self._add_units(cells):
            return line
        if self._names.place(cells)[0] is not None:
            return []
        if not days and is_text and len(roles) > 1 and set(roles.values()) & {"name", "number"}:
            self._heads = Heads(cells, roles=roles)
            return line
        if self._heads.times and not days and self._add_clocks(cells):
            return line
        return line if days and self._add_times(cells, days, roles) else []

    def _add_units(self, cells: list[Cell]) -> bool:
        """Take a line of units under the heads of values."""
        over = in_columns(cells, self._heads.cells)
        if over is None or not all(
            unit_in(cell.text) is not None and head in self._heads.codes
            for cell, head in zip(cells, over, strict=True)
        ):
            return False
        self._heads.units |= {
            head: cell.text for cell, head in zip(cells, over, strict=True) if head is not None
        }
        return True

    def _add_times(self, cells: list[Cell], days: list[Cell], roles: dict[Cell, Role]) -> bool:
        """Take a line of times as heads, unless it only says when the sample was taken."""
        if self._heads.codes and len(cells) > 1:
            return False
        tops: dict[Cell, str] = {}
        words: set[str] = set()
        for each in days:
            found = times_in(each.text, self._titles)
            if len(found) == 1 and found[0].kind == "sampled":
                tops[each] = found[0].label
                words.add(each.text.removesuffix(found[0].label).strip())
        others = [each for each in cells if each not in days]
        is_head = len(tops) > 1 and len(words) == 1
        if len(tops) == 1 and len(days) == 1 and words == {""}:
            are_titles = all(
                roles.get(each) in {"name", "unit", "number", "other", "earlier"} for each in others
            )
            is_head = are_titles and (bool(others) or (self._is_marked and days[0].left > 0))
        if not is_head:
            return False
        times = {each: self.context.own_time(label) for each, label in tops.items()}
        self._heads = Heads(cells, times=times, roles=roles)
        return True

    def _add_clocks(self, cells: list[Cell]) -> bool:
        """Join a line of clock times to the days above it; one under no day is asked for."""
        clocks = [each for each in cells if is_clock(each.text)]
        if not clocks or any(
            not is_clock(each.text) and role_of(each.text, self._titles) is None for each in cells
        ):
            return False
        times = dict(self._heads.times)
        over = in_columns(clocks, tuple(times))
        if over is None:
            return False
        heads = [each for each in self._heads.cells if each not in times]
        joined: dict[Cell, str] = {}
        for cell, head in zip(clocks, over, strict=True):
            if head is not None:
                joined[head] = self.context.own_time(f"{times.pop(head)} {cell.text}")
                heads.append(head)
            else:
                day = [each for each in self._heads.times if each.left < cell.left]
                label = self._heads.times[day[-1]] if day else ""
                joined[cell] = self.context.in_doubt(label, cell.text)
                heads.append(cell)
        kept = joined | times
        self._heads = Heads((*heads, *times), times=kept, roles=self._heads.roles)
        return True

    # Lines that say whose and when.

    def _said_line(self, number: int, shown: str, cells: list[Cell]) -> Items:
        if self._heads.codes and len(cells) > 1 and self.context.is_a_row(cells):
            return []
        if self._names.place(cells)[0] is not None:
            return []
        kind = self.context.take(shown, cells)
        if kind is None:
            return []
        if kind in {"time", "other_time"}:
            # What was a table before is none under another time.
            self._heads = (
                Heads(self._heads.cells, roles=self._heads.roles)
                if (self._heads.are_of_a_list)
                else Heads()
            )
        return [PrintedLine(number, shown, kind)]

    # Lines with values.

    def _values(self, number: int, shown: str, cells: list[Cell]) -> Items:
        place, codes, unit, rest = self._names.place(cells)
        if self._heads.codes and place is None:
            return self._row_of_a_time(number, shown, cells)
        if place is None:
            return []
        if self._heads.codes:
            # A line with a name is none of a table whose names are its heads.
            self._heads = Heads()
        if self._heads.times:
            found = (
                [PrintedLine(number, shown, "column")]
                if rest
                else self._row_of_a_value(number, shown, cells[place:], codes, unit)
            )
        else:
            read = reading_of(cells, place, codes, unit, rest)
            value = one_value(self._reader, self.context, self._heads, number, read)
            found = [replace(value, text=shown)]
        elsewhere = self.context.is_elsewhere([each.text for each in cells], codes)
        return [
            replace(each, problem="other_specimen", params={})
            if elsewhere and isinstance(each, PrintedValue)
            else each
            for each in found
        ]

    def _row_of_a_value(
        self,
        number: int,
        shown: str,
        cells: list[Cell],
        codes: tuple[ObservationCode, ...],
        unit: str,
    ) -> Items:
        """Read a line under the heads of times: each number in its own column, or none at all."""
        name, others = cells[0], cells[1:]
        over = in_columns(others, self._heads.cells)
        numbers = [each for each in others if _is_a_number(each.text)]
        if over is None or not self._in_order(numbers):
            return [PrintedLine(number, shown, "column")]
        at = dict(zip(others, over, strict=True))
        if not self._is_marked:
            # Every column is filled, so that the order alone says which is which.
            at |= dict(zip(numbers, self._heads.times, strict=True))
        beside = [each.text for each in others if at[each] not in self._heads.times]
        units = [text for text in beside if unit_in(text) is not None]
        left = "; ".join(text for text in beside if text not in units[:1])
        found: Items = []
        for cell in others:
            head = at[cell]
            if head is None or head not in self._heads.times:
                continue
            value = self._reader.read(number, cell.text, codes, next(iter(units), unit))
            if len({unit_in(each) for each in units}) > 1:
                value = replace(value, problem="two_units", params={})
            text = f"{name.text} {cell.text}"
            aside = "; ".join(part for part in (value.left_out, left) if part)
            time = self._heads.times[head]
            found.append(replace(value, text=text, time=time, left_out=aside))
        return found

    def _in_order(self, numbers: list[Cell]) -> bool:
        """Whether numbers parted by blanks fill every column of times, each under its own head."""
        if self._is_marked:
            return True
        heads = sorted(self._heads.times, key=lambda each: each.left)
        return len(numbers) == len(heads) and all(
            not cell.is_under(other) or other is head
            for cell, head in zip(numbers, heads, strict=True)
            for other in self._heads.cells
        )

    def _row_of_a_time(self, number: int, shown: str, cells: list[Cell]) -> Items:
        """Read a line under the heads of values; what stands under another head is named."""
        heads = self._heads
        over = in_columns(cells, heads.cells)
        if over is None or (not self._is_marked and len(cells) != len(heads.cells)):
            return [PrintedLine(number, shown, "column")]
        at = dict(zip(cells, over, strict=True))
        time = self.context.time_of_row(
            [
                (cell.text, heads.roles.get(head) if head else None)
                for cell, head in at.items()
                if head not in heads.codes
            ]
        )
        found: Items = []
        for cell, head in at.items():
            role = heads.roles.get(head) if head is not None else None
            if head is not None and head in heads.codes:
                codes = heads.codes[head]
                value = self._reader.read(number, cell.text, codes, heads.units.get(head, ""))
                if self.context.is_elsewhere([head.text, *(each.text for each in cells)], codes):
                    value = replace(value, problem="other_specimen", params={})
                found.append(replace(value, text=f"{head.text} {cell.text}", time=time))
            elif role == "patient":
                self.context.add_patient(head.text if head is not None else "", cell.text)
            elif role not in {"sampled", "handled"}:
                title = f"{head.text}: " if head is not None else ""
                found.append(PrintedLine(number, f"{title}{cell.text}", "column"))
        return found


def _is_a_number(text: str) -> bool:
    return (
        unit_in(text) is None
        and (holds_a_number(text) or looks_like_a_value(text))
        and not (_only_a_range(text))
    )


def _only_a_range(text: str) -> bool:
    return looks_like_a_value(text) and not holds_a_number(text) and text[:1] not in set("<>≤≥")
