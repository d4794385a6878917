"""The rescue treatments side by side, by a table a clinician can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from clinical.dosing.compare import compare, shared_reasons
from clinical.dosing.plan import Choice, plan
from tests.clinical.child import child
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan
    from clinical.rules.rulebook import Rulebook

S4_TABLE_2 = {
    "ivig",
    "prednisolone",
    "infliximab",
    "etanercept",
    "ciclosporin",
    "methotrexate",
    "anakinra",
    "plasma_exchange",
}


def first_dose(found: Plan) -> str:
    if not found.steps:
        return "none"
    dose = found.steps[0].dose
    return f"{dose.given:f} {dose.unit}"


def compared(row: Row, rulebook: Rulebook) -> tuple[Plan, ...]:
    given = {name: value for name, value in row.given.items() if value != "none"}
    bedside = child(given)
    return compare(bedside.case, rulebook, bedside.as_of)


@pytest.mark.hazard("H18", "H27")
@pytest.mark.parametrize("row", rows("compare"))
def test_each_rescue_treatment_has_its_dose_or_says_why_not(row: Row, rulebook: Rulebook) -> None:
    plans = {each.regimen.id: each for each in compared(row, rulebook)}
    expected = cast("dict[str, str]", row.expect["doses"])
    assert {name: first_dose(plans[name]) for name in expected} == expected
    for name, codes in cast("dict[str, list[str]]", row.expect.get("says", {})).items():
        assert set(codes) <= {reason.code for reason in plans[name].reasons}
    if "shared" in row.expect:
        shared = [reason.code for reason in shared_reasons(tuple(plans.values()))]
        assert shared == row.expect["shared"]


def test_every_treatment_of_the_table_is_compared(rulebook: Rulebook) -> None:
    (row,) = [each.values[0] for each in rows("compare")[:1]]
    plans = compared(cast("Row", row), rulebook)
    assert {each.regimen.agent for each in plans} >= S4_TABLE_2
    assert [each.regimen.rank for each in plans] == sorted(each.regimen.rank for each in plans)


def test_a_comparison_is_the_plans_and_nothing_else(rulebook: Rulebook) -> None:
    (row,) = [each.values[0] for each in rows("compare")[:1]]
    bedside = child(cast("Row", row).given)
    for each in compare(bedside.case, rulebook, bedside.as_of):
        alone = plan(bedside.case, rulebook, Choice(each.regimen.id), bedside.as_of)
        assert (alone.steps, alone.reasons, alone.verdict) == (
            each.steps,
            each.reasons,
            each.verdict,
        )


def test_nothing_is_shared_where_nothing_has_a_dose(rulebook: Rulebook) -> None:
    (row,) = [each.values[0] for each in rows("compare")[:1]]
    plans = compared(cast("Row", row), rulebook)
    without = tuple(each for each in plans if each.regimen.shape == "none")
    assert len(without) == 1
    assert shared_reasons(without) == ()
