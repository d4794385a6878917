"""The head of the audit as it stands beside the database, written after each commit."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from clinical.problem import InputError
from records.files import read_whole, write_whole
from records.store.chain import Head

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST_BYTES = 1_000_000
_LARGEST_NUMBER = 2**63 - 1
_SEAL_FORM = re.compile("[0-9a-f]{64}")


def read_head(path: Path, store: str) -> Head | None:
    """Return the head of this store, None where there is none that can be read."""
    try:
        table = json.loads(read_whole(path, _LARGEST_BYTES))
        if table["store"] != store:
            return None
        seq, mac = table["seq"], table["mac"]
    except (InputError, ValueError, KeyError, TypeError, RecursionError):
        return None
    # Plain text that anybody may have written: what is no number or no seal is no head.
    if type(seq) is not int or not 0 <= seq <= _LARGEST_NUMBER:
        return None
    return Head(seq, mac) if isinstance(mac, str) and _SEAL_FORM.fullmatch(mac) else None


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
