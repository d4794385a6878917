"""What each regimen gives, worked out a second time in plain fractions.

Written from sections 3.5, 6 and 12 of the clinical reference alone. It shares nothing with the
program: no rule file, no type, no rounding. The numbers stand here because this is the other
half of a comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MILLIGRAMS_OF_SYRINGE, MILLILITRES_OF_SYRINGE = 100, Fraction("0.67")
DAY, WEEK = 24, 168


@dataclass(frozen=True)
class Given:
    """One administration: hours after the first, the dose before and after cap and rounding."""

    hours: int
    calculated: Fraction
    given: Fraction
    volume_ml: Fraction | None = None
    capped: bool = False


def to_nearest(value: Fraction, unit: Fraction) -> Fraction:
    """Return a value to the nearest whole unit, a half upwards."""
    return floor(value / unit + Fraction(1, 2)) * unit


def rounded(value: Fraction, unit: Fraction, most: Fraction | None) -> Fraction:
    """Return half up, or down where half up would pass a limit that the value itself keeps."""
    up = to_nearest(value, unit)
    if most is not None and value <= most < up:
        return floor(value / unit) * unit
    return up


def milligrams(calculated: Fraction, cap: Fraction | None, limit: Fraction | None) -> Fraction:
    """Return the dose given: capped, then to 1 mg from 10 mg on and to 0.1 mg below."""
    dose = calculated if cap is None else min(calculated, cap)
    unit = Fraction(1) if dose >= 10 else Fraction(1, 10)
    most = min((each for each in (cap, limit) if each is not None and dose <= each), default=None)
    return rounded(dose, unit, most)


def syringe_volume(given: Fraction) -> Fraction:
    """Return what is drawn up: to 0.01 mL below 1 mL, else to 0.1 mL."""
    volume = given * MILLILITRES_OF_SYRINGE / MILLIGRAMS_OF_SYRINGE
    return to_nearest(volume, Fraction(1, 100) if volume < 1 else Fraction(1, 10))


def doses(
    per_kg_day: Fraction,
    kg: Fraction,
    per_day: int,
    days: int,
    *,
    from_day: int = 0,
    every: int = 1,
    daily_cap: Fraction | None = None,
    daily_limit_per_kg: int | None = None,
) -> list[Given]:
    """Return equal doses through the day, for some days."""
    calculated = per_kg_day * kg / per_day
    cap = None if daily_cap is None else daily_cap / per_day
    limit = None if daily_limit_per_kg is None else daily_limit_per_kg * kg / per_day
    given = milligrams(calculated, cap, limit)
    capped = cap is not None and calculated > cap
    return [
        Given(
            (from_day + day * every) * DAY + dose * DAY // per_day, calculated, given, None, capped
        )
        for day in range(days)
        for dose in range(per_day)
    ]


def drawn_up(steps: list[Given]) -> list[Given]:
    """Return doses of anakinra with their volumes."""
    return [
        Given(step.hours, step.calculated, step.given, syringe_volume(step.given), step.capped)
        for step in steps
    ]


def immunoglobulin(kg: Fraction, chosen: Mapping[str, str]) -> list[Given]:
    """6.1: to 0.1 g; 10 % is 0.1 g/mL. 10.3: 2.1 and 4 g/kg in one infusion are limits."""
    parts = int(chosen["split_days"])
    per_kg = Fraction(chosen["g_per_kg"]) / parts
    calculated = per_kg * kg
    cap = Fraction(chosen["max_g"]) / parts if "max_g" in chosen else None
    dose = calculated if cap is None else min(calculated, cap)
    limits = [Fraction("2.1") * kg, 4 * kg, *([] if cap is None else [cap])]
    most = min((limit for limit in limits if dose <= limit), default=None)
    given = rounded(dose, Fraction(1, 10), most)
    volume = given * 100 / int(chosen["concentration"].removesuffix(" %"))
    drawn = to_nearest(volume, Fraction(1, 100) if volume < 1 else Fraction(1, 10))
    capped = cap is not None and calculated > cap
    return [Given(day * DAY, calculated, given, drawn, capped) for day in range(parts)]


def wean(kg: Fraction, chosen: Mapping[str, str], stable_hours_before: int) -> list[Given]:
    """6.3: from the chosen dose down by 2 mg/kg/day each interval until it would be under 1."""
    every = int(chosen["wean_hours"])
    level = Fraction(chosen["mg_per_kg_day"])
    found: list[Given] = []
    hours = 0
    while True:
        now = level - 2 * ((hours + stable_hours_before) // every)
        if now < 1:
            return found
        calculated = now * kg / 4
        given = milligrams(calculated, None, 10 * kg / 4)
        found.append(Given(hours, calculated, given, syringe_volume(given)))
        hours += 6


def body_surface(kg: Fraction, cm: Fraction) -> Fraction:
    """5.1, Haycock: 0.024265 x height^0.3964 x weight^0.5378, to forty digits."""
    with localcontext() as context:
        context.prec = 40
        height = Decimal(cm.numerator) / Decimal(cm.denominator)
        weight = Decimal(kg.numerator) / Decimal(kg.denominator)
        return Fraction(
            Decimal("0.024265") * height ** Decimal("0.3964") * weight ** Decimal("0.5378")
        )


def regimen(  # noqa: C901, PLR0912 (one case for each regimen)
    name: str, kg: Fraction, cm: Fraction, chosen: Mapping[str, str], stable_hours_before: int = 0
) -> list[Given]:
    """Return every dose of a regimen whose doses wait for no temperature."""
    daily = Fraction(chosen.get("mg_per_kg_day", "0"))
    days = int(chosen.get("days", "0"))
    per_day = int(chosen.get("doses_per_day", "1"))
    match name:
        case "ivig":
            return immunoglobulin(kg, chosen)
        case "aspirin_high":
            return doses(daily, kg, per_day, days, daily_cap=Fraction(4000))
        case "aspirin_moderate":
            return doses(daily, kg, per_day, days)
        case "aspirin_low":
            return doses(daily, kg, per_day, days, daily_cap=Fraction(81))
        case "anakinra_fixed":
            return drawn_up(doses(daily, kg, 1, days, daily_limit_per_kg=8))
        case "anakinra_misc_iv":
            return wean(kg, chosen, stable_hours_before)
        case "prednisolone_raise":
            cap = Fraction(60)
            return [
                *doses(Fraction(2), kg, 3, 5, daily_cap=cap),
                *doses(Fraction(2), kg, 3, 5, from_day=5, daily_cap=cap),
                *doses(Fraction(1), kg, 2, 5, from_day=10, daily_cap=cap),
                *doses(Fraction(1, 2), kg, 1, 5, from_day=15, daily_cap=cap),
            ]
        case "methylprednisolone_low":
            return doses(daily, kg, per_day, days)
        case "methylprednisolone_pulse":
            return doses(Fraction(30), kg, 1, days, daily_cap=Fraction(1000))
        case "infliximab":
            return doses(Fraction(chosen["mg_per_kg"]), kg, 1, 1)
        case "etanercept":
            return doses(Fraction("0.8"), kg, 1, 3, every=7, daily_cap=Fraction(50))
        case "ciclosporin":
            into_vein, by_mouth = int(chosen["iv_days"]), int(chosen["oral_days"])
            vein = Fraction(chosen["iv_mg_per_kg_day"])
            mouth = Fraction(chosen["oral_mg_per_kg_day"])
            return [
                *doses(vein, kg, 2, into_vein),
                *doses(mouth, kg, 2, by_mouth, from_day=into_vein, daily_limit_per_kg=8),
            ]
        case "methotrexate":
            surface = body_surface(kg, cm)
            weeks = int(chosen["doses"])
            return doses(Fraction(10), surface, 1, weeks, every=7)
        case "plasma_exchange":
            return []
        case _:
            raise KeyError(name)


def rung(kg: Fraction, per_kg: Fraction) -> Given:
    """Return the dose of a rung of a ladder; 8 mg/kg/day is never passed by rounding."""
    calculated = per_kg * kg
    given = milligrams(calculated, None, 8 * kg)
    return Given(0, calculated, given, syringe_volume(given))
