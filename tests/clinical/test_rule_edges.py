"""Runs the rows that other tables lacked: edges that a wrong digit of a rule file passed by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinical.assess import assess
from tests.clinical.answers import differences
from tests.clinical.child import child
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


@pytest.mark.hazard("H22")
@pytest.mark.parametrize("row", rows("course_edges"))
def test_the_course_is_that_of_its_edges(row: Row, rulebook: Rulebook) -> None:
    assert differences("course_edges", row, rulebook) == [], row.source


# Reference 5.2 and 5.5: a girl of 85 cm and 12 kg has 0.537261 m2, so that McCrindle 2007 gives
# an LAD of 1.77796 mm on average with a deviation of 0.25374 mm. Hazard H11: -5 to 40.
@pytest.mark.hazard("H11", "H23")
@pytest.mark.parametrize(
    ("mm", "z"), [("0.38", None), ("0.64", -4.485), ("11.8", 39.497), ("12.05", None)]
)
def test_a_z_outside_minus_5_to_40_is_not_shown(
    mm: str, z: float | None, rulebook: Rulebook
) -> None:
    bedside = child({"sex": "female", "kg": "12", "cm": "85", "echo": {"lad_mm": mm}})
    found = assess(bedside.case, rulebook, bedside.as_of).echos[0].segments["lad"].z
    assert found.get("mccrindle_2007") == (None if z is None else pytest.approx(z, abs=5e-3))
