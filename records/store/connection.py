"""Opening and copying the encrypted file: WAL with full synchronisation, faults told apart.

SQLCipher says the same of a wrong key and of a damaged file. The key is checked against the key
file first, so what cannot be read here is damaged.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import sqlcipher3  # pyright: ignore[reportMissingTypeStubs] (it has none)
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from records.faults import FaultCode, StoreError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_DRIVER: Any = sqlcipher3
_DRIVER_ERROR: type[Exception] = _DRIVER.Error
_OPERATIONAL: type[Exception] = _DRIVER.OperationalError
# A copy that lies still is one file, which can be moved as a whole.
Journal = Literal["WAL", "DELETE"]
_PRAGMAS = (
    # With WAL a commit that was acknowledged survives a power cut (hazard H57: NORMAL lost 16 of
    # 30).
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # A removed draft leaves nothing behind, and nothing is ever put into a temporary file.
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA busy_timeout = 2000",
)
# By the names of SQLite's results: what went wrong with the file, not with the question.
_FAULTS: dict[str, FaultCode] = {
    "SQLITE_NOTADB": "store_damaged",
    "SQLITE_CORRUPT": "store_damaged",
    "SQLITE_FULL": "store_full",
    "SQLITE_READONLY": "store_unwritable",
    "SQLITE_CANTOPEN": "store_unwritable",
    "SQLITE_PERM": "store_unwritable",
    "SQLITE_BUSY": "store_locked",
    "SQLITE_LOCKED": "store_locked",
    "SQLITE_IOERR": "store_failed",
}
_SAID: dict[str, FaultCode] = {
    "file is not a database": "store_damaged",
    "malformed": "store_damaged",
    "disk is full": "store_full",
    "readonly": "store_unwritable",
    "unable to open": "store_unwritable",
    "locked": "store_locked",
    "disk i/o error": "store_failed",
}


def open_engine(path: Path, data_key: bytes, journal: Journal = "WAL") -> Engine:
    """Return an engine on the encrypted file, which is made where there is none.

    Raises:
        StoreError: where the file cannot be opened or is damaged.
    """

    def connect() -> Any:  # noqa: ANN401 (the binding has no types)
        return _link(path, data_key, journal)

    engine = create_engine(
        "sqlite+pysqlite://",
        module=_DRIVER,
        creator=connect,
        poolclass=StaticPool,
        # The text of an error must not hold what was entered.
        hide_parameters=True,
    )

    # The driver would begin transactions late and by its own rules.
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction] (the listener)
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    with told_apart(path):
        engine.connect().close()
    return engine


def copy_database(engine: Engine, path: Path, data_key: bytes) -> None:
    """Copy the database behind an engine to a new file under the same key, closed and synced.

    By SQLite's own backup: the copy is one moment of the store, whatever its log still holds.

    Raises:
        StoreError: where one of the two files cannot be read or written.
    """
    with told_apart(path), engine.connect() as connection:
        source: Any = connection.connection.driver_connection
        # Before the database makes it, which would let everybody read it.
        path.touch(mode=0o600)
        target = _link(path, data_key, "DELETE")
        try:
            source.backup(target)
            # The copy came with the mode of the original.
            target.execute("PRAGMA journal_mode = DELETE").fetchone()
        finally:
            target.close()


def _link(path: Path, data_key: bytes, journal: Journal) -> Any:  # noqa: ANN401 (no types)
    # Work comes from one thread at a time, not always from the same one.
    link = _DRIVER.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        link.execute("PRAGMA cipher_log = off")
        link.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
        link.execute(f"PRAGMA journal_mode = {journal}").fetchone()
        for pragma in _PRAGMAS:
            link.execute(pragma)
        link.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        link.close()
        raise
    return link


@contextmanager
def told_apart(path: Path) -> Generator[None]:
    """Turn what the database says of its file into a fault with a code."""
    try:
        yield
    except DBAPIError as error:
        code = _code(error.orig)
        if code is None:
            raise
        raise StoreError(code, path=path, host="?", process="?") from None
    except _DRIVER_ERROR as error:
        code = _code(error)
        if code is None:
            raise
        raise StoreError(code, path=path, host="?", process="?") from None
    except MemoryError:
        # So the driver calls it too where a page cannot be read from the disk.
        raise StoreError("store_failed", path=path) from None


def _code(error: BaseException | None) -> FaultCode | None:
    name = str(getattr(error, "sqlite_errorname", ""))
    for known, code in _FAULTS.items():
        if name.startswith(known):
            return code
    said = str(error).lower()
    found: FaultCode | None = next((code for words, code in _SAID.items() if words in said), None)
    # What else goes wrong while it works lies in the file, not in a wrong question of ours.
    return "store_failed" if found is None and isinstance(error, _OPERATIONAL) else found
