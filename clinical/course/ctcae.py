"""Grades of unwanted laboratory effects: the worst of each since treatment began.

A value is graded by multiples of the limit of normal, or of the value before treatment where
that was already beyond it, or by fixed numbers. A step that cannot be decided leaves the grade
open unless a higher one is certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.course.elapsed import first_start
from clinical.diagnosis.evidence import out_of_range
from clinical.logic import Finding
from clinical.measurements import Measured, measured, neutrophil_counts
from clinical.timeline import fever_onset_day, given_in_illness

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from clinical.record.case import AdverseEvent, Case
    from clinical.rules.course import GradedTerm, GradeStep
    from clinical.rules.fields import FieldRule
    from clinical.rules.rulebook import Rulebook

GradeBasis = Literal["uln", "baseline", "lln"]


@dataclass(frozen=True, slots=True)
class GradeRange:
    """The grade of one value: the lowest and highest it may be, and what it was measured by.

    ``by_limit`` is the grade by the limit of normal alone, where that is certain: what to act on
    while the value before treatment is not known.
    """

    low: int
    high: int
    basis: GradeBasis
    by_limit: int | None

    @property
    def certain(self) -> int | None:
        """The grade, where it is certain."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True)
class GradedEffect:
    """The worst grade of one term: None as ``grade`` where there is no value to grade."""

    term: GradedTerm
    grade: GradeRange | None
    value: Measured | None


@dataclass(frozen=True, slots=True)
class UnwantedEffects:
    """The graded laboratory effects, and the events a person entered, some without a grade.

    ``treated`` says that anakinra or immunoglobulin was given, ``since`` from when on values count;
    None where no dose has a time, or none was given: then the whole illness counts.
    """

    treated: bool
    since: datetime | None
    graded: tuple[GradedEffect, ...]
    recorded: tuple[AdverseEvent, ...]


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of one term: the last before treatment, and those since it began."""

    baseline: Measured | None
    since: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    """What a value is graded by: the term, its field, and the limit where nobody gives one."""

    term: GradedTerm
    field: FieldRule
    default_limit: Fraction | None

    @classmethod
    def of(cls, term: GradedTerm, rulebook: Rulebook) -> _Scale:
        """Return the scale of a term: for ALT alone a limit of normal stands in the criteria."""
        default = Fraction(rulebook.kawasaki.alt_upper_limit) if term.id == "alt" else None
        return cls(term, rulebook.fields[term.id], default)


def assess_ctcae(case: Case, rulebook: Rulebook, as_of: datetime) -> UnwantedEffects:
    """Return the worst grade of each term since treatment began."""
    graded = tuple(
        _worst(_values(term, case, rulebook, as_of), _Scale.of(term, rulebook))
        for term in rulebook.ctcae.term
    )
    recorded = tuple(
        event for event in case.adverse_events if event.struck is None and event.at <= as_of
    )
    treated = bool(given_in_illness(case, ("anakinra", "ivig"), as_of))
    return UnwantedEffects(treated, _treated_since(case, as_of), graded, recorded)


def latest_grade(term: GradedTerm, case: Case, rulebook: Rulebook, as_of: datetime) -> GradedEffect:
    """Return the grade of the latest value since treatment began."""
    values = _values(term, case, rulebook, as_of)
    last = _Values(values.baseline, values.since[-1:])
    return _worst(last, _Scale.of(term, rulebook))


def _treated_since(case: Case, as_of: datetime) -> datetime | None:
    """Return when anakinra was first given, else immunoglobulin; None where neither has a time.

    Anakinra at an unknown time comes after immunoglobulin as a rule: what was measured since then
    is better graded than not at all.
    """
    return first_start(case, "anakinra", as_of) or first_start(case, "ivig", as_of)


def _values(term: GradedTerm, case: Case, rulebook: Rulebook, as_of: datetime) -> _Values:
    onset = fever_onset_day(case, as_of)
    if term.id == "neutrophils":
        found = neutrophil_counts(case, rulebook, as_of, onset)
    else:
        found = measured(case, term.id, rulebook, as_of, since=onset)
    start = _treated_since(case, as_of)
    if start is None:
        # Nothing given, or at an unknown time: the whole illness, with nothing from before.
        return _Values(None, found)
    before = tuple(item for item in found if item.at <= start)
    return _Values(before[-1] if before else None, found[len(before) :])


def _worst(values: _Values, scale: _Scale) -> GradedEffect:
    term = scale.term
    graded = [(_grade(item, values.baseline, scale), item) for item in values.since]
    if not graded:
        return GradedEffect(term, None, None)
    low = max(grade.low for grade, _ in graded)
    high = max(grade.high for grade, _ in graded)
    # The first of the worst.
    grade, value = max(graded, key=lambda pair: (pair[0].low, pair[0].high))
    return GradedEffect(term, GradeRange(low, high, grade.basis, grade.by_limit), value)


def _grade(item: Measured, baseline: Measured | None, scale: _Scale) -> GradeRange:
    term, field = scale.term, scale.field
    limit = _limit_of(item, scale)
    low, high = _steps(term, item, limit, term.step, field)
    certain = low if low == high else None
    if term.limit == "lln":
        return GradeRange(low, high, "lln", certain)
    abnormal = _abnormal(baseline, limit, field)
    if abnormal is Finding.NOT_MET:
        return GradeRange(low, high, "uln", certain)
    own_low, own_high = _by_baseline(term, item, baseline, field)
    if abnormal is Finding.MET:
        return GradeRange(own_low, own_high, "baseline", None)
    # A raised value before treatment makes a grade lower and never higher.
    return GradeRange(min(low, own_low), high, "uln", certain)


def _abnormal(baseline: Measured | None, limit: Fraction | None, field: FieldRule) -> Finding:
    """Return whether the value before treatment was raised; without one it may have been."""
    if baseline is None:
        return Finding.UNKNOWN
    return out_of_range(
        baseline,
        "high",
        field,
        lambda value: Finding.UNKNOWN if limit is None else value.compare(">", limit),
    )


def _by_baseline(
    term: GradedTerm, item: Measured, baseline: Measured | None, field: FieldRule
) -> tuple[int, int]:
    if term.abnormal_baseline is None or baseline is None or baseline.interval is None:
        return 0, term.step[-1].grade
    interval = baseline.interval
    exact = interval.low if interval.low == interval.high else None
    return _steps(term, item, exact, term.abnormal_baseline.step, field)


def _limit_of(item: Measured, scale: _Scale) -> Fraction | None:
    """Return the limit of normal of the laboratory, else of the site, in the canonical unit.

    The default stands in where there is neither, except against a laboratory that says "normal".
    """
    term, field = scale.term, scale.field
    upper = term.limit == "uln"
    observation = item.observation
    # A count worked out from white cells carries their range, which is not its own.
    printed = observation.reference if observation.code == term.id else None
    own = None if printed is None else (printed.high if upper else printed.low)
    if own is not None:
        return field.units[(observation.unit or field.canonical).value].to_canonical(Fraction(own))
    usual = field.reference
    site = None if usual is None else (usual.maximum if upper else usual.minimum)
    if site is not None:
        return Fraction(site)
    return None if observation.interpretation == "normal" else scale.default_limit


def _steps(
    term: GradedTerm,
    item: Measured,
    limit: Fraction | None,
    steps: Sequence[GradeStep],
    field: FieldRule,
) -> tuple[int, int]:
    """Return the lowest and highest grade the steps allow."""
    low = high = 0
    for step in steps:
        finding = _reached(term, item, limit, step, field)
        if finding is Finding.MET:
            low = high = step.grade
        elif finding is Finding.UNKNOWN:
            high = step.grade
    return low, high


def _reached(
    term: GradedTerm, item: Measured, limit: Fraction | None, step: GradeStep, field: FieldRule
) -> Finding:
    if item.interval is not None and step.value is not None:
        return item.interval.compare(step.operator, step.value)
    if item.interval is not None and limit is not None and step.times is not None:
        return item.interval.compare(step.operator, limit * Fraction(step.times))
    # What is left is the laboratory's judgement: beyond the limit, and how far it does not say.
    if item.observation.code != term.id:
        return Finding.UNKNOWN
    beyond = out_of_range(item, "high" if term.limit == "uln" else "low", field)
    if beyond is Finding.MET and step.times != 1:
        return Finding.UNKNOWN
    return beyond
