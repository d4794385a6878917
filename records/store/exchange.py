"""Another store put in the place of the one that stands there: whole, or not at all.

What is new lies complete on the disk, in a folder beside it, before a mark is set. Killed before
the mark, the old store stands; from the mark on whoever takes the lock first ends what was begun,
before anything is read. Only who holds the lock comes here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from clinical.problem import InputError
from records.faults import StoreError
from records.files import read_whole, sync_folder, write_whole
from records.store.place import Place

if TYPE_CHECKING:
    from pathlib import Path

_MARK = "exchange.json"
_LARGEST_BYTES = 1_000_000
_NEW = re.compile(r"\.new-[0-9a-f]{32}")
# What a database leaves beside it while it is open, or when it was killed.
_LEFT_BESIDE = ("-wal", "-shm", "-journal")


def is_half_done(place: Place) -> bool:
    """Return whether an exchange was begun here and not ended."""
    try:
        return (place.folder / _MARK).exists()
    except (OSError, ValueError):
        # Why the folder cannot be looked into is said by who opens what is in it.
        return False


def room_for_new(place: Place) -> Place:
    """Return an empty place beside a store, in which the next one is made.

    Raises:
        StoreError: ``store_unwritable``.
    """
    sweep(place)
    new = Place(place.folder / f".new-{uuid.uuid4().hex}")
    try:
        new.folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise StoreError("store_unwritable", path=new.folder, why=error.strerror) from None
    return new


def sweep(place: Place) -> None:
    """Remove what an attempt left that was killed before its mark."""
    if is_half_done(place):
        return
    with suppress(OSError):
        for left in place.folder.iterdir():
            if _NEW.fullmatch(left.name):
                shutil.rmtree(left, ignore_errors=True)


def exchange(place: Place, new: Place) -> None:
    """Put the files of a new store, closed and synced, in the place of the old one's.

    Raises:
        StoreError: ``store_unwritable``, the old store stands; ``store_failed``, the exchange
            is ended when the store is opened next.
    """
    try:
        for file in (new.database, new.keys, new.head):
            if file.exists():
                _sync(file)
        sync_folder(new.folder)
        write_whole(place.folder / _MARK, json.dumps({"new": new.folder.name}).encode())
    except (OSError, InputError):
        raise StoreError("store_unwritable", path=place.folder) from None
    finish(place)


def finish(place: Place) -> None:
    """End an exchange that was begun; without one what an attempt left is removed.

    Raises:
        StoreError: ``store_failed``.
    """
    if not is_half_done(place):
        sweep(place)
        return
    mark = place.folder / _MARK
    new = _marked(place, mark)
    try:
        if new.database.exists():
            for ending in _LEFT_BESIDE:
                # Read with the new file, the log of the old one would destroy it.
                place.database.with_name(place.database.name + ending).unlink(missing_ok=True)
            sync_folder(place.folder)
        for file, there in (
            (new.database, place.database),
            (new.keys, place.keys),
            (new.head, place.head),
        ):
            if file.exists():
                file.replace(there)
        sync_folder(place.folder)
        mark.unlink()
        sync_folder(place.folder)
    except OSError:
        raise StoreError("store_failed", path=place.folder) from None
    shutil.rmtree(new.folder, ignore_errors=True)


def _marked(place: Place, mark: Path) -> Place:
    """Return the place that a mark names; nothing outside the folder of the store.

    Raises:
        StoreError: ``store_failed``.
    """
    try:
        name = json.loads(read_whole(mark, _LARGEST_BYTES))["new"]
    except (InputError, ValueError, KeyError, TypeError, RecursionError):
        name = None
    if not isinstance(name, str) or not _NEW.fullmatch(name):
        raise StoreError("store_failed", path=mark)
    return Place(place.folder / name)


def _sync(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
