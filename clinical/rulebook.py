"""The shape of what is known: one model per kind of rule file, and the ``Rulebook`` of them all.

Numbers, operators, units, populations and citations are data and come from the rule files;
branching and formulas are code. Keys named in ``site_keys`` may be changed by a site file;
all others may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from clinical.case import Agent, ObservationCode, Route, Segment, Substance
from clinical.quantity import Operator, Quantity, Unit
from clinical.values import Day, EnteredUnit, Frozen, Number, Text, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

# Confidence marks of the clinical reference. "M" is shown with a dagger wherever it is used.
Mark = Literal["V", "V-pub", "V-abs", "V-2nd", "V-code", "S", "M", "P"]
Severity = Literal["stop", "confirm", "info"]
FieldKey = Literal[
    ObservationCode,
    "weight",
    "height",
    "coronary_diameter",
    "lvef",
    "fs",
    "strain",
    "reported_z",
    "node_diameter",
]
Rank = Annotated[int, Field(ge=0, le=99)]


class Cited(Frozen):
    """A piece of knowledge: who says so, how sure that is, and why the default was chosen."""

    source: Text
    mark: Mark
    note: Text | None = None

    @property
    def unverified(self) -> bool:
        """Whether the value was not confirmed in a source at hand."""
        return self.mark == "M"


class Edition(Frozen):
    """Which state of knowledge the rule files hold."""

    kind: Literal["edition"]
    edition: Text
    issued_on: Day
    review_by: Day


class Source(Frozen):
    """A document, as it is cited."""

    title: Text
    short: Text
    year: Annotated[int, Field(ge=1900, le=2100)]
    says: Text
    doi: Text | None = None


class Sources(Frozen):
    """Every document cited in the rule files."""

    kind: Literal["sources"]
    source: dict[str, Source]


class Range(Frozen):
    """Accepted numbers: ``minimum`` and ``maximum`` belong to the range, the others do not."""

    minimum: Number | None = None
    above: Number | None = None
    maximum: Number | None = None
    below: Number | None = None

    def holds(self, value: Fraction) -> bool:
        """Return whether the value lies in the range."""
        return (
            (self.minimum is None or value >= self.minimum)
            and (self.above is None or value > self.above)
            and (self.maximum is None or value <= self.maximum)
            and (self.below is None or value < self.below)
        )


class RangeByAge(Range):
    """A range for an age in completed months, from ``from_months`` until ``until_months``."""

    from_months: Annotated[int, Field(ge=0)]
    until_months: Annotated[int, Field(gt=0)]


class SuspectUnit(Frozen):
    """A number that looks as if it were meant in another unit."""

    unit: EnteredUnit
    above: Number
    looks_like: EnteredUnit


class FieldUnit(Frozen):
    """How a unit converts to the canonical one, and how a number in it is written."""

    whole_digits: Annotated[int, Field(ge=1, le=6)]
    decimals: Annotated[int, Field(ge=0, le=4)]
    multiply: Number = Decimal(1)
    divide: Number = Decimal(1)
    form: Literal["ratio", "fahrenheit"] = "ratio"

    def to_canonical(self, value: Fraction) -> Fraction:
        """Return the value in the canonical unit, exactly."""
        if self.form == "fahrenheit":
            return (value - 32) * 5 / 9
        return value * Fraction(self.multiply) / Fraction(self.divide)

    def from_canonical(self, value: Fraction) -> Fraction:
        """Return a canonical value in this unit, exactly."""
        if self.form == "fahrenheit":
            return value * 9 / 5 + 32
        return value * Fraction(self.divide) / Fraction(self.multiply)


class FieldRule(Cited):
    """What may be entered for one measurement: units, limits and digits.

    ``hard`` and ``soft`` are in the canonical unit. ``choose_unit`` asks for the unit until the
    site has set one.
    """

    canonical: EnteredUnit
    units: dict[str, FieldUnit]
    hard: Range = Range()
    soft: Range = Range()
    soft_by_age: tuple[RangeByAge, ...] = ()
    suspect: tuple[SuspectUnit, ...] = ()
    choose_unit: bool = False
    unit_optional: bool = False
    reference: Range | None = None

    site_keys: ClassVar[frozenset[str]] = frozenset({"reference"})

    def unit_rule(self, unit: Unit) -> FieldUnit | None:
        """Return how the unit is used here, or None where it does not belong."""
        return self.units.get(unit.value)

    def canonical_value(self, quantity: Quantity) -> Fraction:
        """Return the quantity in the canonical unit, exactly.

        Raises:
            KeyError: where the unit does not belong to this field.
        """
        return self.units[quantity.unit.value].to_canonical(Fraction(quantity.value))

    @model_validator(mode="after")
    def _canonical_is_offered(self) -> Self:
        if self.canonical.value not in self.units:
            raise refusal("canonical_unit_missing", self.canonical)
        for code in self.units:
            if code not in {unit.value for unit in Unit}:
                raise refusal("unit_unknown", code)
        return self


class Fields(Frozen):
    """The field catalogue: every measurement the product takes."""

    kind: Literal["fields"]
    field: dict[FieldKey, FieldRule]


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


class RateStep(Frozen):
    """One rung of a step-up table; the last one runs to the end and has no minutes."""

    ml_per_kg_hour: Number
    minutes: Annotated[int, Field(gt=0)] | None = None


class Product(Cited):
    """What is on the ward's shelf: strength, volume and, for infusions, the allowed rates."""

    agent: Agent
    name: Text
    brand: Text | None = None
    form: Text
    amount: Number
    unit: Literal["mg", "g"]
    volume_ml: Number
    strength: Text
    minimum_measurable: Number | None = None
    minimum_measurable_mark: Mark | None = None
    single_use: bool = False
    contains: tuple[Substance, ...] = ()
    contents_known: bool
    rates: tuple[RateStep, ...] = ()
    maximum_ml_per_kg_hour: Number | None = None

    @model_validator(mode="after")
    def _rates_end(self) -> Self:
        if self.rates and (
            self.rates[-1].minutes is not None
            or any(step.minutes is None for step in self.rates[:-1])
        ):
            raise refusal("rates_last_step")
        return self


class Products(Frozen):
    """Products by id."""

    kind: Literal["products"]
    product: dict[str, Product]


class Rounding(Frozen):
    """To which step a number is rounded, from which size on; half up."""

    from_amount: Number
    step: Number


class RoundingRules(Cited):
    """How given doses, volumes and rates are rounded; the largest fitting row counts."""

    kind: Literal["rounding"]
    id: Text
    dose_mg: tuple[Rounding, ...]
    dose_g: tuple[Rounding, ...]
    volume_ml: tuple[Rounding, ...]
    rate_ml_per_hour: tuple[Rounding, ...]

    site_keys: ClassVar[frozenset[str]] = frozenset(
        {"dose_mg", "dose_g", "volume_ml", "rate_ml_per_hour"}
    )


class WeightRule(Cited):
    """When a dosing weight asks a question."""

    kind: Literal["weight"]
    id: Text
    notice_after_hours: int
    confirm_after_days: int
    confirm_change_percent: Number

    site_keys: ClassVar[frozenset[str]] = frozenset(
        {"notice_after_hours", "confirm_after_days", "confirm_change_percent"}
    )


LimitKind = Literal[
    "per_dose", "per_day", "per_kg_per_day", "per_kg_per_infusion", "per_course", "per_kg_in_all"
]


class DoseLimit(Cited):
    """A limit of a regimen: a cap cuts the dose, the other severities speak.

    ``above`` itself is still allowed.
    """

    kind: LimitKind
    above: Number
    unit: Literal["mg", "g", "mg/kg/day", "g/kg"]
    severity: Literal["cap", "stop", "confirm", "info"]
    code: Text

    site_keys: ClassVar[frozenset[str]] = frozenset()


class SettingRule(Cited):
    """A setting of a regimen, with its default and the numbers it takes."""

    default: Number | None = None
    choices: tuple[Text, ...] = ()
    default_choice: Text | None = None
    range: Range = Range()
    whole_digits: Annotated[int, Field(ge=1, le=4)] = 3
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    usual: Range | None = None


class Regimen(Frozen):
    """One way to give one drug. ``shape`` names the planner that lays out its steps."""

    kind: Literal["regimen"]
    id: Text
    rank: Rank
    title: Text
    shape: Literal["daily_injection", "infusion"]
    agent: Agent
    route: Route
    basis: Literal["mg/kg/day", "g/kg"]
    off_label: bool
    off_label_text: Text | None = None
    purpose: Text
    default_product: Text
    setting: dict[str, SettingRule]
    limit: tuple[DoseLimit, ...] = ()
    stop_rule: Text
    watch: tuple[Text, ...] = ()
    call_when: tuple[Text, ...] = ()
    evidence: Text
    source: Text
    mark: Mark
    note: Text | None = None
    interval_hours: Annotated[int, Field(gt=0)] | None = None
    second_check: bool = False

    site_keys: ClassVar[frozenset[str]] = frozenset(
        {"default_product", "second_check", "setting", "limit"}
    )


CautionCheck = Literal[
    "allergy",
    "history",
    "neutrophils_below",
    "creatinine_clearance_below",
    "live_vaccine_within_months",
    "tnf_blocker",
    "lvef_below",
    "hyperprolinaemia_with_l_proline",
    "after_illness_day",
    "ivig_ended_within_hours",
]


class ClearanceEstimate(Cited):
    """Bedside estimate: factor times height in cm over creatinine in mg/dL."""

    factor: Number


class Caution(Cited):
    """A contraindication or caution, by severity where it is present and where it is unknown."""

    id: Text
    agents: tuple[Agent, ...]
    check: CautionCheck
    severity: Severity
    when_unknown: Severity | None = None
    substances: tuple[Substance, ...] = ()
    history: Text | None = None
    drug: Agent | None = None
    threshold: Number | None = None
    unit: Text | None = None
    estimate: ClearanceEstimate | None = None
    days: Annotated[int, Field(gt=0)] | None = None


class Cautions(Frozen):
    """Every contraindication and caution."""

    kind: Literal["cautions"]
    caution: tuple[Caution, ...]


BsaFormula = Literal["haycock", "dubois", "mosteller"]
ZForm = Literal["power_cm", "log_mse", "sqrt_linear", "indexed", "lms"]
_COEFFICIENTS: dict[ZForm, frozenset[str]] = {
    "power_cm": frozenset("abcde"),
    "log_mse": frozenset({"intercept", "slope", "mse"}),
    "sqrt_linear": frozenset("abcd"),
    "indexed": frozenset({"exponent", "mean", "sd"}),
    "lms": frozenset(),
}


class LmsTable(Frozen):
    """An LMS table of one sex: rows of body surface area, L, M and S, rising."""

    rows: tuple[tuple[Number, Number, Number, Number], ...]


class ZCurve(Frozen):
    """One segment: named coefficients, or LMS tables by sex, as the model's form asks."""

    coefficients: dict[str, Number] = Field(default_factory=dict[str, Decimal])
    lms: dict[Literal["female", "male"], LmsTable] = Field(
        default_factory=dict[Literal["female", "male"], LmsTable]
    )


class ZModel(Cited):
    """A published coronary z-score model with its own body-surface-area formula."""

    kind: Literal["z_model"]
    id: Text
    rank: Rank
    title: Text
    form: ZForm
    bsa: BsaFormula
    population: Text
    from_age_years: Number
    to_age_years: Number
    segment: dict[Segment, ZCurve]

    site_keys: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _coefficients_fit(self) -> Self:
        for segment, curve in self.segment.items():
            wanted = _COEFFICIENTS[self.form]
            if frozenset(curve.coefficients) != wanted or (self.form == "lms") != bool(curve.lms):
                raise refusal("coefficients", segment, form=self.form)
        return self


class CoronaryRule(Cited):
    """Which z model decides where one has to; the others are shown beside it."""

    kind: Literal["coronary"]
    id: Text
    z_model: Text

    site_keys: ClassVar[frozenset[str]] = frozenset({"z_model"})


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The site file laid over the rules: its name, its hash and what it set."""

    name: str
    sha256: str
    example: bool
    units: Mapping[str, Unit]
    confirmed: frozenset[str]
    changed: tuple[str, ...]
    hospital: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuleListing:
    """One rule file as the list of rules shows it."""

    id: str
    edition: str
    source: str
    status: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything known, frozen, with its edition and hash."""

    edition: str
    issued_on: date
    review_by: date
    sha256: str
    sources: Mapping[str, Source]
    fields: Mapping[FieldKey, FieldRule]
    kawasaki: KawasakiRule
    scores: tuple[ScoreRule, ...]
    regimens: Mapping[str, Regimen]
    products: Mapping[str, Product]
    cautions: tuple[Caution, ...]
    rounding: RoundingRules
    weight: WeightRule
    coronary: CoronaryRule
    z_models: Mapping[str, ZModel]
    listing: tuple[RuleListing, ...]
    site: SiteRules | None = None
