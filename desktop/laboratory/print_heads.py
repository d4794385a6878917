"""The heads of the columns of a pasted table, and what stands under each of them.

A table has a column for each time, a column for each value, or is a list whose columns have parts
to play. What is under a head nobody knows is named, and never moved under another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from desktop.laboratory.print_cells import fold_name
from desktop.laboratory.printed import looks_like_a_value, unit_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clinical.record.vocabulary import ObservationCode
    from desktop.laboratory.print_cells import Cell

Names = dict[str, tuple["ObservationCode", ...]]
# What stands under a head, or behind a word in front of a colon, by the folded word.
Role = Literal[
    "name", "number", "unit", "other", "earlier", "sampled", "handled", "patient", "material",
    "blood", "elsewhere",
]  # fmt: skip
Titles = dict[str, Role]

_LONGEST_NAME = 6
_WITH_UNIT = re.compile(r"(.*?)[\s,]*[(\[]([^()\[\]]+)[)\]]")
_DASHES = frozenset("-–—−")


@dataclass
class Heads:
    """The columns that hold for the next lines; each line of heads replaces them."""

    cells: Sequence[Cell] = ()
    times: dict[Cell, str] = field(default_factory=dict["Cell", str])
    codes: dict[Cell, tuple[ObservationCode, ...]] = field(
        default_factory=dict["Cell", "tuple[ObservationCode, ...]"]
    )
    units: dict[Cell, str] = field(default_factory=dict["Cell", str])
    roles: dict[Cell, Role] = field(default_factory=dict["Cell", "Role"])

    @property
    def are_of_a_list(self) -> bool:
        return bool(self.cells) and not self.times and not self.codes

    @property
    def hold_other_numbers(self) -> bool:
        """Whether a list has a column that may hold a number which is not the result."""
        return any(self.roles.get(head, "earlier") == "earlier" for head in self.cells)


def unit_behind(cell: str) -> tuple[str, str]:
    """Split a title such as "ESR (mm/h)" or "ESR mm/h" into the name and its unit."""
    match = _WITH_UNIT.fullmatch(cell)
    if match is not None and unit_in(match[2]):
        return match[1], match[2]
    words = cell.split()
    for count in range(1, min(_LONGEST_NAME, len(words))):
        unit = " ".join(words[count:])
        # A bare "1" is a unit as well, and here it is a number.
        if any(each.isalpha() or each == "%" for each in unit) and unit_in(unit) is not None:
            return " ".join(words[:count]), unit
    return cell, ""


class NameFinder:
    """Finds the values that words name; the longest name wins."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def codes(self, cell: str) -> tuple[ObservationCode, ...]:
        """Return what a whole cell names, with or without its unit behind it."""
        found = self._names.get(fold_name(cell), ())
        return found or self._names.get(fold_name(unit_behind(cell)[0]), ())

    def unit(self, cell: str) -> str:
        """Return the unit behind the name in a cell, empty where the name goes to its end."""
        return "" if fold_name(cell) in self._names else unit_behind(cell)[1]

    def leading(self, text: str) -> tuple[tuple[ObservationCode, ...], str, str]:
        """Return what the first words of a text name, their unit, and the rest of the text."""
        words = text.replace(":", ": ").replace("=", " ").split()
        for count in range(min(_LONGEST_NAME, len(words)), 0, -1):
            if set(words[count - 1]) <= _DASHES:
                # A dash or a minus: it is left to stand in front of the number.
                continue
            name = " ".join(words[:count])
            if codes := self.codes(name):
                return codes, self.unit(name), " ".join(words[count:])
        return (), "", text

    def place(
        self, cells: Sequence[Cell]
    ) -> tuple[int | None, tuple[ObservationCode, ...], str, str]:
        """Return the cell with a name, what it may mean, its unit, and a value in that cell."""
        for at, cell in enumerate(cells):
            codes, unit, rest = self.leading(cell.text)
            if codes and (not rest or looks_like_a_value(rest)):
                behind = " ".join((rest, *(each.text for each in cells[at + 1 :])))
                return at, codes, unit, behind if rest else ""
        return None, (), "", ""


def role_of(text: str, titles: Mapping[str, Role]) -> Role | None:
    """Return the part a word plays, None for one nobody knows."""
    return titles.get(fold_name(text))
