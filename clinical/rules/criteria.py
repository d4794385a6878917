"""The shape of the diagnostic criteria and of the point scores."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import Field, model_validator

from clinical.quantity import Operator
from clinical.record.vocabulary import ObservationCode
from clinical.rules.citation import Cited, Mark, Rank
from clinical.rules.fields import Range
from clinical.values import EnteredUnit, Frozen, Number, Text, refusal


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

    site_keys: ClassVar[frozenset[str]] = frozenset({"minimum_fever_days"})


# Rows that compare a number with a cut-off, and rows that ask whether something is so.
ScoreNumber = Literal[
    ObservationCode, "age_months", "illness_day_at_treatment", "coronary_z", "nlr", "plr"
]
ScorePresence = Literal["asian_ancestry", "male_sex", "cervical_lymphadenopathy", "hepatomegaly"]
ScoreInput = Literal[ScoreNumber, ScorePresence]
PRESENCES: frozenset[str] = frozenset(get_args(ScorePresence))


class ScoreItem(Cited):
    """One row of a point score: a cut-off, or for a presence nothing but its points."""

    id: Text
    input: ScoreInput
    operator: Operator | None = None
    value: Number | None = None
    unit: EnteredUnit | None = None
    points: Annotated[int, Field(ge=1)]
    boundary: Range | None = None

    @model_validator(mode="after")
    def _cut_off_where_one_belongs(self) -> Self:
        wanted = self.input not in PRESENCES
        if (self.operator is not None) != wanted or (self.value is not None) != wanted:
            raise refusal("cut_off_misplaced", self.id)
        return self


class ScoreBand(Cited):
    """From how many points on a verdict holds."""

    verdict: Literal["moderate", "high", "very_high"]
    at_least: Annotated[int, Field(ge=1)]


class ScoreFlag(Cited):
    """A further cut-off worth saying, such as a trial's."""

    id: Text
    at_least: Annotated[int, Field(ge=1)]


class Performance(Cited):
    """How the score did in one cohort, as published: percentages, and the area under the curve."""

    cohort: Text
    children: Annotated[int, Field(gt=0)] | None = None
    sensitivity: Number | None = None
    specificity: Number | None = None
    ppv: Number | None = None
    npv: Number | None = None
    auc: Number | None = None


class ScoreRule(Frozen):
    """A point score: the engine is one, the rows are data.

    ``first`` marks the scores that stand open on the Risk tab; the others fold.
    """

    kind: Literal["score"]
    id: Text
    rank: Rank
    title: Text
    predicts: Text
    population: Text
    caveat: Text
    source: Text
    mark: Mark
    note: Text | None = None
    first: bool = False
    z_model: Text | None = None
    item: tuple[ScoreItem, ...]
    band: tuple[ScoreBand, ...]
    flag: tuple[ScoreFlag, ...] = ()
    performance: tuple[Performance, ...] = ()

    site_keys: ClassVar[frozenset[str]] = frozenset()

    @property
    def maximum(self) -> int:
        """The highest number of points, computed from the rows."""
        return sum(item.points for item in self.item)

    @property
    def unverified(self) -> bool:
        """Whether the score, a row or a band was not confirmed in a source at hand."""
        return "M" in {self.mark, *(part.mark for part in (*self.item, *self.band))}
