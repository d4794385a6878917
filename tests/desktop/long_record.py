"""A child who has been on the ward for two months, with a panel of blood values a day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from clinical.quantity import Unit
from clinical.record.case import Case, Illness, Observation, Patient, Weight
from tests.desktop.tab_bench import NOW

if TYPE_CHECKING:
    from clinical.record.vocabulary import ObservationCode

DAYS = 60
PANEL: dict[ObservationCode, tuple[str, Unit]] = {
    "crp": ("120", Unit.MG_PER_L),
    "esr": ("60", Unit.MM_PER_H),
    "wbc": ("18.2", Unit.BILLION_PER_L),
    "neutrophils_percent": ("80", Unit.PERCENT),
    "platelets": ("410", Unit.BILLION_PER_L),
    "haemoglobin": ("102", Unit.G_PER_L),
    "albumin": ("29", Unit.G_PER_L),
    "ast": ("99", Unit.U_PER_L),
    "alt": ("80", Unit.U_PER_L),
    "sodium": ("133", Unit.MMOL_PER_L),
    "creatinine": ("0.4", Unit.MG_PER_DL),
    "ferritin": ("300", Unit.NG_PER_ML),
}


def two_months() -> Case:
    """Return the record; the CRP of a day is 61 minus its number, so that each can be told."""
    first = (NOW - timedelta(days=DAYS)).replace(hour=6, minute=0)
    observations = tuple(
        Observation(
            at=first + timedelta(days=day),
            code=code,
            value=Decimal(DAYS + 1 - day) if code == "crp" else Decimal(value),
            unit=unit,
        )
        for day in range(1, DAYS + 1)
        for code, (value, unit) in PANEL.items()
    )
    weight = Weight(at=first, kg=Decimal("12.4"))
    return Case(
        patient=Patient(sex="male", date_of_birth=(NOW - timedelta(days=700)).date()),
        illness=Illness(fever_onset=(NOW - timedelta(days=DAYS)).date()),
        weights=(weight,),
        observations=observations,
    )
