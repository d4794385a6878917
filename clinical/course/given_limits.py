"""What a dose recorded as given may be: beyond it nobody can have given it, or it is a question."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.infusions import grams_per_kg

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from clinical.record.case import Case, Treatment
    from clinical.record.vocabulary import Agent, DoseUnit
    from clinical.rules.fields import RecordRule

_MG_A_GRAM = 1000


@dataclass(frozen=True, slots=True)
class UnusualDose:
    """A dose that is more than usual: how much it is per kg, and the most that is usual.

    ``unit`` is that of both, mg/kg, g/kg or mg/kg/day.
    """

    per_kg: Fraction
    most: Decimal
    unit: DoseUnit


def hard_limit(
    agent: Agent | None, dose: Decimal, unit: DoseUnit, rule: RecordRule
) -> Decimal | None:
    """Return the most that can have been given, where a dose is beyond it; else None."""
    for limit in rule.given_dose:
        if limit.agent == agent and unit in limit.units and not limit.hard.holds(Fraction(dose)):
            return limit.hard.maximum
    return None


def unusual_dose(
    item: Treatment, case: Case, rule: RecordRule, as_of: datetime
) -> UnusualDose | None:
    """Return by how much a dose is more than usual, None where it is not or nothing tells.

    A dose that was not charted per kg is held to the weight of its time.
    """
    for limit in rule.given_dose:
        if limit.agent != item.agent or item.dose is None or limit.soft.maximum is None:
            continue
        unit = item.dose_unit if item.dose_unit in limit.units else limit.units[0]
        if unit == item.dose_unit:
            amount: Fraction | None = Fraction(item.dose)
        else:
            grams = grams_per_kg(item, case, as_of)
            amount = grams * (1 if unit == "g/kg" else _MG_A_GRAM) if grams is not None else None
        if amount is not None and not limit.soft.holds(amount):
            return UnusualDose(amount, limit.soft.maximum, unit)
    return None
