"""What was being typed when a session locked or the program ended: kept for its owner alone."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from records.faults import NotAllowedError
from records.store.case_parts import CaseParts, case_of_parts, json_text
from records.store.draft_table import drafts_of, drop_draft, keep_draft
from records.store.earlier import case_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clinical.record.case import Case
    from records.people.session import Person
    from records.service.desk import Desk

# A child that is not a patient yet; further ones have a number of their own behind it.
NOBODY = ""
_FURTHER = "new-"
# Begins the name of a half-typed entry of the log, in front of the case it belongs to.
_ENTRY = "entry-"


def another_nobody() -> str:
    """Return what stands for one more child that is not a patient yet."""
    return _FURTHER + uuid.uuid4().hex


def is_nobody(case_id: str) -> bool:
    """Return whether a draft is of a child that is not a patient yet."""
    return case_id == NOBODY or case_id.startswith(_FURTHER)


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished case; ``version`` is that of the case it began from."""

    case_id: str
    version: int
    at: datetime
    case: Case


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """A half-typed entry of the log as it stood in its fields, and when it was kept."""

    at: datetime
    typed: dict[str, Any]


class Drafts:
    """Drafts stand in the encrypted store and leave no trace in the history."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, case: Case, case_id: str = NOBODY, version: int = 0) -> None:
        """Keep a draft in place of the one before; a session that locks may still do this.

        Raises:
            NotAllowedError: ``signed_out``.
        """
        person = self._owner()
        document = case.model_dump(mode="json", exclude_defaults=True)
        content = json_text({"case": document, "order": {}})
        with self._desk.store.writing() as writing:
            now = self._desk.now()
            keep_draft(writing, person.id, (case_id, version), content, now)

    def own(self) -> tuple[Draft, ...]:
        """Return the drafts of the person signed in, the latest first; nobody else's."""
        session = self._desk.allowed(None)
        if not session.allows("read_patient", self._desk.now()):
            # A role that was taken away takes its drafts out of sight.
            return ()
        person = session.person
        with self._desk.store.reading() as connection:
            rows = drafts_of(connection, self._desk.store.audit_key, person.id)
        return tuple(
            Draft(
                row.case_id,
                row.version,
                datetime.fromisoformat(row.at),
                case_of_parts(CaseParts(row.content, {})),
            )
            for row in rows
            if not row.case_id.startswith(_ENTRY)
        )

    def keep_entry(self, case_id: str, typed: Mapping[str, Any]) -> None:
        """Keep an entry of the log that is begun, in place of the one before of this child.

        Raises:
            NotAllowedError: ``signed_out``.
        """
        person = self._owner()
        with self._desk.store.writing() as writing:
            kept = (_ENTRY + case_id, 0)
            keep_draft(writing, person.id, kept, json_text(dict(typed)), self._desk.now())

    def own_entry(self, case_id: str) -> TypedEntry | None:
        """Return the entry that the person signed in began of a child, None where there is none."""
        session = self._desk.allowed(None)
        if not session.allows("read_patient", self._desk.now()):
            return None
        with self._desk.store.reading() as connection:
            rows = drafts_of(connection, self._desk.store.audit_key, session.person.id)
        found = (row for row in rows if row.case_id == _ENTRY + case_id)
        return next(
            (TypedEntry(datetime.fromisoformat(row.at), json.loads(row.content)) for row in found),
            None,
        )

    def drop_entry(self, case_id: str) -> None:
        """Forget an entry that was begun: it was recorded, or given up."""
        self.drop(_ENTRY + case_id)

    def began_from(self, draft: Draft) -> Case:
        """Return the record as it stood when one's own draft began from it."""
        self._desk.allowed("read_patient")
        with self._desk.store.reading() as connection:
            return case_at(connection, draft.case_id, draft.version)

    def drop(self, case_id: str = NOBODY) -> None:
        """Forget one's own draft."""
        person = self._desk.allowed(None).person
        with self._desk.store.writing() as writing:
            drop_draft(writing.connection, person.id, case_id)

    def _owner(self) -> Person:
        session = self._desk.session
        if session is None:
            raise NotAllowedError("signed_out")
        return session.person
