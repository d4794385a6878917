"""The coronary arteries over time: every echocardiogram read, the trend, the level, the alarms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.findings import Alert
from clinical.heart.classes import SIZES, holds
from clinical.heart.level import CoronaryLevel, coronary_level
from clinical.heart.z_scores import REPORTED, SEGMENTS, z_model_of
from clinical.timeline import fever_onset_day, local_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from clinical.heart.readings import EchoReading
    from clinical.record.case import Case
    from clinical.record.vocabulary import Segment
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One segment at one echocardiogram: z by the child's model, else the reported one.

    ``change`` is the step from the z before, where both are by the same model.
    """

    at: datetime
    z: Fraction
    by: str
    bsa_m2: float | None
    change: Fraction | None


@dataclass(frozen=True, slots=True)
class CoronaryAssessment:
    """Everything the echocardiograms say of the coronary arteries, the oldest first.

    ``counted`` leaves out those from before this illness.

    ``locked`` says that the z model was chosen for this child and does not follow the site's.
    """

    model: str
    locked: bool
    echos: tuple[EchoReading, ...]
    level: CoronaryLevel
    trend: Mapping[Segment, tuple[TrendPoint, ...]]
    counted: tuple[EchoReading, ...]
    alerts: tuple[Alert, ...]

    @property
    def latest(self) -> EchoReading | None:
        """The latest echocardiogram that tells of the coronary arteries."""
        telling = [echo for echo in self.counted if echo.decided or echo.aneurysm_in_words]
        return telling[-1] if telling else None


def assess_coronary(
    case: Case, rulebook: Rulebook, echos: Mapping[int, EchoReading], as_of: datetime
) -> CoronaryAssessment:
    """Return the coronary assessment; ``echos`` holds those that count, by index.

    What was seen before the fever began belongs to another illness: it is kept in the list, and
    said where an artery was enlarged, but takes no part in level and course.
    """
    model = z_model_of(case, rulebook)
    readings = sorted(echos.values(), key=lambda reading: reading.at)
    onset = fever_onset_day(case, as_of)
    counted = [
        reading for reading in readings if onset is None or local_day(reading.at, as_of) >= onset
    ]
    trend: dict[Segment, tuple[TrendPoint, ...]] = {
        segment: points
        for segment in SEGMENTS
        if (points := tuple(_trend(counted, segment, rulebook, model)))
    }
    return CoronaryAssessment(
        model=model,
        locked=case.z_model is not None,
        echos=tuple(readings),
        level=coronary_level(rulebook.coronary, counted),
        trend=trend,
        counted=tuple(counted),
        alerts=(
            *_contradictions(case, rulebook, frozenset(reading.at for reading in counted)),
            *_earlier(readings[: len(readings) - len(counted)], rulebook),
            *_alerts(counted, rulebook, model),
        ),
    )


def _trend(
    readings: list[EchoReading], segment: Segment, rulebook: Rulebook, model: str
) -> Iterator[TrendPoint]:
    before: TrendPoint | None = None
    for reading in readings:
        found = reading.sizes.segments.get(segment)
        if found is None:
            continue
        if model in found.z:
            z, by = Fraction(found.z[model]), model
        elif found.reported_z is not None:
            z, by = Fraction(found.reported_z), REPORTED
        else:
            continue
        change = z - before.z if before is not None and before.by == by else None
        area = reading.sizes.bsa_m2.get(rulebook.z_models[model].bsa)
        before = TrendPoint(reading.at, z, by, area, change)
        yield before


def _contradictions(case: Case, rulebook: Rulebook, at: frozenset[datetime]) -> Iterator[Alert]:
    """Name two entries of one echocardiogram that cannot both be true."""
    limit = rulebook.kawasaki.lvef
    for echo in case.echos:
        if echo.struck is not None or echo.at not in at:
            continue
        if echo.normal_coronaries == "present" and echo.aneurysm == "present":
            source = rulebook.coronary.small.source
            yield Alert(
                "confirm", "coronary.normal_and_aneurysm", {"at": echo.at}, source, field="echo"
            )
        lvef = echo.lvef_percent
        if lvef is not None and holds(limit, lvef) and echo.lv_function_decreased == "absent":
            values = {"at": echo.at, "lvef": lvef}
            yield Alert(
                "confirm", "coronary.function_contradicts", values, limit.source, field="echo"
            )


def _earlier(readings: list[EchoReading], rulebook: Rulebook) -> Iterator[Alert]:
    """Say that an artery was enlarged before this illness."""
    for reading in readings:
        enlarged = reading.worst is not None and reading.worst.size != "none"
        if enlarged or reading.aneurysm_in_words:
            source = rulebook.coronary.small.source
            yield Alert("info", "coronary.enlarged_before", {"at": reading.at}, source)


def _alerts(readings: list[EchoReading], rulebook: Rulebook, model: str) -> Iterator[Alert]:
    rule = rulebook.coronary
    if model != rule.z_model and readings:
        yield Alert(
            "info",
            "coronary.another_model",
            {
                "own": rulebook.z_models[model].title,
                "site": rulebook.z_models[rule.z_model].title,
            },
            rule.source,
            field="z_model",
        )
    measured = [reading for reading in readings if reading.segments]
    for segment, reading in measured[-1].segments.items() if measured else ():
        if reading.models_disagree:
            ranked = sorted(reading.classes, key=lambda name: SIZES.index(reading.classes[name]))
            low, high = ranked[0], ranked[-1]
            yield Alert(
                "info",
                "coronary.models_disagree",
                {
                    "segment": segment,
                    "lower_class": reading.classes[low],
                    "upper_class": reading.classes[high],
                    "lower_model": rulebook.z_models[low].title,
                    "upper_model": rulebook.z_models[high].title,
                },
                rule.giant_mm.source,
            )
        own = reading.classes.get(model)
        if own is not None and reading.reported_class not in {None, own}:
            yield Alert(
                "info",
                "coronary.reported_differs",
                {
                    "segment": segment,
                    "lower_class": own,
                    "upper_class": str(reading.reported_class),
                    "model": rulebook.z_models[model].title,
                },
                rule.giant_mm.source,
            )
