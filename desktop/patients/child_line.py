"""A child in one line of a list, as the store holds it: name, birth, identifier, admission."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from reports.formats import day_text

if TYPE_CHECKING:
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


def child_line(found: Found, words: Wording) -> ChildLine:
    """Return the words of a line of the list."""
    head: dict[str, Any] = json.loads(found.content)["case"]
    patient: dict[str, str] = head.get("patient", {})
    family, given = patient.get("family_name"), patient.get("given_name")
    if family and given:
        name = words.text("banner.name", family=family.upper(), given=given)
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
    return ChildLine(found.case_id, found.patient, name, details, found.closed is not None)
