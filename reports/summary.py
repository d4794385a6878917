"""What follows from a record, in words: one set of cards for tabs, command line and paper.

A card says in one line what holds, then what is missing, then why, then what would change it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from clinical.kawasaki import KawasakiVerdict
from clinical.logic import Finding, any_of
from clinical.quantity import Quantity
from reports.formats import moment_text, number_text, quantity_text, unit_text
from reports.wording import DAGGER

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.findings import Alert, Reason
    from clinical.plan import Plan
    from clinical.scores import ScoreAssessment, ScoredItem
    from reports.wording import Wording

Tone = Literal["met", "not_met", "unknown", "good", "caution", "stop"]
Mark = Literal["met", "not_met", "unknown", "caution", "stop", "info", "none"]


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a card: ``field`` is the entry it leads to, ``points`` what a score gives it."""

    text: str
    field: str | None = None
    source: str | None = None
    mark: Mark = "none"
    points: str = ""


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


def _line(reason: Reason, words: Wording) -> CardLine:
    return CardLine(words.reason(reason), reason.field, reason.source, reason.finding.value)


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
        reasons=tuple(_line(reason, words) for reason in found.reasons),
        would_change=tuple(_line(reason, words) for reason in found.would_change),
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
            reasons=tuple(_line(sign, words) for sign in found.signs),
        ),
        Card(
            "inflammation",
            words.text("card.inflammation"),
            words.text(f"card.inflammation_{gate.value}"),
            "not_met",
            reasons=tuple(_line(reason, words) for reason in found.inflammation),
        ),
        Card(
            "laboratory",
            words.text("card.laboratory"),
            words.text(
                "card.laboratory_count", met=met, high=met + still, total=len(found.laboratory)
            ),
            "not_met",
            reasons=tuple(_line(reason, words) for reason in found.laboratory),
        ),
        Card(
            "echo",
            words.text("card.echo"),
            words.text(f"card.echo_{echo_word(found.echo.finding)}"),
            "not_met",
            reasons=tuple(_line(reason, words) for reason in found.echo.reasons),
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


def score_card(score: ScoreAssessment, words: Wording) -> Card:
    """Return one score: verdict, range, missing items, points by item."""
    rule = score.rule
    verdict = score.verdict
    if verdict == "undetermined" and score.at_least is not None:
        verdict_text = words.text(f"verdict.score.at_least_{score.at_least}")
    else:
        verdict_text = words.text(f"verdict.score.{verdict}")
    points = (
        words.text("card.points", points=score.low, maximum=rule.maximum)
        if score.low == score.high
        else words.text("card.points_range", low=score.low, high=score.high, maximum=rule.maximum)
    )
    notes = [CardLine(words.text(f"card.treatment_{score.treatment.state}"))]
    notes += [
        CardLine(words.text(f"card.boundary_{rule.id}_{item.rule.id}"))
        for item in score.items
        if item.on_boundary
    ]
    notes += [
        CardLine(words.text(f"card.flag_{flag}_{finding.value}"))
        for flag, finding in score.flags
        if finding is not Finding.NOT_MET
    ]
    notes.append(CardLine(rule.caveat, source=rule.source))
    return Card(
        id=rule.id,
        title=rule.title,
        headline=words.text("card.score_headline", verdict=verdict_text, points=points),
        tone=_score_tone(score),
        missing=tuple(
            CardLine(
                words.text(
                    "card.missing_points", name=item_name(item, words), points=item.rule.points
                ),
                item_field(item),
                mark="unknown",
            )
            for identifier in score.missing
            for item in score.items
            if item.rule.id == identifier
        ),
        reasons=tuple(_item_line(item, words) for item in score.items),
        would_change=_score_changes(score, words),
        notes=tuple(notes),
    )


_SCORE_TONES: dict[str, Tone] = {
    "low": "good",
    "moderate": "caution",
    "high": "caution",
    "very_high": "caution",
    "undetermined": "unknown",
}


def _score_tone(score: ScoreAssessment) -> Tone:
    return "caution" if score.at_least is not None else _SCORE_TONES[score.verdict]


def item_name(item: ScoredItem, words: Wording) -> str:
    """Return what a row of a score is called."""
    return words.name(item.rule.id)


def item_field(item: ScoredItem) -> str:
    """Return the entry that a row of a score rests on."""
    return {"age_months": "date_of_birth", "illness_day_at_treatment": "fever_onset"}.get(
        item.rule.input, item.rule.input
    )


def item_value(item: ScoredItem) -> str:
    """Return the value a row was decided on, with its unit; empty where there is none."""
    found = item.input
    match found.shown:
        case None:
            if found.interval is None or found.interval.low is None or found.interval.high is None:
                return ""
            low, high = number_text(found.interval.low), number_text(found.interval.high)
            return f"{low} to {high}"
        case Quantity():
            text = quantity_text(found.shown, found.comparator)
            if found.converted is not None and item.rule.unit is not None:
                text += f" = {number_text(found.converted)} {unit_text(item.rule.unit)}"
            return text
        case int():
            return number_text(found.shown)
        case _:
            return str(found.shown)


def item_rule(item: ScoredItem, words: Wording) -> str:
    """Return the cut-off of a row in words."""
    unit: str = item.rule.unit or ""
    if item.rule.input == "age_months":
        unit = words.text("card.completed_months")
    return words.limit(item.rule.operator, item.rule.value, unit)


def _item_line(item: ScoredItem, words: Wording) -> CardLine:
    value = item_value(item)
    if value and item.rule.input == "age_months":
        value = words.text("card.in_months", value=value)
    when = f" ({moment_text(item.input.at)})" if item.input.at is not None else ""
    key = "card.item" if value else "card.item_missing"
    text = words.text(
        key, name=item_name(item, words), value=value + when, limit=item_rule(item, words)
    )
    dagger = f" {DAGGER}" if item.rule.mark == "M" else ""
    points = (
        words.text("card.item_points", points=item.points, possible=item.rule.points)
        if item.finding is not Finding.UNKNOWN
        else words.text("card.item_open", possible=item.rule.points)
    )
    return CardLine(text + dagger, item_field(item), item.rule.source, item.finding.value, points)


def _score_changes(score: ScoreAssessment, words: Wording) -> tuple[CardLine, ...]:
    if score.verdict != "undetermined":
        return ()
    return tuple(
        CardLine(
            words.text(
                "card.band_from",
                verdict=words.text(f"verdict.score.{band.verdict}"),
                points=band.at_least,
                more=band.at_least - score.low,
            )
        )
        for band in score.rule.band
        if score.low < band.at_least <= score.high
    )


def alert_line(alert: Alert, words: Wording) -> CardLine:
    """Return an alert as a line."""
    return CardLine(words.alert(alert), alert.field, alert.source)


def alerts_card(assessment: Assessment, words: Wording) -> Card | None:
    """Return the questions and notes about the record, None where there are none."""
    alerts = [alert for alert in assessment.alerts if alert not in assessment.kawasaki.alerts]
    if not alerts:
        return None
    asks = any(alert.severity != "info" for alert in alerts)
    return Card(
        "alerts",
        words.text("card.alerts"),
        words.text("card.alerts_count", count=len(alerts)),
        "caution" if asks else "not_met",
        reasons=tuple(alert_line(alert, words) for alert in alerts),
    )


_PLAN_TONES: dict[str, Tone] = {"ready": "good", "confirm": "caution", "refused": "stop"}


def plan_card(plan: Plan, words: Wording) -> Card:
    """Return what a plan says before its steps: verdict, questions, notes."""
    open_codes = {alert.code for alert in plan.open_confirmations}
    stops = [alert for alert in plan.reasons if alert.severity == "stop"]
    asked = [alert for alert in plan.reasons if alert.code in open_codes]
    notes = [
        alert for alert in plan.reasons if alert.severity != "stop" and alert.code not in open_codes
    ]
    answers = {answer.code: answer.reason for answer in plan.overrides}

    def note(alert: Alert) -> CardLine:
        line = alert_line(alert, words)
        reason = answers.get(alert.code)
        if reason is None:
            return line
        return replace(line, text=words.text("card.answered", question=line.text, reason=reason))

    return Card(
        id="plan",
        title=plan.regimen.title,
        headline=words.text(f"verdict.plan.{plan.verdict}"),
        tone=_PLAN_TONES[plan.verdict],
        missing=tuple(alert_line(alert, words) for alert in asked),
        reasons=tuple(alert_line(alert, words) for alert in stops),
        notes=tuple(note(alert) for alert in notes),
    )
