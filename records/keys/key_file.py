"""The key file: who can open the store, beside it and in plain JSON without any secret in it.

It holds names of staff and sealed keys, nothing about a child. A checksum tells a damaged file
from a wrong password; that nobody changed it on purpose follows from the seals, not from the
checksum. It is written whole or not at all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from clinical.problem import InputError
from clinical.values import Frozen, Text, frozen_collections
from records.faults import StoreError
from records.files import read_whole, write_whole
from records.keys.wrapping import Hex, WrappedKey, derived

if TYPE_CHECKING:
    from pathlib import Path

KEY_FORMAT = "kd-bedside.keys/1"
_LARGEST_BYTES = 1_000_000


class PersonKey(Frozen):
    """The data key as one person opens it."""

    person: Text
    name: Text
    key: WrappedKey


class KeyFile(Frozen):
    """Every sealed copy of the data key of one store."""

    format: Literal["kd-bedside.keys/1"] = KEY_FORMAT
    store: Text
    # Follows from the data key alone: it tells the key of another store from this one's.
    check: Hex
    recovery: WrappedKey
    people: tuple[PersonKey, ...] = ()


def check_value(data_key: bytes) -> str:
    """Return what tells this data key from any other without giving it away."""
    return derived(data_key, "key check").hex()


def fits(keys: KeyFile, data_key: bytes) -> bool:
    """Return whether a data key is the one of this store."""
    return hmac.compare_digest(keys.check, check_value(data_key))


def read_key_file(path: Path) -> KeyFile:
    """Return the keys of a store.

    Raises:
        StoreError: ``keys_missing``, ``keys_damaged``, ``keys_newer`` or ``store_failed``.
    """
    try:
        content = read_whole(path, _LARGEST_BYTES)
    except InputError as error:
        code = error.problems[0].code
        if code == "file_missing":
            raise StoreError("keys_missing", path=path) from None
        if code == "file_too_large":
            raise StoreError("keys_damaged", path=path) from None
        raise StoreError("store_failed", path=path, why=code) from None
    try:
        document = json.loads(content)
        table, checksum = document["keys"], document["sha256"]
        written = str(table["format"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise StoreError("keys_damaged", path=path) from None
    if checksum != _checksum(table):
        raise StoreError("keys_damaged", path=path)
    if written != KEY_FORMAT and written.startswith(KEY_FORMAT.partition("/")[0]):
        raise StoreError("keys_newer", path=path, found=written)
    try:
        return KeyFile.model_validate(frozen_collections(table))
    except ValidationError:
        raise StoreError("keys_damaged", path=path) from None


def write_key_file(path: Path, keys: KeyFile) -> None:
    """Write the keys of a store.

    Raises:
        StoreError: ``store_unwritable``; the former file keeps its content.
    """
    table = keys.model_dump(mode="json")
    document = {"keys": table, "sha256": _checksum(table)}
    try:
        write_whole(path, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
    except InputError as error:
        why = error.problems[0].found or ""
        raise StoreError("store_unwritable", path=path, why=why) from None


def _checksum(table: object) -> str:
    text = json.dumps(table, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
