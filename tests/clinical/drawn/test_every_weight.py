"""Compares the planner with an oracle written from the reference, over every weight."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import pytest

from clinical.dosing.plan import Choice, Plan, plan
from tests.clinical.child import Child, child
from tests.clinical.dose_oracle import TENTH, anakinra, immunoglobulin
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

# From 2.0 to 150.0 kg.
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
