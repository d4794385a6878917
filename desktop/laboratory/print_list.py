"""One line of a list: which of its cells is the result, and which are the laboratory's range.

The head of its column decides. Where there is none the line must leave no choice: an earlier
result or a limit beside the result is refused with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.laboratory.print_cells import in_columns
from desktop.laboratory.print_times import has_day, times_in
from desktop.laboratory.printed import (
    PrintedValue,
    holds_a_number,
    is_range,
    looks_like_a_value,
    unit_in,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinical.record.vocabulary import ObservationCode
    from desktop.laboratory.print_cells import Cell
    from desktop.laboratory.print_context import Context
    from desktop.laboratory.print_heads import Heads, Role
    from desktop.laboratory.printed import ValueReader

_LIMIT_MARKS = frozenset("<>≤≥")


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line taken apart: what stands before the name, in its cell, and behind it."""

    before: Sequence[Cell]
    behind: Sequence[Cell]
    codes: tuple[ObservationCode, ...]
    unit: str
    rest: str


def reading_of(
    cells: Sequence[Cell], place: int, codes: tuple[ObservationCode, ...], unit: str, rest: str
) -> ListLine:
    return ListLine(cells[:place], cells[place + 1 :], codes, unit, rest)


def one_value(
    reader: ValueReader, context: Context, heads: Heads, number: int, line: ListLine
) -> PrintedValue:
    """Read a list's line: its number, its unit and time, and what is left out."""
    before = [each.text for each in line.before]
    if line.rest:
        return _in_one_cell(reader, context, number, line, before)
    over = in_columns(line.behind, heads.cells) if heads.are_of_a_list else None
    if over is None:
        over = [None] * len(line.behind)
    misplaced = heads.are_of_a_list and in_columns(line.behind, heads.cells) is None
    behind: list[tuple[str, Role | None]] = [
        (cell.text, _role(heads, head) if heads.are_of_a_list else None)
        for cell, head in zip(line.behind, over, strict=True)
    ]
    time = context.time_beside(before, [each for each in behind if has_day(each[0])])
    aside = [text for text, _ in behind if has_day(text)]
    behind = [each for each in behind if not has_day(each[0])]
    found = _chosen(reader, number, line, behind, under_heads=heads.are_of_a_list)
    if misplaced or (heads.are_of_a_list and _may_be_shifted(line, heads)):
        found = replace(found, problem="column", params={})
    left = "; ".join(part for part in (found.left_out, *aside) if part)
    return replace(found, time=time, left_out=left)


def _role(heads: Heads, head: Cell | None) -> Role | None:
    """Return what stands under a head; a head nobody knows may stand over another result."""
    return heads.roles.get(head, "earlier") if head is not None else None


def _may_be_shifted(line: ListLine, heads: Heads) -> bool:
    """Whether a blank cell could have moved an earlier result under the head of the result."""
    is_marked = all(each.right - each.left == 1 for each in heads.cells)
    cells = 1 + len(line.before) + len(line.behind)
    return not is_marked and heads.hold_other_numbers and cells != len(heads.cells)


def _in_one_cell(
    reader: ValueReader, context: Context, number: int, line: ListLine, before: list[str]
) -> PrintedValue:
    rest, aside = line.rest, ""
    days = times_in(rest, {})
    time = context.time_beside(before, [])
    if days:
        rest, day, behind = rest.partition(days[0].label)
        aside = f"{day}{behind}"
        words = rest.split()
        said = words[-1] if words and words[-1].strip(":").isalpha() and len(words) > 1 else ""
        if unit_in(said) is None and said:
            rest = " ".join(words[:-1])
            aside = f"{said} {aside}"
        time = context.time_beside(before, [(aside, None)])
    found = reader.read(number, rest, line.codes, line.unit)
    left = "; ".join(part for part in (found.left_out, aside) if part)
    return replace(found, time=time, left_out=left)


def _chosen(
    reader: ValueReader,
    number: int,
    line: ListLine,
    behind: list[tuple[str, Role | None]],
    *,
    under_heads: bool,
) -> PrintedValue:
    """Choose the one cell that can be the result, or say why none is."""
    texts = [text for text, _ in behind]
    numbers = [
        (at, text)
        for at, (text, _) in enumerate(behind)
        if unit_in(text) is None
        and not is_range(text)
        and (looks_like_a_value(text) or _begins_a_number(text))
    ]
    measured = [each for each in numbers if any(letter.isdigit() for letter in each[1])]
    candidates = measured or numbers
    problem: str | None = None
    if under_heads:
        roles = {at: role for at, (_, role) in enumerate(behind)}
        heads_of = {roles[at] for at, _ in candidates}
        if heads_of & {"unit", "name", None}:
            problem = "column"
        elif candidates and "number" not in heads_of:
            problem = "head_unknown" if "earlier" in heads_of else "no_number"
        candidates = [each for each in candidates if roles[each[0]] == "number"]
    elif len(candidates) > 1 and _are_a_result_and_limits(texts, candidates):
        candidates = candidates[:1]
    if problem is None and len(candidates) != 1:
        problem = "several_numbers" if candidates else "no_number"
    if problem is not None:
        left = "; ".join(texts)
        return PrintedValue(number, "", line.codes, problem=problem, left_out=left)
    at, text = candidates[0]
    units = [each for each in texts if unit_in(each) is not None]
    said = [each for each, role in behind if role == "unit"]
    unit = next(iter((*said, *units)), line.unit)
    found = reader.read(number, text, line.codes, unit)
    if len({unit_in(each) for each in (*units, line.unit) if each}) > 1:
        found = replace(found, problem="two_units", params={})
    unused = [each for place, each in enumerate(texts) if place != at and each != unit]
    left = "; ".join(part for part in (found.left_out, *unused) if part)
    return replace(found, left_out=left)


def _begins_a_number(text: str) -> bool:
    return bool(text) and text[0] == "(" and holds_a_number(text)


def _are_a_result_and_limits(texts: list[str], candidates: list[tuple[int, str]]) -> bool:
    """Whether a number with its unit stands first and all others behind are limits.

    "120; mg/L; < 5" leaves no choice; "< 5; 120 mg/L" and "120; < 5" do.
    """
    (at, first), others = candidates[0], candidates[1:]
    if first[0] in _LIMIT_MARKS or any(text[0] not in _LIMIT_MARKS for _, text in others):
        return False
    has_unit = unit_in(" ".join(first.split()[1:])) is not None if " " in first else False
    return has_unit or any(unit_in(each) is not None for each in texts[at + 1 : others[0][0]])
