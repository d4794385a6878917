"""The Kawasaki verdict and the evidence behind it, as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.logic import Finding, any_of
from reports.summary.cards import Card, CardLine, Tone, alert_line, missing_text, reason_line

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from reports.wording import Wording

_KAWASAKI_TONES: dict[KawasakiVerdict, Tone] = {
    KawasakiVerdict.COMPLETE: "met",
    KawasakiVerdict.INCOMPLETE: "met",
    KawasakiVerdict.SUSPECTED: "caution",
    KawasakiVerdict.NOT_MET: "not_met",
    KawasakiVerdict.UNDETERMINED: "unknown",
}


def kawasaki_card(assessment: Assessment, words: Wording) -> Card:
    """Return what the Kawasaki criteria say."""
    found = assessment.kawasaki
    return Card(
        id="kawasaki",
        title=assessment.rulebook.kawasaki.title,
        headline=words.text(f"verdict.kawasaki.{found.verdict.value}"),
        tone=_KAWASAKI_TONES[found.verdict],
        missing=tuple(
            CardLine(missing_text(field, words), field, mark="unknown") for field in found.missing
        ),
        reasons=tuple(reason_line(reason, words) for reason in found.reasons),
        would_change=tuple(reason_line(reason, words) for reason in found.would_change),
        notes=tuple(alert_line(alert, words) for alert in found.alerts),
    )


def criteria_cards(assessment: Assessment, words: Wording) -> tuple[Card, ...]:
    """Return the evidence behind the Kawasaki verdict, group by group."""
    found = assessment.kawasaki
    present = sum(sign.finding is Finding.MET for sign in found.signs)
    met = sum(reason.finding is Finding.MET for reason in found.laboratory)
    still = sum(reason.finding is Finding.UNKNOWN for reason in found.laboratory)
    gate = any_of(*(reason.finding for reason in found.inflammation))
    return (
        Card(
            "signs",
            words.text("card.signs"),
            words.text("card.signs_count", present=present, total=len(found.signs)),
            "not_met",
            reasons=tuple(reason_line(sign, words) for sign in found.signs),
        ),
        Card(
            "inflammation",
            words.text("card.inflammation"),
            words.text(f"card.inflammation_{gate.value}"),
            "not_met",
            reasons=tuple(reason_line(reason, words) for reason in found.inflammation),
        ),
        Card(
            "laboratory",
            words.text("card.laboratory"),
            words.text(
                "card.laboratory_count", met=met, high=met + still, total=len(found.laboratory)
            ),
            "not_met",
            reasons=tuple(reason_line(reason, words) for reason in found.laboratory),
        ),
        Card(
            "echo",
            words.text("card.echo"),
            words.text(f"card.echo_{echo_word(found.echo.finding)}"),
            "not_met",
            reasons=tuple(reason_line(reason, words) for reason in found.echo.reasons),
            notes=_echo_notes(assessment, words),
        ),
    )


def _echo_notes(assessment: Assessment, words: Wording) -> tuple[CardLine, ...]:
    echo = assessment.kawasaki.echo
    if not assessment.echos:
        return ()
    return (
        CardLine(
            words.text(
                "card.echo_suggestive",
                listed_2017=echo.suggestive_2017,
                listed_2004=echo.suggestive_2004,
            )
        ),
    )


def echo_word(finding: Finding) -> str:
    """Return the contract's word for the echo criterion."""
    return {Finding.MET: "positive", Finding.NOT_MET: "negative", Finding.UNKNOWN: "unknown"}[
        finding
    ]
