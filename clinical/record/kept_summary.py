"""A discharge summary as it is kept: which headings must be filled, and each version finalised.

A version holds what staff wrote, the code of everything that stood on its pages, and the record
they were made of, so that they can be printed again whatever comes later. A later version says
which one it replaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from clinical.record.entry import Entry
from clinical.record.kept_plan import RulebookMark, Signature, SiteMark
from clinical.record.vocabulary import DischargeHeading
from clinical.values import Frozen, Moment, Text

if TYPE_CHECKING:
    from clinical.record.case import Case

# Without these a summary is a draft: what the PRSB's eDischarge and the Joint Commission ask of
# every letter, as far as no entry of the case can say it.
MANDATORY: tuple[DischargeHeading, ...] = (
    "principal_diagnosis",
    "reason_for_admission",
    "discharge_details",
    "clinical_summary",
    "condition_at_discharge",
    "plan_and_requested_actions",
    "information_and_advice",
    "person_completing_record",
)
# Of a child who died nobody asks in what condition it left, or what its family should do next.
MANDATORY_AFTER_DEATH: tuple[DischargeHeading, ...] = (
    "principal_diagnosis",
    "reason_for_admission",
    "discharge_details",
    "clinical_summary",
    "person_completing_record",
)


class WrittenHeading(Frozen):
    """What staff wrote under one heading."""

    heading: DischargeHeading
    text: Text


class KeptSummary(Entry):
    """One version of the summary: finalised once, and then never changed.

    ``as_of`` is the moment it speaks of, ``code`` names everything on its pages. ``reason`` says
    why an amended version was made. ``record`` is the record as it stood (``packed_case``).
    """

    version: Annotated[int, Field(ge=1)]
    as_of: Moment
    code: Text
    finalised: Signature
    replaces: Annotated[int, Field(ge=1)] | None = None
    reason: Text | None = None
    rulebook: RulebookMark | None = None
    site_rules: SiteMark | None = None
    written: tuple[WrittenHeading, ...] = ()
    record: tuple[Text, ...] = ()


def mandatory_headings(case: Case) -> tuple[DischargeHeading, ...]:
    """Return the headings without which the summary of a case is a draft."""
    return MANDATORY_AFTER_DEATH if case.involvement.died == "present" else MANDATORY


def missing_headings(case: Case) -> tuple[DischargeHeading, ...]:
    """Return the mandatory headings under which nothing is written."""
    return tuple(
        heading
        for heading in mandatory_headings(case)
        if not case.discharge.get(heading, "").strip()
    )


def latest_summary(case: Case) -> KeptSummary | None:
    """Return the latest version that was finalised, None before the first."""
    counted = (each for each in case.summaries if each.struck is None)
    return max(counted, key=lambda each: each.version, default=None)
