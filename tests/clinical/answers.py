"""Runs the tables that speak of the contract's document: each row names places in the JSON.

A table says where it looks (``root = "ivig_response"``); a row expects values at places below it
("aha_36h", "by_infusion.1.aha_36h"), or anywhere where the place starts with a slash
("/illness_day"). In a list of blocks a part of the place picks the block that carries it as its
``id``, ``term``, ``outcome``, ``code``, ``visit`` or ``n``; a whole number that no block carries
counts from 0; several names joined by "+" must all fit ("fever+7" is the outcome at that visit),
and ``codes`` of a list are the codes of its blocks. "day 12" stands for that date, "day 12 10:00"
for that time, "not null" for any value. ``alerts`` and ``no_alerts`` list codes that must and must
not be among the alerts; a code may have its severity behind it ("kd_shock confirm").
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from clinical.assess import assess
from reports.json_document.assessment import assessment_document
from reports.wording import english
from tests.clinical.child import child, day, moment
from tests.clinical.table import document

if TYPE_CHECKING:
    from collections.abc import Collection

    from clinical.rules.rulebook import Rulebook
    from tests.clinical.table import Row

_DAY = re.compile(r"day -?\d+(?: \d\d:\d\d)?")
_NAMES = ("id", "term", "outcome", "code", "visit", "n")


def answer(row: Row, rulebook: Rulebook, only: Collection[str] | None = None) -> dict[str, Any]:
    """Return the contract's document for the child of a row, or some of its blocks."""
    bedside = child(row.given)
    return assessment_document(assess(bedside.case, rulebook, bedside.as_of), english(), only)


@cache
def _root(table: str) -> str:
    """Return where a table looks. Kept: a table is long, and each of its rows asks."""
    return str(document(table)["root"])


def differences(table: str, row: Row, rulebook: Rulebook) -> list[str]:
    """Return where the document is not as the row says, one line for each place."""
    root = _root(table)
    paths = {
        place: place[1:] if place.startswith("/") else f"{root}.{place}" for place in row.expect
    }
    # A row is asked thousands of times: only what it looks at is written out.
    found = answer(row, rulebook, {"alerts", *(path.split(".")[0] for path in paths.values())})
    codes = {alert["code"] for alert in found["alerts"]}
    codes |= {f"{alert['code']} {alert['severity']}" for alert in found["alerts"]}
    wrong: list[str] = []
    for place, wanted in row.expect.items():
        if place == "alerts":
            wrong += [f"no alert {code}" for code in wanted if code not in codes]
        elif place == "no_alerts":
            wrong += [f"alert {code}" for code in wanted if code in codes]
        else:
            path = paths[place]
            try:
                value = at(found, path)
            except KeyError as missing:
                wrong.append(f"{path}: there is no {missing}")
                continue
            if not same(value, wanted):
                wrong.append(f"{path}: found {value!r}, expected {wanted!r}")
    return wrong


def at(found: object, path: str) -> object:
    """Return what stands at a place such as ``scores.son.items.age.state``.

    Raises:
        KeyError: where nothing of that name is there.
    """
    for part in path.split("."):
        if isinstance(found, list):
            found = _picked(cast("list[dict[str, Any]]", found), part)
        else:
            found = cast("dict[str, Any]", found)[part]
    return found


def _picked(blocks: list[dict[str, Any]], part: str) -> object:
    if part == "codes":
        return [block["code"] for block in blocks]
    wanted = set(part.split("+"))
    for block in blocks:
        if wanted <= {str(block.get(name)) for name in _NAMES if name in block}:
            return block
    if part.isdecimal() and int(part) < len(blocks):
        return blocks[int(part)]
    raise KeyError(part)


def same(value: object, wanted: object) -> bool:
    """Return whether a value is the expected one; a list of names may come in any order.

    TOML has no null: the word "null" stands for it.
    """
    if wanted == "null":
        return value is None
    if wanted == "not null":
        return value is not None
    if isinstance(wanted, str) and _DAY.fullmatch(wanted):
        return value == (day(wanted) if wanted.count(" ") == 1 else moment(wanted)).isoformat()
    if isinstance(wanted, list) and isinstance(value, list):
        return sorted(map(str, cast("list[object]", wanted))) == sorted(
            map(str, cast("list[object]", value))
        )
    return value == wanted
