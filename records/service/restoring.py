"""Putting a backup back: what would be lost is shown first, and who does it stands in the history.

An administrator, asked for the password. Where the records here can be opened, they say who is
one; where they cannot, the backup does, and the people in it have the passwords of then. What
stood here is set aside among the backups, and can be put back in the same way.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records.faults import NotAllowedError, RefusedError, StoreError
from records.keys.key_file import KeyFile, fits, read_key_file
from records.people.roles import allows
from records.service.typed import checked_reason
from records.store.backups import Backup, backups_in, named, new_room
from records.store.comparison import Contents, Loss, contents, loss
from records.store.copies import Sealed
from records.store.exchange import exchange, room_for_new
from records.store.head_file import read_head
from records.store.lock import StoreLock
from records.store.person_table import person_by_id
from records.store.restored import (
    Restoring,
    copy_files,
    keys_of,
    reading,
    tell,
    working_copy,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import Connection

    from records.people.session import Person
    from records.service.desk import Desk
    from records.service.door import Door
    from records.store.chain import Head
    from records.store.place import Place

_LEAST_REASON = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """What a backup holds, and what of the records as they stand it lacks.

    ``loss`` is None where the records here cannot be read: what would be lost cannot be said.
    """

    backup: Backup
    holds: Contents
    loss: Loss | None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where that which stood there was set aside; None: nothing stood."""

    preview: Preview
    aside: Backup | None


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who asks, with what opens the backup; ``keys`` are those here, None where none stand."""

    person: str
    backup: Sealed
    keys: KeyFile | None


class Putting:
    """Putting a backup back."""

    def __init__(self, desk: Desk, door: Door) -> None:
        self._desk, self._door = desk, door

    def named(self, name: str) -> Backup:
        """Return the backup of a name, as ``Backups.standing`` lists it.

        Raises:
            RefusedError: ``backup_unknown``.
        """
        found = [each for each in backups_in(self._desk.backups) if each.name == name]
        if not found:
            raise RefusedError("backup_unknown", found=name[:60], path=self._desk.backups)
        return found[0]

    def preview(self, backup: Backup, name: str, secret: str | None) -> Preview:
        """Return what would change; ``name`` and ``secret`` are those of an administrator.

        Whoever is signed in need not give the password to look.

        Raises:
            SignInError: ``wrong_password``, ``wait``.
            NotAllowedError: ``not_allowed`` for whoever is no administrator.
            RefusedError: ``backup_without_you`` where the backup knows no such administrator.
            StoreError: ``backup_unreadable``, ``backup_foreign``, ``backup_not_whole``.
        """
        with self._asking(backup, name, secret) as asking:
            new = room_for_new(self._desk.place)
            try:
                return self._prepared(backup, new, asking)[0]
            finally:
                shutil.rmtree(new.folder, ignore_errors=True)

    def restore(self, backup: Backup, name: str, secret: str, reason: str) -> Restored:
        """Put a backup in the place of the records, and sign out whoever is signed in.

        Raises:
            RefusedError: ``reason_missing``, ``reason_form``, and those of ``preview``.
            SignInError, NotAllowedError, StoreError: as ``preview``, and where something cannot
                be written; the records then stand as they were.
        """
        why = checked_reason(reason, _LEAST_REASON)
        desk = self._desk
        with self._asking(backup, name, secret) as asking:
            new = room_for_new(desk.place)
            try:
                preview, person = self._prepared(backup, new, asking)
                detail = _detail(preview, why, read_head(desk.place.head, asking.backup.keys.store))
                restoring = Restoring(desk.author(person), desk.now(), detail)
                tell(new, asking.keys or asking.backup.keys, asking.backup, restoring)
            except BaseException:
                shutil.rmtree(new.folder, ignore_errors=True)
                raise
        # From here on nobody works in the records that are about to go.
        self._door.sign_out()
        lock = StoreLock(desk.place.lock)
        try:
            aside = self._set_aside(asking.backup.keys.store)
            exchange(desk.place, new)
        finally:
            lock.release()
        desk.tried_at = None
        return Restored(preview, aside)

    @contextmanager
    def _asking(self, backup: Backup, name: str, secret: str | None) -> Generator[_Asking]:
        """Give who asks, while nobody else can change what stands here."""
        desk, theirs = self._desk, keys_of(backup.place)
        lock: StoreLock | None = None
        if desk.is_open:
            name = desk.allowed("manage_backups").person.name
        else:
            desk.settle()
            lock = self._lock()
        try:
            keys = desk.keys() if desk.is_open else self._keys_here()
            if keys is not None and keys.store != theirs.store:
                raise StoreError("backup_foreign", path=backup.place.folder)
            if desk.session is not None and secret is None:
                person, data_key = desk.session.person.id, desk.opened.data_key
            else:
                person, data_key = self._door.opened_by(keys or theirs, name, secret or "")
            if not fits(theirs, data_key):
                raise StoreError("backup_foreign", path=backup.place.folder)
            yield _Asking(person, Sealed(theirs, data_key), keys)
        finally:
            if lock is not None:
                lock.release()

    def _lock(self) -> StoreLock:
        """Take the lock of a store that is not open here, and of one that is not there at all."""
        folder = self._desk.place.folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (OSError, ValueError) as error:
            raise StoreError("store_unwritable", path=folder, why=str(error)) from None
        return StoreLock(self._desk.place.lock)

    def _keys_here(self) -> KeyFile | None:
        """Return the keys that stand here, None where there are none that can be read."""
        try:
            return read_key_file(self._desk.place.keys)
        except StoreError as error:
            if error.code in ("keys_missing", "keys_damaged"):
                return None
            raise

    def _prepared(self, backup: Backup, new: Place, asking: _Asking) -> tuple[Preview, Person]:
        """Make the working copy, and return what it would change and who may ask for that."""
        desk, data_key = self._desk, asking.backup.data_key
        self._check_here(asking)
        working_copy(backup.place, new, asking.backup, desk.now())
        with reading(new.database, data_key) as then:
            person = self._check_there(then, asking)
            holds = contents(then)
            lost = self._loss(then, data_key)
        return Preview(backup, holds, lost), person

    def _check_here(self, asking: _Asking) -> None:
        """Refuse whoever does not administer the records here, where they can be asked."""
        if self._desk.is_open or not self._desk.place.database.exists():
            return
        try:
            with reading(self._desk.place.database, asking.backup.data_key, "WAL") as now:
                person = person_by_id(now, asking.person)
        except StoreError:
            return
        except RefusedError:
            raise NotAllowedError("not_allowed", action="manage_backups") from None
        if not person.active or not allows(person.roles, "manage_backups"):
            raise NotAllowedError("not_allowed", action="manage_backups")

    @staticmethod
    def _check_there(then: Connection, asking: _Asking) -> Person:
        """Return who asks as the backup knows them: somebody must administer what it becomes."""
        try:
            person = person_by_id(then, asking.person)
        except RefusedError:
            raise RefusedError("backup_without_you") from None
        if not person.active or not allows(person.roles, "manage_backups"):
            raise RefusedError("backup_without_you")
        return person

    def _loss(self, then: Connection, data_key: bytes) -> Loss | None:
        desk = self._desk
        if desk.is_open:
            with desk.store.reading() as now:
                return loss(now, then)
        if not desk.place.database.exists():
            return None
        try:
            with reading(desk.place.database, data_key, "WAL") as now:
                return loss(now, then)
        except StoreError:
            return None

    def _set_aside(self, store: str) -> Backup | None:
        """Keep what stands here among the backups, in whatever state it is."""
        desk = self._desk
        if not desk.place.database.exists() and not desk.place.keys.exists():
            return None
        made: Place | None = None
        try:
            made = new_room(desk.backups, desk.now())
            copy_files(desk.place, made)
            return named(made, "aside", store, desk.now())
        except OSError as error:
            if made is not None:
                shutil.rmtree(made.folder, ignore_errors=True)
            why = error.strerror or type(error).__name__
            raise StoreError("backup_failed", path=desk.backups, why=why) from None


def _detail(preview: Preview, reason: str, replaced: Head | None) -> dict[str, object]:
    """Return what the history says of a restore: numbers, and nothing of anybody."""
    told: dict[str, object] = {"backup": preview.backup.name, "reason": reason}
    if replaced is not None:
        told["replaced"] = replaced.code
    if preview.loss is not None:
        told["children_lost"] = preview.loss.children
        told["entries_lost"] = preview.loss.entries
        told["changes_lost"] = preview.loss.changes
    return told
