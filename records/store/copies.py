"""Copies of a store, and looking through them: a copy nobody has looked through is no backup."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from records.faults import StoreError
from records.keys.key_file import KeyFile, read_key_file, write_key_file
from records.keys.wrapping import derived
from records.store.connection import copy_database, open_engine, told_apart
from records.store.head_file import read_head, write_head
from records.store.keys_in_history import digest_of_keys
from records.store.migrations import SCHEMAS, Schemas, known_schema
from records.store.verification import AuditFinding, verify

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from records.store.chain import Head
    from records.store.place import Place


@dataclass(frozen=True, slots=True)
class Sealed:
    """What opens a store: its keys as they are kept, and the data key itself."""

    keys: KeyFile
    data_key: bytes = field(repr=False)


def copy_store(engine: Engine, head: Head, made: Place, sealed: Sealed) -> None:
    """Copy an open store into an empty place: database, keys and head.

    Raises:
        StoreError: where one of the files cannot be read or written.
    """
    copy_database(engine, made.database, sealed.data_key)
    write_key_file(made.keys, sealed.keys)
    if not write_head(made.head, sealed.keys.store, head):
        raise StoreError("store_unwritable", path=made.head)


def findings_in(
    place: Place, sealed: Sealed, schemas: Schemas = SCHEMAS
) -> tuple[AuditFinding, ...]:
    """Return what is wrong with a copy that nobody has open: pages, history, rows, head, keys.

    That the program once found the history tampered with stands in the original too: it is a part
    of the history and no fault of the copy.

    Raises:
        StoreError: where the copy cannot be read at all, or is newer than this program.
    """
    engine = open_engine(place.database, sealed.data_key, "DELETE")
    try:
        with told_apart(place.database), engine.connect() as opened:
            connection = opened.execution_options(reading=True)
            known_schema(connection, schemas)
            found = verify(
                connection,
                derived(sealed.data_key, "audit"),
                sealed.keys.store,
                outside=read_head(place.head, sealed.keys.store),
                keys=digest_of_keys(read_key_file(place.keys)),
                schemas=schemas,
            )
    finally:
        engine.dispose()
    return tuple(each for each in found.findings if each.code != "found_before")


def look_through(place: Place, sealed: Sealed, schemas: Schemas = SCHEMAS) -> None:
    """Refuse a copy in which anything is wrong.

    Raises:
        StoreError: ``backup_not_whole``, and those of ``findings_in``.
    """
    findings = findings_in(place, sealed, schemas)
    if findings:
        raise StoreError("backup_not_whole", count=len(findings), finding=findings[0].code)
