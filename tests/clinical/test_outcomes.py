"""Runs the tables of trial outcomes and of disease activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H13", "H22", "H31")
@pytest.mark.parametrize("row", rows("anacomp_outcomes"))
def test_an_outcome_of_anacomp_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("anacomp_outcomes", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H31")
@pytest.mark.parametrize("row", rows("kawakinra_outcomes"))
def test_an_outcome_of_kawakinra_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("kawakinra_outcomes", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H31")
@pytest.mark.parametrize("row", rows("activity"))
def test_the_activity_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("activity", row, rulebook) == [], row.source
