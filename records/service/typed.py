"""What people type as a reason, as it is kept. Pure."""

from __future__ import annotations

import unicodedata

from records.faults import RefusedError

_LONGEST_REASON = 500


def checked_reason(reason: str, least: int = 1) -> str:
    """Return a reason of at least so many characters.

    Raises:
        RefusedError: ``reason_missing``, ``reason_form``.
    """
    kept = " ".join(unicodedata.normalize("NFC", reason).split())
    if len(kept) > _LONGEST_REASON:
        raise RefusedError("reason_form", longest=_LONGEST_REASON)
    # Letters that nobody sees say nothing.
    shown = [mark for mark in kept if unicodedata.category(mark)[0] != "C"]
    if len(shown) < least:
        raise RefusedError("reason_missing", least=least)
    if len(shown) < len(kept):
        raise RefusedError("reason_form", longest=_LONGEST_REASON)
    return kept
