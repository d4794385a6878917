"""Signing in and out, locking and coming back, and asking for the person again."""

from __future__ import annotations

import math
import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records.faults import NotAllowedError, RecordsError, RefusedError, SignInError, StoreError
from records.keys.key_ring import (
    PersonSecret,
    new_keys,
    opened_by_password,
    opened_by_recovery,
    person_named,
    with_person,
    with_recovery,
)
from records.keys.passwords import SHORTEST_PASSWORD, check_password, check_pin
from records.keys.recovery_key import new_recovery_key
from records.keys.wrapping import Argon2Costs, new_data_key, unwrap, wrap
from records.people.roles import allows
from records.people.session import Person, Session
from records.service.accounts import checked_name, checked_roles, checked_shown
from records.service.typed import checked_reason
from records.store.lock import StoreLock
from records.store.person_table import insert_person, person_by_id, subject_of
from records.store.store import make_store
from records.store.writing import Deed, Writing

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from records.keys.key_file import KeyFile
    from records.people.roles import Action, Role
    from records.service.desk import Desk

# A PIN is tried five times and only in memory; its cost is what a return should take.
_PIN_COSTS = Argon2Costs(memory_kib=19_456, passes=2, lanes=1)
_PIN_OWNER = "pin"
# No name for signing in begins with a space.
_UNKNOWN = " unknown"
_LEAST_REASON = 10


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in; ``alarm`` where the history was found tampered with on opening.

    ``failures`` counts the wrong passwords before the right one: the person should hear of them.
    ``written_before`` is when the records were written last, by the clock of then.
    """

    session: Session
    alarm: str | None = None
    failures: int = 0
    written_before: datetime | None = None


class Door:
    """Everything about who is at the workstation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def session(self) -> Session | None:
        """Who is signed in, locked or not; the idle limit counts without being asked."""
        return self._desk.session

    def condition(self) -> StoreError | None:
        """Return why nobody could sign in now, None where somebody could.

        ``no_store`` is no fault: the first save makes one.
        """
        if self._desk.is_open:
            return None
        try:
            self._desk.settle()
            self._desk.keys()
            StoreLock(self._desk.place.lock).release()
        except StoreError as error:
            return error
        return None

    def create(self, name: str, shown: str, roles: tuple[Role, ...], password: str) -> str:
        """Make the store with its first account, sign in, and return the recovery key to print.

        The first account administers besides what else it does.

        Raises:
            StoreError: ``store_exists``, ``store_unwritable``, ``store_full``.
            RefusedError: a name or a password that is not taken.
        """
        desk = self._desk
        check_password(password, name, shown)
        checked = checked_roles((*roles, "administrator"))
        kept = checked_name(name)
        person = Person(uuid.uuid4().hex, kept, checked_shown(shown, kept), checked)
        data_key, recovery_key = new_data_key(), new_recovery_key()
        keys = new_keys(uuid.uuid4().hex, data_key, recovery_key, desk.costs)
        secret = PersonSecret(person.id, person.name, password)
        keys = with_person(keys, data_key, secret, desk.costs)
        now = desk.now()

        def first(writing: Writing) -> None:
            state = insert_person(writing.connection, person)
            detail = {"roles": list(person.roles), "name": person.name, "first": True}
            deed = Deed("person_added", subject_of(person.id), now, detail, 1, state=state)
            writing.record(desk.author(person), deed)

        make_store(desk.place, data_key, keys, now, first)
        # From here the recovery key is returned whatever follows: nobody could ever see it again.
        # Where signing in fails, ``session`` says so and it is done again by hand.
        with suppress(RecordsError), desk.holding() as read:
            self._enter(read, data_key, person.id, name)
        return recovery_key

    def sign_in(self, name: str, password: str) -> SignedIn:
        """Sign in; whoever was signed in before is signed out first.

        Raises:
            SignInError: ``wrong_password``, ``wait`` with the seconds, ``person_inactive``.
            StoreError: each way in which the store cannot be opened.
        """
        desk = self._desk
        with desk.holding() as keys:
            person_id, data_key = self.opened_by(keys, name, password)
            # The one before leaves only when the next is known.
            if desk.session is not None:
                self.sign_out(closing=False)
            signed_in = self._enter(keys, data_key, person_id, name)
            self._seal_dearer(signed_in.session.person, password)
            return signed_in

    def _enter(self, keys: KeyFile, data_key: bytes, person_id: str, name: str) -> SignedIn:
        """Begin the session of somebody who is known; who cannot be recorded does not get in."""
        desk = self._desk
        try:
            store = desk.open(keys, data_key)
            person = self._active(person_id)
            delay, under = desk.delay(), self._counted_as(keys, name)
            tries = delay.tries(under)
            failures = tries.failures if tries is not None else 0
            detail = {"failures": failures} if failures else {}
            written = store.written_at()
            since = desk.record(person, "signed_in", subject_of(person.id), **detail)
        except RecordsError:
            desk.close()
            raise
        delay.succeeded(under)
        now = desk.now()
        desk.session = Session(person, now, now, desk.idle)
        desk.since, desk.proven_at = since, now
        return SignedIn(desk.session, store.alarm, failures, written)

    def _active(self, person_id: str) -> Person:
        """Return an account that is in use.

        Raises:
            SignInError: ``person_inactive``, also where the store does not know the account.
        """
        try:
            with self._desk.store.reading() as connection:
                person = person_by_id(connection, person_id)
        except RefusedError:
            raise SignInError("person_inactive") from None
        if not person.active:
            raise SignInError("person_inactive")
        return person

    def sign_out(self, *, closing: bool = True) -> None:
        """Sign out and close the store; without anybody signed in nothing happens."""
        desk = self._desk
        person = desk.session.person if desk.session is not None else None
        desk.forget()
        try:
            if person is not None and desk.is_open:
                # A full disk must not keep anybody signed in.
                with suppress(StoreError):
                    desk.record(person, "signed_out", subject_of(person.id))
        finally:
            if closing:
                desk.close()

    def recover(self, recovery_key: str, name: str, password: str) -> tuple[SignedIn, str]:
        """Give a person a new password by the printed recovery key, and sign in.

        The key that was used has been unsealed, so a new one is returned to be printed.

        Raises:
            SignInError: ``recovery_mistyped``, ``wrong_recovery_key``, ``person_inactive``.
            RefusedError: a password that is not taken.
        """
        desk = self._desk
        with desk.holding() as keys:
            data_key = opened_by_recovery(keys, recovery_key)
            desk.prove(data_key)
            check_password(password, name)
            known = person_named(keys, name)
            if known is None:
                raise SignInError("person_inactive")
            if desk.session is not None:
                self.sign_out(closing=False)
            signed_in = self._enter(keys, data_key, known.person, name)
            person = signed_in.session.person
            printed = new_recovery_key()
            renewed = with_recovery(keys, data_key, printed, desk.costs)
            secret = PersonSecret(person.id, person.name, password)
            renewed = with_person(renewed, data_key, secret, desk.costs)
            try:
                desk.record(person, "recovered", subject_of(person.id))
                # The last step: a key that is dead has been replaced by one that is shown.
                desk.keep_keys(renewed, person)
            except RecordsError:
                desk.close()
                raise
            return signed_in, printed

    def still_may(self, action: Action) -> None:
        """Ask at the moment something leaves the screen whether the session still may do it.

        Raises:
            NotAllowedError: ``signed_out``, ``session_locked``, ``not_allowed``.
        """
        self._desk.allowed(action)

    def touch(self) -> None:
        """Hear of a key or a click: the session stays open."""
        session = self._desk.aged()
        if session is not None:
            self._desk.session = session.touched(self._desk.now())

    def locks_in(self) -> timedelta | None:
        """Return how long until the session locks itself; nothing where it already has."""
        session = self._desk.aged()
        if session is None or session.locked:
            return None
        return session.locks_at() - self._desk.now()

    def lock(self) -> None:
        """Lock; keep the draft first (``drafts.keep``), which works until this is called."""
        self._desk.lock()

    def set_pin(self, pin: str, password: str) -> None:
        """Set the PIN for coming back and signing during this shift; it is kept in memory only.

        Raises:
            SignInError: the password is another one.
            RefusedError: ``pin_form``.
        """
        session = self._desk.allowed(None)
        check_pin(pin)
        if not self._is_person(password):
            raise SignInError("wrong_password")
        session = self._desk.session or session
        seal = wrap(secrets.token_bytes(32), pin, self._pin_costs(), _PIN_OWNER)
        self._desk.session = session.with_pin(seal)

    def remove_pin(self) -> None:
        """Go back to the password for coming back and signing."""
        self._desk.session = self._desk.allowed(None).with_pin(None)

    def come_back(self, secret: str) -> Session:
        """Unlock with the PIN or the password.

        Raises:
            SignInError: ``wrong_password`` or ``wait``.
            NotAllowedError: ``signed_out``.
        """
        desk = self._desk
        if desk.session is None:
            raise NotAllowedError("signed_out")
        desk.aged()
        person = desk.session.person
        tries = desk.delay().tries(self._counted_as(desk.keys(), person.name))
        by_password = self._is_person(secret)
        session = desk.session
        failures = session.pin_failures + (tries.failures if tries is not None else 0)
        detail = {"failures": failures} if failures else {}
        # Who cannot be recorded does not get in.
        desk.record(person, "returned", subject_of(person.id), password=by_password, **detail)
        desk.session = session.returned(desk.now(), by_password=by_password)
        return desk.session

    def confirm(self, secret: str) -> Person:
        """Ask for the person at the workstation again, by PIN or password.

        Raises:
            SignInError: ``wrong_password`` or ``wait``.
        """
        session = self._desk.allowed(None)
        self._is_person(secret)
        return session.person

    def confirm_password(self, password: str) -> None:
        """Ask for the person again by the password alone.

        Raises:
            SignInError: ``wrong_password`` or ``wait``.
        """
        self._desk.allowed(None)
        if not self._is_person(password):
            raise SignInError("wrong_password")

    def second_person(self, name: str, password: str, action: Action) -> Person:
        """Return another person who is at hand beside the one signed in, and may do something.

        Raises:
            SignInError: ``wrong_password``, ``wait``, ``person_inactive``.
            NotAllowedError: ``not_allowed``.
        """
        desk = self._desk
        desk.allowed(None)
        person_id, _ = self.opened_by(desk.keys(), name, password)
        person = self._active(person_id)
        if not allows(person.roles, action):
            raise NotAllowedError("not_allowed", action=action)
        self._forget_failures(name)
        return person

    def begin_emergency(self, reason: str) -> Session:
        """Let a person who may not read patients read them for a while, with the reason kept.

        Raises:
            RefusedError: ``reason_missing``.
        """
        desk = self._desk
        session = desk.allowed("emergency_read")
        kept = checked_reason(reason, _LEAST_REASON)
        person = session.person
        desk.record(person, "emergency_read", subject_of(person.id), reason=kept)
        desk.session = session.reading_in_emergency(desk.now())
        return desk.session

    def _is_person(self, secret: str) -> bool:
        """Return whether it was the password and not the PIN; anything else is refused."""
        desk = self._desk
        session = desk.session
        if session is None:
            raise NotAllowedError("signed_out")
        now = desk.now()
        if session.pin is not None and session.pin_serves(now):
            if unwrap(session.pin, secret, _PIN_OWNER) is not None:
                return False
            # A wrong PIN counts; a password in its place does not.
            if len(secret) < SHORTEST_PASSWORD:
                desk.session = session.pin_failed()
                raise SignInError("wrong_password")
        found, _ = self.opened_by(desk.keys(), session.person.name, secret)
        if found != session.person.id:
            raise SignInError("wrong_password")
        self._forget_failures(session.person.name)
        desk.proven_at = now
        return True

    def opened_by(self, keys: KeyFile, name: str, password: str) -> tuple[str, bytes]:
        """Return whose password it is, with the data key, and count what was wrong."""
        desk = self._desk
        delay, now = desk.delay(), desk.now()
        under = self._counted_as(keys, name)
        wait = delay.wait(under, now)
        if wait:
            raise SignInError("wait", seconds=math.ceil(wait.total_seconds()))
        try:
            person_id, data_key = opened_by_password(keys, name, password, desk.costs)
        except SignInError:
            delay.failed(under, now)
            raise
        desk.prove(data_key)
        return person_id, data_key

    @staticmethod
    def _counted_as(keys: KeyFile, name: str) -> str:
        """Return under what a wrong password counts: unknown names together, as one."""
        known = person_named(keys, name)
        return known.name if known is not None else _UNKNOWN

    def _forget_failures(self, name: str) -> None:
        self._desk.delay().succeeded(self._counted_as(self._desk.keys(), name))

    def _seal_dearer(self, person: Person, password: str) -> None:
        """Seal the key anew where a guess has become dearer since the password was set."""
        desk = self._desk
        known = person_named(desk.opened.keys, person.name)
        if known is not None and known.key.costs.cheaper_than(desk.costs):
            secret = PersonSecret(person.id, person.name, password)
            opened = desk.opened
            # It is tried again the next time.
            with suppress(StoreError):
                desk.keep_keys(
                    with_person(opened.keys, opened.data_key, secret, desk.costs), person
                )

    def _pin_costs(self) -> Argon2Costs:
        costs = self._desk.costs
        return costs if costs.cheaper_than(_PIN_COSTS) else _PIN_COSTS
