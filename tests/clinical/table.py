"""Reads the tables of tests/cases, which a clinician can read without Python.

A row is a sentence, what is given, what is expected and who says so. Blocks named in ``with``
are laid under the row's own entries, the block ``always`` under all of them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.repository import ROOT

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet

CASES = ROOT / "tests" / "cases"
KEYS = {"name", "with", "given", "choose", "expect", "source", "site"}


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    name: str
    given: dict[str, Any]
    expect: dict[str, Any]
    source: str
    choose: dict[str, Any] = field(default_factory=dict[str, Any])
    site: str | None = None


def document(name: str) -> dict[str, Any]:
    """Return a table as it stands, numbers as the decimals that were written."""
    text = (CASES / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def rows(name: str) -> list[ParameterSet]:
    """Return the rows of a table as test parameters, named by their sentences."""
    table = document(name)
    blocks = cast("dict[str, dict[str, Any]]", table.get("block", {}))
    source = str(table.get("source", ""))
    found: list[Row] = []
    for row in cast("list[dict[str, Any]]", table["row"]):
        unknown = set(row) - KEYS
        assert not unknown, f"{name}: {row['name']}: unknown keys {unknown}"
        given: dict[str, Any] = dict(blocks.get("always", {}))
        for block in row.get("with", ()):
            given |= blocks[block]
        given |= row.get("given", {})
        cited = str(row.get("source", source))
        assert cited, f"{name}: {row['name']}: names no source"
        found.append(
            Row(
                str(row["name"]),
                given,
                dict(row["expect"]),
                cited,
                dict(row.get("choose", {})),
                row.get("site"),
            )
        )
    names = [row.name for row in found]
    assert len(set(names)) == len(names), f"{name}: two rows share a name"
    return [pytest.param(row, id=row.name) for row in found]


def question(code: str) -> str:
    """Return the code of a question without the dose or hour that tells it from its like."""
    return re.sub(r"(\.h?\d[\d_]*)+$", "", code)
