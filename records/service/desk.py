"""The workstation's side of the records: the place, the clock, who is signed in, the open store.

Every part of the service asks ``allowed`` before it does anything: signed in, not locked, and a
role that allows the action. There is no other way to the store.
"""

from __future__ import annotations

import hmac
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.dosing.followed import early_by
from records.faults import NotAllowedError, StoreError
from records.keys.sign_in_delay import SignInDelay
from records.keys.wrapping import PRODUCTION_COSTS, Argon2Costs
from records.people.session import DEFAULT_IDLE, Session
from records.place import DEFAULT_MOST
from records.store import exchange
from records.store.lock import StoreLock
from records.store.place import Place
from records.store.store import Store, read_keys
from records.store.writing import Author, Deed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime
    from pathlib import Path

    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook
    from records.keys.key_file import KeyFile
    from records.people.roles import Action
    from records.people.session import Person
    from records.store.case_table import KeptCase


@dataclass(frozen=True, slots=True)
class Marks:
    """With what the audit says a change was made: the program's version, the rules' edition."""

    program: str = ""
    rules: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a workstation keeps records.

    ``costs`` are those of a new password, ``idle`` is how long a session stays open untouched,
    ``rulebook`` holds the hard limits and how early a dose may be given; without it no number is
    refused, and no dose is early. ``backups`` is the folder the site
    chose for them, ``most`` how many are kept.
    """

    marks: Marks = field(default_factory=Marks)
    costs: Argon2Costs = PRODUCTION_COSTS
    idle: timedelta = DEFAULT_IDLE
    rulebook: Rulebook | None = None
    backups: Path | None = None
    most: int = DEFAULT_MOST


@dataclass(slots=True)
class OpenStore:
    """The store while somebody is signed in, with the key that adding people needs."""

    store: Store
    keys: KeyFile
    data_key: bytes = field(repr=False)


class Desk:
    """What the parts of the service share."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], terms: Terms) -> None:
        self.rulebook = terms.rulebook
        self.early = early_by(terms.rulebook) if terms.rulebook is not None else timedelta(0)
        self.place = Place(folder)
        self.costs, self.idle = terms.costs, terms.idle
        self.backups = terms.backups or self.place.backups
        self.most_backups = terms.most
        self.session: Session | None = None
        # The number of the change with which the session began.
        self.since = 0
        # When the person last gave the password.
        self.proven_at: datetime | None = None
        # The children whose identity was typed again in this session.
        self.confirmed: set[str] = set()
        # The children whose history this session is known to have read.
        self.looked_into: set[str] = set()
        # The children whom an emergency has shown in a list.
        self.listed: set[str] = set()
        # The case that was written last here, so that the next save need not read it again.
        self.latest: tuple[KeptCase, Case] | None = None
        # When a backup was made or tried last, and whether one is being looked through.
        self.tried_at: datetime | None = None
        self.is_copying = False
        self._clock = clock
        self._marks = terms.marks
        self._opened: OpenStore | None = None
        self._lock: StoreLock | None = None

    def now(self) -> datetime:
        """Return the time."""
        return self._clock()

    def delay(self) -> SignInDelay:
        """Return the waits after wrong passwords."""
        return SignInDelay(self.place.tries)

    @property
    def opened(self) -> OpenStore:
        """The open store.

        Raises:
            NotAllowedError: ``signed_out``.
        """
        if self._opened is None:
            raise NotAllowedError("signed_out")
        return self._opened

    @property
    def is_open(self) -> bool:
        """Whether the store is open here."""
        return self._opened is not None

    @property
    def store(self) -> Store:
        """The open store."""
        return self.opened.store

    @contextmanager
    def holding(self) -> Generator[KeyFile]:
        """Give the keys as they stand while nobody else can change them.

        With the store open they are those kept in memory: whoever puts another file in their
        place changes nothing here. Otherwise the lock is taken first, and it goes over to the
        store that is opened within.

        Raises:
            StoreError: ``no_store``, ``store_locked``, or what keeps the keys from being read.
        """
        if self._opened is not None:
            yield self._opened.keys
            return
        self.settle()
        read_keys(self.place)
        self._lock = StoreLock(self.place.lock)
        try:
            exchange.finish(self.place)
            yield read_keys(self.place)
        finally:
            if self._opened is None:
                self._lock.release()
            self._lock = None

    def open(self, keys: KeyFile, data_key: bytes) -> Store:
        """Open the store, or go on with the one that is open; ``keys`` were read while holding.

        Raises:
            StoreError: ``wrong_key`` where the key is not that of the open store.
        """
        if self._opened is None:
            now, backups = self.now(), self.backups
            store = Store(self.place, keys, data_key, now, self._lock, backups=backups)
            self._opened = OpenStore(store, keys, data_key)
        self.prove(data_key)
        return self._opened.store

    def settle(self) -> None:
        """End an exchange of stores in the midst of which the program was killed.

        Raises:
            StoreError: ``store_locked``, or what keeps it from being ended.
        """
        if self._opened is None and exchange.is_half_done(self.place):
            lock = StoreLock(self.place.lock)
            try:
                exchange.finish(self.place)
            finally:
                lock.release()

    def prove(self, data_key: bytes) -> None:
        """Accept a key that was unsealed: who unsealed another one has shown nothing here.

        Raises:
            StoreError: ``wrong_key``.
        """
        if self._opened is not None and not hmac.compare_digest(self._opened.data_key, data_key):
            raise StoreError("wrong_key", path=self.place.folder)

    def close(self) -> None:
        """Forget the person and the key and close the store."""
        self.forget()
        if self._opened is not None:
            opened, self._opened = self._opened, None
            opened.store.close()

    def forget(self) -> None:
        """Forget the person and every child."""
        self.session = None
        self.since = 0
        self.proven_at = None
        self.confirmed.clear()
        self.looked_into.clear()
        self.listed.clear()
        self.latest = None

    def keys(self) -> KeyFile:
        """Return the keys: as they were read under the lock, else as they stand on the disk."""
        return self._opened.keys if self._opened is not None else read_keys(self.place)

    def keep_keys(self, keys: KeyFile, person: Person) -> None:
        """Write the keys; that and by whom stands in the history."""
        self.store.keep_keys(self.author(person), self.opened.keys, keys, self.now())
        self.opened.keys = keys

    def allowed(self, action: Action | None) -> Session:
        """Return the session if it may do something now; None asks only that it is open.

        Raises:
            NotAllowedError: ``signed_out``, ``session_locked``, ``not_allowed``.
        """
        session = self.session
        if session is None or self._opened is None or not session.person.active:
            raise NotAllowedError("signed_out")
        now = self.now()
        session = self.aged() or session
        if session.locked:
            raise NotAllowedError("session_locked")
        if action is not None and not session.allows(action, now):
            raise NotAllowedError("not_allowed", action=action)
        # Only a hand on the keys keeps it open (``Door.touch``), never a list that renews itself.
        return session

    def aged(self) -> Session | None:
        """Return the session as the time has left it; a lock that was due stays."""
        if self.session is not None:
            aged = self.session.aged(self.now())
            if aged.locked and not self.session.locked:
                self.lock()
                aged = replace(aged, locked=True)
            self.session = aged
        return self.session

    def lock(self) -> None:
        """Lock the session and say so in the audit, once."""
        if self.session is not None and not self.session.locked:
            person = self.session.person
            self.session = self.session.locked_now()
            # A full disk must not keep a session open.
            with suppress(StoreError):
                self.record(person, "locked", f"person:{person.id}")

    def author(self, person: Person) -> Author:
        """Return who does something, as the audit names it."""
        return Author(person.id, person.shown, self._marks.program, self._marks.rules)

    def record(self, person: Person, action: str, subject: str, **detail: object) -> int:
        """Add one line to the audit and return its number."""
        with self.store.writing() as writing:
            return writing.record(
                self.author(person), Deed(action, subject, self.now(), detail=detail)
            )
