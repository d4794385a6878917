"""Which child and which plan a page is about, in words that stand on it: nobody signs unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.formats import day_text, dose_text, moment_text
from reports.plan_summary import plan_summary

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan
    from clinical.record.case import Patient
    from reports.wording import Wording


def child_words(patient: Patient, words: Wording) -> str:
    """Return who a child is: name, birth and identifier."""
    family, given, born = patient.family_name, patient.given_name, patient.date_of_birth
    if family and given:
        name = words.text("banner.name", family=family.upper(), given=given)
    else:
        name = (family or "").upper() or given or words.text("banner.name_not_recorded")
    unknown = words.text("patients.unknown")
    return words.text(
        "patients.child",
        name=name,
        born=day_text(born) if born is not None else unknown,
        identifier=patient.identifier or unknown,
    )


def plan_words(plan: Plan, words: Wording) -> str:
    """Return what a plan gives: the regimen, each dose, from when, for which weight."""
    summary = plan_summary(plan, words)
    blocks = summary.blocks if summary is not None else ()
    doses = [
        words.text(
            "signing.dose_if" if block.waits else "signing.dose",
            dose=block.dose,
            order=block.order,
        )
        for block in blocks
    ]
    weight = dose_text(plan.weight.kg, "kg") if plan.weight is not None else ""
    return words.text(
        "signing.plan" if doses else "signing.plan_without_dose",
        regimen=plan.regimen.title,
        doses=words.text("signing.then").join(doses),
        start=moment_text(plan.start),
        weight=weight or words.text("patients.unknown"),
    )
