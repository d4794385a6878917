"""Wrapping the data key under a secret that a person knows, and deriving further keys from it.

The data key is 256 random bits and is never written anywhere as it is. A secret becomes a key by
Argon2id and seals the data key with AES-256-GCM, bound to whom it belongs, so that a sealed key
copied into another person's place does not open.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Annotated

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field

from clinical.values import Frozen

KEY_BYTES = 32
_SALT_BYTES, _NONCE_BYTES = 16, 12
Hex = Annotated[str, Field(pattern=r"^([0-9a-f]{2}){1,256}$")]


class Argon2Costs(Frozen):
    """What one guess at a password costs: memory in KiB, passes over it, lanes.

    The upper ends keep a changed key file from filling the memory of the workstation.
    """

    memory_kib: Annotated[int, Field(ge=32, le=1_048_576)]
    passes: Annotated[int, Field(ge=1, le=32)]
    lanes: Annotated[int, Field(ge=1, le=16)]

    def cheaper_than(self, other: Argon2Costs) -> bool:
        """Return whether a guess costs less work here."""
        return self.memory_kib * self.passes < other.memory_kib * other.passes


# Hazard reference C3: the usual parameters of Argon2id, above the OWASP floor.
PRODUCTION_COSTS = Argon2Costs(memory_kib=65_536, passes=3, lanes=4)


class WrappedKey(Frozen):
    """The data key sealed under one secret."""

    costs: Argon2Costs
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    nonce: Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]
    # The key and the 16 bytes that authenticate it.
    sealed: Annotated[str, Field(pattern=r"^[0-9a-f]{96}$")]


def new_data_key() -> bytes:
    """Return a new random data key."""
    return secrets.token_bytes(KEY_BYTES)


def wrap(data_key: bytes, secret: str, costs: Argon2Costs, about: str) -> WrappedKey:
    """Seal the data key under a secret; ``about`` says whose it is and must be said again."""
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(stretched(secret, salt, costs)).encrypt(nonce, data_key, about.encode())
    return WrappedKey(costs=costs, salt=salt.hex(), nonce=nonce.hex(), sealed=sealed.hex())


def unwrap(wrapped: WrappedKey, secret: str, about: str) -> bytes | None:
    """Return the data key, None where the secret is another one."""
    key = stretched(secret, bytes.fromhex(wrapped.salt), wrapped.costs)
    try:
        return AESGCM(key).decrypt(
            bytes.fromhex(wrapped.nonce), bytes.fromhex(wrapped.sealed), about.encode()
        )
    except (InvalidTag, ValueError):
        return None


def derived(data_key: bytes, purpose: str) -> bytes:
    """Return a key for one purpose; from it neither the data key nor another one follows."""
    return HKDF(SHA256(), KEY_BYTES, None, f"kd-bedside {purpose}".encode()).derive(data_key)


def stretched(secret: str, salt: bytes, costs: Argon2Costs) -> bytes:
    """Return what Argon2id makes of a secret."""
    # The same password typed on another keyboard may arrive in another spelling of its letters.
    typed = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=costs.passes,
        lanes=costs.lanes,
        memory_cost=max(costs.memory_kib, 8 * costs.lanes),
    ).derive(typed)
