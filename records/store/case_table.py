"""Cases in the store: read as they were saved, written by version so that nobody is overwritten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import func, insert, select, text, update

from clinical.dosing.kept_due import next_dose
from records.faults import RefusedError, StoreError
from records.store.case_parts import CaseParts, EntryKey, difference, parts_of
from records.store.chain import digest
from records.store.due_text import due_text
from records.store.names import folded, identifier_folded
from records.store.tables import CASE_HEAD, CHANGE, ENTRY
from records.store.writing import NewEntry, last_state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection, Row

    from clinical.record.case import Case
    from records.store.case_parts import Difference

# In this order the row of a case stands in the seal of the change that left it so.
STATE_COLUMNS = (
    "id",
    "patient",
    "version",
    "content",
    "admitted",
    "closed",
    "touched",
    "due",
    "identifier",
    "family",
    "given",
    "born",
)


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case as it stands in the store."""

    id: str
    patient: str
    version: int
    admitted: str
    closed: str | None
    parts: CaseParts


def subject_of(case_id: str) -> str:
    """Return what the audit calls a case."""
    return f"case:{case_id}"


def load(connection: Connection, case_id: str) -> KeptCase:
    """Return a case.

    Raises:
        RefusedError: ``patient_unknown``.
        StoreError: ``store_damaged`` where it is not as its last change left it.
    """
    head = connection.execute(select(CASE_HEAD).where(CASE_HEAD.c.id == case_id)).one_or_none()
    if head is None:
        raise RefusedError("patient_unknown")
    sealed_as = last_state(connection, subject_of(case_id))
    if sealed_as != digest([[getattr(head, name) for name in STATE_COLUMNS]]):
        # An older page put back, or a row that was edited: not shown as if it were the record.
        raise StoreError("store_damaged", path="")
    latest: dict[EntryKey, str] = {}
    rows = connection.execute(
        select(ENTRY.c.kind, ENTRY.c.entry, ENTRY.c.content)
        .where(ENTRY.c.case_id == case_id)
        .order_by(ENTRY.c.version)
    )
    for kind, entry, content in rows:
        latest[EntryKey(kind, entry)] = content
    return _kept(head, CaseParts(head.content, latest))


def _kept(head: Row[Any], parts: CaseParts) -> KeptCase:
    return KeptCase(
        id=head.id,
        patient=head.patient,
        version=head.version,
        admitted=head.admitted,
        closed=head.closed,
        parts=parts,
    )


def version_of(connection: Connection, case_id: str) -> int:
    """Return the version of a case.

    Raises:
        RefusedError: ``patient_unknown``.
    """
    asked = select(CASE_HEAD.c.version).where(CASE_HEAD.c.id == case_id)
    version = connection.execute(asked).scalar_one_or_none()
    if version is None:
        raise RefusedError("patient_unknown")
    return int(version)


def open_case_of(connection: Connection, patient: str) -> str | None:
    """Return the record of this patient that has not ended."""
    asked = select(CASE_HEAD.c.id).where(
        CASE_HEAD.c.patient == patient, CASE_HEAD.c.closed.is_(None)
    )
    return connection.execute(asked.limit(1)).scalar_one_or_none()


def entered_by(connection: Connection, case_id: str, key: EntryKey) -> tuple[int, str] | None:
    """Return with which change an item was entered first, and by whom."""
    asked = (
        select(CHANGE.c.seq, CHANGE.c.person)
        .join(ENTRY, ENTRY.c.change == CHANGE.c.seq)
        .where(ENTRY.c.case_id == case_id, ENTRY.c.kind == key.kind, ENTRY.c.entry == key.entry)
        .order_by(ENTRY.c.version)
        .limit(1)
    )
    found = connection.execute(asked).one_or_none()
    return (found.seq, found.person) if found is not None else None


def insert_case(
    connection: Connection,
    case_id: str,
    patient: str,
    case: Case,
    at: datetime,
    *,
    early: timedelta,
) -> tuple[KeptCase, tuple[NewEntry, ...], Difference, Sequence[object]]:
    """Add a case in its first version; return it, its entries, what is new, and its row.

    ``early`` is how long before its time the first dose of a plan may be given.
    """
    parts = parts_of(case)
    row: Mapping[str, object] = {
        "id": case_id,
        "patient": patient,
        "version": 1,
        "content": parts.head,
        "admitted": at.isoformat(),
        "closed": None,
        "touched": _sortable(at),
        "due": due_text(next_dose(case, at, early)),
    } | _searched(case)
    connection.execute(insert(CASE_HEAD).values(**row))
    _write_words(connection, case_id, case)
    changed = difference(None, parts)
    kept = KeptCase(case_id, patient, 1, at.isoformat(), None, parts)
    return kept, _new_entries(connection, case_id, changed), changed, state_of(row)


def update_case(
    connection: Connection,
    kept: KeptCase,
    after: tuple[Case, CaseParts],
    at: datetime,
    *,
    closed: str | None,
    early: timedelta,
) -> tuple[KeptCase, tuple[NewEntry, ...], Difference, Sequence[object]]:
    """Write the next version of a case.

    Raises:
        RefusedError: ``changed_meanwhile`` where the store no longer holds the version given.
    """
    case, parts = after
    row: Mapping[str, object] = {
        "id": kept.id,
        "patient": kept.patient,
        "version": kept.version + 1,
        "content": parts.head,
        "admitted": kept.admitted,
        "closed": closed,
        "touched": _sortable(at),
        "due": due_text(next_dose(case, at, early)),
    } | _searched(case)
    done = connection.execute(
        update(CASE_HEAD)
        .where(CASE_HEAD.c.id == kept.id, CASE_HEAD.c.version == kept.version)
        .values(**row)
    )
    if done.rowcount != 1:
        raise RefusedError("changed_meanwhile")
    changed = difference(kept.parts, parts)
    if any(field.path.startswith("patient.") for field in changed.fields):
        _write_words(connection, kept.id, case)
    written = KeptCase(kept.id, kept.patient, kept.version + 1, kept.admitted, closed, parts)
    return written, _new_entries(connection, kept.id, changed), changed, state_of(row)


def state_of(row: Mapping[str, object]) -> Sequence[object]:
    """Return the row of a case in the order in which it is sealed."""
    return [row[name] for name in STATE_COLUMNS]


def _new_entries(connection: Connection, case_id: str, changed: Difference) -> tuple[NewEntry, ...]:
    versions: dict[EntryKey, int] = {}
    if changed.altered:
        rows = connection.execute(
            select(ENTRY.c.kind, ENTRY.c.entry, func.max(ENTRY.c.version))
            .where(
                ENTRY.c.case_id == case_id,
                ENTRY.c.entry.in_({key.entry for key in changed.altered}),
            )
            .group_by(ENTRY.c.kind, ENTRY.c.entry)
        )
        versions = {EntryKey(kind, entry): version for kind, entry, version in rows}
    return tuple(
        NewEntry(case_id, key.kind, key.entry, versions.get(key, 0) + 1, content)
        for key, content in {**changed.added, **changed.altered}.items()
    )


def _searched(case: Case) -> dict[str, str]:
    patient = case.patient
    return {
        "identifier": identifier_folded(patient.identifier),
        "family": folded(patient.family_name),
        "given": folded(patient.given_name),
        "born": patient.date_of_birth.isoformat() if patient.date_of_birth is not None else "",
    }


def _sortable(at: datetime) -> str:
    """Return a time that sorts as text, whatever its offset."""
    return at.astimezone(UTC).isoformat()


def words_of_row(row: Row[Any]) -> str:
    """Return the words by which the child of a row is to be found."""
    patient: object = json.loads(row.content)["case"].get("patient", {})
    identifier = cast("dict[str, str]", patient).get("identifier")
    searched = {name: getattr(row, name) for name in ("family", "given", "identifier", "born")}
    return _words(searched, identifier)


def _words(searched: Mapping[str, str], identifier: str | None) -> str:
    born = searched["born"]
    words = (
        searched["family"],
        searched["given"],
        searched["identifier"],
        folded(identifier),
        born.replace("-", " "),
        born.replace("-", ""),
        "".join(reversed(born.split("-"))),
    )
    return " ".join(word for word in words if word)


def _write_words(connection: Connection, case_id: str, case: Case) -> None:
    """Keep the words a child is found by."""
    words = _words(_searched(case), case.patient.identifier)
    number = connection.execute(
        select(CASE_HEAD.c.number).where(CASE_HEAD.c.id == case_id)
    ).scalar_one()
    connection.execute(text("DELETE FROM patient_words WHERE rowid = :n"), {"n": number})
    connection.execute(
        text("INSERT INTO patient_words (rowid, words) VALUES (:n, :w)"), {"n": number, "w": words}
    )
