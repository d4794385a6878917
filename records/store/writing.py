"""One transaction of the store: what is written, and the one change that answers for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from records.store.case_parts import json_text
from records.store.chain import SEALED_COLUMNS, Head, beginning, digest, sealed
from records.store.tables import CHANGE, ENTRY, FIELD_CHANGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from records.store.case_parts import FieldChange

# In this order the rows that a change added stand in its digest.
ENTRY_COLUMNS = ("seq", "case_id", "kind", "entry", "version", "content")
FIELD_COLUMNS = ("place", "case_id", "path", "before", "after")


@dataclass(frozen=True, slots=True)
class Author:
    """Who does something, with which program and rules."""

    person: str
    shown: str
    program: str = ""
    rules: str = ""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A version of an item that is being added."""

    case_id: str
    kind: str
    entry: str
    version: int
    content: str


@dataclass(frozen=True, slots=True)
class Deed:
    """One change: what was done to what, and when.

    ``key`` makes a retry harmless; ``request`` is what was asked under it. ``state`` is the row
    in which the deed left its subject.
    """

    action: str
    subject: str
    at: datetime
    detail: Mapping[str, object] = field(default_factory=dict[str, object])
    version: int | None = None
    key: str | None = None
    request: str | None = None
    entries: tuple[NewEntry, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    case_id: str | None = None
    state: Sequence[object] | None = None


class Writing:
    """A transaction under way; ``record`` seals what it did, with ``key``."""

    def __init__(self, connection: Connection, key: bytes, store: str) -> None:
        self.connection = connection
        self.key = key
        self.head = last_head(connection) or beginning(key, store)

    def record(self, author: Author, deed: Deed) -> int:
        """Add the change and its rows, and return the number of the change."""
        # Which version counts follows from the number, so the number is sealed with the rest.
        first = 1 + (self.connection.execute(select(func.max(ENTRY.c.seq))).scalar_one() or 0)
        entries: list[dict[str, object]] = [
            {"seq": number, **asdict(entry)} for number, entry in enumerate(deed.entries, first)
        ]
        fields = [
            {
                "place": place,
                "case_id": deed.case_id,
                "path": changed.path,
                "before": changed.before,
                "after": changed.after,
            }
            for place, changed in enumerate(deed.fields)
        ]
        seq = self.head.seq + 1
        row: dict[str, object] = {
            "seq": seq,
            "key": deed.key,
            "request": deed.request,
            "at": deed.at.isoformat(),
            "person": author.person,
            "shown": author.shown,
            "action": deed.action,
            "subject": deed.subject,
            "version": deed.version,
            "detail": json_text(dict(deed.detail)),
            "added": digest(
                [
                    *([entry[name] for name in ENTRY_COLUMNS] for entry in entries),
                    *([changed[name] for name in FIELD_COLUMNS] for changed in fields),
                ]
            ),
            "state": digest([deed.state]) if deed.state is not None else None,
            "program": author.program,
            "rules": author.rules,
        }
        mac = sealed(self.key, self.head.mac, [row[name] for name in SEALED_COLUMNS])
        self.connection.execute(insert(CHANGE).values(**row, mac=mac))
        if entries:
            self.connection.execute(insert(ENTRY), [entry | {"change": seq} for entry in entries])
        if fields:
            self.connection.execute(
                insert(FIELD_CHANGE), [changed | {"change": seq} for changed in fields]
            )
        self.head = Head(seq, mac)
        return seq


def last_state(connection: Connection, subject: str) -> str | None:
    """Return the digest of the row in which the last change of a subject left it."""
    return connection.execute(
        select(CHANGE.c.state)
        .where(CHANGE.c.subject == subject, CHANGE.c.state.is_not(None))
        .order_by(CHANGE.c.seq.desc())
        .limit(1)
    ).scalar_one_or_none()


def last_head(connection: Connection) -> Head | None:
    """Return the number and the seal of the last change, None where there is none."""
    found = connection.execute(
        select(CHANGE.c.seq, CHANGE.c.mac).order_by(CHANGE.c.seq.desc()).limit(1)
    ).one_or_none()
    return Head(found.seq, found.mac) if found is not None else None
