"""Drafts in the store: one for each person and child, each sealed, none with a history.

The seal binds a draft to its owner and its child: one that was put in or given to somebody else
behind the program's back is not taken up, and ``records verify`` tells of it.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from records.store.chain import sealed
from records.store.tables import DRAFT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from records.store.writing import Writing

_SEALED = ("person", "case_id", "version", "at", "content")
# No change is sealed after such a seal, so that none can stand for a draft.
_BEFORE = "draft"


def keep_draft(
    writing: Writing, person: str, kept: tuple[str, int], content: str, at: datetime
) -> None:
    """Keep what a person is typing; the draft before it goes without trace."""
    drop_draft(writing.connection, person, kept[0])
    row: dict[str, object] = {
        "person": person,
        "case_id": kept[0],
        "version": kept[1],
        "at": at.isoformat(),
        "content": content,
    }
    seal = sealed(writing.key, _BEFORE, [row[name] for name in _SEALED])
    writing.connection.execute(insert(DRAFT).values(**row, seal=seal))


def drop_draft(connection: Connection, person: str, case_id: str) -> None:
    """Forget a draft."""
    connection.execute(delete(DRAFT).where(DRAFT.c.person == person, DRAFT.c.case_id == case_id))


def drafts_of(connection: Connection, key: bytes, person: str) -> Sequence[Row[Any]]:
    """Return the drafts that one person kept, the latest first."""
    rows = connection.execute(
        select(DRAFT).where(DRAFT.c.person == person).order_by(DRAFT.c.at.desc())
    )
    return [row for row in rows if _is_sealed(row, key)]


def planted_drafts(connection: Connection, key: bytes) -> Iterator[str]:
    """Yield in whose name each draft stands that nobody kept as it is."""
    for row in connection.execute(select(DRAFT).order_by(DRAFT.c.person)):
        if not _is_sealed(row, key):
            yield row.person


def _is_sealed(row: Row[Any], key: bytes) -> bool:
    seal = sealed(key, _BEFORE, [getattr(row, name) for name in _SEALED])
    return hmac.compare_digest(seal.encode(), row.seal.encode())
