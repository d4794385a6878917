"""Runs the dose tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.plan import Choice, Plan, plan
from clinical.record.kept_plan import Override
from tests.clinical.child import child, moment
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from fractions import Fraction

    from clinical.rules.rulebook import Rulebook


def planned(regimen: str, row: Row, rulebook: Rulebook) -> Plan:
    """Return the plan of a row; ``override_all`` answers every question with a reason."""
    bedside = child(row.given)
    settings = {name: str(value) for name, value in row.choose.items() if name != "override_all"}
    choice = Choice(regimen, settings=settings)
    first = plan(bedside.case, rulebook, choice, bedside.as_of)
    if not row.choose.get("override_all"):
        return first
    answers = tuple(Override(code=reason.code, reason="seen by Dr A") for reason in first.reasons)
    return plan(bedside.case, rulebook, replace(choice, overrides=answers), bedside.as_of)


def check(found: Plan, row: Row) -> None:
    codes = {reason.code for reason in found.reasons}
    step = found.steps[0] if found.steps else None
    for key, value in row.expect.items():
        match key:
            case "verdict":
                assert found.verdict == value, (codes, row.source)
            case "steps":
                assert len(found.steps) == value, row.source
            case "open":
                assert len(found.open_confirmations) == value, (codes, row.source)
            case "codes_include":
                assert set(value) <= codes, row.source
            case "codes_exclude":
                assert not set(value) & codes, row.source
            case "checks":
                assert [check.code for check in found.checks] == value, row.source
            case "off_label":
                assert found.regimen.off_label is value, row.source
            case _:
                assert step is not None, (codes, row.source)
                check_step(found, key, value)


def check_step(found: Plan, key: str, value: Any) -> None:  # noqa: ANN401 (a cell of a table)
    if key == "rate_near":
        infusion = found.steps[0].infusion
        assert infusion is not None
        assert abs(infusion.ml_per_hour - Decimal(value)) <= Decimal("0.05")
        return
    expected = moment(value) if key in {"first", "last", "end"} else value
    assert said(found)[key] == expected


def said(found: Plan) -> dict[str, object]:
    """Return the steps of a plan in the words of the tables."""
    step, dose = found.steps[0], found.steps[0].dose
    cuts = [limit.cut_from for limit in dose.limits if limit.cut_from is not None]
    words: dict[str, object] = {
        "calculated": plain(dose.calculated),
        "given": f"{dose.given:f}",
        "unit": dose.unit,
        "volume_ml": f"{dose.volume_ml:f}",
        "held": "" if dose.held is None else f"{float(dose.held):.2f}",
        "containers": step.containers,
        "per_kg": f"{step.per_kg:f}",
        "limits_reached": sum(limit.reached for limit in dose.limits),
        "cut_from": " ".join(plain(cut) for cut in cuts),
        "first": step.at,
        "last": found.steps[-1].at,
    }
    if step.infusion is not None:
        words |= {
            "hours": plain(step.infusion.hours),
            "rate": f"{step.infusion.ml_per_hour:f}",
            "rate_per_kg": plain(round(step.infusion.ml_per_kg_hour, 3)),
            "end": step.infusion.end,
        }
    return words


def plain(number: Fraction) -> str:
    """Return a terminating fraction as it is written."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


@pytest.mark.hazard("H17", "H18", "H19", "H20", "H40")
@pytest.mark.parametrize("row", rows("dose_anakinra_fixed"))
def test_anakinra_is_dosed_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    check(planned("anakinra_fixed", row, rulebook), row)


@pytest.mark.hazard("H17", "H18", "H19", "H20", "H25", "H30")
@pytest.mark.parametrize("row", [*rows("dose_ivig"), *rows("dose_ivig_guards")])
def test_immunoglobulin_is_dosed_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    check(planned("ivig", row, rulebook), row)
