"""What the definitions, the scores and the answer to immunoglobulin say, for the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.discharge.parts import Fact
from reports.summary.cards import alert_line
from reports.summary.kawasaki import kawasaki_card
from reports.summary.mis_c import misc_cards
from reports.summary.monitoring import monitoring_cards
from reports.summary.response import response_card
from reports.summary.scores import score_card

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.discharge.parts import Record
    from reports.summary.cards import Card

_OF_MISC = ("misc", "other")


def diagnosis_facts(record: Record) -> Iterator[Fact]:
    """Yield the team's own diagnosis, and what each definition says of the record."""
    words, final = record.words, record.case.illness.final_diagnosis
    if final is None:
        yield record.not_recorded(words.name("final_diagnosis"), "final_diagnosis")
    else:
        diagnosis = words.text(f"diagnosis.final_{final}")
        yield Fact(record.text("final", diagnosis=diagnosis), "final_diagnosis")
    card = kawasaki_card(record.assessment, words)
    yield _headline(card, record, record.assessment.kawasaki.source)
    for line in card.reasons:
        yield Fact(line.text, line.field, line.source)
    cards = misc_cards(record.assessment, words)
    # Where nobody thinks of MIS-C the letter has one line on it and not five.
    if final == "misc" or any(each.tone == "met" for each in cards):
        *definitions, phenotype = cards
        for each in definitions:
            yield _definition(each, record)
        yield _headline(phenotype, record, None)
    else:
        yield _definition(cards[0], record)


def _definition(card: Card, record: Record) -> Fact:
    """Return a verdict on MIS-C; its headline names the definition itself."""
    text = record.text("mis_c", headline=card.headline)
    return Fact(text, None, recorded=card.tone != "unknown")


def _headline(card: Card, record: Record, source: str | None) -> Fact:
    text = record.text("verdict", title=card.title, headline=card.headline)
    return Fact(text, None, source, recorded=card.tone != "unknown")


def response_facts(record: Record) -> Iterator[Fact]:
    """Yield what the clocks say of each infusion, the deciding one first."""
    if not record.assessment.response.by_infusion:
        return
    card = response_card(record.assessment, record.words)
    yield Fact(
        record.text("verdict", title=card.title, headline=card.headline),
        "temperature",
        recorded=card.tone != "unknown",
    )
    for line in card.reasons:
        yield Fact(line.text, line.field, line.source, recorded=line.mark != "unknown")


def score_facts(record: Record) -> Iterator[Fact]:
    """Yield each score with what is missing for it; they are for Kawasaki disease alone."""
    if record.case.illness.final_diagnosis in _OF_MISC:
        yield Fact(record.text("scores_not_meant"), "final_diagnosis")
        return
    for score in record.assessment.scores:
        card = score_card(score, record.words)
        text = record.text("verdict", title=card.title, headline=card.headline)
        missing = [line.text for line in card.missing]
        if missing:
            text = record.text("score_missing", text=text, missing=record.listed(missing))
        yield Fact(text, None, score.rule.source, recorded=not missing)


def allergy_facts(record: Record) -> Iterator[Fact]:
    """Yield exactly one of the four headings of allergies, and every unwanted event."""
    words, allergies = record.words, record.case.allergies
    items = [
        words.text(
            "sheet.allergy_reaction",
            substance=item.text or words.text(f"sheet.substance.{item.substance}"),
            reaction=item.reaction,
        )
        if item.reaction
        else item.text or words.text(f"sheet.substance.{item.substance}")
        for item in allergies.items
    ]
    text = words.text(
        f"sheet.allergies_{allergies.state}",
        items="; ".join(items) or words.text("paper.not_recorded"),
    )
    known = allergies.state in {"known", "none_known"}
    yield Fact(text, "allergies", recorded=known)
    yield from _events(record)


def _events(record: Record) -> Iterator[Fact]:
    """Yield the unwanted events a person entered, and the graded laboratory effects."""
    recorded = record.assessment.monitoring.effects.recorded
    for event in recorded:
        key = "event" if event.grade is None else "event_grade"
        day = record.day(event.at)
        text = record.text(key, term=event.term, grade=event.grade or "", day=day)
        yield Fact(text, "adverse_events")
    cards = monitoring_cards(record.assessment, record.words)
    effects = [line for card in cards if card.id == "ctcae" for line in card.reasons if line.field]
    for line in effects:
        if line.mark == "met":
            yield Fact(line.text, line.field, line.source)
    still_open = [
        record.words.name(line.field) for line in effects if line.mark != "met" and line.field
    ]
    if still_open:
        text = record.text("grades_open", names=", ".join(still_open))
        yield Fact(text, "adverse_events", record.rulebook.ctcae.source, recorded=False)
    if not recorded and not effects:
        yield Fact(record.text("no_event"), "adverse_events", recorded=False)


def safety_facts(record: Record) -> Iterator[Fact]:
    """Yield what the record itself warns of, where it wants a person to decide."""
    if record.died:
        return
    for alert in record.assessment.alerts:
        # What is about an entry that may be mistyped is asked on the screen, not in a letter.
        if alert.severity != "info" and alert.code.startswith(("interaction.", "coronary.")):
            line = alert_line(alert, record.words)
            yield Fact(line.text, line.field, line.source)
