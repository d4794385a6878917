"""The shape of the coronary z-score models."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from clinical.record.vocabulary import Segment
from clinical.rules.citation import Cited, Rank
from clinical.rules.criteria import Threshold
from clinical.rules.fields import Range
from clinical.values import Frozen, Number, Text, refusal

BsaFormula = Literal["haycock", "dubois", "mosteller", "gehan_george", "boyd"]
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

    @cached_property
    def as_floats(self) -> tuple[tuple[float, ...], ...]:
        """The rows for the z-score mathematics, converted once."""
        return tuple(tuple(float(number) for number in row) for row in self.rows)


class ZCurve(Frozen):
    """One segment: named coefficients, or LMS tables by sex, as the model's form asks."""

    coefficients: dict[str, Number] = Field(default_factory=dict[str, Decimal])
    lms: dict[Literal["female", "male"], LmsTable] = Field(
        default_factory=dict[Literal["female", "male"], LmsTable]
    )

    @cached_property
    def as_floats(self) -> dict[str, float]:
        """The coefficients for the z-score mathematics, converted once."""
        return {name: float(value) for name, value in self.coefficients.items()}


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


class SurfaceFormula(Cited):
    """A formula for the body surface area in m2, from a height in cm and a weight in kg.

    ``power`` is a * H^b * W^c, ``root`` is sqrt(H * W / a), and ``logarithmic`` is
    a * H^b * G^(c - d * log10 G) with the weight G in g.
    """

    title: Text
    form: Literal["power", "root", "logarithmic"]
    coefficients: dict[str, Number]

    @cached_property
    def as_floats(self) -> dict[str, float]:
        """The coefficients for the z-score mathematics, converted once."""
        return {name: float(value) for name, value in self.coefficients.items()}

    @model_validator(mode="after")
    def _coefficients_fit(self) -> Self:
        wanted = {"power": "abc", "root": "a", "logarithmic": "abcd"}[self.form]
        if frozenset(self.coefficients) != frozenset(wanted):
            raise refusal("coefficients", self.title, form=self.form)
        return self


class JapaneseCriteria(Frozen):
    """The Japanese criteria of 1984 and the sizes of 2008, by diameter and by ratio.

    A young child is under ``older_from_years``.
    """

    older_from_years: int
    abnormal_young_mm: Threshold
    abnormal_older_mm: Threshold
    abnormal_ratio: Threshold
    medium_mm: Threshold
    giant_mm: Threshold
    medium_ratio: Threshold
    giant_ratio: Threshold


class CoronaryRule(Cited):
    """How large a coronary artery is: which z model decides, and the size classes.

    The classes hold from their z on; ``giant_mm`` whatever the z.
    """

    kind: Literal["coronary"]
    id: Text
    z_model: Text
    bsa_m2: Range
    z: Range
    dilation: Threshold
    small: Threshold
    medium: Threshold
    giant: Threshold
    giant_mm: Threshold
    fall: Threshold
    japan: JapaneseCriteria
    body_surface: dict[BsaFormula, SurfaceFormula]

    site_keys: ClassVar[frozenset[str]] = frozenset({"z_model"})
