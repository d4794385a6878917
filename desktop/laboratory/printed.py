"""One value of a print-out: its number, unit and time as printed, or why it cannot be taken.

The grammar is that of a field. What could be meant in two ways becomes a question with its
answers; whatever was not used is kept and shown (hazards H02, H05, H07, H15).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

from clinical.quantity import Quantity, Unit, UnknownUnitError, read_unit
from clinical.record.validity import number_problem
from clinical.record.vocabulary import Interpretation
from desktop.entry.numbers import NumberReading, read_number, split_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from clinical.quantity import Comparator
    from clinical.record.vocabulary import ObservationCode
    from clinical.rules.fields import FieldKey, FieldRule

# What laboratories print behind a number that lies outside their range.
_FLAG = re.compile(r"(?:[HL]{1,2}|[*!+\-−↑↓]+|\(.*\)|\[.*\])", re.DOTALL)
# A range of two numbers, or one behind a mark, is no second result.
_RANGE = re.compile(
    r"[(\[]?\s*[0-9]+(?:[.,][0-9]+)?\s*(?:[-–—]|to)\s*[0-9]+(?:[.,][0-9]+)?[^0-9]*[)\]]?"
)
_RANGE_INSIDE = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s*(?:[-–—]|to)\s*[0-9]+(?:[.,][0-9]+)?")
_LIMIT_INSIDE = re.compile(r"[<>≤≥]=?\s*[0-9]+(?:[.,][0-9]+)?(?![0-9\s]*[0-9])")
_DIGIT_ALONE = re.compile(r"(?<![^\s(\[<>≤≥=])[0-9]")
_GIGA = Unit.BILLION_PER_L
_MOST_UNIT_WORDS = 5
_STARTS_A_NUMBER = re.compile(r"[<>≤≥]?=?\s*[+\-−]?[\d.,]")


@dataclass(frozen=True, slots=True)
class PrintedTime:
    """A time as printed: ``label`` is empty where none was, ``at`` None while it is not known."""

    label: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """What one cell or line of a print-out says.

    Where ``codes``, ``units`` or ``readings`` hold several the person says which; ``problem`` is
    the code of why it cannot be taken at all, with the values of its sentence.
    """

    line: int
    text: str
    codes: tuple[ObservationCode, ...]
    readings: tuple[Decimal, ...] = ()
    units: tuple[Unit, ...] = ()
    unit_printed: bool = False
    comparator: Comparator | None = None
    judgement: Interpretation | None = None
    time: str = ""
    left_out: str = ""
    # The number can be read in two ways, even where only one of them is possible.
    doubtful: bool = False
    problem: str | None = None
    params: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def asks(self) -> bool:
        """Whether one answer is still missing."""
        several = any(len(each) > 1 for each in (self.codes, self.readings, self.units))
        return self.problem is None and (several or self.doubtful)


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line that holds no value: a ``time``, ``titles`` of columns, or one that is ``unread``.

    Also the part of a line that was not read: a ``column`` without a known head.
    """

    line: int
    text: str
    kind: Literal[
        "time", "titles", "unread", "hidden", "comma", "other_time", "column", "patient", "section"
    ]


def looks_like_a_value(text: str) -> bool:
    """Whether a cell holds a number, or what a laboratory writes in its place."""
    return bool(_STARTS_A_NUMBER.match(text.strip())) or text.strip().casefold() in get_args(
        Interpretation
    )


def is_range(text: str) -> bool:
    """Whether a cell holds two numbers that are the ends of a range."""
    return _RANGE.fullmatch(text.strip()) is not None


def holds_a_number(text: str) -> bool:
    """Whether a number stands in a text that is neither a range nor a limit in it."""
    return bool(_DIGIT_ALONE.search(_LIMIT_INSIDE.sub("", _RANGE_INSIDE.sub("", text))))


def unit_in(text: str) -> Unit | None:
    """Return the unit a cell names, blanks inside it left out."""
    try:
        return read_unit("".join(text.split()))
    except UnknownUnitError:
        pass
    try:
        return read_unit(" ".join(text.split()))
    except UnknownUnitError:
        return None


class ValueReader:
    """Reads the cells of a print-out by the field catalogue and the site's units."""

    def __init__(
        self,
        fields: Mapping[FieldKey, FieldRule],
        preset: Mapping[ObservationCode, Unit | None],
    ) -> None:
        self._fields, self._preset = fields, preset

    def read(
        self, line: int, text: str, codes: Sequence[ObservationCode], unit_cell: str = ""
    ) -> PrintedValue:
        """Read one value; ``unit_cell`` is what stands in a column of its own."""
        found = PrintedValue(line, text.strip(), tuple(codes))
        for word in get_args(Interpretation):
            if text.strip().casefold() == word:
                judged = replace(found, judgement=word, left_out=unit_cell.strip())
                return judged if len(codes) == 1 else _refused(judged, "which")
        number, tail = split_number(text)
        unit_text, left = _parted(tail)
        if _is_second_number(number, unit_text, left):
            return _refused(found, "second_number")
        if unit_text and unit_cell and unit_in(unit_text) != unit_in(unit_cell):
            return _refused(found, "two_units")
        unit_text = unit_text or unit_cell.strip()
        found = replace(found, left_out=left)
        unit = unit_in(unit_text) if unit_text else None
        if unit_text and unit is None:
            return _refused(found, "unit_unknown", unit=unit_text)
        if unit is not None:
            found = self._in_printed_unit(found, unit)
        elif len(codes) == 1:
            found = self._in_own_unit(found)
        else:
            found = replace(found, units=self._all_units(codes))
        return found if found.problem is not None else self._with_number(found, number)

    def without_preset(self, found: PrintedValue) -> PrintedValue:
        """Return a value whose unit is asked: the print-out speaks of units outside its lines."""
        if found.unit_printed or found.problem is not None or len(found.codes) != 1:
            return found
        return replace(found, units=self._all_units(found.codes))

    def check(self, code: ObservationCode, value: Decimal, unit: Unit) -> str | None:
        """Return the code of what is wrong with a number in a unit, None where nothing is."""
        problem = number_problem(self._fields[code], Quantity(value, unit), "")
        return problem.code if problem is not None else None

    def _in_printed_unit(self, found: PrintedValue, unit: Unit) -> PrintedValue:
        """Keep the values that are measured in this unit; a D-dimer in mg/L asks for its kind."""
        offered = {each for code in found.codes for each in self._fields[code].units}
        if unit is Unit.G_PER_L and unit.value not in offered and _GIGA.value in offered:
            # Cells are counted, not weighed: G/l is so many thousand millions in a litre.
            unit = _GIGA
        fitting = tuple(code for code in found.codes if unit.value in self._fields[code].units)
        if fitting:
            return replace(found, codes=fitting, units=(unit,), unit_printed=True)
        kinds = tuple(
            Unit(each)
            for code in found.codes
            for each in self._fields[code].units
            if each.startswith(f"{unit.value}{{")
        )
        if kinds:
            return replace(found, units=kinds)
        return _refused(found, "unit_not_of_value", unit=unit.value)

    def _in_own_unit(self, found: PrintedValue) -> PrintedValue:
        preset = self._preset[found.codes[0]]
        units = (preset,) if preset is not None else self._all_units(found.codes)
        return replace(found, units=units)

    def _all_units(self, codes: Sequence[ObservationCode]) -> tuple[Unit, ...]:
        return tuple(
            dict.fromkeys(Unit(each) for code in codes for each in self._fields[code].units)
        )

    def _with_number(self, found: PrintedValue, number: str) -> PrintedValue:
        """Read the digits as a field would; of a doubtful separator both readings are offered."""
        places = [
            place
            for code in found.codes
            for unit in found.units
            if (place := self._fields[code].units.get(unit.value)) is not None
        ]
        whole = max(place.whole_digits for place in places)
        decimals = max(place.decimals for place in places)
        reading = read_number(number, whole, decimals, comparators=True)
        if reading.problem == "grouping":
            return self._doubtful(found, reading)
        if reading.problem is not None:
            return replace(found, problem=reading.problem, params=reading.params)
        if reading.value is None:
            return _refused(found, "not_a_number")
        comparator: Comparator | None = _comparator(reading.comparator)
        return replace(found, readings=(reading.value,), comparator=comparator)

    def _doubtful(self, found: PrintedValue, reading: NumberReading) -> PrintedValue:
        meant = (read_number(reading.params[each], 6, 4).value for each in ("decimal", "whole"))
        readings = tuple(
            value
            for value in meant
            if value is not None
            and any(
                unit.value in self._fields[code].units and self.check(code, value, unit) is None
                for code in found.codes
                for unit in found.units
            )
        )
        if not readings:
            return replace(found, problem="grouping", params=reading.params)
        # One alone is asked as well: that the other is impossible is no proof of this one.
        return replace(found, readings=readings, doubtful=True)


def _comparator(text: str | None) -> Comparator | None:
    match text:
        case "<" | "<=" | ">" | ">=":
            return text
        case _:
            return None


def _parted(tail: str) -> tuple[str, str]:
    """Split what stands behind a number into its unit and the rest, which is not used."""
    words = tail.split()
    for count in range(min(_MOST_UNIT_WORDS, len(words)), 0, -1):
        if unit_in(" ".join(words[:count])) is not None:
            return " ".join(words[:count]), " ".join(words[count:])
    if tail[:1].isdigit() or tail[:1] in set("<>≤≥") or _FLAG.fullmatch(tail):
        return "", tail
    return tail, ""


def _is_second_number(number: str, unit_text: str, left: str) -> bool:
    """Whether what stands behind could be the result as well, or the rest of its digits.

    "1 250" may be one number and "<15 60" a limit and the result. Behind a unit, or in brackets,
    a range is the laboratory's.
    """
    if not number[-1:].isdigit():
        return False
    bare = not unit_text and left[:1] not in set("([")
    return holds_a_number(left) or (bare and any(each.isdigit() for each in left))


def _refused(found: PrintedValue, problem: str, **params: str) -> PrintedValue:
    return replace(found, problem=problem, params=params)
