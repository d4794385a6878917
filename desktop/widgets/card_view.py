"""What a verdict card shows: one frozen value, made from the assessment and drawn as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["met", "not_met", "unknown", "good", "caution", "stop"]
Mark = Literal["met", "not_met", "unknown", "caution", "stop", "info", "none"]


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a card: ``field`` is the row it leads to, ``amount`` stands at its right end."""

    text: str
    field: str | None = None
    source: str | None = None
    mark: Mark = "none"
    amount: str = ""


@dataclass(frozen=True, slots=True)
class CardView:
    """What a card shows; of ``table`` the first row is the heading, the first column text."""

    title: str
    headline: str
    tone: Tone
    missing: tuple[CardLine, ...] = ()
    reasons: tuple[CardLine, ...] = ()
    would_change: tuple[CardLine, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
