"""What the echocardiograms say to the Kawasaki criteria: positive, negative or not decided.

A vessel counts as dilated by the chosen z model or by the reported z, and which one is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.findings import Reason
from clinical.logic import Finding, any_of, at_least, finding_of
from clinical.quantity import Interval
from clinical.timeline import (
    day_of,
    fever_onset_day,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.case import Case, Echo
    from clinical.coronary import EchoSizes, SegmentZ
    from clinical.criteria_rules import KawasakiRule
    from clinical.findings import Value
    from clinical.rulebook import Rulebook
from clinical.kawasaki_evidence import presence


@dataclass(frozen=True, slots=True)
class EchoEvidence:
    """What the echocardiograms say: positive or not, why, and the longer list of 2004."""

    finding: Finding
    coronary: Finding
    reasons: tuple[Reason, ...]
    suggestive_2017: int
    suggestive_2004: int


def echo_evidence(
    case: Case, rulebook: Rulebook, sizes: Mapping[int, EchoSizes], as_of: datetime
) -> EchoEvidence:
    """Return the echo criterion over every echocardiogram since the fever began."""
    onset = fever_onset_day(case, as_of)
    counted = [
        (index, echo)
        for index, echo in enumerate(case.echos)
        if index in sizes and (onset is None or day_of(echo.at, as_of) >= onset)
    ]
    counted.sort(key=lambda item: item[1].at)
    readings = [_one_echo(echo, sizes[index], rulebook) for index, echo in counted]
    if not readings:
        return EchoEvidence(
            Finding.UNKNOWN,
            Finding.UNKNOWN,
            (Reason("echo.none", Finding.UNKNOWN, source=rulebook.kawasaki.source, field="echo"),),
            0,
            0,
        )
    finding = any_of(*(reading.finding for reading in readings))
    coronary = any_of(*(reading.coronary for reading in readings))
    # The latest one that decides speaks for all.
    shown = next(
        reading
        for reading in reversed(readings)
        if finding is Finding.UNKNOWN or reading.finding is finding
    )
    return EchoEvidence(
        finding, coronary, shown.reasons, shown.suggestive_2017, shown.suggestive_2004
    )


def _one_echo(echo: Echo, sizes: EchoSizes, rulebook: Rulebook) -> EchoEvidence:
    rule = rulebook.kawasaki
    aneurysm = presence(echo.aneurysm)
    normal = echo.normal_coronaries == "present"
    if normal and aneurysm is Finding.UNKNOWN:
        aneurysm = Finding.NOT_MET
    vessels = [
        _vessel(sizes.segments.get(segment), segment, rulebook, normal=normal)
        for segment in ("lad", "rca")
    ]
    dilated = any_of(*(vessel.dilated for vessel in vessels))
    between = any_of(*(vessel.suggestive for vessel in vessels))
    coronary = any_of(dilated, aneurysm)
    function = _reduced_function(echo, rule)
    regurgitation = presence(echo.mitral_regurgitation)
    effusion = presence(echo.pericardial_effusion)
    suggestive = (function, regurgitation, effusion, between)
    enough = at_least(rule.suggestive_needed, suggestive)
    longer = (*suggestive, presence(echo.perivascular_brightness), presence(echo.lack_of_tapering))
    moment: dict[str, Value] = {"at": echo.at}
    reasons = [
        *(vessel.reason for vessel in vessels),
        Reason("echo.aneurysm", aneurysm, moment, rule.source, field="echo.aneurysm"),
        Reason(
            "echo.lv_function",
            function,
            moment,
            rule.lvef.source,
            rule.lvef.mark,
            "echo.lv_function_decreased",
        ),
        Reason(
            "echo.mitral_regurgitation",
            regurgitation,
            moment,
            rule.source,
            field="echo.mitral_regurgitation",
        ),
        Reason(
            "echo.pericardial_effusion",
            effusion,
            moment,
            rule.source,
            field="echo.pericardial_effusion",
        ),
        Reason.citing(
            "echo.suggestive_z",
            between,
            rule.suggestive_z,
            {"low": rule.suggestive_z.value, "high": rule.coronary_z.value},
        ),
    ]
    return EchoEvidence(
        any_of(coronary, enough),
        coronary,
        tuple(reasons),
        sum(item is Finding.MET for item in suggestive),
        sum(item is Finding.MET for item in longer),
    )


@dataclass(frozen=True, slots=True)
class _Vessel:
    dilated: Finding
    suggestive: Finding
    reason: Reason


def _vessel(reading: SegmentZ | None, segment: str, rulebook: Rulebook, *, normal: bool) -> _Vessel:
    """Return whether a vessel is dilated by the chosen model or by the reported z."""
    rule = rulebook.kawasaki
    model = rulebook.coronary.z_model
    field = f"echo.{segment}_mm"
    scores: list[tuple[Fraction, str, bool]] = []
    if reading is not None and model in reading.z:
        scores.append((Fraction(reading.z[model]), rulebook.z_models[model].title, False))
    if reading is not None and reading.reported_z is not None:
        scores.append((Fraction(reading.reported_z), reading.reported_model or "", True))
    if not scores:
        finding = Finding.NOT_MET if normal else Finding.UNKNOWN
        code = "echo.normal_in_words" if normal else "echo.z_unknown"
        return _Vessel(
            finding, finding, Reason(code, finding, {"segment": segment}, rule.source, field=field)
        )
    worst, named, reported = max(scores, key=lambda score: score[0])
    z = Interval.exactly(worst)
    dilated = z.compare(rule.coronary_z.operator, rule.coronary_z.value)
    suggestive = finding_of(
        z.compare(rule.suggestive_z.operator, rule.suggestive_z.value) is Finding.MET
        and dilated is Finding.NOT_MET
    )
    code = "echo.z_reported" if reported else "echo.z_computed"
    return _Vessel(
        dilated,
        suggestive,
        Reason.citing(
            code,
            dilated,
            rule.coronary_z,
            {"segment": segment, "z": worst, "model": named, "threshold": rule.coronary_z.value},
            field=field,
        ),
    )


def _reduced_function(echo: Echo, rule: KawasakiRule) -> Finding:
    """Return reduced left ventricular function as entered, else by its numbers."""
    entered = presence(echo.lv_function_decreased)
    if entered is not Finding.UNKNOWN:
        return entered
    numbers = [
        Interval.exactly(value).compare(threshold.operator, threshold.value)
        for value, threshold in (
            (echo.lvef_percent, rule.lvef),
            (echo.fs_percent, rule.fractional_shortening),
        )
        if value is not None
    ]
    return any_of(*numbers) if numbers else Finding.UNKNOWN
