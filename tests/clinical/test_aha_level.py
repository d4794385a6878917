"""Runs the table of long-term levels: the worst class ever, the class now, and the course of z."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H13", "H22", "H24", "H31")
@pytest.mark.parametrize("row", rows("aha_level"))
def test_the_level_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("aha_level", row, rulebook) == [], row.source
