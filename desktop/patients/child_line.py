"""A child in one line of a list, as the store holds it: name, birth, identifier, admission."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from reports.formats import clock_text, day_text, dose_text, moment_text, name_text

if TYPE_CHECKING:
    from clinical.dosing.kept_due import NextDose
    from records.store.search import Found
    from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class ChildLine:
    """What a row says; ``case_id`` is what it opens."""

    case_id: str
    patient: str
    name: str
    details: str
    is_closed: bool
    due: str = ""
    is_overdue: bool = False


def child_line(found: Found, words: Wording, now: datetime | None = None) -> ChildLine:
    """Return the words of a line of the list; ``now`` says what is due, and what is overdue."""
    head: dict[str, Any] = json.loads(found.content)["case"]
    patient: dict[str, str] = head.get("patient", {})
    family, given = patient.get("family_name"), patient.get("given_name")
    if family and given:
        name = words.text("banner.name", family=name_text(family.upper()), given=name_text(given))
    else:
        name = (family or "").upper() or given or words.text("banner.name_not_recorded")
    unknown = words.text("patients.unknown")
    born = patient.get("date_of_birth")
    born_text = day_text(date.fromisoformat(born)) if born else unknown
    admitted = day_text(datetime.fromisoformat(found.admitted).date())
    details = words.text(
        "patients.details",
        born=born_text,
        identifier=patient.get("identifier") or unknown,
        admitted=admitted,
    )
    if found.closed is not None:
        ended = day_text(datetime.fromisoformat(found.closed).date())
        details = f"{details} {words.text('patients.ended', day=ended)}"
    due, is_overdue = "", False
    if found.due is not None and now is not None:
        is_overdue = found.due.at < now
        due = _due_words(found.due, now, words)
    is_closed = found.closed is not None
    return ChildLine(found.case_id, found.patient, name, details, is_closed, due, is_overdue)


def _due_words(due: NextDose, now: datetime, words: Wording) -> str:
    """Return what is due and when, against the clock of the workstation."""
    drug = words.find(f"sheet.drug.{due.agent}") or words.name(f"agent.{due.agent}")
    if due.amount is None or due.unit is None:
        dose = words.text("patients.due.undecided", drug=drug)
    else:
        dose = words.text("patients.due.dose", drug=drug, dose=dose_text(due.amount, due.unit))
    at = due.at.astimezone(now.tzinfo)
    when = clock_text(at) if at.date() == now.date() else moment_text(at)
    state = "now" if at == now else "overdue" if at < now else "next"
    return words.text(f"patients.due.{state}", dose=dose, at=when)
