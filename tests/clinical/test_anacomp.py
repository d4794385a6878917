"""Runs the table of the trial's eligibility list: both sides of each item, and each unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H13", "H22", "H31", "H44")
@pytest.mark.parametrize("row", rows("anacomp"))
def test_the_eligibility_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("anacomp", row, rulebook) == [], row.source
