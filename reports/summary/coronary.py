"""The coronary arteries, as cards: their size now, the AHA level, and the course of the z."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.heart.class_borders import class_changes
from clinical.heart.z_scores import REPORTED, VESSELS
from clinical.logic import Finding
from reports.formats import compared_text, moment_text, number_text
from reports.summary.cards import Card, CardLine, Tone, alert_line, missing_text, reason_line
from reports.wording import z_text

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.heart.classes import SizeClass
    from clinical.heart.coronary import TrendPoint
    from clinical.heart.readings import EchoReading, SegmentReading
    from clinical.record.vocabulary import Segment
    from reports.wording import Wording

_TONES: dict[SizeClass, Tone] = {
    "none": "good",
    "dilation": "caution",
    "small": "caution",
    "medium": "stop",
    "giant": "stop",
}


def coronary_cards(assessment: Assessment, words: Wording) -> tuple[Card, ...]:
    """Return the size now, the level, and the course over the echocardiograms."""
    return (
        size_card(assessment, words),
        level_card(assessment, words),
        trend_card(assessment, words),
    )


def size_card(assessment: Assessment, words: Wording) -> Card:
    """Return how large the coronary arteries are at the latest echocardiogram that tells."""
    found = assessment.coronary
    title = words.text("coronary.size_title")
    echo = found.latest
    if echo is not None and echo.unmeasured_aneurysm:
        lines = _segment_lines(echo, assessment, words)
        headline = words.text("coronary.size_aneurysm_in_words")
        missing = _missing(assessment, words)
        changes = _changes(echo, assessment, words)
        return Card("coronary_size", title, headline, "stop", missing, lines, changes)
    if echo is None or echo.worst is None:
        key = "size_cannot_tell" if found.echos else "size_none"
        lines = _segment_lines(found.echos[-1], assessment, words) if found.echos else ()
        headline = words.text(f"coronary.{key}")
        return Card("coronary_size", title, headline, "unknown", _missing(assessment, words), lines)
    part = echo.worst
    size = words.name(f"size.{part.size}").capitalize()
    if part.z is None:
        headline = words.text(
            "coronary.size_headline_in_words", size=size, segment=vessel(part.segment, words)
        )
    else:
        headline = words.text(
            "coronary.size_headline",
            size=size,
            segment=vessel(part.segment, words),
            z=z_text(part.z),
            model=model_text(part.by, assessment, words),
        )
    key = "model_child" if found.locked else "model_site"
    notes = [
        CardLine(words.text(f"coronary.{key}", model=model_text(found.model, assessment, words)))
    ]
    if "lmca" in echo.segments:
        notes.append(CardLine(words.text("coronary.lmca_caution")))
    return Card(
        "coronary_size",
        title,
        headline,
        _tone(part.size, echo, assessment),
        tuple(
            CardLine(missing_text(field, words), field, mark="unknown")
            for field in unmeasured(echo)
        ),
        _segment_lines(echo, assessment, words),
        _changes(echo, assessment, words),
        notes=(*(alert_line(alert, words) for alert in found.alerts), *notes),
    )


def _missing(assessment: Assessment, words: Wording) -> tuple[CardLine, ...]:
    """Return the entries without which no class is told."""
    return tuple(
        CardLine(missing_text(field, words), field, mark="unknown")
        for field in assessment.coronary.level.missing
    )


def _changes(echo: EchoReading, assessment: Assessment, words: Wording) -> tuple[CardLine, ...]:
    model = assessment.coronary.model
    return tuple(
        reason_line(reason, words) for reason in class_changes(echo, assessment.rulebook, model)
    )


def unmeasured(echo: EchoReading) -> list[str]:
    """Return the entries of the main vessels that an echocardiogram tells nothing of."""
    return [f"echo.{segment}_mm" for segment in VESSELS if segment not in echo.decided]


def _tone(size: SizeClass, echo: EchoReading, assessment: Assessment) -> Tone:
    """Return how the card looks: green only where nothing speaks against "no involvement"."""
    if size != "none":
        return _TONES[size]
    if any(reading.models_disagree for reading in echo.segments.values()):
        return "caution"
    enlarged = assessment.coronary.level.max_ever not in {None, "none"}
    return "not_met" if enlarged or unmeasured(echo) else "good"


def level_card(assessment: Assessment, words: Wording) -> Card:
    """Return the AHA level: the largest class ever and the class now."""
    level = assessment.coronary.level
    open_dates = not all(echo.done for echo in assessment.follow_up.echos)
    tone: Tone = "unknown"
    headline = words.text("coronary.level_unknown")
    if level.level is not None and level.max_ever is not None and level.current is not None:
        tone = _TONES[level.max_ever]
        if tone == "good" and open_dates:
            tone = "not_met"
        headline = words.text(
            "coronary.level_headline",
            level=level.level,
            ever=words.name(f"size.{level.max_ever}"),
            current=words.name(f"size.{level.current}"),
        )
    return Card(
        "coronary_level",
        words.text("coronary.level_title"),
        headline,
        tone,
        missing=tuple(
            CardLine(missing_text(field, words), field, mark="unknown") for field in level.missing
        ),
        reasons=tuple(reason_line(reason, words) for reason in level.reasons),
        notes=(CardLine(words.text("coronary.level_so_far")),)
        if level.level is not None and open_dates
        else (),
    )


def trend_card(assessment: Assessment, words: Wording) -> Card:
    """Return the z of each segment over time, with the step from the one before."""
    found = assessment.coronary
    count = len({point.at for points in found.trend.values() for point in points})
    key = "trend_headline_one" if count == 1 else "trend_headline"
    return Card(
        "coronary_trend",
        words.text("coronary.trend_title"),
        words.text(f"coronary.{key}", count=count),
        "not_met",
        reasons=tuple(
            CardLine(point_text(segment, point, assessment, words))
            for segment, points in found.trend.items()
            for point in points
        ),
    )


def point_text(segment: Segment, point: TrendPoint, assessment: Assessment, words: Wording) -> str:
    """Return one point of the course."""
    values = {
        "segment": vessel(segment, words),
        "at": moment_text(point.at),
        "z": z_text(point.z),
        "model": model_text(point.by, assessment, words),
    }
    if point.change is None:
        return words.text("coronary.trend_point", **values)
    sign = "+" if point.change > 0 else ""
    change = sign + compared_text(point.change, (Fraction(0),))
    return words.text("coronary.trend_change", **values, change=change)


def vessel(segment: Segment, words: Wording) -> str:
    """Return the short name of a segment, as echocardiographers write it."""
    return words.name(f"vessel.{segment}")


def model_text(by: str | None, assessment: Assessment, words: Wording) -> str:
    """Return the name of a z model, or that the z was reported."""
    if by is None or by == REPORTED:
        return words.text("coronary.reported")
    return assessment.rulebook.z_models[by].title


def _segment_lines(
    echo: EchoReading, assessment: Assessment, words: Wording
) -> tuple[CardLine, ...]:
    rule = assessment.rulebook.coronary
    source, japan = rule.giant_mm.source, rule.japan.abnormal_young_mm.source
    lines = [
        CardLine(text, f"echo.{name}_mm", source)
        for name, reading in echo.segments.items()
        for text in _texts(name, reading, assessment, words)
    ]
    lines += [CardLine(text, source=japan) for text in _japanese(echo, words)]
    lines += [
        CardLine(
            words.text(
                "coronary.segment_words",
                segment=vessel(name, words),
                size=words.name(f"size.{part.size}"),
            ),
            source=source,
        )
        for name, part in echo.decided.items()
        if name not in echo.segments
    ]
    return tuple(lines)


def _japanese(echo: EchoReading, words: Wording) -> list[str]:
    """Return what the Japanese criteria say: one line where all is normal, else by segment."""
    measured: list[tuple[Segment, SegmentReading]] = [
        (name, part) for name, part in echo.segments.items() if part.sizes.diameter_mm is not None
    ]
    remarkable: list[tuple[Segment, SegmentReading]] = [
        (name, part)
        for name, part in measured
        if part.japan_1984 is not Finding.NOT_MET
        or part.japan_2008 != "none"
        or part.japan_1984_at_limit
    ]
    if not remarkable:
        return [words.text("coronary.japan_normal")] if measured else []
    return [
        words.text(
            "coronary.japan_line_at_limit" if part.japan_1984_at_limit else "coronary.japan_line",
            segment=vessel(name, words),
            abnormal=words.text(f"coronary.abnormal_{part.japan_1984.value}"),
            size=words.text(f"coronary.japan_{part.japan_2008}"),
        )
        for name, part in remarkable
    ]


def _texts(
    name: Segment, reading: SegmentReading, assessment: Assessment, words: Wording
) -> list[str]:
    """Return what a segment says: by the child's model, and as reported."""
    model = assessment.coronary.model
    sizes = reading.sizes
    segment = vessel(name, words)
    texts: list[str] = []
    if sizes.diameter_mm is not None:
        diameter = f"{number_text(sizes.diameter_mm)} mm"
        if model in sizes.z:
            texts.append(
                words.text(
                    "coronary.segment_line",
                    segment=segment,
                    diameter=diameter,
                    z=z_text(sizes.z[model]),
                    model=model_text(model, assessment, words),
                    size=words.name(f"size.{reading.classes[model]}"),
                )
            )
        else:
            texts.append(
                words.text(
                    "coronary.segment_no_z",
                    segment=segment,
                    diameter=diameter,
                    model=model_text(model, assessment, words),
                    why=words.text(f"coronary.no_z.{sizes.no_z[model]}"),
                )
            )
    if sizes.reported_z is not None and reading.reported_class is not None:
        texts.append(
            words.text(
                "coronary.segment_reported",
                segment=segment,
                z=z_text(sizes.reported_z),
                model=sizes.reported_model or "",
                size=words.name(f"size.{reading.reported_class}"),
            )
        )
    return texts
