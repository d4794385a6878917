"""What the echocardiograms say to the Kawasaki criteria: positive, negative or not decided.

A vessel counts as dilated by the chosen z model or by the reported z, and which one is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.diagnosis.evidence import presence
from clinical.findings import Reason
from clinical.heart.z_scores import VESSELS, z_model_of
from clinical.logic import Finding, any_of, at_least, finding_of
from clinical.quantity import Interval
from clinical.timeline import (
    day_of,
    fever_onset_day,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.findings import Value
    from clinical.heart.z_scores import EchoSizes
    from clinical.record.case import Case, Echo
    from clinical.record.vocabulary import Segment
    from clinical.rules.criteria import KawasakiRule, Threshold
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class EchoEvidence:
    """What the echocardiograms say: positive or not, why, and the longer list of 2004.

    ``open_coronary`` names the entries that would decide coronary change, in every
    echocardiogram that leaves it open.
    """

    finding: Finding
    coronary: Finding
    reasons: tuple[Reason, ...]
    suggestive_2017: int
    suggestive_2004: int
    highest_z: Fraction | None = None
    open_coronary: tuple[str, ...] = ()
    recorded: bool = True


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
    model = z_model_of(case, rulebook)
    readings = [_one_echo(echo, sizes[index], rulebook, model) for index, echo in counted]
    if not readings:
        return EchoEvidence(
            Finding.UNKNOWN,
            Finding.UNKNOWN,
            (Reason("echo.none", Finding.UNKNOWN, source=rulebook.kawasaki.source, field="echo"),),
            0,
            0,
            recorded=False,
        )
    finding = any_of(*(reading.finding for reading in readings))
    coronary = any_of(*(reading.coronary for reading in readings))
    # The latest one that decides speaks for all; coronary change speaks before the rest.
    shown = next(
        reading
        for reading in reversed(readings)
        if reading.finding is finding
        and (coronary is not Finding.MET or reading.coronary is Finding.MET)
    )
    scores = [reading.highest_z for reading in readings if reading.highest_z is not None]
    undecided = coronary is Finding.UNKNOWN
    fields = [field for reading in readings for field in reading.open_coronary if undecided]
    return EchoEvidence(
        finding,
        coronary,
        shown.reasons,
        shown.suggestive_2017,
        shown.suggestive_2004,
        max(scores, default=None),
        tuple(dict.fromkeys(fields)),
    )


def _one_echo(echo: Echo, sizes: EchoSizes, rulebook: Rulebook, model: str) -> EchoEvidence:
    rule = rulebook.kawasaki
    aneurysm = presence(echo.aneurysm)
    normal = echo.normal_coronaries == "present"
    if normal and aneurysm is Finding.UNKNOWN:
        aneurysm = Finding.NOT_MET
    vessels = [_vessel(sizes, segment, rulebook, model, normal=normal) for segment in VESSELS]
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
    arteries = [
        *(vessel.reason for vessel in vessels),
        Reason("echo.aneurysm", aneurysm, moment, rule.source, field="echo.aneurysm"),
    ]
    reasons = [
        *arteries,
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
        max((vessel.z for vessel in vessels if vessel.z is not None), default=None),
        tuple(
            reason.field
            for reason in arteries
            if coronary is reason.finding is Finding.UNKNOWN and reason.field is not None
        ),
    )


@dataclass(frozen=True, slots=True)
class _Vessel:
    dilated: Finding
    suggestive: Finding
    reason: Reason
    z: Fraction | None = None


def _vessel(
    sizes: EchoSizes, segment: Segment, rulebook: Rulebook, model: str, *, normal: bool
) -> _Vessel:
    """Return whether a vessel is dilated: by the chosen model, the reported z, or its diameter.

    A giant diameter counts whatever the z: the models part company at large sizes.
    """
    rule = rulebook.kawasaki
    field = f"echo.{segment}_mm"
    reading = sizes.segments.get(segment)
    scores: list[tuple[Fraction, str, bool]] = []
    if reading is not None and model in reading.z:
        scores.append((Fraction(reading.z[model]), rulebook.z_models[model].title, False))
    if reading is not None and reading.reported_z is not None:
        scores.append((Fraction(reading.reported_z), reading.reported_model or "", True))
    if not scores:
        return _vessel_without_z(sizes, segment, rulebook, model, normal=normal)
    worst, named, reported = max(scores, key=lambda score: score[0])
    z = Interval.exactly(worst)
    dilated = z.compare(rule.coronary_z.operator, rule.coronary_z.value)
    giant = _giant(sizes, segment, rulebook.coronary.giant_mm)
    if giant is not None and dilated is not Finding.MET:
        return _Vessel(Finding.MET, Finding.NOT_MET, giant, worst)
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
        worst,
    )


def _giant(sizes: EchoSizes, segment: Segment, limit: Threshold) -> Reason | None:
    """Return why a vessel is giant by its diameter alone, None where it is not."""
    reading = sizes.segments.get(segment)
    diameter = reading.diameter_mm if reading is not None else None
    if diameter is None:
        return None
    if Interval.exactly(diameter).compare(limit.operator, limit.value) is not Finding.MET:
        return None
    return Reason.citing(
        "echo.giant_diameter",
        Finding.MET,
        limit,
        {"segment": segment, "diameter": diameter, "threshold": limit.value},
    )


def _vessel_without_z(
    sizes: EchoSizes, segment: Segment, rulebook: Rulebook, model: str, *, normal: bool
) -> _Vessel:
    """Return what a vessel says without a z score: a giant diameter, or words, or nothing."""
    rule = rulebook.kawasaki
    reading = sizes.segments.get(segment)
    giant = _giant(sizes, segment, rulebook.coronary.giant_mm)
    if giant is not None:
        return _Vessel(Finding.MET, Finding.NOT_MET, giant)
    if normal:
        words = Reason("echo.normal_in_words", Finding.NOT_MET, {"segment": segment}, rule.source)
        return _Vessel(Finding.NOT_MET, Finding.NOT_MET, words)
    code, field = "echo.not_measured", f"echo.{segment}_mm"
    if reading is not None:
        why = reading.no_z[model]
        code = f"echo.no_z_{why}"
        field = sizes.size.missing_entry(why)
    reason = Reason(code, Finding.UNKNOWN, {"segment": segment}, rule.source, field=field)
    return _Vessel(Finding.UNKNOWN, Finding.UNKNOWN, reason)


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
