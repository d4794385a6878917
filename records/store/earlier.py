"""A record as it stood in an earlier version, put together from its history to be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from clinical.record.case import Case
from clinical.values import frozen_collections
from records.store.case_parts import KINDS
from records.store.case_table import subject_of
from records.store.tables import CASE_HEAD, CHANGE, ENTRY, FIELD_CHANGE

if TYPE_CHECKING:
    from sqlalchemy import Connection


def case_at(connection: Connection, case_id: str, version: int) -> Case:
    """Return a case as it was left in a version; its items stand in the order of their entering."""
    asked = select(CASE_HEAD.c.content).where(CASE_HEAD.c.id == case_id)
    document: dict[str, Any] = json.loads(connection.execute(asked).scalar_one())["case"]
    later = CHANGE.c.subject == subject_of(case_id), CHANGE.c.version > version
    changed = (
        select(FIELD_CHANGE.c.path, FIELD_CHANGE.c.before)
        .join(CHANGE, CHANGE.c.seq == FIELD_CHANGE.c.change)
        .where(*later)
        .order_by(CHANGE.c.seq.desc(), FIELD_CHANGE.c.place)
    )
    for path, before in connection.execute(changed):
        place = path.split(".")
        if place[0] not in KINDS:
            _put_back(document, place, before)
    entries = (
        select(ENTRY.c.kind, ENTRY.c.entry, ENTRY.c.content)
        .join(CHANGE, CHANGE.c.seq == ENTRY.c.change)
        .where(ENTRY.c.case_id == case_id, CHANGE.c.version <= version)
        .order_by(ENTRY.c.seq)
    )
    items: dict[str, dict[str, Any]] = {}
    for kind, entry, content in connection.execute(entries):
        items.setdefault(kind, {})[entry] = json.loads(content)
    document |= {kind: list(found.values()) for kind, found in items.items()}
    return Case.model_validate(frozen_collections(document))


def _put_back(document: dict[str, Any], place: list[str], before: str) -> None:
    """Set a field to what it held; nothing where it held nothing."""
    *tables, name = place
    for table in tables:
        document = document.setdefault(table, {})
    if before:
        document[name] = json.loads(before)
    else:
        document.pop(name, None)
