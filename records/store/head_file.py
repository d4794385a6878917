"""The head of the audit as it stands beside the database, written after each commit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clinical.problem import InputError
from records.files import read_whole, write_whole
from records.store.chain import Head

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST_BYTES = 1_000_000


def read_head(path: Path, store: str) -> Head | None:
    """Return the head of this store, None where there is none that can be read."""
    try:
        table = json.loads(read_whole(path, _LARGEST_BYTES))
        if table["store"] != store:
            return None
        return Head(int(table["seq"]), str(table["mac"]))
    except (InputError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write_head(path: Path, store: str, head: Head) -> bool:
    """Write the head and return whether that worked.

    What was saved is saved either way: a head that lags behind is caught up with later and
    never makes a saved dose look unsaved.
    """
    content = json.dumps({"store": store, "seq": head.seq, "mac": head.mac}) + "\n"
    try:
        write_whole(path, content.encode())
    except InputError:
        return False
    return True
