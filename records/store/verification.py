"""Whether the history is whole: the chain, the rows it covers, and the heads kept elsewhere.

Finds a change that was edited, left out, put in, moved or cut off, a chain made anew, and a case,
an entry or an account that differs from what its last change left.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from records.store import case_table, person_table
from records.store.chain import SEALED_COLUMNS, Head, beginning, digest, sealed
from records.store.draft_table import planted_drafts
from records.store.keys_in_history import ALARMS, subject_of_keys
from records.store.migrations import SCHEMAS, Schemas
from records.store.tables import CASE_HEAD, CHANGE, ENTRY, FIELD_CHANGE, PERSON, STORE
from records.store.writing import ENTRY_COLUMNS, FIELD_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Row

FindingCode = Literal[
    "chain_broken",
    "change_missing",
    "rows_differ",
    "rows_unclaimed",
    "state_differs",
    "state_unclaimed",
    "tail_missing",
    "head_differs",
    "head_missing",
    "found_before",
    "pages_damaged",
    "schema_differs",
    "words_differ",
    "draft_planted",
]


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing that is not as the history says; ``where`` is a change or a subject."""

    code: FindingCode
    where: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and what was found."""

    changes: int
    head: Head
    findings: tuple[AuditFinding, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(
    connection: Connection,
    key: bytes,
    store: str,
    *,
    outside: Head | None,
    printed: Sequence[str] = (),
    keys: str | None = None,
    schemas: Schemas = SCHEMAS,
) -> Verification:
    """Compare the history with its seals.

    ``outside`` is the head kept beside the database, ``printed`` the codes of heads on paper:
    they are what a person who can open the store cannot change together with it. ``keys`` is the
    digest of the key file as it stands, empty where there is none; None does not look at it.
    ``schemas`` are those the store was made by.
    """
    findings = [AuditFinding("pages_damaged", row) for row in _damaged_pages(connection)]
    codes: set[str] = set()
    states: dict[str, str] = {}
    head = beginning(key, store)
    seals: dict[int, str] = {}
    added = _added(connection)
    for row in connection.execute(select(CHANGE).order_by(CHANGE.c.seq)):
        if row.seq != head.seq + 1:
            findings.append(AuditFinding("change_missing", str(head.seq + 1)))
        expected = sealed(key, head.mac, [getattr(row, name) for name in SEALED_COLUMNS])
        if not hmac.compare_digest(expected.encode(), row.mac.encode()):
            findings.append(AuditFinding("chain_broken", str(row.seq)))
        if digest(added.pop(row.seq, ())) != row.added:
            findings.append(AuditFinding("rows_differ", str(row.seq)))
        if row.state is not None:
            states[row.subject] = row.state
        if row.action in ALARMS:
            findings.append(AuditFinding("found_before", str(row.seq)))
        head = Head(row.seq, row.mac)
        seals[row.seq] = row.mac
        codes.add(head.code)
    findings += [AuditFinding("rows_unclaimed", str(seq)) for seq in added]
    kept_keys = states.pop(subject_of_keys(store), None)
    if keys is not None and keys != kept_keys:
        findings.append(AuditFinding("state_differs", subject_of_keys(store)))
    findings += _states(connection, states)
    findings += _words(connection)
    findings += _beginning(connection)
    findings += [
        AuditFinding("draft_planted", person_table.subject_of(person))
        for person in planted_drafts(connection, key)
    ]
    findings += _guards(connection, schemas)
    findings += _heads(head, seals, outside)
    findings += [AuditFinding("head_differs", code) for code in printed if code not in codes]
    return Verification(len(seals), head, tuple(findings))


def _damaged_pages(connection: Connection) -> list[str]:
    """Ask whether every page of the file is as it was sealed, and whether the pages fit together.

    A page put back from an older copy is sealed rightly; what it lacks, other pages have.
    """
    sealed_wrongly = connection.execute(text("PRAGMA cipher_integrity_check")).scalars().all()
    apart = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    return [*map(str, sealed_wrongly), *(str(said) for said in apart if said != "ok")]


def _words(connection: Connection) -> Iterator[AuditFinding]:
    """Yield every child who is not found by the words it should be found by."""
    rows = connection.execute(text("SELECT rowid, words FROM patient_words")).all()
    kept = {row.rowid: row.words for row in rows}
    for row in connection.execute(select(CASE_HEAD)):
        if kept.pop(row.number, None) != _words_of(row):
            yield AuditFinding("words_differ", case_table.subject_of(row.id))
    for number in kept:
        yield AuditFinding("words_differ", str(number))
    try:
        # The index compares itself with the words; this writes nothing.
        connection.execute(
            text("INSERT INTO patient_words (patient_words) VALUES ('integrity-check')")
        )
    except DatabaseError:
        yield AuditFinding("words_differ", "patient_words")


def _words_of(row: Row[Any]) -> str | None:
    """Return the words of a child, None where somebody made its row unreadable."""
    try:
        return case_table.words_of_row(row)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _beginning(connection: Connection) -> Iterator[AuditFinding]:
    """Yield the store where it says another time of its making than its first change."""
    first = select(CHANGE.c.at).order_by(CHANGE.c.seq).limit(1)
    made = connection.execute(first).scalar_one_or_none()
    for row in connection.execute(select(STORE)):
        if row.created != made:
            yield AuditFinding("state_differs", f"store:{row.id}")


def _guards(connection: Connection, schemas: Schemas) -> Iterator[AuditFinding]:
    """Yield every trigger that is not there, is another one, or was added."""
    asked = text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
    found = set(connection.execute(asked).scalars())
    made = {one for schema in schemas for one in schema if one.startswith("CREATE TRIGGER")}
    for statement in sorted(found ^ made):
        yield AuditFinding("schema_differs", statement.split()[2])


def _added(connection: Connection) -> dict[int, list[list[object]]]:
    """Return the rows that each change added, in the order in which they were sealed."""
    rows: dict[int, list[list[object]]] = {}
    for row in connection.execute(select(ENTRY).order_by(ENTRY.c.seq)):
        rows.setdefault(row.change, []).append([getattr(row, name) for name in ENTRY_COLUMNS])
    order = (FIELD_CHANGE.c.change, FIELD_CHANGE.c.place)
    for row in connection.execute(select(FIELD_CHANGE).order_by(*order)):
        rows.setdefault(row.change, []).append([getattr(row, name) for name in FIELD_COLUMNS])
    return rows


def _states(connection: Connection, states: Mapping[str, str]) -> Iterator[AuditFinding]:
    left = dict(states)
    for subject, row, columns in _rows_with_state(connection):
        known = left.pop(subject, None)
        if known is None:
            yield AuditFinding("state_unclaimed", subject)
        elif digest([[getattr(row, name) for name in columns]]) != known:
            yield AuditFinding("state_differs", subject)
    for subject in left:
        yield AuditFinding("state_differs", subject)


def _rows_with_state(
    connection: Connection,
) -> Iterator[tuple[str, Row[Any], tuple[str, ...]]]:
    for row in connection.execute(select(CASE_HEAD)):
        yield case_table.subject_of(row.id), row, case_table.STATE_COLUMNS
    for row in connection.execute(select(PERSON)):
        yield person_table.subject_of(row.id), row, person_table.STATE_COLUMNS


def _heads(head: Head, seals: Mapping[int, str], outside: Head | None) -> Iterator[AuditFinding]:
    if outside is None:
        yield AuditFinding("head_missing", "")
    elif outside.seq > head.seq:
        yield AuditFinding("tail_missing", str(outside.seq))
    elif seals.get(outside.seq) != outside.mac:
        yield AuditFinding("head_differs", outside.code)
