"""Runs the tables of the three MIS-C definitions and of the phenotypes.

The tables were typed from the definitions, not from the rule files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H13", "H22", "H31", "H44")
@pytest.mark.parametrize("row", rows("misc_cdc_2020"))
def test_the_cdc_2020_definition_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("misc_cdc_2020", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H31", "H44")
@pytest.mark.parametrize("row", rows("misc_cste_2023"))
def test_the_cste_2023_definition_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("misc_cste_2023", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H22", "H31", "H44", "H45")
@pytest.mark.parametrize("row", rows("misc_who_2020"))
def test_the_who_definition_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("misc_who_2020", row, rulebook) == [], row.source


@pytest.mark.hazard("H13", "H31")
@pytest.mark.parametrize("row", rows("misc_phenotype"))
def test_the_phenotype_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("misc_phenotype", row, rulebook) == [], row.source
