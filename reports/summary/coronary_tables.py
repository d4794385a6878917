"""The coronary arteries as tables: every model side by side, and the course of the z."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.heart.classes import SIZES
from clinical.heart.z_scores import REPORTED
from reports.formats import compared_text, day_text, moment_text, number_text
from reports.summary.table import Row, Table
from reports.wording import z_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.assess import Assessment
    from clinical.heart.coronary import TrendPoint
    from clinical.heart.readings import EchoReading, SegmentReading
    from clinical.record.vocabulary import Segment
    from clinical.rules.coronary import ZModel
    from reports.wording import Wording

_AREA_DECIMALS = 4
_MODEL_COLUMNS = ("vessel", "by_model", "bsa", "z", "size")


def models_table(assessment: Assessment, at: datetime, words: Wording) -> Table | None:
    """Return what every model says of the echocardiogram of a time, None without a diameter."""
    echo = next((each for each in assessment.coronary.echos if each.at == at), None)
    if echo is None:
        return None
    rows = [
        row
        for segment, reading in echo.segments.items()
        if reading.sizes.diameter_mm is not None
        for row in _model_rows(segment, reading, echo, assessment, words)
    ]
    if not rows:
        return None
    heading = tuple(words.text(f"coronary_tab.{name}") for name in _MODEL_COLUMNS)
    local = at.astimezone(assessment.as_of.tzinfo)
    title = words.text("coronary_tab.models_title", at=moment_text(local))
    return Table(title, (heading, *rows))


def _model_rows(
    segment: Segment,
    reading: SegmentReading,
    echo: EchoReading,
    assessment: Assessment,
    words: Wording,
) -> Iterator[Row]:
    """Yield a row for each model; the vessel is named on the first."""
    sizes = reading.sizes
    vessel = f"{words.name(f'echo_field.{segment}_mm')} {number_text(sizes.diameter_mm or 0)} mm"
    for model in assessment.rulebook.z_models.values():
        if model.id in sizes.z:
            z = z_text(sizes.z[model.id])
            size = words.name(f"size.{reading.classes[model.id]}")
        else:
            z, size = "", words.text(f"coronary.no_z.{sizes.no_z[model.id]}")
        yield vessel, model.title, _area(model, echo, assessment, words), z, size
        vessel = ""


def _area(model: ZModel, echo: EchoReading, assessment: Assessment, words: Wording) -> str:
    formula = assessment.rulebook.coronary.body_surface[model.bsa].title
    area = echo.sizes.bsa_m2.get(model.bsa)
    if area is None:
        return formula
    shown = number_text(Fraction(area), _AREA_DECIMALS)
    return words.text("coronary_tab.bsa_value", area=shown, formula=formula)


def other_models(
    assessment: Assessment, at: datetime, segment: Segment, words: Wording
) -> tuple[str, str]:
    """Return the z of a diameter by the models that do not decide, and where classes differ.

    Both are empty where no model gives a z; among others one that gives none says why.
    """
    echo = next((each for each in assessment.coronary.echos if each.at == at), None)
    reading = echo.segments.get(segment) if echo is not None else None
    if reading is None or reading.sizes.diameter_mm is None or not reading.sizes.z:
        return "", ""
    parts: list[str] = []
    for model in assessment.rulebook.z_models.values():
        if model.id == assessment.coronary.model:
            continue
        if model.id in reading.sizes.z:
            key = "other_z_class" if reading.models_disagree else "other_z"
            z = z_text(reading.sizes.z[model.id])
            size = words.name(f"size.{reading.classes[model.id]}")
            parts.append(words.text(f"coronary_tab.{key}", model=model.title, z=z, size=size))
        else:
            why = words.text(f"coronary_tab.short_no_z.{reading.sizes.no_z[model.id]}")
            parts.append(words.text("coronary_tab.other_none", model=model.title, why=why))
    disagreement = ""
    if reading.models_disagree:
        ranked = sorted(reading.classes, key=lambda name: SIZES.index(reading.classes[name]))
        titles = {name: model.title for name, model in assessment.rulebook.z_models.items()}
        disagreement = words.text(
            "coronary_tab.disagree",
            lower=words.name(f"size.{reading.classes[ranked[0]]}"),
            lower_model=titles[ranked[0]],
            upper=words.name(f"size.{reading.classes[ranked[-1]]}"),
            upper_model=titles[ranked[-1]],
        )
    return words.text("coronary_tab.others", parts="; ".join(parts)), disagreement


def areas_line(assessment: Assessment, at: datetime, words: Wording) -> str:
    """Return the body surface each model stands on, by formula; empty where there is none."""
    echo = next((each for each in assessment.coronary.echos if each.at == at), None)
    if echo is None:
        return ""
    parts: list[str] = []
    for formula, area in echo.sizes.bsa_m2.items():
        models = [
            each.title for each in assessment.rulebook.z_models.values() if each.bsa == formula
        ]
        if models:
            parts.append(
                words.text(
                    "coronary_tab.area_of",
                    area=number_text(Fraction(area), _AREA_DECIMALS),
                    formula=assessment.rulebook.coronary.body_surface[formula].title,
                    models=", ".join(models),
                )
            )
    return words.text("coronary_tab.areas", parts="; ".join(parts)) if parts else ""


def trend_table(assessment: Assessment, words: Wording) -> Table | None:
    """Return the z of each vessel by echocardiogram, the oldest first; None where there is none."""
    found = assessment.coronary
    if not found.trend:
        return None
    vessels = tuple(found.trend)
    points = {(point.at, name): point for name, course in found.trend.items() for point in course}
    days: list[datetime] = sorted({at for at, _ in points})
    heading = (
        words.text("coronary_tab.trend_at"),
        words.text("coronary_tab.trend_bsa"),
        *(words.text(f"coronary_tab.vessel_{name}") for name in vessels),
    )
    rows: list[Row] = []
    for at in days:
        areas = [
            area
            for name in vessels
            if (point := points.get((at, name))) is not None and (area := point.bsa_m2) is not None
        ]
        rows.append(
            (
                day_text(at.astimezone(assessment.as_of.tzinfo).date()),
                number_text(Fraction(areas[0]), _AREA_DECIMALS) if areas else "",
                *(_cell(points.get((at, name)), words) for name in vessels),
            )
        )
    title = words.text(
        "coronary_tab.trend_title", model=assessment.rulebook.z_models[found.model].title
    )
    return Table(title, (heading, *rows))


def _cell(point: TrendPoint | None, words: Wording) -> str:
    """Return a z with the step from the one before it."""
    if point is None:
        return ""
    z, reported = z_text(point.z), point.by == REPORTED
    if point.change is None:
        return words.text("coronary_tab.trend_reported", z=z) if reported else z
    sign = "+" if point.change > 0 else ""
    change = sign + compared_text(point.change, (Fraction(0),))
    key = "trend_reported_change" if reported else "trend_cell"
    return words.text(f"coronary_tab.{key}", z=z, change=change)
