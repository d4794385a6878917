"""The chain of the audit: each change is sealed together with the seal of the one before.

The seal is HMAC-SHA256 under a key that follows from the data key: who can write the file but
cannot open the store cannot make one. It covers what a change says and, by their digests, every
row it added and the row it left a case or a person in. The last seal, the head, also stands
outside the database and on paper, so that a tail cut off is missed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What of a change is sealed, in this order; the seal itself is not among it.
SEALED_COLUMNS = (
    "seq",
    "key",
    "request",
    "at",
    "person",
    "shown",
    "action",
    "subject",
    "version",
    "detail",
    "added",
    "state",
    "program",
    "rules",
)
_SHORT_SEAL = 16


class Head(NamedTuple):
    """How far the chain reaches, and its last seal."""

    seq: int
    mac: str

    @property
    def code(self) -> str:
        """The head as it is printed: the number of the change and the start of its seal."""
        return f"{self.seq}-{self.mac[:_SHORT_SEAL]}"


def beginning(key: bytes, store: str) -> Head:
    """Return the head of a chain without any change yet."""
    return Head(0, hmac.new(key, f"store {store}".encode(), hashlib.sha256).hexdigest())


def sealed(key: bytes, previous: str, row: Sequence[object]) -> str:
    """Return the seal of a change, ``row`` being its sealed columns."""
    return hmac.new(key, previous.encode() + canonical(row), hashlib.sha256).hexdigest()


def digest(rows: Iterable[Sequence[object]]) -> str:
    """Return what stands for rows in a seal; their order counts."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(canonical(row) + b"\n")
    return whole.hexdigest()


def canonical(row: Sequence[object]) -> bytes:
    """Return values as one line that no other values give."""
    return json.dumps(list(row), ensure_ascii=True, separators=(",", ":")).encode()
