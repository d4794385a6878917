"""Keeps docs/hazards.md true: the table and the marks on the tests name the same evidence.

A row reads ``| H02 what goes wrong | control | `tests/a/test_b.py` | what is open |``. Its test
cell names every test file that marks that hazard; a hazard without a test says what is open.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from tests.repository import ROOT, name_in_repository, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator

HAZARD = re.compile(r"H\d{2}")
COLUMNS = 4


class Row(NamedTuple):
    hazard: str
    tests: frozenset[str]
    is_open: bool


def rows() -> list[Row]:
    found: list[Row] = []
    for line in (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        hazard = HAZARD.match(cells[0])
        if hazard is None or not line.startswith("|"):
            continue
        assert len(cells) == COLUMNS, f"{hazard[0]}: a row has four cells: {line}"
        tests = frozenset(re.findall(r"`(tests/[\w/]+\.py)`", cells[2]))
        found.append(Row(hazard[0], tests, cells[3] not in {"", "-", "–", "none"}))
    return found


def marks_in(source: str) -> Iterator[str]:
    """Give the hazards named by every ``pytest.mark.hazard(...)`` in a test file."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="hazard"), args=arguments):
                for argument in arguments:
                    assert isinstance(argument, ast.Constant), "a hazard is named by a literal"
                    assert isinstance(argument.value, str)
                    yield argument.value
            case _:
                pass


def marked_files() -> dict[str, set[str]]:
    """Return the test files that mark each hazard."""
    files: dict[str, set[str]] = {}
    for path in python_files("tests"):
        for hazard in marks_in(path.read_text(encoding="utf-8")):
            files.setdefault(hazard, set()).add(name_in_repository(path))
    return files


def test_a_mark_is_found_wherever_it_stands() -> None:
    source = '@pytest.mark.hazard("H01", "H02")\ndef test_a(): ...\npytestmark = mark.hazard("H03")'
    assert sorted(marks_in(source)) == ["H01", "H02", "H03"]


def test_a_hazard_has_one_row() -> None:
    hazards = [row.hazard for row in rows()]
    assert sorted(set(hazards)) == sorted(hazards)


def test_the_table_and_the_marks_name_the_same_tests() -> None:
    in_table = {row.hazard: set(row.tests) for row in rows() if row.tests}
    assert in_table == marked_files()


def test_a_hazard_without_a_test_says_what_is_open() -> None:
    assert [row.hazard for row in rows() if not row.tests and not row.is_open] == []
