"""Case files: one child as JSON in plain text, read strictly and written whole.

Reading refuses what ``json`` alone would let through: doubled keys, NaN, numbers in another
spelling than digits and a point, files too large or nested too deep. Writing never leaves half
a file: the new one is complete on disk before it takes the old one's place.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from clinical.case import CASE_FORMAT, Case
from clinical.problem import InputError, Problem, path_text, problems_of
from clinical.validity import problems as invalid
from clinical.values import NUMBER_FORM, frozen_collections, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from clinical.rulebook import Rulebook

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
    return case_of(_bytes_of(path), rulebook, now)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise InputError([Problem(str(path), "file_missing")]) from None
    except IsADirectoryError:
        raise InputError([Problem(str(path), "file_is_directory")]) from None
    except PermissionError:
        # Windows answers so for a folder too.
        code = "file_is_directory" if path.is_dir() else "file_unreadable"
        raise InputError([Problem(str(path), code)]) from None
    except (OSError, ValueError) as error:
        found = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise InputError([Problem(str(path), "file_failed", found)]) from None
    if len(content) > LARGEST_BYTES:
        raise InputError([Problem(str(path), "file_too_large", None, "10 MB")])
    return content


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
    found = invalid(case, rulebook, now)
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


def write_whole(path: Path, content: bytes) -> None:
    """Write a file completely or not at all.

    Raises:
        InputError: where the place cannot be written; an existing file keeps its content.
    """
    # A link is followed; a device or a pipe would be replaced by a file, so it is refused.
    place = Path(os.path.realpath(path))
    if place.exists() and not place.is_file() and not place.is_dir():
        raise InputError([Problem(str(path), "file_not_regular")])
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=place.parent, prefix=".kd-bedside-", delete=False
        ) as stream:
            temporary = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(place)
        _sync_folder(place.parent)
    except (OSError, ValueError) as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        found = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise InputError([Problem(str(path), "file_unwritable", found)]) from None


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; only systems that can open a folder offer it."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
