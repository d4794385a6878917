"""One engine for every point score.

A score takes the latest value at or before the start of the first immunoglobulin infusion and
never one from after it. While values are missing it is a range, and a verdict is given only
where both ends lie in the same band.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.logic import Finding
from clinical.measurements import measured
from clinical.quantity import Interval
from clinical.timeline import (
    FirstIvig,
    age_on,
    fever_onset_day,
    first_ivig,
    illness_day,
    local_day,
)

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.findings import Value
    from clinical.record.case import Case
    from clinical.rules.criteria import ScoreItem, ScoreRule
    from clinical.rules.rulebook import Rulebook

ScoreVerdict = Literal["low", "moderate", "high", "very_high", "undetermined"]


@dataclass(frozen=True, slots=True)
class ScoreInput:
    """What an item was decided on: the range of the value, and how it is shown."""

    interval: Interval | None
    shown: Value | None = None
    at: datetime | None = None
    comparator: str | None = None
    converted: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """One row: its finding, its points and the value used."""

    rule: ScoreItem
    finding: Finding
    input: ScoreInput
    on_boundary: bool

    @property
    def points(self) -> int:
        """Points that are certain."""
        return self.rule.points if self.finding is Finding.MET else 0

    @property
    def possible(self) -> int:
        """Points that are certain or still possible."""
        return 0 if self.finding is Finding.NOT_MET else self.rule.points


@dataclass(frozen=True, slots=True)
class ScoreAssessment:
    """A score: its range, its band, and what would settle it."""

    rule: ScoreRule
    items: tuple[ScoredItem, ...]
    verdict: ScoreVerdict
    at_least: ScoreVerdict | None
    treatment: FirstIvig
    flags: tuple[tuple[str, Finding], ...]

    @property
    def low(self) -> int:
        """The fewest points the child can have."""
        return sum(item.points for item in self.items)

    @property
    def high(self) -> int:
        """The most points the child can have."""
        return sum(item.possible for item in self.items)

    @property
    def missing(self) -> tuple[str, ...]:
        """Items that are open, those with most points first."""
        open_items = [item for item in self.items if item.finding is Finding.UNKNOWN]
        return tuple(item.rule.id for item in sorted(open_items, key=lambda i: -i.rule.points))


def assess_score(
    rule: ScoreRule, case: Case, rulebook: Rulebook, as_of: datetime
) -> ScoreAssessment:
    """Return one score for the record at ``as_of``."""
    treatment = first_ivig(case, as_of)
    items = tuple(_scored(row, case, rulebook, treatment, as_of) for row in rule.item)
    low = sum(item.points for item in items)
    high = sum(item.possible for item in items)
    lower, upper = _band(rule, low), _band(rule, high)
    return ScoreAssessment(
        rule=rule,
        items=items,
        verdict=lower if lower == upper else "undetermined",
        at_least=lower if lower not in {upper, "low"} else None,
        treatment=treatment,
        flags=tuple(
            (flag.id, Interval(Fraction(low), Fraction(high)).compare(">=", flag.at_least))
            for flag in rule.flag
        ),
    )


def _band(rule: ScoreRule, points: int) -> ScoreVerdict:
    """Return the band a number of points lies in."""
    verdict: ScoreVerdict = "low"
    for band in rule.band:
        if points >= band.at_least:
            verdict = band.verdict
    return verdict


def _scored(
    row: ScoreItem, case: Case, rulebook: Rulebook, treatment: FirstIvig, as_of: datetime
) -> ScoredItem:
    found = _input(row, case, rulebook, treatment, as_of)
    finding = Finding.UNKNOWN
    boundary = False
    if found.interval is not None:
        finding = found.interval.compare(row.operator, row.value)
        low, high = found.interval.low, found.interval.high
        boundary = (
            row.boundary is not None
            and low is not None
            and high is not None
            and row.boundary.holds(low)
            and row.boundary.holds(high)
        )
    return ScoredItem(row, finding, found, boundary)


def _input(
    row: ScoreItem, case: Case, rulebook: Rulebook, treatment: FirstIvig, as_of: datetime
) -> ScoreInput:
    if row.input == "age_months":
        return _age_input(case, treatment, as_of)
    if row.input == "illness_day_at_treatment":
        return _day_input(case, treatment, as_of)
    until = treatment.at if treatment.state == "given" else None
    items = measured(
        case, row.input, rulebook, as_of, since=fever_onset_day(case, as_of), until=until
    )
    counted = [item for item in items if item.interval is not None]
    if not counted:
        return ScoreInput(None)
    latest = counted[-1]
    return ScoreInput(
        latest.interval,
        latest.quantity,
        latest.at,
        latest.observation.comparator,
        latest.converted,
    )


def _age_input(case: Case, treatment: FirstIvig, as_of: datetime) -> ScoreInput:
    moment = treatment.at if treatment.at is not None else as_of
    age = age_on(case.patient, local_day(moment, as_of))
    if age is None:
        return ScoreInput(None)
    return ScoreInput(age.in_months, age.months)


def _day_input(case: Case, treatment: FirstIvig, as_of: datetime) -> ScoreInput:
    if treatment.state == "given_time_unknown":
        return ScoreInput(None)
    day = local_day(treatment.at if treatment.at is not None else as_of, as_of)
    illness = illness_day(case, day, as_of)
    if illness is None or illness < 1:
        return ScoreInput(None)
    return ScoreInput(Interval.exactly(illness), illness)
