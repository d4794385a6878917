"""A site file that somebody changes and a second person checks: its text, and what it would do.

The program never puts a site file in force: it writes one where a person says, and the machine's
administrator lays it in the folder that others cannot write.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from desktop.rules import rulebook_with, site_text, with_logo
from resources import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook

_STARTER = "site/starter.toml"
_CHECKER = re.compile(r"^\s*checked_by\s*=.*\n?", re.MULTILINE)
_FIRST_TABLE = re.compile(r"^\s*\[", re.MULTILINE)
# Who wrote and who checked is no change of a rule.
_NOT_A_RULE = {"checked_by", "prepared_by"}


@dataclass(frozen=True, slots=True)
class Change:
    """One key of a site file, as it is and as it would be; None where it is not set."""

    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A changed site file that the program can read, with every key in which it differs."""

    text: str
    rulebook: Rulebook
    changes: tuple[Change, ...]


def text_to_change(place: Path | None) -> str:
    """Return the site file in force, else one in which nothing is set yet.

    Raises:
        InputError: where the file in force cannot be read any more.
    """
    return site_text(place) if place is not None else read_text(_STARTER)


def candidate(place: Path, in_force: Path | None) -> Candidate:
    """Read a changed site file as strictly as at the start of the program.

    Raises:
        InputError: with every problem, its line and its key.
    """
    text = site_text(place)
    rulebook = with_logo(rulebook_with(text), place)
    before = site_text(in_force) if in_force is not None else ""
    changes = tuple(_changes(_flat(tomllib.loads(before)), _flat(tomllib.loads(text))))
    return Candidate(text, rulebook, changes)


def with_checker(text: str, name: str) -> str:
    """Return the text of a site file that names who checked it.

    Raises:
        InputError: where that file would not be taken: nobody checks the own file.
    """
    table = _FIRST_TABLE.search(text)
    end = table.start() if table is not None else len(text)
    head = _CHECKER.sub("", text[:end]).rstrip("\n")
    checked = (
        f"{head}\nchecked_by = {json.dumps(name, ensure_ascii=False)}\n\n{text[end:].lstrip()}"
    )
    rulebook_with(checked)
    return checked


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key) and key not in _NOT_A_RULE:
            yield Change(key, before.get(key), after.get(key))


def _flat(table: Mapping[str, object], place: str = "") -> dict[str, str]:
    """Return each value by its path, written as in the file."""
    found: dict[str, str] = {}
    for key, value in table.items():
        path = f"{place}.{key}" if place else key
        if isinstance(value, dict):
            found |= _flat(cast("dict[str, object]", value), path)
        else:
            found[path] = json.dumps(value, ensure_ascii=False, default=str)
    return found
