"""Runs the table of alerts that the record itself gives rise to, and where it stays quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H13", "H22", "H27", "H31")
@pytest.mark.parametrize("row", rows("record_alerts"))
def test_the_record_raises_the_alerts_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("record_alerts", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H27", "H31")
@pytest.mark.parametrize("row", rows("charted"))
def test_a_charted_drug_meets_what_speaks_against_it(row: Row, rulebook: Rulebook) -> None:
    assert differences("charted", row, rulebook) == [], row.source
