"""One process at a time: the second is told on which machine and in which process the first runs.

The lock belongs to the operating system and ends with the process, also when that is killed; a
file left lying about locks nobody out. What is written into the file only names the holder.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from records.faults import StoreError

if TYPE_CHECKING:
    from pathlib import Path

# Far behind the text, because on Windows nobody else can read what is locked.
_LOCKED_BYTE = 1 << 20

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


class StoreLock:
    """The right to write the store, held until ``release``."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            StoreError: ``store_locked`` with the host and the process of the holder, or
                ``store_unwritable``.
        """
        try:
            self._handle: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError("store_unwritable", path=path, why=error.strerror) from None
        if not _take(self._handle):
            os.close(self._handle)
            self._handle = None
            raise StoreError("store_locked", **_holder(path))
        self._path = path
        text = json.dumps({"host": platform.node(), "process": os.getpid()}).encode()
        # A full disk leaves the holder unnamed; the lock holds all the same.
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, text)

    def assure(self) -> None:
        """Take the lock again where somebody deleted its file, which lets another process in.

        Raises:
            StoreError: ``store_locked`` where another process has it now.
        """
        if self._handle is None:
            return
        held = os.fstat(self._handle)
        try:
            found = self._path.stat()
        except OSError:
            found = None
        if found is not None and (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino):
            return
        again = StoreLock(self._path)
        os.close(self._handle)
        self._handle, again._handle = again._handle, None

    def release(self) -> None:
        """Give the lock back; a second time does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _holder(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes()[:1_000])
        return {"host": str(found["host"]), "process": str(found["process"])}
    except (OSError, ValueError, KeyError, TypeError):
        # The first is just starting and has not written its name yet.
        return {"host": "?", "process": "?"}
