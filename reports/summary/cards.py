"""What a card is.

A card says in one line what holds, then what is missing, then why, then what would change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from clinical.findings import Alert, Reason
    from reports.wording import Wording

Tone = Literal["met", "not_met", "unknown", "good", "caution", "stop"]

Mark = Literal["met", "not_met", "unknown", "caution", "stop", "info", "none"]


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a card.

    ``field`` is the entry it leads to, ``points`` what a score gives it, ``note`` what stands
    behind its number: where sources disagree, and which was chosen. ``status`` is the mark of how
    its number was checked.
    """

    text: str
    field: str | None = None
    source: str | None = None
    mark: Mark = "none"
    points: str = ""
    note: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One verdict with everything it rests on."""

    id: str
    title: str
    headline: str
    tone: Tone
    missing: tuple[CardLine, ...] = ()
    reasons: tuple[CardLine, ...] = ()
    would_change: tuple[CardLine, ...] = ()
    notes: tuple[CardLine, ...] = ()


def missing_text(field: str, words: Wording) -> str:
    """Return what a missing entry is called."""
    if field.startswith("echo."):
        return words.name(f"echo_field.{field.removeprefix('echo.')}")
    return words.name(field)


def reason_line(reason: Reason, words: Wording) -> CardLine:
    """Return a reason as a line."""
    return CardLine(
        words.reason(reason),
        reason.field,
        reason.source,
        reason.finding.value,
        note=reason.note,
        status=reason.mark,
    )


def alert_line(alert: Alert, words: Wording) -> CardLine:
    """Return an alert as a line."""
    return CardLine(words.alert(alert), alert.field, alert.source, status=alert.mark)
