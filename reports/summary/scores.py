"""The point scores, as cards."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.heart.z_scores import REPORTED
from clinical.logic import Finding
from clinical.quantity import Quantity
from reports.formats import compared_text, moment_text, number_text, quantity_text, unit_text
from reports.summary.cards import Card, CardLine, Tone
from reports.wording import DAGGER

if TYPE_CHECKING:
    from clinical.risk.scores import ScoreAssessment, ScoredItem
    from reports.wording import Wording


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
    notes.append(CardLine(rule.caveat, source=rule.source, note=rule.note))
    return Card(
        id=rule.id,
        title=f"{rule.title} {DAGGER}" if rule.unverified else rule.title,
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


_FIELDS: dict[str, str] = {
    "age_months": "date_of_birth",
    "illness_day_at_treatment": "fever_onset",
    "coronary_z": "echo",
    "male_sex": "sex",
    "cervical_lymphadenopathy": "signs.cervical_lymphadenopathy",
    "hepatomegaly": "history.hepatomegaly",
    "nlr": "lymphocytes",
    "plr": "lymphocytes",
}


def item_name(item: ScoredItem, words: Wording) -> str:
    """Return what a row of a score is called."""
    return words.name(item.rule.id)


def item_field(item: ScoredItem) -> str:
    """Return the entry that a row of a score rests on."""
    return _FIELDS.get(item.rule.input, item.rule.input)


def item_value(item: ScoredItem) -> str:
    """Return the value a row was decided on, with its unit; empty where there is none."""
    found = item.input
    match found.shown:
        case None:
            if found.interval is None or found.interval.low is None or found.interval.high is None:
                return ""
            low, high = found.interval.low, found.interval.high
            if low == high:
                return number_text(low)
            return f"{number_text(low)} to {number_text(high)}"
        case Quantity():
            text = quantity_text(found.shown, found.comparator)
            if found.converted is not None and item.rule.unit is not None:
                text += f" = {number_text(found.converted)} {unit_text(item.rule.unit)}"
            return text
        case Fraction() if item.rule.value is not None:
            return compared_text(found.shown, (item.rule.value,))
        case int():
            return number_text(found.shown)
        case _:
            return str(found.shown)


def item_rule(item: ScoredItem, operator: str, words: Wording) -> str:
    """Return the cut-off of a row in words."""
    unit: str = item.rule.unit or ""
    if item.rule.input == "age_months":
        unit = words.text("card.completed_months")
    return words.limit(operator, item.rule.value, unit)


def _model_name(item: ScoredItem, words: Wording) -> str:
    if item.input.model == REPORTED:
        return words.text("card.z_reported", model=item.input.model_title or "")
    return item.input.model_title or ""


def _item_line(item: ScoredItem, words: Wording) -> CardLine:
    value = item_value(item)
    if value and item.rule.input == "age_months":
        value = words.text("card.in_months", value=value)
    if item.input.answer is not None and item.input.answer is not Finding.UNKNOWN:
        value = words.text(f"card.presence_{item.input.answer.value}")
    if item.input.model is not None:
        value = words.text("card.z_by", z=value, model=_model_name(item, words))
    elif item.rule.input == "coronary_z" and item.finding is Finding.NOT_MET:
        value = words.text("card.z_in_words")
    when = f" ({moment_text(item.input.at)})" if item.input.at is not None else ""
    key = "card.item" if value else "card.item_missing"
    if item.rule.operator is None:
        text = words.text(
            key.replace("item", "presence"), name=item_name(item, words), value=value + when
        )
    else:
        limit = item_rule(item, item.rule.operator, words)
        text = words.text(key, name=item_name(item, words), value=value + when, limit=limit)
    dagger = f" {DAGGER}" if item.rule.unverified else ""
    points = (
        words.text("card.item_points", points=item.points, possible=item.rule.points)
        if item.finding is not Finding.UNKNOWN
        else words.text("card.item_open", possible=item.rule.points)
    )
    return CardLine(
        text + dagger,
        item_field(item),
        item.rule.source,
        item.finding.value,
        points,
        item.rule.note,
    )


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
