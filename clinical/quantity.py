"""Numbers with units, exact.

Units are a closed enumeration of UCUM codes. A comparison is made on an ``Interval`` of
fractions, because the value behind a laboratory's "<0.3" or behind an age in completed years
is a range: what the whole range agrees on is known, the rest is unknown. Nothing is rounded
and no binary float takes part.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Self

from clinical.logic import Finding, finding_of

if TYPE_CHECKING:
    from decimal import Decimal


class Unit(StrEnum):
    """The units the product knows, by their UCUM code."""

    MG_PER_DL = "mg/dL"
    MG_PER_L = "mg/L"
    G_PER_DL = "g/dL"
    G_PER_L = "g/L"
    NG_PER_ML = "ng/mL"
    NG_PER_L = "ng/L"
    PG_PER_ML = "pg/mL"
    UG_PER_L = "ug/L"
    UG_PER_ML = "ug/mL"
    MMOL_PER_L = "mmol/L"
    MEQ_PER_L = "meq/L"
    UMOL_PER_L = "umol/L"
    PMOL_PER_L = "pmol/L"
    U_PER_L = "U/L"
    UKAT_PER_L = "ukat/L"
    BILLION_PER_L = "10*9/L"
    THOUSAND_PER_UL = "10*3/uL"
    TEN_THOUSAND_PER_UL = "10*4/uL"
    PER_UL = "/uL"
    PER_MM3 = "/mm3"
    PERCENT = "%"
    FRACTION = "1"
    MM_PER_H = "mm/h"
    CELSIUS = "Cel"
    FAHRENHEIT = "[degF]"
    PER_HIGH_POWER_FIELD = "/[HPF]"
    MM_HG = "mm[Hg]"
    PER_MINUTE = "/min"
    POINTS = "{score}"
    KG = "kg"
    CM = "cm"
    MM = "mm"
    MG_PER_L_FEU = "mg/L{FEU}"
    UG_PER_ML_FEU = "ug/mL{FEU}"
    NG_PER_ML_FEU = "ng/mL{FEU}"
    MG_PER_L_DDU = "mg/L{DDU}"
    UG_PER_ML_DDU = "ug/mL{DDU}"
    NG_PER_ML_DDU = "ng/mL{DDU}"


# Printed forms in use on wards; upper and lower case matter nowhere in this table.
_PRINTED_FORMS: dict[str, Unit] = {
    "10^9/l": Unit.BILLION_PER_L,
    "x10^9/l": Unit.BILLION_PER_L,
    "x 10^9/l": Unit.BILLION_PER_L,
    "x10*9/l": Unit.BILLION_PER_L,
    "×10^9/l": Unit.BILLION_PER_L,
    "×10⁹/l": Unit.BILLION_PER_L,
    "10⁹/l": Unit.BILLION_PER_L,
    "g/l": Unit.G_PER_L,
    "10^3/ul": Unit.THOUSAND_PER_UL,
    "x10^3/ul": Unit.THOUSAND_PER_UL,
    "k/ul": Unit.THOUSAND_PER_UL,
    "/nl": Unit.BILLION_PER_L,
    "giga/l": Unit.BILLION_PER_L,
    "mrd/l": Unit.BILLION_PER_L,
    "mrd./l": Unit.BILLION_PER_L,
    "tsd/ul": Unit.THOUSAND_PER_UL,
    "tsd/µl": Unit.THOUSAND_PER_UL,
    "tsd./ul": Unit.THOUSAND_PER_UL,
    "tsd./µl": Unit.THOUSAND_PER_UL,
    "10^3/µl": Unit.THOUSAND_PER_UL,
    "10^4/ul": Unit.TEN_THOUSAND_PER_UL,
    "x10^4/ul": Unit.TEN_THOUSAND_PER_UL,
    "10^4/mm3": Unit.TEN_THOUSAND_PER_UL,
    "x10^4/mm3": Unit.TEN_THOUSAND_PER_UL,
    "/µl": Unit.PER_UL,
    "/mm³": Unit.PER_MM3,
    "µmol/l": Unit.UMOL_PER_L,
    "µkat/l": Unit.UKAT_PER_L,
    "µg/l": Unit.UG_PER_L,
    "µg/ml": Unit.UG_PER_ML,
    "iu/l": Unit.U_PER_L,
    "meq/l": Unit.MEQ_PER_L,
    "°c": Unit.CELSIUS,
    "degc": Unit.CELSIUS,
    "c": Unit.CELSIUS,
    "°f": Unit.FAHRENHEIT,
    "degf": Unit.FAHRENHEIT,
    "f": Unit.FAHRENHEIT,
    "/hpf": Unit.PER_HIGH_POWER_FIELD,
    "mmhg": Unit.MM_HG,
    "bpm": Unit.PER_MINUTE,
    "{points}": Unit.POINTS,
    "l/l": Unit.FRACTION,
    "mg/l feu": Unit.MG_PER_L_FEU,
    "ug/ml feu": Unit.UG_PER_ML_FEU,
    "µg/ml feu": Unit.UG_PER_ML_FEU,
    "ng/ml feu": Unit.NG_PER_ML_FEU,
    "mg/l ddu": Unit.MG_PER_L_DDU,
    "ug/ml ddu": Unit.UG_PER_ML_DDU,
    "µg/ml ddu": Unit.UG_PER_ML_DDU,
    "ng/ml ddu": Unit.NG_PER_ML_DDU,
}
_CODES: dict[str, Unit] = {unit.value.casefold(): unit for unit in Unit}


class UnknownUnitError(ValueError):
    """A unit that the product does not know. It is never guessed."""


def read_unit(text: str) -> Unit:
    """Return the unit written as ``text``, a UCUM code or a printed form.

    Raises:
        UnknownUnitError: where the text is no known unit.
    """
    # The Greek small mu and the micro sign look alike; both are in use.
    folded = text.strip().replace("\u03bc", "\u00b5").casefold().replace("\u03bc", "\u00b5")
    unit = _CODES.get(folded) or _PRINTED_FORMS.get(folded)
    if unit is None:
        raise UnknownUnitError(text)
    return unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was entered, with its unit."""

    value: Decimal
    unit: Unit


Operator = Literal["<", "<=", ">", ">=", "=="]
Comparator = Literal["<", "<=", ">", ">="]


@lru_cache(maxsize=1024)
def _exactly(number: Decimal | int) -> Fraction:
    return Fraction(number)


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a number lies: between two bounds, either of which may be open or absent.

    An exact number has equal, closed bounds.
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True

    @classmethod
    def exactly(cls, value: Decimal | Fraction | int) -> Self:
        """Return the interval that holds one number."""
        number = value if isinstance(value, Fraction) else Fraction(value)
        return cls(number, number)

    @classmethod
    def beyond(cls, comparator: Comparator, value: Fraction) -> Self:
        """Return what a laboratory's "<0.3" or ">=5000" says."""
        if comparator in {"<", "<="}:
            return cls(None, value, high_closed=comparator == "<=")
        return cls(value, None, low_closed=comparator == ">=")

    def _all_above(self, threshold: Fraction, *, or_at: bool) -> bool:
        if self.low is None:
            return False
        return self.low > threshold or (self.low == threshold and (or_at or not self.low_closed))

    def _all_below(self, threshold: Fraction, *, or_at: bool) -> bool:
        if self.high is None:
            return False
        return self.high < threshold or (self.high == threshold and (or_at or not self.high_closed))

    def compare(self, operator: Operator, threshold: Decimal | Fraction | int) -> Finding:
        """Return whether ``value operator threshold`` holds for the value behind the interval."""
        limit = threshold if isinstance(threshold, Fraction) else _exactly(threshold)
        match operator:
            case ">=" | ">":
                if self._all_above(limit, or_at=operator == ">="):
                    return Finding.MET
                below = self._all_below(limit, or_at=operator == ">")
                return finding_of(False if below else None)
            case "<=" | "<":
                if self._all_below(limit, or_at=operator == "<="):
                    return Finding.MET
                above = self._all_above(limit, or_at=operator == "<")
                return finding_of(False if above else None)
            case _:
                if self.low == self.high == limit:
                    return Finding.MET
                apart = self._all_above(limit, or_at=False) or self._all_below(limit, or_at=False)
                return finding_of(False if apart else None)
