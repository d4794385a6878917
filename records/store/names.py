"""Names as they are compared: without case, accents, marks or spelling of the same letter. Pure.

A near name is one slip away: a letter more, less, other, or two neighbours in the wrong order.
"""

from __future__ import annotations

import unicodedata

# Letters that no decomposition turns into the plain ones people type for them.
_PLAIN = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ħ": "h",
        "ŧ": "t",
    }
)
_FEWEST_LETTERS = 3
# A word of so many letters in two names says that they may be one; shorter ones are "van", "del".
_TELLING_LETTERS = 4
# The Cyrillic letters in their order from 0430 on, as passports spell them, and those beside them.
_CYRILLIC = "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia"
_LATIN: dict[int, str] = {
    0x0430 + place: latin.replace("_", "") for place, latin in enumerate(_CYRILLIC.split())
} | {
    0x0452: "dj",
    0x0454: "ie",
    0x0456: "i",
    0x0458: "j",
    0x0459: "lj",
    0x045A: "nj",
    0x045B: "c",
    0x045F: "dz",
    0x0491: "g",
}


def folded(name: str | None) -> str:
    """Return a name as it is searched: lower case, letters and digits, single spaces."""
    plain = unicodedata.normalize("NFKD", (name or "").casefold()).translate(_PLAIN)
    kept = "".join(
        mark if mark.isalnum() else " " for mark in plain if not unicodedata.combining(mark)
    )
    return " ".join(kept.split())


def identifier_folded(identifier: str | None) -> str:
    """Return an identifier as it is compared: its letters and digits alone."""
    return folded(identifier).replace(" ", "")


def near(first: str, second: str) -> bool:
    """Return whether two folded names are the same or one slip apart.

    Names of one or two letters must be the same: there one slip makes any of any.
    """
    if first == second:
        return True
    if abs(len(first) - len(second)) > 1 or min(len(first), len(second)) < _FEWEST_LETTERS:
        return False
    start = 0
    shorter = min(len(first), len(second))
    while start < shorter and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    one, other = first[start : len(first) - end], second[start : len(second) - end]
    return max(len(one), len(other)) <= 1 or (
        len(one) == len(other) == 2 and one == other[::-1]  # noqa: PLR2004 (two neighbours)
    )


def alike(first: str, second: str) -> bool:
    """Return whether two folded names may be those of one person.

    They are near, also where one is written in Cyrillic letters or in one word, or they share a
    whole word: a second family name, or "Baby" before the first, is often left out.
    """
    one, other = first.translate(_LATIN), second.translate(_LATIN)
    if near(one.replace(" ", ""), other.replace(" ", "")):
        return True
    if " " not in one and " " not in other:
        return False
    shared = set(one.split()) & set(other.split())
    return any(len(word) >= _TELLING_LETTERS for word in shared)
