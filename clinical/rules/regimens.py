"""The shape of everything a dose needs: products, rounding, limits, regimens, cautions."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from clinical.record.vocabulary import Agent, Route, Substance
from clinical.rules.citation import Cited, Mark, Rank, Severity
from clinical.rules.fields import Range
from clinical.rules.phases import Ladder, Phase, Wean
from clinical.values import Frozen, Number, Text, refusal


class RateStep(Frozen):
    """One rung of a step-up table; the last one runs to the end and has no minutes."""

    ml_per_kg_hour: Number
    minutes: Annotated[int, Field(gt=0)] | None = None


class Product(Cited):
    """What is on the ward's shelf: strength, volume and, for infusions, the allowed rates.

    Without a volume it is one piece of its form, as a tablet; with ``parts`` a dose is made of
    pieces that are broken into so many equal parts, 1 for whole ones.
    """

    agent: Agent
    name: Text
    brand: Text | None = None
    form: Text
    amount: Number
    unit: Literal["mg", "g"]
    volume_ml: Number | None = None
    strength: Text
    minimum_measurable: Number | None = None
    minimum_measurable_mark: Mark | None = None
    single_use: bool = False
    container: Literal["syringe", "vial"] | None = None
    parts: Literal[1, 2, 4] | None = None
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

    @model_validator(mode="after")
    def _parts_of_a_piece(self) -> Self:
        if self.parts is not None and self.volume_ml is not None:
            raise refusal("product_parts", str(self.parts))
        return self

    @model_validator(mode="after")
    def _amounts_to_something(self) -> Self:
        for amount in (self.amount, self.volume_ml):
            if amount is not None and amount <= 0:
                raise refusal("product_amount", f"{amount:f}")
        return self

    @model_validator(mode="after")
    def _strength_says_the_numbers(self) -> Self:
        what = f"1 {self.form}" if self.volume_ml is None else f"{self.volume_ml.normalize():f} mL"
        said = f"{self.amount.normalize():f} {self.unit} in {what}"
        if self.strength != said:
            raise refusal("strength_text", self.strength, accepted=said)
        return self


class Products(Frozen):
    """Products by id."""

    kind: Literal["products"]
    product: dict[str, Product]


class Rounding(Frozen):
    """To which step a number is rounded, from which size on; half up."""

    from_amount: Number
    step: Number

    @model_validator(mode="after")
    def _step_is_one(self) -> Self:
        if self.step <= 0:
            raise refusal("rounding_step", f"{self.step:f}")
        return self


class RoundingRules(Cited):
    """How given doses, volumes and rates are rounded; the largest fitting row counts.

    ``drug`` holds the rows of a drug that is rounded in its own way, in the unit of its plan. A
    dose or a volume that is further off than its percent asks; a volume is said to be off from
    ``volume_said_from_percent`` on.
    """

    kind: Literal["rounding"]
    id: Text
    dose_mg: tuple[Rounding, ...]
    dose_g: tuple[Rounding, ...]
    volume_ml: tuple[Rounding, ...]
    rate_ml_per_hour: tuple[Rounding, ...]
    dose_asks_above_percent: Number
    volume_asks_above_percent: Number
    volume_said_from_percent: Number
    drug: dict[Agent, tuple[Rounding, ...]] = Field(
        default_factory=dict[Agent, tuple[Rounding, ...]]
    )

    site_keys: ClassVar[frozenset[str]] = frozenset(
        {"dose_mg", "dose_g", "volume_ml", "rate_ml_per_hour", "drug"}
    )

    @model_validator(mode="after")
    def _rows_rise(self) -> Self:
        for rows in (self.dose_mg, self.dose_g, self.volume_ml, self.rate_ml_per_hour,
                     *self.drug.values()):  # fmt: skip
            sizes = [row.from_amount for row in rows]
            if not sizes or sizes != sorted(set(sizes)):
                raise refusal("rounding_rows", ", ".join(f"{size:f}" for size in sizes))
        return self

    def of_dose(self, agent: Agent, unit: str, product: Product | None) -> tuple[Rounding, ...]:
        """Return the rows for a dose: parts of a tablet, those of the drug, else of the unit."""
        if product is not None and product.parts is not None:
            return (Rounding(from_amount=Decimal(0), step=product.amount / product.parts),)
        return self.drug.get(agent, self.dose_g if unit == "g" else self.dose_mg)


class WeightRule(Cited):
    """When a dosing weight, or the height a dose or an estimate rests on, asks a question.

    A weight is compared with each one less than ``compare_hours`` older and with the last one
    before these. A height may be ``height_days`` old, of a child under ``height_young_months``
    ``height_days_young``.
    """

    kind: Literal["weight"]
    id: Text
    notice_after_hours: int
    confirm_after_days: int
    confirm_change_percent: Number
    compare_hours: Annotated[int, Field(gt=0)]
    height_young_months: Annotated[int, Field(gt=0)]
    height_days_young: Annotated[int, Field(gt=0)]
    height_days: Annotated[int, Field(gt=0)]

    site_keys: ClassVar[frozenset[str]] = frozenset(
        {"notice_after_hours", "confirm_after_days", "confirm_change_percent"}
    )


LimitKind = Literal[
    "per_dose", "per_day", "per_kg_per_day", "per_kg_per_infusion", "per_course", "per_kg_in_all"
]


class DoseLimit(Cited):
    """A limit of a regimen: a cap cuts the dose, the other severities speak.

    ``above`` itself is still allowed; a sum in all speaks from it on. With
    ``phase`` it holds in these phases alone.
    """

    kind: LimitKind
    above: Number
    unit: Literal["mg", "g", "mg/kg/day", "g/kg"]
    severity: Literal["cap", "stop", "confirm", "info"]
    code: Text
    phase: tuple[Text, ...] = ()

    site_keys: ClassVar[frozenset[str]] = frozenset()


class SettingRule(Cited):
    """A setting of a regimen, with its default and the numbers it takes.

    With ``by`` the default and what is usual hang on another setting, a choice. One that is
    ``required`` has no default: without it there is no plan. A ``moment`` is a time.
    """

    default: Number | None = None
    by: Text | None = None
    default_by: dict[str, Number] = Field(default_factory=dict[str, Decimal])
    usual_by: dict[str, Range] = Field(default_factory=dict[str, Range])
    required: bool = False
    moment: bool = False
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
    shape: Literal["course", "infusion", "ladder", "wean", "none"]
    agent: Agent
    route: Route
    phase: tuple[Phase, ...] = ()
    ladder: Ladder | None = None
    wean: Wean | None = None
    off_label: bool
    off_label_text: Text | None = None
    purpose: Text
    default_product: Text | None = None
    setting: dict[str, SettingRule]
    limit: tuple[DoseLimit, ...] = ()
    stop_rule: Text
    watch: tuple[Text, ...] = ()
    call_when: tuple[Text, ...] = ()
    evidence: Text
    source: Text
    mark: Mark
    note: Text | None = None
    # Among the treatments that are compared after immunoglobulin has failed.
    rescue: bool = False
    second_check: bool = False

    site_keys: ClassVar[frozenset[str]] = frozenset(
        {"default_product", "second_check", "setting", "limit"}
    )

    @model_validator(mode="after")
    def _shape_is_filled(self) -> Self:
        held = {"course": bool(self.phase), "ladder": self.ladder, "wean": self.wean}
        if {shape for shape, part in held.items() if part} - {self.shape} or not held.get(
            self.shape, True
        ):
            raise refusal("regimen_shape", self.shape)
        return self


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
    "days_from_onset_over",
    "doses_given_before",
    "ivig_ended_within_hours",
    "ivig_ended_over_hours",
    "drug_recorded",
    "other_plan_active",
    "class_plan_active",
    "class_recorded",
    "dose_running",
    "dose_recent",
    "live_vaccine_planned",
    "therapy_untried",
]


class ClearanceEstimate(Cited):
    """Bedside estimate: factor times height in cm over creatinine in mg/dL."""

    factor: Number


class Caution(Cited):
    """A contraindication or caution, by severity where it is present and where it is unknown."""

    id: Text
    agents: tuple[Agent, ...]
    # Only these regimens of the drugs; none named means all.
    regimens: tuple[Text, ...] = ()
    check: CautionCheck
    severity: Severity
    when_unknown: Severity | None = None
    substances: tuple[Substance, ...] = ()
    history: Text | None = None
    drug: Agent | None = None
    # Groups of drugs of a kind: of each one must have been tried, or none goes with another.
    therapies: tuple[tuple[Agent, ...], ...] = ()
    threshold: Number | None = None
    unit: Text | None = None
    estimate: ClearanceEstimate | None = None
    days: Annotated[int, Field(gt=0)] | None = None


class Cautions(Frozen):
    """Every contraindication and caution."""

    kind: Literal["cautions"]
    caution: tuple[Caution, ...]
