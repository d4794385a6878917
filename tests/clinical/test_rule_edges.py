"""Runs the rows that other tables lacked: edges that a wrong digit of a rule file passed by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.answers import differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H22")
@pytest.mark.parametrize("row", rows("course_edges"))
def test_the_course_is_that_of_its_edges(row: Row, rulebook: Rulebook) -> None:
    assert differences("course_edges", row, rulebook) == [], row.source
