"""A store of an older schema brought up to date: copied, changed, looked through, exchanged.

The store itself is never touched: a copy is changed, and takes its place in one step when it is
found whole (hazard H63). As it was it stays among the backups.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from records.faults import StoreError
from records.keys.wrapping import derived
from records.store.backups import named, new_room
from records.store.connection import open_engine, told_apart
from records.store.copies import Sealed, copy_store, findings_in
from records.store.exchange import exchange, room_for_new
from records.store.head_file import read_head, write_head
from records.store.keys_in_history import subject_of_keys
from records.store.migrations import SCHEMAS, Schemas, bring_up_to_date, known_schema
from records.store.writing import Author, Deed, Writing, last_head

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Engine

    from records.store.place import Place
    from records.store.verification import AuditFinding


def upgrade(place: Place, sealed: Sealed, at: datetime, backups: Path, schemas: Schemas) -> None:
    """Bring a store up to date; one that is needs nothing. Only who holds the lock comes here.

    Raises:
        StoreError: ``store_newer``, ``store_foreign``, ``store_damaged``; ``upgrade_failed`` where
            the changed copy is not whole or cannot be written, and then nothing is changed.
    """
    engine = open_engine(place.database, sealed.data_key)
    try:
        found = _schema(engine, place, schemas)
        if found == len(schemas):
            return
        try:
            made = new_room(backups, at)
        except OSError as error:
            raise StoreError("upgrade_failed", path=backups, why=str(error.strerror)) from None
        try:
            new = room_for_new(place)
            try:
                _make(engine, (place, made, new), sealed, at, schemas)
            except BaseException:
                shutil.rmtree(new.folder, ignore_errors=True)
                raise
            named(made, "backup", sealed.keys.store, at)
        except OSError as error:
            raise StoreError("upgrade_failed", path=backups, why=str(error.strerror)) from None
        finally:
            shutil.rmtree(made.folder, ignore_errors=True)
    finally:
        engine.dispose()
    exchange(place, new)


def is_older(place: Place, sealed: Sealed, schemas: Schemas = SCHEMAS) -> bool:
    """Return whether a copy that nobody has open is of an older schema.

    Raises:
        StoreError: ``store_newer``, ``store_foreign``, ``store_damaged``.
    """
    engine = open_engine(place.database, sealed.data_key, "DELETE")
    try:
        return _schema(engine, place, schemas) < len(schemas)
    finally:
        engine.dispose()


def bring(place: Place, sealed: Sealed, at: datetime, schemas: Schemas) -> None:
    """Apply to a copy that nobody has open the schemas it lacks, and say so in its history."""
    engine = open_engine(place.database, sealed.data_key, "DELETE")
    store = sealed.keys.store
    try:
        with told_apart(place.database), engine.begin() as connection:
            found = known_schema(connection, schemas)
            bring_up_to_date(connection, schemas)
            writing = Writing(connection, derived(sealed.data_key, "audit"), store)
            if found < len(schemas):
                detail = {"from": found, "to": len(schemas)}
                writing.record(Author("", ""), Deed("upgraded", f"store:{store}", at, detail))
    finally:
        engine.dispose()
    if not write_head(place.head, store, writing.head):
        raise StoreError("store_unwritable", path=place.head)


def _schema(engine: Engine, place: Place, schemas: Schemas) -> int:
    with told_apart(place.database), engine.connect() as opened:
        found = known_schema(opened.execution_options(reading=True), schemas)
    if not found:
        # An emptied file would otherwise be taken for a store still to be made.
        raise StoreError("store_damaged", path=place.database)
    return found


def _make(
    engine: Engine,
    places: tuple[Place, Place, Place],
    sealed: Sealed,
    at: datetime,
    schemas: Schemas,
) -> None:
    """Copy the store to ``made``, and what it becomes to ``new``, found whole."""
    place, made, new = places
    with told_apart(place.database), engine.connect() as opened:
        head = last_head(opened.execution_options(reading=True))
        found = known_schema(opened, schemas)
    if head is None:
        raise StoreError("store_damaged", path=place.database)
    copy_store(engine, head, made, sealed)
    for file, there in ((made.database, new.database), (made.keys, new.keys)):
        shutil.copy(file, there)
    before = _known_before(made, sealed, schemas[:found])
    bring(new, sealed, at, schemas)
    after = [one for one in findings_in(new, sealed, schemas) if one not in before]
    keys = subject_of_keys(sealed.keys.store)
    if any(one.where != keys for one in after):
        raise StoreError("upgrade_failed", path=place.folder, why=after[0].code)
    # The keys stay those that stand there, and so does a head that tells of a history cut off.
    new.keys.unlink()
    if read_head(place.head, sealed.keys.store) != head:
        new.head.unlink()


def _known_before(made: Place, sealed: Sealed, schemas: Schemas) -> tuple[AuditFinding, ...]:
    """Return what was wrong before; nothing where this program cannot look into the older form."""
    try:
        return findings_in(made, sealed, schemas)
    except StoreError:
        return ()
