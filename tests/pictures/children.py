"""The children in the pictures: none yet, half known, whole, and one of whom much is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from clinical.dosing.plan import Choice
from clinical.quantity import Unit
from clinical.record.case import (
    Allergies,
    Allergy,
    Case,
    Echo,
    Observation,
    Treatment,
    Weight,
)
from desktop.examples import FICTIONAL, PUBLISHED_1

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

How = Literal["empty", "half", "full", "alarming"]


@dataclass(frozen=True)
class Child:
    """A record, the moment its clock stands at, and what was chosen on the Dosing tab."""

    case: Case
    at: datetime
    choice: Choice | None = None


def child(how: How, rulebook: Rulebook) -> Child:
    """Return the child of a picture."""
    whole = FICTIONAL.case(rulebook)
    match how:
        case "empty":
            return Child(Case(), FICTIONAL.at)
        case "half":
            # The report gives no weight: whatever is chosen is refused, and says why.
            return Child(PUBLISHED_1.case(rulebook), PUBLISHED_1.at, Choice("anakinra_fixed"))
        case "full":
            return Child(whole, FICTIONAL.at, Choice("anakinra_fixed", FICTIONAL.at))
        case "alarming":
            return _alarming(whole)


def _alarming(whole: Case) -> Child:
    """Return a child after failed immunoglobulin, with a giant aneurysm and an allergy."""
    at = FICTIONAL.at + timedelta(days=9)
    hours = timedelta(hours=1)
    fever = tuple(
        Observation(
            at=at - n * 6 * hours,
            code="temperature",
            value=Decimal("39.2"),
            unit=Unit.CELSIUS,
            site="axillary",
        )
        for n in range(1, 20)
    )
    blood = tuple(
        Observation.model_validate(
            {"at": at - 3 * hours, "code": code, "value": value, "unit": unit}
        )
        for code, value, unit in (
            ("crp", Decimal(240), "mg/L"),
            ("wbc", Decimal("24.1"), "10*9/L"),
            ("platelets", Decimal(90), "10*9/L"),
            ("neutrophils", Decimal("0.4"), "10*9/L"),
            ("sodium", Decimal(127), "mmol/L"),
            ("albumin", Decimal(21), "g/L"),
            ("ferritin", Decimal(1800), "ug/L"),
        )
    )
    echo = Echo(
        at=at - 2 * hours,
        lad_mm=Decimal("8.4"),
        rca_mm=Decimal("4.1"),
        lmca_mm=Decimal("3.4"),
        lvef_percent=Decimal(41),
        aneurysm="present",
        lv_function_decreased="present",
        pericardial_effusion="present",
        mitral_regurgitation="present",
    )
    second = Treatment(
        agent="ivig",
        start=at - 100 * hours,
        end=at - 88 * hours,
        dose=Decimal(2),
        dose_unit="g/kg",
        route="intravenous",
        status="given",
    )
    case = whole.replace(
        allergies=Allergies(state="known", items=(Allergy(substance="e_coli_protein"),)),
        weights=(*whole.weights, Weight(at=at - 26 * hours, kg=Decimal(13), method="estimated")),
        observations=(*whole.observations, *fever, *blood),
        echos=(*whole.echos, echo),
        treatments=(*whole.treatments, second),
    )
    return Child(case, at, Choice("anakinra_kawakinra", at))
