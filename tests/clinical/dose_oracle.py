"""Doses worked out a second time, from the reference alone and in whole fractions.

Nothing here is taken from the product: a difference shows an error on one side or the other.
Reference 6.0 (rounding), 6.1 (immunoglobulin), 6.3 (anakinra, 100 mg in 0.67 mL).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TENTH, HUNDREDTH = Fraction(1, 10), Fraction(1, 100)


def half_up(number: Fraction, step: Fraction) -> Fraction:
    """Round to a multiple of the step; exactly in the middle goes up."""
    return (number / step + Fraction(1, 2)) // 1 * step


def down(number: Fraction, step: Fraction) -> Fraction:
    return number // step * step


def rounded_dose(exact: Fraction, step: Fraction, limits: Iterable[Fraction]) -> Fraction:
    """Round half up, but down where that would carry a dose within a limit past it."""
    given = half_up(exact, step)
    passed = any(exact <= limit < given for limit in limits)
    return down(exact, step) if passed else given


def volume_ml(exact: Fraction) -> Fraction:
    """To 0.01 mL below 1 mL, else to 0.1 mL."""
    return half_up(exact, HUNDREDTH if exact < 1 else TENTH)


@dataclass(frozen=True)
class Expected:
    """What the reference gives for one administration."""

    calculated: Fraction
    given: Fraction
    volume_ml: Fraction


def anakinra(kg: Fraction, mg_per_kg: Fraction) -> Expected:
    """Once a day under the skin; 8 mg/kg/day may never be passed."""
    exact = kg * mg_per_kg
    step = Fraction(1) if exact >= 10 else TENTH
    given = rounded_dose(exact, step, (8 * kg, Fraction(100), Fraction(200)))
    return Expected(exact, given, volume_ml(given * Fraction(67, 100) / 100))


def immunoglobulin(
    kg: Fraction, g_per_kg: Fraction, percent: int = 10, cap_g: Fraction | None = None
) -> Expected:
    """One infusion; 4 g/kg in one infusion may never be passed, nor a maximum that was chosen."""
    exact = kg * g_per_kg
    cut = exact if cap_g is None else min(exact, cap_g)
    limits = [4 * kg, Fraction(21, 10) * kg, Fraction(70), Fraction(100)]
    if cap_g is not None:
        limits.append(cap_g)
    given = rounded_dose(cut, TENTH, limits)
    return Expected(exact, given, volume_ml(given * 100 / percent))
