"""Every setting of a plan at its bounds, at its digits and at what is usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.plan import Choice, plan
from clinical.problem import InputError
from tests.clinical.child import child
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

SETTINGS = document("settings")["setting"]
BLOCK = document("dose_ivig")["block"]["always"]


def found(row: dict[str, Any], value: str, rulebook: Rulebook) -> set[str]:
    """Return what is wrong with a value of a setting, or what is asked about it."""
    bedside = child(BLOCK)
    choice = Choice(row["regimen"], settings=row.get("beside", {}) | {row["name"]: value})
    try:
        reasons = plan(bedside.case, rulebook, choice, bedside.as_of).reasons
    except InputError as refused:
        return {problem.code for problem in refused.problems}
    unusual = {"setting_unusual", "setting_below_usual"}
    return {"setting_unusual" for reason in reasons if reason.code in unusual}


@pytest.mark.hazard("H02", "H18")
@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: f"{row['regimen']} {row['name']}")
def test_a_setting_takes_what_the_table_says(row: dict[str, Any], rulebook: Rulebook) -> None:
    for value in row["accepted"]:
        assert not found(row, value, rulebook) & {"setting_range", "number_digits"}, value
    for value in row["refused"]:
        assert found(row, value, rulebook) == {"setting_range"}, value
    for value in row["too_long"]:
        assert found(row, value, rulebook) == {"number_digits"}, value
    for value in row.get("quiet", ()):
        assert found(row, value, rulebook) == set(), value
    for value in row.get("asks", ()):
        assert found(row, value, rulebook) == {"setting_unusual"}, value


def test_every_setting_that_is_a_number_stands_in_the_table(rulebook: Rulebook) -> None:
    numbers = {
        (regimen.id, name)
        for regimen in rulebook.regimens.values()
        for name, rule in regimen.setting.items()
        if not rule.choices and not rule.moment
    }
    assert numbers == {(row["regimen"], row["name"]) for row in SETTINGS}
