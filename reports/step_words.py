"""A step of a plan in words: what it is called, what it waits for, what ends it, its working.

Every document and the screen say it with these, and nothing is computed here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.dose import decimal_of
from clinical.logic import Finding
from reports.formats import dose_text, number_text

if TYPE_CHECKING:
    from clinical.dosing.dose import Dose
    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Charted, Condition, RungStatus, Step
    from clinical.rules.criteria import Threshold
    from reports.wording import Wording


_PLACES = 2
_PERCENT_PLACES = (1, 2)


def stretches(plan: Plan) -> tuple[tuple[Step, ...], ...]:
    """Return the steps by their stretch of the regimen: within one all doses are equal."""
    found: dict[str, list[Step]] = {}
    for step in plan.steps:
        found.setdefault(step.stretch, []).append(step)
    return tuple(tuple(steps) for steps in found.values())


def step_label(step: Step, words: Wording) -> str:
    """Return what a step is called: a day of treatment, an hour after the first dose."""
    label = step.label
    return words.text(f"plan.label_{label.code}", number=label.number, dose=label.dose)


def condition_text(step: Step, words: Wording) -> str | None:
    """Return what a step waits for, None where it waits for nothing."""
    if not step.conditions:
        return None
    return words.text("plan.and").join(_condition(each, words) for each in step.conditions)


def _condition(condition: Condition, words: Wording) -> str:
    values: dict[str, object] = {"hour": condition.hour, "hours": condition.hours}
    if condition.limit is not None:
        values["fever"] = fever_text(condition.limit, words)
        values["no_fever"] = no_fever_text(condition.limit, words)
    return words.text(f"condition.{condition.code}", **values)


def fever_text(limit: Threshold, words: Wording) -> str:
    """Return from which temperature on there is fever, as ``38.0 or more``."""
    key = "from" if limit.operator == ">=" else "above"
    return words.text(f"fever.{key}", limit=f"{limit.value:f}")


def no_fever_text(limit: Threshold, words: Wording) -> str:
    """Return which temperatures are no fever, as ``under 38.0``."""
    key = "under" if limit.operator == ">=" else "up_to"
    return words.text(f"fever.{key}", limit=f"{limit.value:f}")


def until_text(step: Step, words: Wording) -> str | None:
    """Return what ends the doses of a step, None where their number does."""
    if step.until is None:
        return None
    return words.text(f"until.{step.until}", hours=step.until_hours)


def rung_text(rung: RungStatus, words: Wording) -> str:
    """Return where a rung stands and why."""
    charted = _charted("rung", rung.charted, words) if rung.charted is not None else ""
    key = f"rung.{rung.state}_{rung.why}"
    text = words.text(key, hour=rung.hour, count=rung.readings, charted=charted)
    if rung.masked is Finding.MET:
        text += words.text("rung.masked", hours=rung.masking_hours)
    elif rung.masked is Finding.UNKNOWN:
        text += words.text("rung.masked_unknown")
    return text


def charted_text(step: Step, words: Wording) -> str | None:
    """Return what was given in the place of a step, None where that is its own dose."""
    return _charted("plan", step.charted, words) if step.charted is not None else None


def _charted(subject: str, charted: Charted, words: Wording) -> str:
    if charted.mg is None or charted.per_kg is None:
        return words.text(f"{subject}.charted_no_amount", at=charted.at)
    mg, per_kg = number_text(charted.mg, _PLACES), number_text(charted.per_kg, _PLACES)
    return words.text(f"{subject}.charted", mg=mg, per_kg=per_kg, at=charted.at)


def percent_text(percent: Fraction, words: Wording) -> str:
    """Return a difference in percent with its sign; one too small to show is said to be that."""
    sign = "+" if percent > 0 else "−"
    shown = (number_text(abs(percent), places) for places in _PERCENT_PLACES)
    found = next((text for text in shown if text != "0"), None)
    return f"{sign}{found}" if found is not None else words.text("sheet.rounding_small")


def working_text(step: Step, words: Wording, *, difference: bool = False) -> str:
    """Return the working of a dose: size times dose, what is given, the volume.

    ``difference`` says by how many percent the given dose differs, where no other line does.
    """
    dose, surface = step.dose, step.surface
    divided = step.basis == "mg/kg/day" and step.doses_per_day > 1
    values: dict[str, object] = {
        "kg": step.weight_kg,
        "per_kg": step.per_kg,
        "per_kg_unit": step.basis if divided else step.basis.removesuffix("/day"),
        "doses": step.doses_per_day,
        "calculated": dose_text(decimal_of(dose.calculated), dose.unit),
    }
    if surface is not None:
        values |= {
            "m2": decimal_of(surface.m2),
            "formula": words.text(f"formula.{surface.formula}"),
            "cm": surface.height_cm,
        }
    key = "surface" if surface is not None else "divided" if divided else "whole"
    text = words.text(f"plan.working_{key}", **values)
    if Fraction(dose.given) != dose.calculated:
        text += words.text("plan.working_given", given=dose_text(dose.given, dose.unit))
        if difference:
            percent = percent_text(dose.deviation_percent, words)
            text += words.text("plan.working_difference", percent=percent)
    if dose.volume_ml is not None:
        text += words.text("plan.working_volume", volume=dose.volume_ml) + held_text(dose, words)
    return text


def held_text(dose: Dose, words: Wording) -> str:
    """Return what the volume of a dose holds, where that is not nearly the dose."""
    if dose.held is None:
        return ""
    sign = "+" if dose.held_percent > 0 else "−"
    percent = f"{sign}{number_text(abs(dose.held_percent), 1)}"
    held = dose_text(decimal_of(dose.held, Fraction(1, 10**_PLACES)), dose.unit)
    return words.text("plan.working_held", held=held, percent=percent)
