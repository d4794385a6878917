"""Accounts in the store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import insert, select, update

from records.faults import RefusedError, StoreError
from records.people.roles import ROLES, Role
from records.people.session import Person
from records.store.case_parts import json_text
from records.store.tables import PERSON

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row

STATE_COLUMNS = ("id", "name", "shown", "roles", "active", "version")


def subject_of(person: str) -> str:
    """Return what the audit calls a person."""
    return f"person:{person}"


def insert_person(connection: Connection, person: Person) -> Sequence[object]:
    """Add a person and return the row as it is sealed."""
    row = _row(person)
    connection.execute(insert(PERSON).values(**row))
    return [row[name] for name in STATE_COLUMNS]


def update_person(connection: Connection, person: Person) -> Sequence[object]:
    """Write a person whose version is one more than the one kept; return the row as sealed.

    Raises:
        RefusedError: ``changed_meanwhile``.
    """
    row = _row(person)
    done = connection.execute(
        update(PERSON)
        .where(PERSON.c.id == person.id, PERSON.c.version == person.version - 1)
        .values(**row)
    )
    if done.rowcount != 1:
        raise RefusedError("changed_meanwhile")
    return [row[name] for name in STATE_COLUMNS]


def everybody(connection: Connection) -> tuple[Person, ...]:
    """Return every account, also those no longer in use, by name."""
    return tuple(_person(row) for row in connection.execute(select(PERSON).order_by(PERSON.c.name)))


def person_by_id(connection: Connection, person: str) -> Person:
    """Return one account.

    Raises:
        RefusedError: ``person_unknown``.
    """
    row = connection.execute(select(PERSON).where(PERSON.c.id == person)).one_or_none()
    if row is None:
        raise RefusedError("person_unknown")
    return _person(row)


def _row(person: Person) -> Mapping[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "shown": person.shown,
        "roles": json_text(sorted(person.roles)),
        "active": int(person.active),
        "version": person.version,
    }


def _person(row: Row[Any]) -> Person:
    roles = json.loads(row.roles)
    if not all(role in ROLES for role in roles):
        raise StoreError("store_damaged", path="")
    return Person(
        id=row.id,
        name=row.name,
        shown=row.shown,
        roles=tuple(cast("list[Role]", roles)),
        active=bool(row.active),
        version=row.version,
    )
