"""The laboratory's own range in one line: 10 to 40, 10-40, < 40, > 150.

In the unit of the value it belongs to, which stands beside it. Each end follows the grammar of a
number, so a decimal comma is welcome and what could be meant in two ways is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.entry.entries import Entry
from desktop.entry.numbers import read_number
from desktop.widgets.dress import text_label, wide
from desktop.widgets.line_field import LineField, Reading
from reports.formats import number_text

if TYPE_CHECKING:
    from decimal import Decimal

    from desktop.words import Words

_WIDTH = 232
_BETWEEN = re.compile(r"(?P<low>[^\s<>≤≥–-]+)\s*(?:-|–|to)\s*(?P<high>[^\s<>≤≥–-]+)")
_BELOW = re.compile(r"[<≤]=?\s*(?P<high>[^\s<>≤≥–-]+)")
_ABOVE = re.compile(r"[>≥]=?\s*(?P<low>[^\s<>≤≥–-]+)")
_WHOLE_DIGITS, _DECIMALS = 6, 4


@dataclass(frozen=True, slots=True)
class Span:
    """The ends of a range; one of them may be open."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def text(self) -> str:
        if self.low is None:
            return "" if self.high is None else f"< {number_text(self.high)}"
        if self.high is None:
            return f"> {number_text(self.low)}"
        return f"{number_text(self.low)} to {number_text(self.high)}"


class RangeField(LineField):
    """``edited`` and ``committed`` carry an ``Entry[Span]``."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._frame.setFixedWidth(wide(_WIDTH))
        self._unit = text_label("", "unit", wraps=False)
        self._inside.addWidget(self._unit)
        self._reread()

    @property
    def entry(self) -> Entry[Span]:
        return self._entry_of(self.text)

    def show_entry(self, value: Span | None, unit: str) -> None:
        """Draw what the case holds, without emitting, and the unit of its value."""
        self._unit.setText(unit)
        self._show_text(value, "" if value is None else value.text)

    def forget(self) -> None:
        self._unit.clear()
        super().forget()

    def read(self, text: str) -> Reading:
        entry = self._entry_of(text)
        return Reading(entry, entry.value)

    def _entry_of(self, text: str) -> Entry[Span]:
        if not text.strip():
            return Entry(text, None)
        for form in (_BETWEEN, _BELOW, _ABOVE):
            found = form.fullmatch(text.strip())
            if found is not None:
                return self._span(text, found.groupdict())
        return Entry(text, None, None, self._words.text("field.range.form"))

    def _span(self, text: str, ends: dict[str, str]) -> Entry[Span]:
        read: dict[str, Decimal | None] = {}
        for name, written in ends.items():
            reading = read_number(written, _WHOLE_DIGITS, _DECIMALS)
            if reading.problem is not None:
                key = f"field.number.{reading.problem}"
                problem = self._words.text(key, field_unit="", **reading.params)
                return Entry(text, None, None, problem)
            read[name] = reading.value
        low, high = read.get("low"), read.get("high")
        if low is not None and high is not None and low > high:
            return Entry(text, None, None, self._words.text("field.range.reversed"))
        return Entry(text, Span(low, high))
