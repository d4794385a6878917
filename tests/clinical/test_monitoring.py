"""Runs the tables of monitoring: defervescence, function of the heart, CTCAE grades, holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H13", "H22", "H31")
@pytest.mark.parametrize("row", rows("defervescence"))
def test_defervescence_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("defervescence", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H31")
@pytest.mark.parametrize("row", rows("cardiac"))
def test_the_function_of_the_heart_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("cardiac", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H31")
@pytest.mark.parametrize("row", rows("ctcae"))
def test_the_grade_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("ctcae", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H27", "H31")
@pytest.mark.parametrize("row", rows("holds"))
def test_what_is_held_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("holds", row, rulebook) == [], row.source
