"""What the history says of the file with the keys, and which of its lines are alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.store.chain import digest
from records.store.writing import Deed

if TYPE_CHECKING:
    from datetime import datetime

    from records.keys.key_file import KeyFile

# Changes that say in the chain itself that it was found tampered with.
ALARMS = ("head_missing", "history_cut", "keys_replaced")


def subject_of_keys(store: str) -> str:
    """Return what the audit calls the key file."""
    return f"keys:{store}"


def digest_of_keys(keys: KeyFile) -> str:
    """Return what stands for the key file in the history."""
    return digest([[keys.model_dump_json()]])


def keys_written(keys: KeyFile, at: datetime, *, action: str = "keys_written") -> Deed:
    """Return the change that says which key file belongs to the store from now on."""
    return Deed(action, subject_of_keys(keys.store), at, state=[keys.model_dump_json()])
