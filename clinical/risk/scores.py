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
from clinical.quantity import Interval
from clinical.risk.inputs import Chart, RowInput, row_input
from clinical.timeline import FirstIvig, first_ivig

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.heart.z_scores import EchoSizes
    from clinical.record.case import Case
    from clinical.rules.criteria import ScoreItem, ScoreRule
    from clinical.rules.rulebook import Rulebook

ScoreVerdict = Literal["low", "moderate", "high", "very_high", "undetermined"]


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """One row: its finding, its points and the value used."""

    rule: ScoreItem
    finding: Finding
    input: RowInput
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
    def z_model(self) -> str | None:
        """By which z model the coronary row was decided, or that the z was reported."""
        return next((item.input.model for item in self.items if item.input.model), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Items that are open, those with most points first."""
        open_items = [item for item in self.items if item.finding is Finding.UNKNOWN]
        return tuple(item.rule.id for item in sorted(open_items, key=lambda i: -i.rule.points))


def assess_score(
    rule: ScoreRule,
    case: Case,
    rulebook: Rulebook,
    sizes: Mapping[int, EchoSizes],
    as_of: datetime,
) -> ScoreAssessment:
    """Return one score for the record at ``as_of``.

    ``sizes`` holds the z scores of the counted echocardiograms by their index in the case.
    """
    treatment = first_ivig(case, as_of)
    chart = Chart(rule, case, rulebook, sizes, treatment, as_of)
    items = tuple(_scored(row, chart) for row in rule.item)
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


def _scored(row: ScoreItem, chart: Chart) -> ScoredItem:
    found = row_input(row.input, chart)
    if found.answer is not None:
        return ScoredItem(row, found.answer, found, on_boundary=False)
    if found.interval is None or row.operator is None or row.value is None:
        return ScoredItem(row, Finding.UNKNOWN, found, on_boundary=False)
    low, high = found.interval.low, found.interval.high
    boundary = (
        row.boundary is not None
        and low is not None
        and high is not None
        and row.boundary.holds(low)
        and row.boundary.holds(high)
    )
    return ScoredItem(row, found.interval.compare(row.operator, row.value), found, boundary)
