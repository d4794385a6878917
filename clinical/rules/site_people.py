"""The two people of a site file: who prepared it, and another one who checked it."""

from __future__ import annotations

import re

from clinical.values import refusal

# One letter names nobody who could be asked about a check.
_LETTERS_OF_A_NAME = 2


def refuse_own_check(prepared_by: str | None, checked_by: str | None) -> None:
    """Raise where a check names nobody, or nobody but who prepared the file.

    Raises:
        PydanticCustomError: as a validator of the site file raises it.
    """
    if checked_by is None:
        return
    checker = _words_of(checked_by)
    if len("".join(checker)) < _LETTERS_OF_A_NAME:
        raise refusal("checker_unnamed", checked_by)
    if prepared_by is None:
        raise refusal("checked_of_nobody", checked_by)
    writer = _words_of(prepared_by)
    if checker == writer or "".join(checker) == "".join(writer):
        raise refusal("checked_own_file", checked_by)


def _words_of(name: str) -> list[str]:
    """Return the words of a name to compare: a dot, a comma or their order is no other person."""
    return sorted(re.findall(r"[^\W_]+", name.casefold()))
