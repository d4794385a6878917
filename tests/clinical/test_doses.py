"""Runs the dose tables, and compares the planner with an oracle written from the reference."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.plan import Choice, Plan, plan
from clinical.record.kept_plan import Override
from tests.clinical.child import Child, child, moment
from tests.clinical.dose_oracle import TENTH, anakinra, immunoglobulin
from tests.clinical.table import Row, document, rows

if TYPE_CHECKING:
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


# ---- Against the oracle, over every weight from 2.0 to 150.0 kg ----

TENTHS_OF_KG = range(20, 1501)


BLOCKS = {name: document(f"dose_{name}")["block"]["always"] for name in ("anakinra_fixed", "ivig")}


@cache
def weighing(regimen: str, tenths: int) -> Child:
    """Return the child of a weight. Kept: each weight is asked about under several settings."""
    return child(BLOCKS[regimen] | {"kg": str(Decimal(tenths) / 10)})


def dosed(regimen: str, tenths: int, rulebook: Rulebook, **settings: str) -> Plan:
    bedside = weighing(regimen, tenths)
    return plan(bedside.case, rulebook, Choice(regimen, settings=settings), bedside.as_of)


@pytest.mark.hazard("H17", "H18", "H19", "H20", "H21")
@pytest.mark.parametrize("per_kg", ["2", "3.7", "4", "8"])
def test_anakinra_agrees_with_the_oracle_at_every_weight(per_kg: str, rulebook: Rulebook) -> None:
    before = Fraction(0)
    for tenths in TENTHS_OF_KG:
        kg = Fraction(tenths, 10)
        step = dosed("anakinra_fixed", tenths, rulebook, mg_per_kg_day=per_kg, days="1").steps[0]
        expected = anakinra(kg, Fraction(per_kg))
        assert step.dose.calculated == expected.calculated
        assert Fraction(step.dose.given) == expected.given, kg
        assert Fraction(step.dose.volume_ml or 0) == expected.volume_ml, kg
        assert Fraction(step.dose.given) <= 8 * kg, "the hard limit is never passed"
        assert Fraction(step.dose.given) >= before, "more weight never means less drug"
        before = Fraction(step.dose.given)


@pytest.mark.hazard("H17", "H18", "H19", "H20", "H21", "H25")
@pytest.mark.parametrize(
    ("per_kg", "strength", "percent", "hours", "cap"),
    [
        ("2", "10 %", 10, "12", None),
        ("2", "5 %", 5, "10", None),
        ("2.1", "10 %", 10, "24", None),
        ("4", "10 %", 10, "12", None),
        ("2", "10 %", 10, "12", "100"),
    ],
)
def test_immunoglobulin_agrees_with_the_oracle_at_every_weight(  # noqa: PLR0917 (the columns)
    per_kg: str, strength: str, percent: int, hours: str, cap: str | None, rulebook: Rulebook
) -> None:
    settings = {"g_per_kg": per_kg, "concentration": strength, "hours": hours}
    ceiling = None if cap is None else Fraction(cap)
    if cap is not None:
        settings["max_g"] = cap
    before = Fraction(0)
    for tenths in TENTHS_OF_KG:
        kg = Fraction(tenths, 10)
        step = dosed("ivig", tenths, rulebook, **settings).steps[0]
        expected = immunoglobulin(kg, Fraction(per_kg), percent, ceiling)
        given, volume = Fraction(step.dose.given), Fraction(step.dose.volume_ml or 0)
        assert step.dose.calculated == expected.calculated
        assert given == expected.given, kg
        assert volume == expected.volume_ml, kg
        assert given <= 4 * kg
        assert ceiling is None or given <= ceiling
        assert given >= before
        before = given
        assert step.infusion is not None
        exact_rate = volume / int(hours)
        assert abs(Fraction(step.infusion.ml_per_hour) - exact_rate) <= TENTH / 2, kg
