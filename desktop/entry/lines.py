"""Reads plain text for the record: names, notes, reasons.

Characters that cannot be seen but change what is read (control characters and the marks that turn
the direction of writing) are refused, never removed: the person decides what was meant.
"""

from __future__ import annotations

import unicodedata

from clinical.values import LONGEST_TEXT

# Direction marks can make "150" read as "051" on the screen.
_DIRECTION_MARKS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_LINE_ENDS = frozenset("\n")


def hidden_character(text: str, *, several_lines: bool = False) -> str | None:
    """Return the first character that has no place in a record as ``U+202E``, or None."""
    allowed: frozenset[str] = _LINE_ENDS if several_lines else frozenset()
    if text and all(_is_unseen(character) for character in text) and not text.isspace():
        # Nothing of it can be seen: a name that is none.
        return next(f"U+{ord(character):04X}" for character in text if not character.isspace())
    for character in text:
        is_control = unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        if character in _DIRECTION_MARKS or (is_control and character not in allowed):
            return f"U+{ord(character):04X}"
    return None


def characters_too_many(text: str) -> int:
    """Return by how many characters a text is longer than the record keeps, 0 where it is not."""
    return max(len(unicodedata.normalize("NFC", text)) - LONGEST_TEXT, 0)


def _is_unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Cf", "Mn", "Cn", "Co"}
