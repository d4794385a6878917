"""Files read and written as a whole, with one refusal for each way in which that can fail.

Reading stops at a size, so that a wrong file cannot fill the memory. Writing never leaves half a
file: the new one is complete on disk before it takes the old one's place.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from clinical.problem import InputError, Problem

_MEGABYTE = 1_000_000


def read_whole(path: Path, largest: int) -> bytes:
    """Return the content of a file of at most ``largest`` bytes, a number of whole megabytes.

    Raises:
        InputError: where there is no such file, or it cannot be read, or it is larger.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
    except FileNotFoundError:
        raise InputError([Problem(str(path), "file_missing")]) from None
    except IsADirectoryError:
        raise InputError([Problem(str(path), "file_is_directory")]) from None
    except PermissionError:
        # Windows answers so for a folder too.
        code = "file_is_directory" if path.is_dir() else "file_unreadable"
        raise InputError([Problem(str(path), code)]) from None
    except (OSError, ValueError) as error:
        raise InputError([Problem(str(path), "file_failed", _reason(error))]) from None
    if len(content) > largest:
        accepted = f"{largest // _MEGABYTE} MB"
        raise InputError([Problem(str(path), "file_too_large", None, accepted)])
    return content


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


def write_whole(path: Path, content: bytes) -> None:
    """Write a file completely or not at all.

    Raises:
        InputError: where the place cannot be written; an existing file keeps its content.
    """
    temporary: Path | None = None
    try:
        # A link is followed. That a name is too long is told only by asking for it.
        place = Path(os.path.realpath(path))
        _refuse_devices(place, path)
        with tempfile.NamedTemporaryFile(
            dir=place.parent, prefix=".kd-bedside-", delete=False
        ) as stream:
            temporary = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(place)
        sync_folder(place.parent)
    except InputError:
        raise
    except (OSError, ValueError) as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise InputError([Problem(str(path), "file_unwritable", _reason(error))]) from None


def _refuse_devices(place: Path, path: Path) -> None:
    """Refuse a device or a pipe, which a file would replace."""
    if place.exists() and not place.is_file() and not place.is_dir():
        raise InputError([Problem(str(path), "file_not_regular")])


def sync_folder(folder: Path) -> None:
    """Make the new name durable; only systems that can open a folder offer it."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
