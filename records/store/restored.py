"""A backup made into the store that is to stand: copied, looked through, and told what it is.

Everything happens in a copy beside the store; ``exchange`` then puts it there in one step.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from records.faults import StoreError
from records.keys.key_file import read_key_file, write_key_file
from records.keys.wrapping import derived
from records.store.connection import Journal, open_engine, told_apart
from records.store.copies import Sealed, look_through
from records.store.head_file import write_head
from records.store.keys_in_history import digest_of_keys, keys_written, subject_of_keys
from records.store.migrations import SCHEMAS
from records.store.person_table import everybody, subject_of, update_person
from records.store.upgrade import bring, is_older
from records.store.writing import Author, Deed, Writing, last_state

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from records.keys.key_file import KeyFile
    from records.store.place import Place

_LOG = "-wal"


@dataclass(frozen=True, slots=True)
class Restoring:
    """Who restores, when, and what the history is to say of it."""

    author: Author
    at: datetime
    detail: Mapping[str, object]


def working_copy(backup: Place, new: Place, sealed: Sealed, at: datetime) -> None:
    """Copy a backup into an empty place, found whole and brought up to date.

    ``sealed`` holds the keys of the backup.

    Raises:
        StoreError: ``backup_not_whole``, ``store_newer``, or what keeps it from being read.
    """
    try:
        copy_files(backup, new)
    except OSError:
        raise StoreError("backup_unreadable", path=backup.folder) from None
    if is_older(new, sealed):
        bring(new, sealed, at, SCHEMAS)
    look_through(new, sealed)


def copy_files(place: Place, there: Place) -> None:
    """Copy the files of a store that nobody has open, as they lie, whatever state they are in.

    Raises:
        OSError: where one cannot be read or written.
    """
    log = place.database.with_name(place.database.name + _LOG)
    for file in (place.database, log, place.keys, place.head):
        if file.exists():
            copy = there.folder / file.name
            shutil.copyfile(file, copy)
            copy.chmod(0o600)


def tell(new: Place, keys: KeyFile, sealed: Sealed, restoring: Restoring) -> KeyFile:
    """Say in the history of a working copy that it was restored, and return the keys it gets.

    ``keys`` are those in force: whoever lost access since the backup does not get it back, and
    whoever had none then is not left with a seal that belongs to no account.

    Raises:
        StoreError: where it cannot be written.
    """
    engine = open_engine(new.database, sealed.data_key, "DELETE")
    store = sealed.keys.store
    try:
        with told_apart(new.database), engine.begin() as connection:
            writing = Writing(connection, derived(sealed.data_key, "audit"), store)
            writing.record(
                restoring.author,
                Deed("restored", f"store:{store}", restoring.at, restoring.detail),
            )
            people = everybody(connection)
            known = {each.id for each in people}
            kept = keys.replace(people=tuple(one for one in keys.people if one.person in known))
            with_seal = {one.person for one in kept.people}
            for person in people:
                if person.active and person.id not in with_seal:
                    ended = replace(person, active=False, version=person.version + 1)
                    state = update_person(connection, ended)
                    detail = {"roles": list(ended.roles), "active": False, "name": ended.name}
                    deed = Deed(
                        "person_ended",
                        subject_of(ended.id),
                        restoring.at,
                        detail,
                        ended.version,
                        state=state,
                    )
                    writing.record(restoring.author, deed)
            if last_state(connection, subject_of_keys(store)) != digest_of_keys(kept):
                writing.record(restoring.author, keys_written(kept, restoring.at))
    finally:
        engine.dispose()
    write_key_file(new.keys, kept)
    if not write_head(new.head, store, writing.head):
        raise StoreError("store_unwritable", path=new.head)
    return kept


@contextmanager
def reading(database: Path, data_key: bytes, journal: Journal = "DELETE") -> Generator[Connection]:
    """Read a database that nobody has open.

    Raises:
        StoreError: where it cannot be read.
    """
    engine = open_engine(database, data_key, journal)
    try:
        with told_apart(database), engine.connect() as connection:
            yield connection.execution_options(reading=True)
    finally:
        engine.dispose()


def keys_of(place: Place) -> KeyFile:
    """Return the keys of a backup.

    Raises:
        StoreError: ``backup_unreadable``.
    """
    try:
        return read_key_file(place.keys)
    except StoreError:
        raise StoreError("backup_unreadable", path=place.folder) from None
