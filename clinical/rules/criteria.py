"""The shape of the diagnostic criteria and of the point scores."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from clinical.quantity import Operator
from clinical.record.vocabulary import ObservationCode
from clinical.rules.citation import Cited, Mark, Rank
from clinical.rules.fields import Range
from clinical.values import EnteredUnit, Frozen, Number, Text


class Threshold(Cited):
    """A cut-off: the value met it where ``value operator threshold`` holds."""

    operator: Operator
    value: Number
    unit: EnteredUnit | None = None


class AgeBand(Cited):
    """A lower limit of normal for an age in completed months, and for one sex where it differs."""

    from_months: Annotated[int, Field(ge=0)]
    until_months: Annotated[int, Field(gt=0)] | None = None
    sex: Literal["female", "male"] | None = None
    below: Number


class KawasakiRule(Frozen):
    """Complete and incomplete Kawasaki disease."""

    kind: Literal["kawasaki"]
    id: Text
    title: Text
    source: Text
    mark: Mark
    minimum_fever_days: Annotated[int, Field(ge=4, le=5)]
    four_day_rule_days: int
    override_days: int
    complete_signs: int
    incomplete_signs: int
    infant_fever_days: int
    infant_below_months: int
    high_risk_until_months: int
    treatment_window_days: int
    node_diameter_cm: Threshold
    crp: Threshold
    esr: Threshold
    laboratory_needed: int
    anaemia_unit: EnteredUnit
    anaemia: tuple[AgeBand, ...]
    platelets: Threshold
    platelets_after_day: int
    albumin: Threshold
    alt_upper_limit: Number
    alt_unit: EnteredUnit
    alt_source: Text
    wbc: Threshold
    urine_wbc: Threshold
    coronary_z: Threshold
    suggestive_z: Threshold
    suggestive_needed: int
    lvef: Threshold
    fractional_shortening: Threshold
    high_risk_z: Threshold
    giant_mm: Threshold

    site_keys: ClassVar[frozenset[str]] = frozenset({"minimum_fever_days"})


ScoreInput = Literal[ObservationCode, "age_months", "illness_day_at_treatment"]


class ScoreItem(Cited):
    """One row of a point score."""

    id: Text
    input: ScoreInput
    operator: Operator
    value: Number
    unit: EnteredUnit | None = None
    points: Annotated[int, Field(ge=1)]
    boundary: Range | None = None


class ScoreBand(Cited):
    """From how many points on a verdict holds."""

    verdict: Literal["moderate", "high", "very_high"]
    at_least: Annotated[int, Field(ge=1)]


class ScoreFlag(Cited):
    """A further cut-off worth saying, such as a trial's."""

    id: Text
    at_least: Annotated[int, Field(ge=1)]


class Performance(Cited):
    """How the score did in one cohort; percentages as published."""

    cohort: Text
    children: Annotated[int, Field(gt=0)] | None = None
    sensitivity: Number | None = None
    specificity: Number | None = None


class ScoreRule(Frozen):
    """A point score: the engine is one, the rows are data."""

    kind: Literal["score"]
    id: Text
    rank: Rank
    title: Text
    predicts: Text
    population: Text
    caveat: Text
    source: Text
    mark: Mark
    item: tuple[ScoreItem, ...]
    band: tuple[ScoreBand, ...]
    flag: tuple[ScoreFlag, ...] = ()
    performance: tuple[Performance, ...] = ()

    site_keys: ClassVar[frozenset[str]] = frozenset()

    @property
    def maximum(self) -> int:
        """The highest number of points, computed from the rows."""
        return sum(item.points for item in self.item)
