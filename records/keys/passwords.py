"""Which passwords and PINs are taken: long enough, none of the common ones, not the name.

No rule about kinds of characters and no expiry: both make people write passwords down.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

from records.faults import RefusedError
from resources import read_text

SHORTEST_PASSWORD = 8
# Shorter than any password, so that nobody has to say which of the two was typed.
PIN_FORM = re.compile(r"[0-9]{4,7}")
_FEWEST_DIFFERENT = 4


def check_password(password: str, *names: str) -> None:
    """Accept a new password.

    Raises:
        RefusedError: ``password_short``, ``password_common`` or ``password_like_name``.
    """
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST_PASSWORD:
        raise RefusedError("password_short", least=SHORTEST_PASSWORD)
    plain = text.casefold()
    if plain in _common() or len(set(plain)) < _FEWEST_DIFFERENT or _runs_on(plain):
        raise RefusedError("password_common")
    for name in names:
        folded = unicodedata.normalize("NFKC", name).casefold().strip()
        if folded and (plain in (folded, folded[::-1]) or plain.strip("0123456789!.") == folded):
            raise RefusedError("password_like_name")


def check_pin(pin: str) -> None:
    """Accept a new PIN.

    Raises:
        RefusedError: ``pin_form`` where it is not 4 to 7 digits, or all the same or in a row.
    """
    if not PIN_FORM.fullmatch(pin) or len(set(pin)) == 1 or _runs_on(pin):
        raise RefusedError("pin_form")


def _runs_on(text: str) -> bool:
    """Return whether every character follows the one before: 12345678, hgfedcba."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


@cache
def _common() -> frozenset[str]:
    return frozenset(read_text("passwords/common.txt").split())
