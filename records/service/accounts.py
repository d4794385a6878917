"""Accounts: adding people, their roles and passwords, ending an account, the recovery key.

The key file and the table of people cannot change in one step, so the order is such that a crash
in between leaves too little access and never too much, and the same call made again finishes it.
"""

from __future__ import annotations

import unicodedata
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from records.faults import NotAllowedError, RefusedError
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
    from records.service.door import Door

_LONGEST_NAME = 60
_LONGEST_SHOWN = 100
# So long a password that was given serves for what changes who can get in.
_PROVEN = timedelta(minutes=1)


def checked_shown(shown: str, name: str) -> str:
    """Return a name as it stands on screen and paper; without one, the name for signing in.

    Raises:
        RefusedError: ``shown_form``.
    """
    kept = " ".join(unicodedata.normalize("NFC", shown).split()) or name
    if len(kept) > _LONGEST_SHOWN or not kept.isprintable():
        raise RefusedError("shown_form", longest=_LONGEST_SHOWN)
    return kept


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

    def __init__(self, desk: Desk, door: Door) -> None:
        self._desk, self._door = desk, door

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
        person = Person(uuid.uuid4().hex, kept, checked_shown(shown, kept), checked_roles(roles))
        with desk.store.reading() as connection:
            known = next((one for one in everybody(connection) if one.name == kept), None)
        if known is not None:
            self._finish(known, person, password)
            return known
        with desk.store.writing() as writing:
            state = insert_person(writing.connection, person)
            detail = {"roles": list(person.roles), "name": person.name}
            deed = Deed("person_added", subject_of(person.id), desk.now(), detail, 1, state=state)
            writing.record(desk.author(session.person), deed)
        self._seal(person, password)
        return person

    def _finish(self, known: Person, wanted: Person, password: str) -> None:
        """Seal the key for somebody whose account was made when the keys could not be written.

        Raises:
            RefusedError: ``name_taken`` by anybody else.
        """
        sealed = {one.person for one in self._desk.opened.keys.people}
        same = (known.shown, known.roles, known.active) == (wanted.shown, wanted.roles, True)
        if known.id in sealed or not same:
            raise RefusedError("name_taken")
        self._seal(known, password)

    def _prove(self, secret: str | None) -> None:
        """Ask for the person again: an unlocked desk is not enough to change who gets in.

        Raises:
            SignInError: ``wrong_password``, ``wait``.
            NotAllowedError: ``password_needed`` without a password now or in the last minute.
        """
        desk = self._desk
        if secret is not None:
            self._door.confirm_password(secret)
        elapsed = desk.now() - desk.proven_at if desk.proven_at is not None else None
        if elapsed is None or not timedelta(0) <= elapsed <= _PROVEN:
            raise NotAllowedError("password_needed")

    def set_roles(self, person: str, roles: Iterable[Role], *, secret: str | None = None) -> Person:
        """Give a person other roles; the last administrator stays one.

        ``secret`` is the password of who is signed in, here and below; it need not be given
        where ``door.confirm`` or signing in took it within the last minute.

        Raises:
            RefusedError: ``last_administrator``, ``person_unknown``, ``roles_missing``.
        """
        self._desk.allowed("manage_people")
        self._prove(secret)
        return self._changed(person, "roles_changed", roles=checked_roles(roles))

    def end(self, person: str) -> Person:
        """End an account: the password opens nothing any more, the name stays in the history.

        Whose own account it is is signed out.

        Raises:
            RefusedError: ``last_administrator``, ``person_unknown``.
        """
        desk = self._desk
        session = desk.allowed("manage_people")
        with desk.store.reading() as connection:
            kept = person_by_id(connection, person)
            self._refuse_without_administrator(everybody(connection), replace(kept, active=False))
        desk.keep_keys(without_person(desk.opened.keys, person), session.person)
        ended = self._changed(person, "person_ended", active=False)
        if ended.id == session.person.id:
            # Who has no account any more is not signed in either.
            self._door.sign_out()
        return ended

    def reset_password(self, person: str, password: str, *, secret: str | None = None) -> Person:
        """Give a person a new password, and an ended account its life back.

        Raises:
            RefusedError: ``person_unknown``, or a password that is not taken.
        """
        desk = self._desk
        desk.allowed("manage_people")
        with desk.store.reading() as connection:
            kept = person_by_id(connection, person)
        check_password(password, kept.name, kept.shown)
        self._prove(secret)
        changed = self._changed(person, "password_reset", active=True)
        self._seal(changed, password)
        desk.delay().succeeded(kept.name)
        return changed

    def change_own_password(self, password: str, *, secret: str | None = None) -> None:
        """Give the person signed in a new password.

        Raises:
            RefusedError: a password that is not taken.
        """
        desk = self._desk
        person = desk.allowed(None).person
        check_password(password, person.name, person.shown)
        self._prove(secret)
        desk.record(person, "password_changed", subject_of(person.id))
        self._seal(person, password)

    def renew_recovery_key(self, *, secret: str | None = None) -> str:
        """Return a new recovery key to be printed; the former one opens nothing any more."""
        desk = self._desk
        session = desk.allowed("manage_people")
        self._prove(secret)
        printed = new_recovery_key()
        opened = desk.opened
        desk.record(session.person, "recovery_renewed", f"store:{desk.store.id}")
        # The last step: once the former one is dead the new one is shown, whatever follows.
        keys = with_recovery(opened.keys, opened.data_key, printed, desk.costs)
        desk.keep_keys(keys, session.person)
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
        author = desk.session.person if desk.session is not None else person
        desk.keep_keys(with_person(opened.keys, opened.data_key, secret, desk.costs), author)
