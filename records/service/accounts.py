"""Accounts: adding people, their roles and passwords, ending an account, the recovery key.

The key file and the table of people cannot change in one step, so the order is such that a crash
in between leaves too little access and never too much, and the same call made again finishes it.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from records.faults import RefusedError
from records.keys.key_ring import (
    PersonSecret,
    sign_in_name,
    with_person,
    with_recovery,
    without_person,
)
from records.keys.passwords import check_password
from records.keys.recovery_key import new_recovery_key
from records.people.roles import ROLES, Role
from records.people.session import Person
from records.store.person_table import (
    everybody,
    insert_person,
    person_by_id,
    subject_of,
    update_person,
)
from records.store.writing import Deed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from records.service.desk import Desk

_LONGEST_NAME = 60


def checked_name(name: str) -> str:
    """Return a name for signing in as it is kept.

    Raises:
        RefusedError: ``name_form``.
    """
    kept = sign_in_name(name)
    if not 0 < len(kept) <= _LONGEST_NAME or not kept.isprintable():
        raise RefusedError("name_form", longest=_LONGEST_NAME)
    return kept


def checked_roles(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Return roles in the order of the table.

    Raises:
        RefusedError: ``roles_missing``.
    """
    wanted = set(roles)
    kept: tuple[Role, ...] = tuple(role for role in ROLES if role in wanted)
    if not kept or len(kept) != len(wanted):
        raise RefusedError("roles_missing")
    return kept


class Accounts:
    """Everything about people, except their signing in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def everybody(self) -> tuple[Person, ...]:
        """Return every account, also ended ones."""
        self._desk.allowed("manage_people")
        with self._desk.store.reading() as connection:
            return everybody(connection)

    def add(self, name: str, shown: str, roles: Iterable[Role], password: str) -> Person:
        """Add a person.

        Raises:
            RefusedError: ``name_taken``, or a name or password that is not taken.
        """
        desk = self._desk
        session = desk.allowed("manage_people")
        check_password(password, name, shown)
        kept = checked_name(name)
        person = Person(uuid.uuid4().hex, kept, shown.strip() or kept, checked_roles(roles))
        with desk.store.writing() as writing:
            if any(kept == other.name for other in everybody(writing.connection)):
                raise RefusedError("name_taken")
            state = insert_person(writing.connection, person)
            detail = {"roles": list(person.roles), "name": person.name}
            deed = Deed("person_added", subject_of(person.id), desk.now(), detail, 1, state=state)
            writing.record(desk.author(session.person), deed)
        self._seal(person, password)
        return person

    def set_roles(self, person: str, roles: Iterable[Role]) -> Person:
        """Give a person other roles; the last administrator stays one.

        Raises:
            RefusedError: ``last_administrator``, ``person_unknown``, ``roles_missing``.
        """
        return self._changed(person, "roles_changed", roles=checked_roles(roles))

    def end(self, person: str) -> Person:
        """End an account: the password opens nothing any more, the name stays in the history.

        Raises:
            RefusedError: ``last_administrator``, ``person_unknown``.
        """
        desk = self._desk
        desk.allowed("manage_people")
        with desk.store.reading() as connection:
            kept = person_by_id(connection, person)
            self._refuse_without_administrator(everybody(connection), replace(kept, active=False))
        desk.keep_keys(without_person(desk.opened.keys, person))
        return self._changed(person, "person_ended", active=False)

    def reset_password(self, person: str, password: str) -> Person:
        """Give a person a new password, and an ended account its life back.

        Raises:
            RefusedError: ``person_unknown``, or a password that is not taken.
        """
        desk = self._desk
        desk.allowed("manage_people")
        with desk.store.reading() as connection:
            kept = person_by_id(connection, person)
        check_password(password, kept.name, kept.shown)
        changed = self._changed(person, "password_reset", active=True)
        self._seal(changed, password)
        desk.delay().succeeded(kept.name)
        return changed

    def change_own_password(self, password: str) -> None:
        """Give the person signed in a new password; ask for the person again first.

        Raises:
            RefusedError: a password that is not taken.
        """
        desk = self._desk
        person = desk.allowed(None).person
        check_password(password, person.name, person.shown)
        self._seal(person, password)
        desk.record(person, "password_changed", subject_of(person.id))

    def renew_recovery_key(self) -> str:
        """Return a new recovery key to be printed; the former one opens nothing any more."""
        desk = self._desk
        session = desk.allowed("manage_people")
        printed = new_recovery_key()
        opened = desk.opened
        desk.keep_keys(with_recovery(opened.keys, opened.data_key, printed, desk.costs))
        desk.record(session.person, "recovery_renewed", f"store:{desk.store.id}")
        return printed

    def _changed(
        self,
        person: str,
        action: str,
        *,
        roles: tuple[Role, ...] | None = None,
        active: bool | None = None,
    ) -> Person:
        desk = self._desk
        session = desk.allowed("manage_people")
        with desk.store.writing() as writing:
            kept = person_by_id(writing.connection, person)
            after = replace(
                kept,
                roles=kept.roles if roles is None else roles,
                active=kept.active if active is None else active,
                version=kept.version + 1,
            )
            self._refuse_without_administrator(everybody(writing.connection), after)
            state = update_person(writing.connection, after)
            detail = {"roles": list(after.roles), "active": after.active, "name": after.name}
            deed = Deed(action, subject_of(person), desk.now(), detail, after.version, state=state)
            writing.record(desk.author(session.person), deed)
        if desk.session is not None and desk.session.person.id == person:
            desk.session = replace(desk.session, person=after)
        return after

    @staticmethod
    def _refuse_without_administrator(people: Iterable[Person], after: Person) -> None:
        others = [person for person in people if person.id != after.id]
        if not any(
            person.active and "administrator" in person.roles for person in (*others, after)
        ):
            raise RefusedError("last_administrator")

    def _seal(self, person: Person, password: str) -> None:
        desk = self._desk
        opened = desk.opened
        secret = PersonSecret(person.id, person.name, password)
        desk.keep_keys(with_person(opened.keys, opened.data_key, secret, desk.costs))
