"""Coronary z scores.

Here and in ``body_surface`` alone binary floats do arithmetic. A z is never made up: without
weight, height, or sex where a model needs it, and outside a model's own range, there is none,
and why is said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

from clinical.heart.body_surface import body_surface_area
from clinical.measurements import latest_height, latest_weight
from clinical.record.vocabulary import Segment
from clinical.timeline import age_on, fever_onset_day, local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from clinical.record.case import Case, Echo
    from clinical.record.vocabulary import Sex
    from clinical.rules.coronary import (
        BsaFormula,
        CoronaryRule,
        LmsTable,
        SurfaceFormula,
        ZCurve,
        ZModel,
    )
    from clinical.rules.rulebook import Rulebook
    from clinical.timeline import AgeRange

SEGMENTS: tuple[Segment, ...] = get_args(Segment)
# The vessels that the criteria and the scores speak of.
VESSELS: tuple[Segment, ...] = ("lad", "rca")
# In place of a model: the z was reported by the echo laboratory.
REPORTED: Literal["reported"] = "reported"
# Under this |L| the power form divides by nearly nothing and its limit, the logarithm, is taken.
_L_NEAR_ZERO = 1e-6

NoZ = Literal[
    "size_missing",
    "size_stale",
    "sex_missing",
    "outside_bsa",
    "outside_age",
    "segment_not_in_model",
    "implausible",
]


@dataclass(frozen=True, slots=True)
class Size:
    """The body a diameter belongs to, at the time of the echocardiogram."""

    height_cm: Decimal | None
    weight_kg: Decimal | None
    sex: Sex
    age: AgeRange | None
    stale: bool = False

    def missing_entry(self, why: str) -> str | None:
        """Return the entry that would give a z score, None where no entry can."""
        if why == "sex_missing":
            return "sex"
        if why in {"size_missing", "size_stale"}:
            return "weight" if self.weight_kg is None else "height"
        return None

    def bsa(self, formula: SurfaceFormula) -> float | None:
        """Return the body surface area in square metres, None without weight and height."""
        if self.height_cm is None or self.weight_kg is None:
            return None
        return body_surface_area(formula, self.height_cm, self.weight_kg)


def size_at(case: Case, rulebook: Rulebook, echo: Echo, as_of: datetime) -> Size:
    """Return the latest weight and height of this illness up to the day of an echocardiogram.

    A size from long before the illness is another child's body: it counts from as many days
    before the fever (or the echocardiogram) on as a dosing weight may be old.
    """
    day = local_day(echo.at, as_of)
    onset = fever_onset_day(case, as_of)
    first = min(onset, day) if onset is not None else day
    first -= timedelta(days=rulebook.weight.confirm_after_days)
    midnight = echo.at.astimezone(as_of.tzinfo).replace(hour=0, minute=0, second=0, microsecond=0)
    until = min(as_of, midnight + timedelta(days=1))
    weight, height = latest_weight(case, until), latest_height(case, until)
    old_weight = weight is not None and local_day(weight.at, as_of) < first
    old_height = height is not None and local_day(height.at, as_of) < first
    return Size(
        height_cm=height.cm if height is not None and not old_height else None,
        weight_kg=weight.kg if weight is not None and not old_weight else None,
        sex=case.patient.sex,
        age=age_on(case.patient, day),
        stale=old_weight or old_height,
    )


def diameter_of(echo: Echo, segment: Segment) -> Decimal | None:
    """Return the inner diameter of a segment in mm, where it was measured."""
    diameters: Mapping[Segment, Decimal | None] = {
        "lmca": echo.lmca_mm,
        "lad": echo.lad_mm,
        "lcx": echo.lcx_mm,
        "rca": echo.rca_mm,
        "rca_mid": echo.rca_mid_mm,
        "rca_distal": echo.rca_distal_mm,
    }
    return diameters[segment]


def z_score(
    rule: CoronaryRule, model: ZModel, segment: Segment, diameter_mm: Decimal, size: Size
) -> float | NoZ:
    """Return the z score of a diameter, or why the model has none."""
    curve = model.segment.get(segment)
    if curve is None:
        return "segment_not_in_model"
    bsa = size.bsa(rule.body_surface[model.bsa])
    if bsa is None:
        return "size_stale" if size.stale else "size_missing"
    if _outside_age(model, size.age):
        return "outside_age"
    if not rule.bsa_m2.holds(Fraction(bsa)):
        return "outside_bsa"
    if model.form == "lms":
        answer = _lms_z(curve, float(diameter_mm), bsa, size.sex)
    else:
        answer = _coefficient_z(model, curve, float(diameter_mm), bsa)
    if isinstance(answer, float) and not rule.z.holds(Fraction(answer)):
        return "implausible"
    return answer


def _outside_age(model: ZModel, age: AgeRange | None) -> bool:
    if age is None:
        return False
    return age.months_low > model.to_age_years * 12 or age.months_high < model.from_age_years * 12


def _coefficient_z(model: ZModel, curve: ZCurve, diameter_mm: float, bsa: float) -> float:
    k = curve.as_floats
    match model.form:
        case "power_cm":
            mean = k["a"] + k["b"] * bsa ** k["c"]
            return (diameter_mm / 10 - mean) / (k["d"] + k["e"] * bsa)
        case "log_mse":
            mean = k["intercept"] + k["slope"] * math.log(bsa)
            return (math.log(diameter_mm / 10) - mean) / math.sqrt(k["mse"])
        case "sqrt_linear":
            mean = k["a"] + k["b"] * math.sqrt(bsa)
            return (diameter_mm - mean) / (k["c"] + k["d"] * math.sqrt(bsa))
        case _:
            return (diameter_mm / bsa ** k["exponent"] - k["mean"]) / k["sd"]


def _lms_z(curve: ZCurve, diameter_mm: float, bsa: float, sex: Sex) -> float | NoZ:
    if sex == "unknown":
        return "sex_missing"
    row = _interpolated(curve.lms[sex], bsa)
    if row is None:
        return "outside_bsa"
    power, median, spread = row
    if abs(power) < _L_NEAR_ZERO:
        return math.log(diameter_mm / median) / spread
    return ((diameter_mm / median) ** power - 1) / (power * spread)


def _interpolated(table: LmsTable, bsa: float) -> tuple[float, float, float] | None:
    """Return L, M and S at a body surface area, None outside the table."""
    for low, high in pairwise(table.as_floats):
        if low[0] <= bsa <= high[0]:
            share = (bsa - low[0]) / (high[0] - low[0])
            power, median, spread = (
                a + share * (b - a) for a, b in zip(low[1:], high[1:], strict=True)
            )
            return power, median, spread
    return None


@dataclass(frozen=True, slots=True)
class SegmentZ:
    """One segment of one echocardiogram: its diameter, its z by model, and the reported z."""

    segment: Segment
    diameter_mm: Decimal | None
    z: Mapping[str, float]
    no_z: Mapping[str, NoZ]
    reported_z: Decimal | None
    reported_model: str | None


@dataclass(frozen=True, slots=True)
class EchoSizes:
    """One echocardiogram with its body surface areas and the z scores of its segments."""

    at: datetime
    size: Size
    bsa_m2: Mapping[BsaFormula, float]
    segments: Mapping[Segment, SegmentZ]


def echo_sizes(case: Case, rulebook: Rulebook, echo: Echo, as_of: datetime) -> EchoSizes:
    """Return the z scores of an echocardiogram by every model."""
    size = size_at(case, rulebook, echo, as_of)
    rule = rulebook.coronary
    areas: dict[BsaFormula, float] = {}
    for name, formula in rule.body_surface.items():
        area = size.bsa(formula)
        if area is not None:
            areas[name] = area
    segments: dict[Segment, SegmentZ] = {}
    for segment in SEGMENTS:
        diameter = diameter_of(echo, segment)
        reported = echo.reported_z.get(segment)
        if diameter is None and reported is None:
            continue
        z: dict[str, float] = {}
        no_z: dict[str, NoZ] = {}
        for model in rulebook.z_models.values():
            if diameter is None:
                break
            answer = z_score(rule, model, segment, diameter, size)
            if isinstance(answer, str):
                no_z[model.id] = answer
            else:
                z[model.id] = answer
        segments[segment] = SegmentZ(
            segment,
            diameter,
            z,
            no_z,
            reported.z if reported else None,
            reported.model if reported else None,
        )
    return EchoSizes(echo.at, size, areas, segments)


def z_model_of(case: Case, rulebook: Rulebook) -> str:
    """Return the z model that decides for this child: the one locked for it, else the site's."""
    return case.z_model if case.z_model is not None else rulebook.coronary.z_model
