"""Each rule has its page in docs/rules/, and each page its rule.

A page holds what only a person can write: what was read, where sources and programs differ, what
is in doubt. Numbers stand in the rule file and in the tables, which a page names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from clinical.rules.files import parse
from resources import names, read_text
from tests.repository import ROOT
from tests.rules.tables import WITHOUT_TABLE

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted((ROOT / "docs" / "rules").glob("*.md"))
HEADINGS = [
    "What it decides",
    "Source re-read",
    "Between sources",
    "Other implementations",
    "Doubts",
    "Boundary rows",
    "Status",
]


def test_no_rule_lacks_a_page_and_no_page_lacks_a_rule() -> None:
    rulebook = parse({name: read_text(name) for name in names("rules", ".toml")})
    rules = {rule.id.removeprefix("rules/") for rule in rulebook.listing} - set(WITHOUT_TABLE)
    assert rules == {page.stem for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_everything_under_its_heading(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    title, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    assert title.startswith("# ")
    assert [section.partition("\n")[0] for section in sections] == HEADINGS
    assert all(section.partition("\n")[2].strip() for section in sections)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_tables_that_exist(page: Path) -> None:
    rows = page.read_text(encoding="utf-8").partition("## Boundary rows")[2]
    tables = re.findall(r"`(tests/[\w/.]+)`", rows)
    assert tables, "where the rows stand"
    assert [table for table in tables if not (ROOT / table).is_file()] == []
