"""Runs the tables of the further scores: every cut-off on both sides, every missing value.

The tables were typed from the reference, not from the rule files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H13", "H22", "H23", "H31", "H44")
@pytest.mark.parametrize("row", rows("score_son"))
def test_the_son_score_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("score_son", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H31")
@pytest.mark.parametrize("row", rows("score_formosa"))
def test_the_formosa_score_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("score_formosa", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H31", "H44")
@pytest.mark.parametrize("row", rows("score_harada"))
def test_the_harada_score_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("score_harada", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H31", "H45")
@pytest.mark.parametrize("row", rows("score_kawanet"))
def test_the_kawanet_score_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("score_kawanet", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H21", "H22", "H31")
@pytest.mark.parametrize("row", rows("score_nlr_plr"))
def test_the_two_ratios_are_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("score_nlr_plr", row, rulebook) == [], row.source
