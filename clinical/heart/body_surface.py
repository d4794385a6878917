"""Body surface area, by the formula each z model was built on; formulas are never mixed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from clinical.rules.coronary import SurfaceFormula

_GRAMS_A_KG = 1000


def body_surface_area(formula: SurfaceFormula, height_cm: Decimal, weight_kg: Decimal) -> float:
    """Return the body surface area in square metres."""
    height, weight, k = float(height_cm), float(weight_kg), formula.as_floats
    match formula.form:
        case "power":
            return k["a"] * height ** k["b"] * weight ** k["c"]
        case "root":
            return math.sqrt(height * weight / k["a"])
        case _:
            grams = weight * _GRAMS_A_KG
            return k["a"] * height ** k["b"] * grams ** (k["c"] - k["d"] * math.log10(grams))
