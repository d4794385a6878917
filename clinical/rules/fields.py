"""The field catalogue: for each measurement its units, its exact conversions and its limits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from clinical.quantity import Quantity, Unit
from clinical.record.vocabulary import Agent, DoseUnit, ObservationCode
from clinical.rules.citation import Cited
from clinical.values import EnteredUnit, Frozen, Number, Text, refusal

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


@lru_cache(maxsize=1024)
def _exact(number: Decimal) -> Fraction:
    """Return a limit as a fraction, as quick to compare with another as it can be."""
    return Fraction(number)


class Range(Frozen):
    """Accepted numbers: ``minimum`` and ``maximum`` belong to the range, the others do not."""

    minimum: Number | None = None
    above: Number | None = None
    maximum: Number | None = None
    below: Number | None = None

    def holds(self, value: Fraction) -> bool:
        """Return whether the value lies in the range."""
        return (
            (self.minimum is None or value >= _exact(self.minimum))
            and (self.above is None or value > _exact(self.above))
            and (self.maximum is None or value <= _exact(self.maximum))
            and (self.below is None or value < _exact(self.below))
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
        return _canonical(self.form, self.multiply, self.divide, value)

    def from_canonical(self, value: Fraction) -> Fraction:
        """Return a canonical value in this unit, exactly."""
        if self.form == "fahrenheit":
            return value * 9 / 5 + 32
        return value / _ratio(self.multiply, self.divide)


@lru_cache(maxsize=512)
def _ratio(multiply: Decimal, divide: Decimal) -> Fraction:
    return Fraction(multiply) / Fraction(divide)


@lru_cache(maxsize=8192)
def _canonical(
    form: Literal["ratio", "fahrenheit"],
    multiply: Decimal,
    divide: Decimal,
    value: Decimal | Fraction,
) -> Fraction:
    """Return a value in the canonical unit; remembered, since each key asks for all of them."""
    if form == "fahrenheit":
        return (Fraction(value) - 32) * 5 / 9
    return Fraction(value) * _ratio(multiply, divide)


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
        unit = self.units[quantity.unit.value]
        return _canonical(unit.form, unit.multiply, unit.divide, quantity.value)

    @model_validator(mode="after")
    def _canonical_is_offered(self) -> Self:
        if self.canonical.value not in self.units:
            raise refusal("canonical_unit_missing", self.canonical)
        for code in self.units:
            if code not in {unit.value for unit in Unit}:
                raise refusal("unit_unknown", code)
        return self


class GivenDose(Frozen):
    """What a dose recorded as given may be, per kg of body weight."""

    agent: Agent
    units: tuple[DoseUnit, ...]
    hard: Range
    soft: Range


class RecordRule(Cited):
    """What makes an entry wrong input or a question, beyond its single numbers."""

    kind: Literal["record"]
    id: Text
    oldest_months: Annotated[int, Field(gt=0)]
    neonate_days: Annotated[int, Field(gt=0)]
    young_months: Annotated[int, Field(gt=0)]
    unusual_from_years: Annotated[int, Field(gt=0)]
    shortest_infusion_hours: Annotated[int, Field(gt=0)]
    longest_infusion_hours: Annotated[int, Field(gt=0)]
    start_tolerance_hours: Annotated[int, Field(gt=0)]
    given_dose: tuple[GivenDose, ...]

    site_keys: ClassVar[frozenset[str]] = frozenset()


class Fields(Frozen):
    """The field catalogue: every measurement the product takes."""

    kind: Literal["fields"]
    field: dict[FieldKey, FieldRule]
