"""A trial's list as a card: one line, then what is missing, then item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.logic import Finding
from reports.summary.cards import Card, CardLine, Mark, Tone, missing_text
from reports.wording import DAGGER

if TYPE_CHECKING:
    from clinical.course.eligibility import Eligibility, ItemFinding
    from reports.wording import Wording

_TONES: dict[str, Tone] = {
    "eligible": "met",
    "screening": "caution",
    "not_eligible": "not_met",
    "undetermined": "unknown",
}
# An exclusion that does not apply is what is hoped for, one that applies is not.
_MARKS: dict[Finding, Mark] = {
    Finding.MET: "met",
    Finding.NOT_MET: "caution",
    Finding.UNKNOWN: "unknown",
}


def eligibility_card(found: Eligibility, words: Wording) -> Card:
    """Return what a trial's list says of the child."""
    against = found.against
    notes = [
        CardLine(
            words.text("eligibility.against", text=item_text(item, words)), source=item.rule.source
        )
        for item in against
    ]
    notes += [
        CardLine(
            words.text(
                "eligibility.line", id=item.rule.id, text=words.text("eligibility.contradicted")
            )
        )
        for item in found.items
        if item.contradicted
    ]
    notes.append(CardLine(words.text("eligibility.reminder"), source=found.rule.source))
    return Card(
        id=f"eligibility_{found.rule.id}",
        title=words.text("eligibility.title", trial=found.rule.title),
        headline=words.text(f"verdict.eligibility.{found.verdict}"),
        tone=_TONES[found.verdict],
        missing=tuple(
            CardLine(missing_text(field, words), field, mark="unknown") for field in found.missing
        ),
        reasons=tuple(_line(item, words) for item in found.items),
        notes=tuple(notes),
    )


def item_text(item: ItemFinding, words: Wording) -> str:
    """Return an item with its answer and what it rests on."""
    row = item.rule
    named = words.text(f"eligibility.item.{row.id}", value=row.value or "")
    if row.mark == "M":
        named = f"{named} {DAGGER}"
    # What only time stands against is not a "no".
    kind = "screening" if item.waits else row.kind
    text = words.text(f"eligibility.{kind}.{item.finding.value}", text=named)
    if item.because is not None:
        return words.text(
            "eligibility.line_because", id=row.id, text=text, because=words.reason(item.because)
        )
    return words.text("eligibility.line", id=row.id, text=text)


def _line(item: ItemFinding, words: Wording) -> CardLine:
    text = item_text(item, words)
    if not item.counts:
        text = words.text("eligibility.not_counted", text=text)
    field = item.missing[0] if item.missing else None
    mark = _MARKS[item.speaks] if item.counts else "none"
    return CardLine(text, field, item.rule.source, mark)
