"""On which line of a site file the thing stands that a problem speaks of.

A problem may be found only once the site's values lie over the shipped ones, and then it names the
shipped file; the person who wrote the site file looks for the line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clinical.problem import Problem

SITE_FILE = "site file"
_Path = tuple[str, ...]
_PART = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
_NAME = re.compile(rf"{_PART}(?:\s*\.\s*{_PART})*")
_TABLE = re.compile(rf"\s*\[\s*({_NAME.pattern})\s*\]")
_ROW = re.compile(rf"\s*\[\[\s*({_NAME.pattern})\s*\]\]")
_KEY = re.compile(rf"\s*({_NAME.pattern})\s*=(.*)")
_BRACKETS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*|([\[{])|([\]}])")
_PLACE = re.compile(r"[^.\[\]]+")
_REPORTED = re.compile(r"at line (\d+)")
_NAMES_A_KEY = {"unknown_key", "not_a_site_setting", "rule_unknown"}
_RULE_AND_ID = 2
# How a problem names the place of a shipped file that a table of the site was laid over.
_SHELVES = {
    ("products.toml", "products", "product"): "products",
    ("fields.toml", "fields", "field"): "fields",
}


def with_line(problem: Problem, text: str, ids: Mapping[str, str]) -> Problem:
    """Return a problem with the line of the site file it comes from, as far as that is known.

    ``ids`` holds the id of each shipped rule file.
    """
    if problem.code == "toml_form":
        reported = _REPORTED.search(problem.found or "")
        return replace(problem, line=int(reported[1])) if reported else problem
    path, lines = _in_site(problem, ids), lines_of(text)
    # A key that does not belong is named beside the place of its table.
    if problem.code in _NAMES_A_KEY and (*path, problem.found) in lines:
        path = (*path, problem.found or "")
    least = 1 if problem.where.startswith(SITE_FILE) else _RULE_AND_ID
    while len(path) > least and path not in lines:
        path = path[:-1]
    return replace(problem, line=lines.get(path))


def _in_site(problem: Problem, ids: Mapping[str, str]) -> _Path:
    """Return the path of a problem as the site file would write it."""
    file, _, rest = problem.where.partition(": ")
    parts: _Path = tuple(_PLACE.findall(rest))
    if file == SITE_FILE:
        return parts
    if not rest:
        # Found where products and rules meet: "products.brand".
        return tuple(_PLACE.findall(file))
    shelf = _SHELVES.get((file, *parts[:2])) if len(parts) > 1 else None
    if shelf is not None:
        return (shelf, *parts[2:])
    # Behind the name of a file stands the kind of rule, behind that of a rule nothing does.
    return ("rules", ids[file], *parts[1:]) if file in ids else ("rules", file, *parts)


def lines_of(text: str) -> dict[_Path, int]:
    """Return the line on which each table and key of a TOML text stands.

    Rows of an array of tables are counted from 0; what stands inside brackets is on the line where
    its key begins.
    """
    lines: dict[_Path, int] = {}
    rows: dict[_Path, int] = {}
    table: _Path = ()
    for number, line in _statements(text):
        row, head, key = _ROW.match(line), _TABLE.match(line), _KEY.match(line)
        if row is not None:
            name = _parts(row[1])
            rows[name] = rows.get(name, -1) + 1
            table = (*name, str(rows[name]))
            lines.setdefault(name, number)
            _enter(table, number, lines)
        elif head is not None:
            table = _parts(head[1])
            _enter(table, number, lines)
        elif key is not None:
            _enter((*table, *_parts(key[1])), number, lines)
    return lines


def _enter(path: _Path, number: int, lines: dict[_Path, int]) -> None:
    for end in range(1, len(path) + 1):
        lines.setdefault(path[:end], number)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line that begins a table or a key: not those inside brackets."""
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if depth == 0:
            yield number, line
            if _ROW.match(line) or _TABLE.match(line):
                continue
        for found in _BRACKETS.finditer(line):
            depth += bool(found[1]) - bool(found[2])


def _parts(name: str) -> _Path:
    return tuple(part.strip("\"' ") for part in re.findall(_PART, name))
