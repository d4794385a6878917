"""The course under treatment, as cards: each stands only where the record has something to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.logic import Finding
from reports.formats import compared_text, hours_text, moment_text, number_text, unit_text
from reports.summary.cards import Card, CardLine, Mark, Tone
from reports.wording import DAGGER

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.assess import Assessment
    from clinical.course.activity import ActivityTrend
    from clinical.course.cardiac import FunctionTrend
    from clinical.course.ctcae import GradedEffect
    from clinical.course.monitoring import Monitoring
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording


def monitoring_cards(assessment: Assessment, words: Wording) -> tuple[Card, ...]:
    """Return what is watched under treatment, what holds a drug first."""
    found, rulebook = assessment.monitoring, assessment.rulebook
    cards = (
        _holds(found, words),
        _defervescence(assessment, words),
        _cardiac(found, words),
        _activity(found, rulebook, words),
        _effects(found, words),
    )
    return tuple(card for card in cards if card is not None)


def _holds(found: Monitoring, words: Wording) -> Card | None:
    if not found.holds:
        return None
    return Card(
        "holds",
        words.text("card.holds"),
        words.text(f"verdict.hold.{found.holds[0].code}"),
        "stop",
        reasons=tuple(
            CardLine(words.alert(alert), alert.field, alert.source, "stop", note=hold.rule.note)
            for hold, alert in zip(found.holds, found.alerts, strict=True)
        ),
    )


def _defervescence(assessment: Assessment, words: Wording) -> Card | None:
    found, rulebook = assessment.monitoring.defervescence, assessment.rulebook
    if found.first_at is None:
        return None
    fever, durable = rulebook.temperature.fever, rulebook.monitoring.durable
    lines: list[CardLine] = []

    def say(key: str, **values: object) -> None:
        text = words.text(f"card.{key}", **values)
        lines.append(CardLine(text, "temperature", fever.source, note=fever.note))

    say("fever_free_first", at=_local(found.first_at, assessment), limit=fever.value)
    if found.from_anakinra is not None:
        say("fever_free_from_anakinra", span=hours_text(found.from_anakinra))
    if found.from_admission is not None:
        say("fever_free_from_admission", span=hours_text(found.from_admission))
    if found.durable_at is None:
        key, tone = "open", "unknown"
    else:
        key, tone = (
            ("again", "caution") if found.fever_again_at is not None else ("lasting", "good")
        )
    return Card(
        "defervescence",
        words.text("card.defervescence"),
        words.text(
            f"verdict.fever_free.{key}",
            at=_local(found.durable_at or found.first_at, assessment),
            again=_local(found.fever_again_at or found.first_at, assessment),
            hours=durable.hours,
            limit=fever.value,
        ),
        _tone(tone),
        reasons=tuple(lines),
    )


def _tone(tone: str) -> Tone:
    tones: dict[str, Tone] = {"unknown": "unknown", "caution": "caution", "good": "good"}
    return tones[tone]


def _local(moment: datetime, assessment: Assessment) -> str:
    return moment_text(moment.astimezone(assessment.as_of.tzinfo))


def _cardiac(found: Monitoring, words: Wording) -> Card | None:
    trends = {"lvef": found.cardiac.lvef, "strain": found.cardiac.strain}
    known = {name: trend for name, trend in trends.items() if trend.latest is not None}
    if not known:
        return None
    low = [name for name, trend in known.items() if trend.reduced is Finding.MET]
    names = ", ".join(words.name(name) for name in low or known)
    return Card(
        "cardiac",
        words.text("card.cardiac"),
        words.text("verdict.cardiac.reduced" if low else "verdict.cardiac.normal", names=names),
        "caution" if low else "good",
        reasons=tuple(_function_line(name, trend, words) for name, trend in known.items()),
    )


def _function_line(name: str, trend: FunctionTrend, words: Wording) -> CardLine:
    state, rule = "reduced" if trend.reduced is Finding.MET else "not_reduced", trend.rule
    limit = words.limit(rule.operator, rule.value, "%")
    if rule.operator == ">":
        # Strain is negative: over its limit is nearer to nothing, and "more" would mislead.
        limit = words.text("card.function_less_negative", value=rule.value)
    values: dict[str, object] = {
        "name": words.name(name),
        "latest": trend.latest,
        "at": trend.latest_at,
        "limit": limit,
        "state": words.text(f"card.function_{state}"),
    }
    if trend.course is None:
        text = words.text("card.function", **values)
    else:
        course = words.text(f"card.function_{trend.course}")
        text = words.text("card.function_course", first=trend.first, course=course, **values)
    field = f"echo.{name}_percent"
    return CardLine(text, field, trend.rule.source, trend.reduced.value, note=trend.rule.note)


def _activity(found: Monitoring, rulebook: Rulebook, words: Wording) -> Card | None:
    trends = {
        "physician_activity": found.activity.physician,
        "parent_activity": found.activity.parent,
    }
    known = {name: trend for name, trend in trends.items() if trend.latest is not None}
    if not known:
        return None
    decided = {trend.halved for trend in known.values()}
    key = "halved" if decided == {Finding.MET} else "open"
    return Card(
        "activity",
        words.text("card.activity"),
        words.text(f"verdict.activity.{'not_halved' if Finding.NOT_MET in decided else key}"),
        "good" if key == "halved" else "not_met",
        reasons=tuple(
            _activity_line(name, trend, rulebook, words) for name, trend in known.items()
        ),
    )


def _activity_line(name: str, trend: ActivityTrend, rulebook: Rulebook, words: Wording) -> CardLine:
    rule = rulebook.monitoring.activity
    values: dict[str, object] = {"name": words.name(name)}
    if trend.latest is not None and trend.latest.observation.value is not None:
        values |= {"latest": trend.latest.observation.value, "at": trend.latest.at}
    percent = trend.reduction_percent
    if percent is None or trend.first is None or trend.first.observation.value is None:
        text = words.text("card.activity_once", **values)
    else:
        shown = compared_text(abs(percent), (rule.percent,), places=1)
        key = "card.activity_fell" if percent >= 0 else "card.activity_rose"
        text = words.text(key, first=trend.first.observation.value, percent=shown, **values)
    return CardLine(text, name, rule.source, trend.halved.value, note=rule.note)


def _effects(found: Monitoring, words: Wording) -> Card | None:
    known = [effect for effect in found.effects.graded if effect.grade is not None]
    shown = [effect for effect in known if effect.grade is not None and effect.grade.high > 0]
    recorded = found.effects.recorded
    if not (found.effects.treated and known) and not recorded:
        return None
    grades = [effect.grade.low for effect in shown if effect.grade is not None]
    grades += [event.grade for event in recorded if event.grade is not None]
    worst = max(grades, default=0)
    # A grade that is open is not the same as none.
    key, tone = (
        ("worst", "caution") if worst else ("open", "unknown") if shown else ("none", "good")
    )
    if not worst and recorded:
        key, tone = "ungraded", "unknown"
    return Card(
        "ctcae",
        words.text("card.ctcae"),
        words.text(f"verdict.ctcae.{key}", grade=worst),
        _tone(tone),
        reasons=(
            *(_effect_line(effect, words) for effect in shown),
            *(
                CardLine(
                    words.text(
                        # A grade that nobody entered is not one of the grades.
                        "card.event" if event.grade is not None else "card.event_ungraded",
                        term=event.term,
                        grade=event.grade,
                        at=moment_text(event.at),
                    ),
                    mark="met",
                )
                for event in recorded
            ),
        ),
    )


def _effect_line(effect: GradedEffect, words: Wording) -> CardLine:
    grade, value, term = effect.grade, effect.value, effect.term
    values: dict[str, object] = {"name": words.name(term.id)}
    mark: Mark = "unknown"
    key = "card.effect_open"
    if value is not None:
        values["at"] = value.at
        number = value.interval.low if value.interval is not None else None
        amount = f"{number_text(number)} {unit_text(term.unit)}" if number is not None else ""
        values["value"] = amount
    if grade is not None:
        values |= {"low": grade.low, "high": grade.high}
        values["basis"] = words.text(f"card.basis_{grade.basis}")
        if grade.certain is not None:
            key, mark = "card.effect", "met"
    text = words.text(key, **values)
    by_baseline = grade is not None and grade.basis == "baseline"
    cited = term.abnormal_baseline if by_baseline and term.abnormal_baseline else term
    dagger = f" {DAGGER}" if cited.unverified else ""
    return CardLine(text + dagger, term.id, cited.source, mark, note=cited.note)
