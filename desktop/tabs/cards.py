"""From a card of the summary to what a verdict card shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.widgets.card_view import CardLine, CardView

if TYPE_CHECKING:
    from reports.summary import Card
    from reports.summary import CardLine as SummaryLine


def view_of(card: Card) -> CardView:
    """Return the view of a card: notes stand after the reasons, each with its own mark."""
    return CardView(
        title=card.title,
        headline=card.headline,
        tone=card.tone,
        missing=tuple(_line(line) for line in card.missing),
        reasons=(
            *(_line(line) for line in card.reasons),
            *(CardLine(line.text, line.field, line.source, "info") for line in card.notes),
        ),
        would_change=tuple(_line(line) for line in card.would_change),
    )


def _line(line: SummaryLine) -> CardLine:
    return CardLine(line.text, line.field, line.source, line.mark, line.points)
