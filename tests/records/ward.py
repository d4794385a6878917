"""A ward for the tests: a store in a folder of its own, a clock that is set, people who sign in.

Argon2id runs for real, at a price of a tenth of a millisecond.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from clinical.record.case import Case, Note, Observation, Patient, Treatment, Weight
from clinical.record.kept_plan import KeptPlan
from records.keys.wrapping import Argon2Costs
from records.service.desk import Marks
from records.service.records import Records

if TYPE_CHECKING:
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook
    from records.people.roles import Role
    from records.service.patients import OpenCase

CHEAP = Argon2Costs(memory_kib=32, passes=1, lanes=1)
PHRASE = "wet towels on line 4"
ZONE = timezone(timedelta(hours=1))


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 14, 20, 5, tzinfo=ZONE)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


class Ward:
    """The records of a ward, with everybody's password known."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, Clock()
        self.recovery_key = ""
        # The head of the history as it stands on a printed page.
        self.head_code = ""
        self.records = self.second()

    def second(self, rulebook: Rulebook | None = None) -> Records:
        """Return the records as another window or program would open them."""
        marks = Marks(program="0.1.0", rules="2026-11")
        return Records(self.folder, self.clock, marks=marks, costs=CHEAP, rulebook=rulebook)

    def founded(self, *roles: Role) -> Ward:
        """Make the store with its first account, ``ada``, an administrator and clinician."""
        chosen = roles or ("clinician",)
        self.recovery_key = self.records.door.create("ada", "Dr Ada Example", chosen, PHRASE)
        return self

    def joined(self, name: str, *roles: Role) -> str:
        """Add a person and return the id of the account."""
        return self.records.accounts.add(name, f"{name.title()} Example", roles, PHRASE).id

    def signed_in(self, name: str) -> Ward:
        """Sign in as somebody."""
        self.records.door.sign_in(name, PHRASE)
        return self

    def admitted(self, case: Case | None = None) -> OpenCase:
        """Admit a child and return its record, with the identity typed again."""
        case = case or child()
        seen = {one.found.patient for one in self.records.patients.near_names(case.patient)}
        opened = self.records.patients.admit(case, key(), seen=seen).case
        letters = (case.patient.family_name or "")[:3]
        self.records.patients.confirm_identity(opened, letters, "2019")
        return opened

    def commit(self, opened: OpenCase, **changes: object) -> OpenCase:
        """Save a change of the case and return it as saved."""
        return self.records.patients.save(opened, opened.case.replace(**changes), key()).case


def key() -> str:
    return uuid.uuid4().hex


def child(family: str = "Novák", given: str = "Bělá", identifier: str = "W4-0017") -> Case:
    born = datetime(2019, 11, 2, tzinfo=ZONE).date()
    patient = Patient(
        identifier=identifier, family_name=family, given_name=given, date_of_birth=born
    )
    return Case(patient=patient)


def weight(kg: str = "16.5") -> Weight:
    return Weight.model_validate({"at": "2026-11-21T08:30:00+01:00", "kg": kg})


def temperature(value: str) -> Observation:
    return Observation.model_validate(
        {
            "at": "2026-11-21T12:00:00+01:00",
            "code": "temperature",
            "value": value,
            "unit": "Cel",
            "site": "axillary",
        }
    )


def dose(agent: str = "aspirin", amount: str = "60") -> Treatment:
    return Treatment.model_validate(
        {
            "agent": agent,
            "start": "2026-11-21T14:00:00+01:00",
            "dose": amount,
            "dose_unit": "mg",
            "status": "given",
        }
    )


def note(text: str) -> Note:
    return Note.model_validate({"at": "2026-11-21T12:00:00+01:00", "text": text})


def draft_plan(version: int = 1, regimen: str = "ivig") -> KeptPlan:
    return KeptPlan(id="plan-1", version=version, regimen=regimen)
