"""Heart function over the echocardiograms: ejection fraction and strain, each with its own sign.

A higher ejection fraction is better. Strain is negative and a lower one is better: from -13.2 to
-17.8 is an improvement, though still reduced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clinical.logic import Finding
from clinical.quantity import Interval
from clinical.timeline import fever_onset_day, local_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from decimal import Decimal

    from clinical.record.case import Case, Echo
    from clinical.rules.criteria import Threshold
    from clinical.rules.rulebook import Rulebook

FunctionCourse = Literal["better", "worse", "same"]


@dataclass(frozen=True, slots=True)
class FunctionTrend:
    """One measure of function: its first and latest value, and what lies between them."""

    rule: Threshold
    first: Decimal | None
    latest: Decimal | None
    latest_at: datetime | None
    reduced: Finding
    change: Decimal | None
    course: FunctionCourse | None


@dataclass(frozen=True, slots=True)
class CardiacFunction:
    """Ejection fraction and longitudinal strain, in percent."""

    lvef: FunctionTrend
    strain: FunctionTrend


def assess_cardiac(case: Case, rulebook: Rulebook, as_of: datetime) -> CardiacFunction:
    """Return the course of heart function over the echocardiograms of this illness."""
    onset = fever_onset_day(case, as_of)
    echos = sorted(
        (
            echo
            for echo in case.echos
            if echo.struck is None
            and echo.at <= as_of
            and (onset is None or local_day(echo.at, as_of) >= onset)
        ),
        key=lambda echo: echo.at,
    )
    rule = rulebook.monitoring
    return CardiacFunction(
        lvef=_trend(echos, lambda echo: echo.lvef_percent, rule.lvef),
        strain=_trend(echos, lambda echo: echo.strain_percent, rule.strain),
    )


def _trend(
    echos: list[Echo], value_of: Callable[[Echo], Decimal | None], rule: Threshold
) -> FunctionTrend:
    pairs = [(echo.at, value_of(echo)) for echo in echos]
    values = [(at, value) for at, value in pairs if value is not None]
    if not values:
        return FunctionTrend(rule, None, None, None, Finding.UNKNOWN, None, None)
    first, (latest_at, latest) = values[0][1], values[-1]
    reduced = Interval.exactly(latest).compare(rule.operator, rule.value)
    change = latest - first if len(values) > 1 else None
    return FunctionTrend(
        rule,
        first,
        latest,
        latest_at,
        reduced,
        change,
        _course(change, rule) if change is not None else None,
    )


def _course(change: Decimal, rule: Threshold) -> FunctionCourse:
    """Return whether a change leads away from what the rule calls reduced."""
    if change == 0:
        return "same"
    rises = change > 0
    reduced_is_low = rule.operator in {"<", "<="}
    return "better" if rises is reduced_is_low else "worse"
