"""Runs the table of what was given for another illness: it starts no clock of this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.parametrize("row", rows("earlier_illness"))
def test_another_illness_starts_no_clock_of_this_one(row: Row, rulebook: Rulebook) -> None:
    assert differences("earlier_illness", row, rulebook) == [], row.source
