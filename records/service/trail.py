"""Reading the history: of a field, of a child, of a person, and whether it is whole."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from records.faults import RefusedError, StoreError
from records.store.audit import (
    Change,
    FieldHistory,
    changes,
    entry_history,
    field_history,
    record_history,
)
from records.store.case_table import subject_of
from records.store.head_file import read_head
from records.store.keys_in_history import digest_of_keys
from records.store.person_table import subject_of as subject_of_person
from records.store.store import read_keys
from records.store.verification import Verification, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.service.desk import Desk


class Trail:
    """The audit as people read it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of_field(self, case_id: str, path: str) -> tuple[FieldHistory, ...]:
        """Return what a field held, by its path such as ``illness.signs.rash``, latest first."""
        self._reading(case_id)
        with self._desk.store.reading() as connection:
            return field_history(connection, case_id, path)

    def of_record(self, case_id: str) -> tuple[FieldHistory, ...]:
        """Return every field of a case that changed and every item added, latest first."""
        self._reading(case_id)
        with self._desk.store.reading() as connection:
            return record_history(connection, case_id)

    def of_entry(self, case_id: str, kind: str, entry: str) -> tuple[FieldHistory, ...]:
        """Return every version of a timed item, latest first; a plan is ``ID#VERSION``."""
        self._reading(case_id)
        with self._desk.store.reading() as connection:
            return entry_history(connection, case_id, kind, entry)

    def of_case(self, case_id: str, *, before: int | None = None) -> tuple[Change, ...]:
        """Return who viewed, changed, signed, printed or exported a case, latest first."""
        self._desk.allowed("read_history")
        with self._desk.store.reading() as connection:
            return changes(connection, subject=subject_of(case_id), before=before)

    def everything(
        self, *, by: str | None = None, about: str | None = None, before: int | None = None
    ) -> tuple[Change, ...]:
        """Return the audit, latest first: all of it, of one person, or about one person.

        That it was read is recorded.
        """
        session = self._desk.allowed("read_audit")
        subject = subject_of_person(about) if about is not None else None
        store = self._desk.store
        self._desk.record(session.person, "audit_read", f"store:{store.id}", by=by, about=about)
        with store.reading() as connection:
            return changes(connection, person=by, subject=subject, before=before)

    def verify(self, printed: Sequence[str] = ()) -> Verification:
        """Say whether the history is whole; ``printed`` are heads on paper.

        That it was asked, and how much was found, is recorded.

        Raises:
            RefusedError: ``head_form`` for what cannot be a head on paper.
        """
        session = self._desk.allowed("verify_audit")
        heads = [_head_code(typed) for typed in printed]
        store = self._desk.store
        outside = read_head(store.place.head, store.id)
        with store.reading() as connection:
            found = verify(
                connection,
                store.audit_key,
                store.id,
                outside=outside,
                printed=heads,
                keys=self._keys_there(),
            )
        self._desk.record(
            session.person, "audit_verified", f"store:{store.id}", findings=len(found.findings)
        )
        return found

    def _keys_there(self) -> str:
        """Return the digest of the key file as it stands, empty where it cannot be read."""
        try:
            return digest_of_keys(read_keys(self._desk.place))
        except StoreError:
            return ""

    def _reading(self, case_id: str) -> None:
        """Record, once in a session, that the history of a child is read without its record."""
        session = self._desk.allowed("read_history")
        if case_id not in self._desk.looked_into:
            emergency = {"emergency": True} if session.in_emergency(self._desk.now()) else {}
            self._desk.record(session.person, "history_read", subject_of(case_id), **emergency)
            self._desk.looked_into.add(case_id)


def _head_code(typed: str) -> str:
    """Return a head typed off paper as the program writes it.

    Raises:
        RefusedError: ``head_form``.
    """
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).casefold()
    code = "".join("-" if unicodedata.category(mark) == "Pd" else mark for mark in code)
    code = code.replace("\N{MINUS SIGN}", "-")
    form = re.fullmatch(r"0*([1-9][0-9]{0,17})-([0-9a-f]{16})", code)
    if form is None:
        raise RefusedError("head_form", found=typed[:40])
    return f"{form[1]}-{form[2]}"
