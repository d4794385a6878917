"""Case files: one child as JSON in plain text, read strictly and written whole.

Reading refuses what ``json`` alone would let through: doubled keys, NaN, numbers in another
spelling than digits and a point, files too large or nested too deep.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from clinical.problem import InputError, Problem, path_text, problems_of
from clinical.record.case import CASE_FORMAT, Case
from clinical.record.validity import problems as invalid
from clinical.values import NUMBER_FORM, frozen_collections, quoted
from records.files import read_whole, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook

LARGEST_BYTES = 10_000_000
_DEEPEST = 50


class _Doubled(dict[str, object]):
    """A JSON object in which keys stand twice; ``keys_twice`` are these, in order."""

    def __init__(self, table: dict[str, object], keys_twice: list[str]) -> None:
        super().__init__(table)
        self.keys_twice = keys_twice


class _RefusedNumber:
    """A JSON number in a spelling that is not accepted; no model takes it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def read_case_file(path: Path, rulebook: Rulebook, now: datetime | None = None) -> Case:
    """Return the case in a file; ``now`` refuses entries later than the machine's clock.

    Raises:
        InputError: with every problem found, each with its place in the file.
    """
    return case_of(read_whole(path, LARGEST_BYTES), rulebook, now)


def case_of(content: bytes, rulebook: Rulebook, now: datetime | None = None) -> Case:
    """Return the case in the bytes of a case file.

    Raises:
        InputError: with every problem found.
    """
    document = _decoded(content)
    try:
        case = Case.model_validate(document)
    except ValidationError as error:
        raise InputError(_with_units(problems_of(error), document, rulebook)) from None
    # The record of an example child reaches beyond the moment its clock stands at.
    found = invalid(case, rulebook, None if case.training is not None else now)
    if found:
        raise InputError(found)
    return case


def _decoded(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Problem("", "file_encoding")]) from None
    if _depth(text) > _DEEPEST:
        raise InputError([Problem("", "json_depth", None, str(_DEEPEST))])
    try:
        document: object = json.loads(
            text,
            object_pairs_hook=_marking_doubles,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_RefusedNumber,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError([Problem(place, "json_form", error.msg)]) from None
    doubled = tuple(_doubled_keys(document, ()))
    if doubled:
        raise InputError(doubled)
    if not isinstance(document, dict):
        raise InputError([Problem("", "json_object", type(document).__name__)])
    table = cast("dict[str, Any]", frozen_collections(cast("object", document)))
    if table.get("format") != CASE_FORMAT:
        found = quoted(table["format"]) if "format" in table else "no format"
        raise InputError([Problem("format", "choice", found, f"'{CASE_FORMAT}'")])
    return table


def _marking_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    keys_twice: list[str] = []
    for key, value in pairs:
        if key in table:
            keys_twice.append(key)
        table[key] = value
    return _Doubled(table, keys_twice) if keys_twice else table


def _doubled_keys(value: object, place: tuple[str | int, ...]) -> Iterator[Problem]:
    """Yield each key that stands twice in one object, with the place of the object."""
    if isinstance(value, _Doubled):
        for key in value.keys_twice:
            yield Problem(path_text(place), "json_key_doubled", quoted(key))
    members: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
    elif isinstance(value, list):
        members = enumerate(cast("list[object]", value))
    for key, member in members:
        yield from _doubled_keys(member, (*place, key))


def _number(text: str) -> Decimal | int | _RefusedNumber:
    """Return a number as the decimal that was written."""
    if not NUMBER_FORM.fullmatch(text):
        return _RefusedNumber(quoted(text))
    return Decimal(text) if "." in text else int(text)


def _depth(text: str) -> int:
    """Return how deep arrays and objects are nested, without recursion."""
    deepest = depth = 0
    in_string = escaped = False
    for mark in text:
        if in_string:
            if escaped:
                escaped = False
            elif mark == "\\":
                escaped = True
            elif mark == '"':
                in_string = False
        elif mark == '"':
            in_string = True
        elif mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _with_units(
    found: tuple[Problem, ...], document: dict[str, Any], rulebook: Rulebook
) -> list[Problem]:
    """Say which units an observation accepts where one was not known at all."""
    listed: list[Problem] = []
    for problem in found:
        accepted = problem.accepted
        if problem.code == "unit_unknown" and problem.where.startswith("observations["):
            index = int(problem.where.removeprefix("observations[").partition("]")[0])
            code = document["observations"][index].get("code")
            if code in rulebook.fields:
                accepted = ", ".join(rulebook.fields[code].units)
        listed.append(Problem(problem.where, problem.code, problem.found, accepted))
    return listed


def bytes_of_case(case: Case) -> bytes:
    """Return a case as the bytes of a case file; what is unknown is left out."""
    document = {"format": case.format} | case.model_dump(mode="json", exclude_defaults=True)
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def write_case_file(path: Path, case: Case) -> None:
    """Write a case file.

    Raises:
        InputError: where the place cannot be written; nothing is left behind.
    """
    write_whole(path, bytes_of_case(case))
