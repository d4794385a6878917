"""The open store: reading, and writing in transactions that the audit answers for.

Knows the file, the lock and the chain; who may do what is decided elsewhere. Made whole in a
folder of its own that takes its name in one step, so that half a store is never found.
"""

from __future__ import annotations

import re
import shutil
import uuid
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from records.faults import StoreError
from records.files import sync_folder
from records.keys.key_file import KeyFile, fits, read_key_file, write_key_file
from records.keys.wrapping import derived
from records.store.connection import open_engine, told_apart
from records.store.copies import Sealed, copy_store
from records.store.head_file import read_head, write_head
from records.store.keys_in_history import ALARMS, digest_of_keys, keys_written, subject_of_keys
from records.store.lock import StoreLock
from records.store.migrations import SCHEMAS, Schemas, bring_up_to_date
from records.store.place import Place
from records.store.tables import CHANGE, STORE
from records.store.upgrade import upgrade
from records.store.writing import Author, Deed, Writing, last_head, last_state

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from sqlalchemy import Connection

    from records.store.chain import Head


def read_keys(place: Place) -> KeyFile:
    """Return the keys of the store at a place, which tells whether there is one.

    Raises:
        StoreError: ``no_store``, or what keeps it from being opened.
    """
    keys_there, database_there = _there(place.keys), _there(place.database)
    if not keys_there and not database_there:
        raise StoreError("no_store", path=place.folder)
    keys = read_key_file(place.keys)
    if not database_there:
        raise StoreError("store_missing", path=place.database)
    return keys


def _there(path: Path) -> bool:
    """Return whether a file is there.

    Raises:
        StoreError: ``store_forbidden`` in a folder of another account of the operating system.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except PermissionError:
        raise StoreError("store_forbidden", path=path.parent) from None
    except (OSError, ValueError):
        raise StoreError("store_failed", path=path.parent) from None
    return True


def make_store(
    place: Place, data_key: bytes, keys: KeyFile, at: datetime, first: Callable[[Writing], None]
) -> None:
    """Make a store with its first change, or nothing at all.

    Raises:
        StoreError: ``store_exists``, ``store_unwritable``, ``store_full``.
    """
    parent = place.folder.parent
    try:
        parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, ValueError) as error:
        raise StoreError("store_unwritable", path=parent, why=str(error)) from None
    lock = StoreLock(parent / f".{place.folder.name}.lock")
    made = Place(parent / f".{place.folder.name}-{uuid.uuid4().hex}")
    try:
        empty = place.folder.is_dir() and not any(place.folder.iterdir())
        if place.folder.exists() and not empty:
            raise StoreError("store_exists", path=place.folder)
        # What an earlier attempt left when it was killed; nobody else makes one now.
        unfinished = re.compile(re.escape(f".{place.folder.name}-") + "[0-9a-f]{32}")
        for left in parent.iterdir():
            if unfinished.fullmatch(left.name):
                shutil.rmtree(left, ignore_errors=True)
        made.folder.mkdir(mode=0o700)
        # Before the database makes it, which would let everybody read it.
        made.database.touch(mode=0o600)
        engine = open_engine(made.database, data_key)
        try:
            with told_apart(made.database), engine.begin() as connection:
                bring_up_to_date(connection)
                connection.execute(insert(STORE).values(id=keys.store, created=at.isoformat()))
                writing = Writing(connection, derived(data_key, "audit"), keys.store)
                first(writing)
                writing.record(Author("", ""), keys_written(keys, at))
        finally:
            engine.dispose()
        if not write_head(made.head, keys.store, writing.head):
            raise StoreError("store_unwritable", path=made.head, why="")
        write_key_file(made.keys, keys)
        if empty:
            # The site made the folder beforehand; not every system replaces one.
            place.folder.rmdir()
        made.folder.rename(place.folder)
        sync_folder(parent)
    except OSError as error:
        raise StoreError("store_unwritable", path=place.folder, why=error.strerror) from None
    finally:
        shutil.rmtree(made.folder, ignore_errors=True)
        lock.release()


class Store:
    """An open store; ``close`` gives its lock back."""

    def __init__(
        self,
        place: Place,
        keys: KeyFile,
        data_key: bytes,
        at: datetime,
        lock: StoreLock | None = None,
        *,
        backups: Path | None = None,
        schemas: Schemas = SCHEMAS,
    ) -> None:
        """Open the store; no other process can until it is closed.

        ``lock`` is the right to it where ``keys`` were read under it; taken here otherwise. One of
        an older schema is brought up to date first, and stays in ``backups`` as it was.

        Raises:
            StoreError: each way in which it cannot be opened, told apart.
        """
        if not fits(keys, data_key):
            raise StoreError("wrong_key", path=place.folder)
        if not place.database.exists():
            raise StoreError("store_missing", path=place.database)
        self.place, self.id = place, keys.store
        self._audit_key = derived(data_key, "audit")
        self._lock = lock or StoreLock(place.lock)
        try:
            sealed = Sealed(keys, data_key)
            upgrade(place, sealed, at, backups or place.backups, schemas)
            self._file = _which_file(place.database)
            self._engine = open_engine(place.database, data_key)
            try:
                self._begin(at, keys)
            except BaseException:
                self._engine.dispose()
                raise
        except BaseException:
            if lock is None:
                self._lock.release()
            raise

    @property
    def audit_key(self) -> bytes:
        """The key of the chain and of the drafts' seals; it opens nothing."""
        return self._audit_key

    @property
    def head(self) -> Head:
        """How far the audit reaches now."""
        return self._head

    def written_at(self) -> datetime | None:
        """Return when the last change was made, by the clock of then."""
        asked = select(CHANGE.c.at).order_by(CHANGE.c.seq.desc()).limit(1)
        with self.reading() as connection:
            at = connection.execute(asked).scalar_one_or_none()
        return datetime.fromisoformat(at) if at is not None else None

    def written_last(self) -> int:
        """Return the number of the last change that wrote something, and did more than look."""
        asked = select(CHANGE.c.seq).where(CHANGE.c.state.is_not(None))
        with self.reading() as connection:
            found = connection.execute(asked.order_by(CHANGE.c.seq.desc()).limit(1))
            return found.scalar_one_or_none() or 0

    def holds(self, head: Head) -> bool:
        """Return whether the history went through a head."""
        with self.reading() as connection:
            return _mac_at(connection, head.seq) == head.mac

    def copy_to(self, made: Place, sealed: Sealed) -> None:
        """Copy the store as it is now into an empty place, with the keys that open it.

        Raises:
            StoreError: where something cannot be read or written; what was begun is left there.
        """
        self._assure_file()
        copy_store(self._engine, self._head, made, sealed)

    def assure_lock(self) -> None:
        """Refuse to write where another process holds the store now.

        Raises:
            StoreError: ``store_locked``.
        """
        self._lock.assure()

    def keep_keys(self, author: Author, former: KeyFile, keys: KeyFile, at: datetime) -> None:
        """Write the keys in place of the former, after the history says which they will be.

        Raises:
            StoreError: what kept them from being written; the former ones stay.
        """
        with self.writing() as writing:
            writing.record(author, keys_written(keys, at))
        try:
            write_key_file(self.place.keys, keys)
        except StoreError:
            with suppress(StoreError), self.writing() as writing:
                writing.record(author, keys_written(former, at))
            raise

    def close(self) -> None:
        """Close the file and give the lock back; a second time does nothing."""
        self._engine.dispose()
        self._lock.release()

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Read; nothing is written.

        Raises:
            StoreError: ``store_missing`` where the file was taken away.
        """
        self._assure_file()
        with told_apart(self.place.database), self._engine.connect() as connection:
            yield connection.execution_options(reading=True)

    @contextmanager
    def writing(self) -> Generator[Writing]:
        """Write one transaction: when the block ends it is on the disk, or nothing is."""
        self.assure_lock()
        self._assure_file()
        with told_apart(self.place.database), self._engine.begin() as connection:
            writing = Writing(connection, self._audit_key, self.id)
            yield writing
        # What was written into a file that has no name any more is gone when it is closed.
        self._assure_file()
        if writing.head != self._head:
            self._head = writing.head
            write_head(self.place.head, self.id, writing.head)

    def _assure_file(self) -> None:
        """Refuse to work in a file that was deleted or replaced while it was open.

        Raises:
            StoreError: ``store_missing``.
        """
        if _which_file(self.place.database) != self._file:
            raise StoreError("store_missing", path=self.place.database)

    def _begin(self, at: datetime, keys: KeyFile) -> None:
        """Compare the chain with the head kept outside."""
        path = self.place.database
        with told_apart(path), self._engine.begin() as connection:
            if connection.execute(select(STORE.c.id)).scalar_one_or_none() != self.id:
                raise StoreError("store_foreign")
            found = last_head(connection)
            known = last_state(connection, subject_of_keys(self.id))
        if found is None:
            raise StoreError("store_damaged", path=path)
        self._head = found
        self.alarm: str | None = None
        self._outside = read_head(self.place.head, self.id)
        nobody = Author("", "")
        if known != digest_of_keys(keys):
            with self.writing() as writing:
                writing.record(nobody, keys_written(keys, at, action="keys_replaced"))
            self.alarm = "keys_replaced"
        outside = self._outside
        if outside == found:
            return
        with self.writing() as writing:
            deed = self._alarm(outside, found, at, writing.connection)
            writing.record(nobody, deed)
        if deed.action in ALARMS:
            self.alarm = deed.action

    def _alarm(
        self, outside: Head | None, found: Head, at: datetime, connection: Connection
    ) -> Deed:
        """Say in the chain itself how it differed from its head; that stays for ever."""
        subject = f"store:{self.id}"
        if outside is None:
            return Deed("head_missing", subject, at)
        detail = {"seq": outside.seq, "mac": outside.mac, "found": found.seq}
        if outside.seq < found.seq and _mac_at(connection, outside.seq) == outside.mac:
            # A crash between the commit and the writing of the head.
            return Deed("head_caught_up", subject, at, detail)
        return Deed("history_cut", subject, at, detail)


def _which_file(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _mac_at(connection: Connection, seq: int) -> str | None:
    return connection.execute(select(CHANGE.c.mac).where(CHANGE.c.seq == seq)).scalar_one_or_none()
