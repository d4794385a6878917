"""Numbered schemas: what is missing is made, in one transaction; a newer store is not opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from records.faults import StoreError
from records.store import schema_1, schema_2

if TYPE_CHECKING:
    from sqlalchemy import Connection

# One entry for each released schema, in order; its number is its place, counted from 1.
Schemas = tuple[tuple[str, ...], ...]
SCHEMAS: Schemas = (schema_1.STATEMENTS, schema_2.STATEMENTS)
CURRENT = len(SCHEMAS)
# "KDB1" in the header of the file, so that another program's database is not taken for ours.
APPLICATION_ID = 0x4B444231


def schema_of(connection: Connection) -> int:
    """Return the number of a store's schema, 0 for an empty file."""
    return int(connection.execute(text("PRAGMA user_version")).scalar_one())


def known_schema(connection: Connection, schemas: Schemas = SCHEMAS) -> int:
    """Return the number of a store's schema if this program knows it, 0 for an empty file.

    Raises:
        StoreError: ``store_newer``, ``store_foreign``.
    """
    found = schema_of(connection)
    application = int(connection.execute(text("PRAGMA application_id")).scalar_one())
    if found > len(schemas):
        raise StoreError("store_newer", found=found, known=len(schemas))
    if found and application != APPLICATION_ID:
        raise StoreError("store_foreign")
    return found


def bring_up_to_date(connection: Connection, schemas: Schemas = SCHEMAS) -> None:
    """Apply the schemas that a store lacks, within the transaction of the connection.

    Raises:
        StoreError: ``store_newer``, ``store_foreign``; nothing is changed.
    """
    found = known_schema(connection, schemas)
    for number, statements in enumerate(schemas[found:], start=found + 1):
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
    if not found:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
