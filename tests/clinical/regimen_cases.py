"""Children and choices drawn by number, and where the program and the oracle part over one.

Case 4711 is always the same child with the same regimen, so that a difference can be looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

from clinical.dosing.plan import Choice, Plan, plan
from tests.clinical.child import child, moment
from tests.clinical.regimen_oracle import Given, regimen, rung

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

START = "day 8 12:00"
LADDERS = {"anakinra_kawakinra": (2, 4, 6, 8), "anakinra_anacomp": (2, 4, 6, 8)}
REGIMENS = (
    "ivig",
    "aspirin_high",
    "aspirin_moderate",
    "aspirin_low",
    "anakinra_fixed",
    "anakinra_kawakinra",
    "anakinra_anacomp",
    "anakinra_misc_iv",
    "prednisolone_raise",
    "methylprednisolone_low",
    "methylprednisolone_pulse",
    "infliximab",
    "etanercept",
    "ciclosporin",
    "methotrexate",
    "plasma_exchange",
)


@dataclass(frozen=True)
class Drawn:
    """One child and one choice."""

    number: int
    regimen: str
    kg: str
    cm: str
    age: str
    settings: dict[str, str]
    stable_hours_before: int


def _decimal(random: Random, low: str, high: str, step: str) -> str:
    unit = Decimal(step)
    steps = int((Decimal(high) - Decimal(low)) / unit)
    return f"{Decimal(low) + unit * random.randint(0, steps):f}"


def _settings(name: str, random: Random) -> dict[str, str]:  # noqa: C901 (one for each regimen)
    def whole(low: int, high: int) -> str:
        return str(random.randint(low, high))

    match name:
        case "ivig":
            chosen = {
                "g_per_kg": random.choice(["2", "1", "2.1", _decimal(random, "0.5", "4", "0.1")]),
                "hours": whole(8, 20),
                "split_days": random.choice(["1", "1", "2"]),
                "concentration": random.choice(["5 %", "10 %"]),
            }
            return chosen | random.choice([{}, {"max_g": "100"}, {"max_g": whole(20, 150)}])
        case "aspirin_high":
            dose = _decimal(random, "80", "100", "1")
            return {"mg_per_kg_day": dose, "doses_per_day": whole(3, 4), "days": whole(1, 5)}
        case "aspirin_moderate":
            dose = _decimal(random, "30", "50", "1")
            return {"mg_per_kg_day": dose, "doses_per_day": whole(3, 4), "days": whole(1, 5)}
        case "aspirin_low":
            return {"mg_per_kg_day": _decimal(random, "3", "5", "0.1"), "days": whole(1, 9)}
        case "anakinra_fixed":
            return {"mg_per_kg_day": _decimal(random, "2", "8", "0.05"), "days": whole(1, 28)}
        case "anakinra_misc_iv":
            critical = random.choice([True, False])
            low, high = ("8", "10") if critical else ("6", "8")
            return {
                "critical": str(critical).lower(),
                "mg_per_kg_day": _decimal(random, low, high, "0.1"),
                "wean_hours": whole(24, 48),
            }
        case "methylprednisolone_low":
            dose = _decimal(random, "1", "2", "0.1")
            return {"mg_per_kg_day": dose, "doses_per_day": "2", "days": whole(1, 7)}
        case "methylprednisolone_pulse":
            return {"days": whole(1, 3)}
        case "infliximab":
            return {"mg_per_kg": random.choice(["5", "10"])}
        case "ciclosporin":
            return {
                "iv_mg_per_kg_day": "3",
                "oral_mg_per_kg_day": _decimal(random, "4", "10", "0.1"),
                "iv_days": whole(1, 5),
                "oral_days": whole(1, 5),
            }
        case "methotrexate":
            return {"doses": whole(1, 4)}
        case _:
            return {}


def draw(number: int) -> Drawn:
    """Return the case of a number: the light and the heavy child alike."""
    random = Random(number)  # noqa: S311 (no secret)
    name = REGIMENS[number % len(REGIMENS)]
    top = random.choice([5, 12, 30, 90])
    kg = _decimal(random, "2.5", str(top), random.choice(["0.1", "0.01"]))
    cm = _decimal(random, "45", "190", "0.5")
    age = random.choice(["3 months", "9 months", "3 years", "8 years", "15 years"])
    settings = _settings(name, random)
    before = random.randint(0, int(settings["wean_hours"]) - 1) if "wean_hours" in settings else 0
    return Drawn(number, name, kg, cm, age, settings, before)


def made(drawn: Drawn, rulebook: Rulebook) -> Plan:
    """Return the program's plan of a case."""
    bedside = child({"age": drawn.age, "kg": drawn.kg, "cm": drawn.cm, "as_of": START})
    settings = dict(drawn.settings)
    if drawn.regimen == "anakinra_misc_iv":
        stable = moment(START) - timedelta(hours=drawn.stable_hours_before)
        settings["stable_since"] = stable.isoformat()
    choice = Choice(drawn.regimen, settings=settings)
    return plan(bedside.case, rulebook, choice, bedside.as_of)


def difference(drawn: Drawn, rulebook: Rulebook) -> str | None:
    """Return where the program and the oracle part, None where they agree."""
    found = made(drawn, rulebook)
    kg = Fraction(drawn.kg)
    if drawn.regimen in LADDERS:
        return _ladder_difference(drawn, found, kg)
    expected = regimen(
        drawn.regimen, kg, Fraction(drawn.cm), drawn.settings, drawn.stable_hours_before
    )
    stops = [reason.code for reason in found.reasons if reason.severity == "stop"]
    # A last step of the wean that no syringe can hold, in a newborn, may be refused.
    too_little = any(step.volume_ml == 0 for step in expected)
    if stops and not (too_little and stops == ["volume_rounds_to_nothing"]):
        return f"{drawn}: refused, {stops}"
    if stops:
        return None
    if len(found.steps) != len(expected):
        return f"{drawn}: {len(found.steps)} steps, not {len(expected)}"
    for step, wanted in zip(found.steps, expected, strict=True):
        if step.at != moment(START) + timedelta(hours=wanted.hours):
            return f"{drawn}: step {step.number} at {step.at}, not after {wanted.hours} h"
        capped = any(limit.cut_from is not None for limit in step.dose.limits)
        compare = dose_difference if step.surface is None else _surface_difference
        parted = compare(step.dose.calculated, step.dose.given, wanted)
        if capped != wanted.capped:
            parted = f"capped {capped}"
        if wanted.volume_ml is not None and step.dose.volume_ml != wanted.volume_ml:
            parted = f"{step.dose.volume_ml} mL"
        if parted is not None:
            return f"{drawn}: step {step.number}: {parted}, wanted {wanted}"
    return None


def dose_difference(calculated: Fraction, given: Decimal, wanted: Given) -> str | None:
    """Return how a dose differs from the oracle's, None where it does not."""
    if calculated != wanted.calculated:
        return f"calculated {calculated}"
    return f"given {given}" if Fraction(given) != wanted.given else None


def _surface_difference(calculated: Fraction, given: Decimal, wanted: Given) -> str | None:
    # A body surface is no fraction: a power has its sixteen digits here and forty there.
    if abs(calculated - wanted.calculated) > Fraction(1, 10**11):
        return f"calculated {calculated}"
    return f"given {given}" if Fraction(given) != wanted.given else None


def _ladder_difference(drawn: Drawn, found: Plan, kg: Fraction) -> str | None:
    rungs = {per_kg: rung(kg, Fraction(per_kg)) for per_kg in LADDERS[drawn.regimen]}
    for step in found.steps:
        wanted = rungs.get(int(step.per_kg))
        if wanted is None:
            return f"{drawn}: step {step.number}: {step.per_kg} mg/kg is no rung"
        parted = dose_difference(step.dose.calculated, step.dose.given, wanted)
        if parted is not None or step.dose.volume_ml != wanted.volume_ml:
            return f"{drawn}: step {step.number}: {parted or step.dose.volume_ml}, wanted {wanted}"
    daily = {step.at for step in found.steps if step.interval_hours == 24}
    wanted_times = {moment(START) + timedelta(days=day) for day in range(14)}
    return None if daily == wanted_times else f"{drawn}: days {sorted(map(str, daily))}"
