"""The recovery key as it is printed and typed: 28 random symbols and two that check them.

Crockford's base 32 has no I, L, O or U: what is read as one of them is taken for the digit it
looks like. The checking symbols tell a slip of the hand from a key of another store.
"""

from __future__ import annotations

import re
import secrets

from records.faults import SignInError

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# 28 symbols of 5 bits are 140 bits: beyond guessing, with or without Argon2id.
_RANDOM, _CHECKING, _GROUP = 28, 2, 5
# The remainder by the largest prime that two symbols can write changes with every single wrong
# symbol and with every two neighbours in the wrong order.
_PRIME = 1021
_LOOK_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_recovery_key() -> str:
    """Return a new recovery key in the form it is printed: six groups of five."""
    body = "".join(secrets.choice(_SYMBOLS) for _ in range(_RANDOM))
    return _grouped(body + _check(body))


def read_recovery_key(typed: str) -> str:
    """Return a typed recovery key in its printed form.

    Raises:
        SignInError: ``recovery_mistyped`` where it cannot be one as it stands.
    """
    text = re.sub(r"[\s-]", "", typed.upper()).translate(_LOOK_ALIKE)
    body = text[:_RANDOM]
    whole = len(text) == _RANDOM + _CHECKING and all(symbol in _SYMBOLS for symbol in text)
    if not whole or text[_RANDOM:] != _check(body):
        raise SignInError("recovery_mistyped")
    return _grouped(text)


def _check(body: str) -> str:
    number = 0
    for symbol in body:
        number = number * len(_SYMBOLS) + _SYMBOLS.index(symbol)
    high, low = divmod(number % _PRIME, len(_SYMBOLS))
    return _SYMBOLS[high] + _SYMBOLS[low]


def _grouped(text: str) -> str:
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
