"""Backups of the open store: when one is due, making one, and how many are kept.

A backup counts only once it was looked through: every page, the whole history, its head, its keys.
A store that is not whole makes none, so that it never pushes out those from before. Looking
through may be done beside everything else, and after the store was closed.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from records.faults import StoreError
from records.store.backups import (
    Backup,
    backups_in,
    last_good,
    named,
    new_room,
    remove,
    superfluous,
)
from records.store.copies import Sealed, look_through

if TYPE_CHECKING:
    from datetime import datetime

    from records.service.desk import Desk
    from records.service.door import Door
    from records.store.place import Place

# While somebody works, a backup is this old before the next save makes another one.
_OLD = timedelta(hours=1)
# Two copies may be looked through at once, where somebody leaves just after a save.
_NAMING = Lock()


@dataclass(frozen=True, slots=True)
class BackupState:
    """When the last good backup was made, and whether something was written since."""

    last: Backup | None
    is_behind: bool


class Copied:
    """A copy that nobody has looked through yet; ``finish`` makes it a backup, or nothing."""

    def __init__(self, desk: Desk, made: Place, sealed: Sealed, at: datetime) -> None:
        self._desk, self._made, self._sealed, self._at = desk, made, sealed, at

    def finish(self) -> Backup:
        """Look through the copy, give it its name, and remove what is too many.

        May be called in another thread than everything else, and once the store is closed.

        Raises:
            StoreError: ``backup_not_whole``, ``backup_failed``; no backup was made.
        """
        desk, made = self._desk, self._made
        try:
            look_through(made, self._sealed)
            with _NAMING:
                kept = named(made, "backup", self._sealed.keys.store, self._at)
        except OSError as error:
            raise StoreError("backup_failed", path=desk.backups, why=_why(error)) from None
        except StoreError as error:
            raise _told(error, desk) from None
        finally:
            desk.is_copying = False
            shutil.rmtree(made.folder, ignore_errors=True)
        desk.tried_at = self._at
        standing = backups_in(desk.backups, self._sealed.keys.store)
        for each in superfluous(standing, desk.most_backups):
            remove(each)
        return kept


class Backups:
    """What the workstation does for its backups by itself, and what an administrator asks for."""

    def __init__(self, desk: Desk, door: Door) -> None:
        self._desk, self._door = desk, door

    def standing(self) -> tuple[Backup, ...]:
        """Return what stands in the folder of the backups, the newest first.

        Nobody need be signed in: it tells of numbers and times, of nobody.
        """
        desk = self._desk
        try:
            store = desk.keys().store
        except StoreError:
            store = None
        return backups_in(desk.backups, store)

    @property
    def place(self) -> tuple[str, int]:
        """The folder of the backups, and how many are kept."""
        return str(self._desk.backups), self._desk.most_backups

    def state(self) -> BackupState:
        """Return how far the backups of the open store reach.

        Raises:
            NotAllowedError: ``signed_out`` while the store is closed.
        """
        store = self._desk.store
        last = last_good(backups_in(self._desk.backups, store.id))
        head = last.head if last is not None else None
        # After a restore the history is another one, whatever its number.
        reached = head.seq if head is not None and store.holds(head) else 0
        return BackupState(last, is_behind=store.written_last() > reached)

    def make(self) -> Backup:
        """Make a backup now.

        Raises:
            NotAllowedError: ``not_allowed``.
            StoreError: ``backup_failed``, ``backup_not_whole``; none was made.
        """
        self._desk.allowed("manage_backups")
        return self._copy().finish()

    def copy_when_due(self, *, after_save: bool = True) -> Copied | None:
        """Copy the store where something was written and the last backup is an hour old.

        Asked after each save; a copy that failed is tried again after an hour. Asked when
        somebody came in it makes up for one that could not be made when the last one left, and
        never makes the first: there may be nothing in the store yet.

        Raises:
            StoreError: ``backup_failed``.
        """
        desk = self._desk
        if not desk.is_open or desk.is_copying:
            return None
        now = desk.now()
        if desk.tried_at is None:
            last = last_good(backups_in(desk.backups, desk.store.id))
            desk.tried_at = last.at if last is not None else None
        if desk.tried_at is None and not after_save:
            return None
        # A clock that was put back makes one too many rather than none.
        if desk.tried_at is not None and timedelta(0) <= now - desk.tried_at < _OLD:
            return None
        return self._copy() if self.state().is_behind else None

    def leave(self) -> Copied | None:
        """Sign out and close the store; what was written since the last backup is copied first.

        Raises:
            StoreError: ``backup_failed``; signed out all the same.
        """
        desk = self._desk
        self._door.sign_out(closing=False)
        try:
            if not desk.is_open or not self.state().is_behind:
                return None
            return self._copy()
        finally:
            desk.close()

    def _copy(self) -> Copied:
        desk = self._desk
        now, sealed = desk.now(), Sealed(desk.opened.keys, desk.opened.data_key)
        desk.tried_at = now
        made = None
        try:
            made = new_room(desk.backups, now)
            desk.store.copy_to(made, sealed)
        except (OSError, StoreError) as error:
            if made is not None:
                with suppress(OSError):
                    shutil.rmtree(made.folder)
            if isinstance(error, StoreError):
                raise _told(error, desk) from None
            raise StoreError("backup_failed", path=desk.backups, why=_why(error)) from None
        desk.is_copying = True
        return Copied(desk, made, sealed, now)


def _told(error: StoreError, desk: Desk) -> StoreError:
    """Return a fault of a copy as one of a backup: nothing that was entered is unsaved by it."""
    if error.code == "backup_not_whole":
        return error
    why = error.values.get("why") or error.code
    return StoreError("backup_failed", path=desk.backups, why=why)


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
