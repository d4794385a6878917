"""The cells of a pasted line, each with the place it stands at.

Parted by a mark, a cell's place is its number; parted by blanks it is where it is printed, as a
blank cell leaves nothing behind that could be counted.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BETWEEN_BLANKS = re.compile(r"\S+(?:\s\S+)*")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something, from ``left`` up to ``right``."""

    text: str
    left: int
    right: int

    def is_under(self, head: Cell) -> bool:
        return self.left < head.right and head.left < self.right


def mark_of(lines: Sequence[str], names: Mapping[str, object]) -> str:
    """Return what parts the cells: a tab, a semicolon, a comma, or blanks where there is none."""
    for mark in ("\t", ";"):
        if any(mark in line for line in lines):
            return mark
    firsts = (line.partition(",")[0].strip('" ') for line in lines if "," in line)
    return "," if any(fold_name(first) in names for first in firsts) else ""


def cells_of(line: str, mark: str) -> list[Cell]:
    """Return the cells of a line that are not blank."""
    if not mark:
        return [Cell(each[0], each.start(), each.end()) for each in _BETWEEN_BLANKS.finditer(line)]
    parts = next(csv.reader([line], delimiter=mark))
    return [Cell(part.strip(), at, at + 1) for at, part in enumerate(parts) if part.strip()]


def in_columns(cells: Sequence[Cell], heads: Sequence[Cell]) -> list[Cell | None] | None:
    """Return the head each cell stands under, None for a cell under no head.

    None for the whole line where a cell stands under two heads or two cells under one.
    """
    found: list[Cell | None] = []
    for cell in cells:
        over = [head for head in heads if cell.is_under(head)]
        if len(over) > 1 or (over and over[0] in found):
            return None
        found.append(over[0] if over else None)
    return found


def fold_name(text: str) -> str:
    """Return a name to compare: case, dots, hyphens and blanks make no difference."""
    return re.sub(r"[\s.\-_/:,()]+", "", text).casefold()


def may_be_decimals(cells: Sequence[Cell]) -> bool:
    """Whether a comma between two cells could have been a decimal mark."""
    return any(
        _DIGITS.fullmatch(left.text) and _DIGITS.match(right.text) and left.right == right.left
        for left, right in pairwise(cells)
    )
