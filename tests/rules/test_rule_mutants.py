"""A number of a rule file that is wrong by one digit fails a row of a table.

Each rule file is made wrong in one place at a time, in memory; what survives is a number that
nobody would miss. ``tests/rules/tables.py`` says which tables speak of which file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from resources import names
from tests.rules.mutants import Mutant, checks, mutants, shelf_of, survivors
from tests.rules.tables import (
    EXCUSED,
    EXCUSED_KEYS,
    EXCUSED_KEYS_OF_FIELDS,
    TABLES,
    WITHOUT_TABLE,
)

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

# A long file is looked at in parts, so that no test is much longer than the others.
PARTS = {
    "anacomp": 4,
    "coronary": 2,
    "ctcae": 3,
    "fields": 4,
    "follow_up": 2,
    "kawasaki": 2,
    "monitoring": 2,
    "z_kobayashi_2016": 2,
}
RUNS = [(file, part) for file in TABLES for part in range(PARTS.get(file, 1))]


def rule_files() -> set[str]:
    return {name.removeprefix("rules/").removesuffix(".toml") for name in names("rules", ".toml")}


def asked(file: str) -> list[Mutant]:
    """Return the changes of a file that decide something."""
    excused = EXCUSED_KEYS | (EXCUSED_KEYS_OF_FIELDS if file == "fields" else {})
    return [mutant for mutant in mutants(file) if mutant.place[-1] not in excused]


@pytest.mark.hazard("H22", "H31")
@pytest.mark.parametrize(("file", "part"), RUNS, ids=str)
def test_every_wrong_digit_and_operator_fails_a_row(
    file: str, part: int, rulebook: Rulebook
) -> None:
    wrong = asked(file)[part :: PARTS.get(file, 1)]
    assert wrong, "a rule file without a number has no table"
    alive = survivors(wrong, shelf_of(file, rulebook), rulebook, checks(TABLES[file]))
    excused = [str(mutant) for mutant in wrong if str(mutant) in EXCUSED]
    # An excuse that nothing needs any more is taken away.
    assert sorted(alive) == sorted(excused), "no row notices:\n" + "\n".join(
        sorted({*alive} ^ {*excused})
    )


def test_every_rule_file_has_its_tables() -> None:
    assert rule_files() == {*TABLES, *WITHOUT_TABLE}


def test_every_excuse_speaks_of_a_change_that_is_made() -> None:
    made = {str(mutant) for file in TABLES for mutant in mutants(file)}
    assert set(EXCUSED) <= made
