"""Reading the audit: who viewed, changed, signed, printed, exported, and the history of a field."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from records.store.tables import CHANGE, ENTRY, FIELD_CHANGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the audit."""

    seq: int
    at: datetime
    person: str
    shown: str
    action: str
    subject: str
    version: int | None
    detail: Mapping[str, Any]
    program: str
    rules: str


@dataclass(frozen=True, slots=True)
class FieldHistory:
    """What a field or an item held before and after one change, as JSON; empty is nothing."""

    change: Change
    path: str
    before: str
    after: str


def changes(
    connection: Connection,
    *,
    subject: str | None = None,
    person: str | None = None,
    before: int | None = None,
    most: int = 200,
) -> tuple[Change, ...]:
    """Return lines of the audit, the latest first."""
    asked = select(CHANGE).order_by(CHANGE.c.seq.desc()).limit(most)
    if subject is not None:
        asked = asked.where(CHANGE.c.subject == subject)
    if person is not None:
        asked = asked.where(CHANGE.c.person == person)
    if before is not None:
        asked = asked.where(CHANGE.c.seq < before)
    return tuple(_change(row) for row in connection.execute(asked))


def change_by_key(connection: Connection, key: str) -> tuple[Change, str | None] | None:
    """Return the change that was made under a key, and what was asked under it."""
    row = connection.execute(select(CHANGE).where(CHANGE.c.key == key)).one_or_none()
    return (_change(row), row.request) if row is not None else None


def last_of(connection: Connection, subject: str, actions: Sequence[str]) -> int:
    """Return the number of the last of some deeds about a subject, 0 where there is none."""
    asked = select(func.max(CHANGE.c.seq)).where(
        CHANGE.c.subject == subject, CHANGE.c.action.in_(actions)
    )
    return connection.execute(asked).scalar_one() or 0


def field_history(connection: Connection, case_id: str, path: str) -> tuple[FieldHistory, ...]:
    """Return what a field, and the fields below it, held; the latest first."""
    below = FIELD_CHANGE.c.path.startswith(f"{path}.", autoescape=True)
    rows = connection.execute(
        select(CHANGE, FIELD_CHANGE)
        .join(FIELD_CHANGE, FIELD_CHANGE.c.change == CHANGE.c.seq)
        .where(FIELD_CHANGE.c.case_id == case_id, (FIELD_CHANGE.c.path == path) | below)
        .order_by(CHANGE.c.seq.desc(), FIELD_CHANGE.c.place)
    )
    return tuple(FieldHistory(_change(row), row.path, row.before, row.after) for row in rows)


def entry_history(
    connection: Connection, case_id: str, kind: str, entry: str
) -> tuple[FieldHistory, ...]:
    """Return every version of an item, the latest first."""
    rows = connection.execute(
        select(CHANGE, ENTRY.c.content)
        .join(ENTRY, ENTRY.c.change == CHANGE.c.seq)
        .where(ENTRY.c.case_id == case_id, ENTRY.c.kind == kind, ENTRY.c.entry == entry)
        .order_by(ENTRY.c.seq)
    ).all()
    told: list[FieldHistory] = []
    before = ""
    for row in rows:
        told.append(FieldHistory(_change(row), f"{kind}.{entry}", before, row.content))
        before = row.content
    return tuple(reversed(told))


def record_history(connection: Connection, case_id: str) -> tuple[FieldHistory, ...]:
    """Return every field that changed and every item that was added, the latest first."""
    fields = connection.execute(
        select(CHANGE, FIELD_CHANGE)
        .join(FIELD_CHANGE, FIELD_CHANGE.c.change == CHANGE.c.seq)
        .where(FIELD_CHANGE.c.case_id == case_id)
        .order_by(CHANGE.c.seq.desc(), FIELD_CHANGE.c.place)
    )
    told = [FieldHistory(_change(row), row.path, row.before, row.after) for row in fields]
    items = connection.execute(
        select(CHANGE, ENTRY.c.kind, ENTRY.c.entry, ENTRY.c.content)
        .join(ENTRY, ENTRY.c.change == CHANGE.c.seq)
        .where(ENTRY.c.case_id == case_id)
        .order_by(ENTRY.c.seq)
    )
    known: set[tuple[str, str]] = set()
    for row in items:
        if (row.kind, row.entry) not in known:
            known.add((row.kind, row.entry))
            told.append(FieldHistory(_change(row), f"{row.kind}.{row.entry}", "", row.content))
    return tuple(sorted(told, key=lambda each: each.change.seq, reverse=True))


def _change(row: Row[Any]) -> Change:
    return Change(
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        person=row.person,
        shown=row.shown,
        action=row.action,
        subject=row.subject,
        version=row.version,
        detail=json.loads(row.detail),
        program=row.program,
        rules=row.rules,
    )
