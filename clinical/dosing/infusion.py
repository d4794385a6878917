"""The course of an infusion: constant rate, or the step-up table of the site's product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.dose import rounded, rounded_down
from clinical.findings import Alert
from clinical.timeline import later_by

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.dosing.dose import Dose
    from clinical.rules.regimens import Product, RoundingRules


@dataclass(frozen=True, slots=True)
class Rung:
    """One rate of a step-up table, with the volumes it runs."""

    at: datetime
    ml_per_hour: Decimal
    minutes: int
    volume_ml: Decimal
    cumulative_ml: Decimal


@dataclass(frozen=True, slots=True)
class Infusion:
    """When an infusion ends and at which rate it runs; ``rungs`` is empty at constant rate."""

    hours: Fraction
    ml_per_hour: Decimal
    ml_per_kg_hour: Fraction
    end: datetime
    rungs: tuple[Rung, ...]


def infusion_of(
    dose: Dose,
    product: Product,
    kg: Fraction,
    hours: Fraction,
    *,
    start: datetime,
    rounding: RoundingRules,
) -> tuple[Infusion, list[Alert]]:
    """Return how a dose runs in, and what the product's own limits say to it."""
    volume = Fraction(dose.volume_ml or 0)
    fastest = (
        Fraction(product.maximum_ml_per_kg_hour) * kg
        if product.maximum_ml_per_kg_hour is not None
        else None
    )
    if product.rates:
        return _stepped(volume, product, kg, hours, start=start, rounding=rounding, fastest=fastest)
    ceilings = [fastest] if fastest is not None else []
    rate = rounded(volume / hours, rounding.rate_ml_per_hour, ceilings)
    if rate == 0:
        return _too_slow(hours, start)
    alerts: list[Alert] = []
    if fastest is not None and rate > fastest:
        alerts.append(
            Alert(
                "stop",
                "rate_above_product_limit",
                {"rate": rate, "limit": fastest},
                product.source,
                product.mark,
            )
        )
    end = later_by(start, _minutes(volume / Fraction(rate) * 60))
    return Infusion(hours, rate, Fraction(rate) / kg, end, ()), alerts


def _minutes(minutes: Fraction) -> timedelta:
    """Return a span to the nearest minute, as clocks on a ward show it."""
    return timedelta(minutes=(minutes + Fraction(1, 2)).__floor__())


def _too_slow(hours: Fraction, start: datetime) -> tuple[Infusion, list[Alert]]:
    """Return an infusion that no pump can run, with the reason that refuses it."""
    end = later_by(start, _minutes(hours * 60))
    alert = Alert("stop", "rate_rounds_to_nothing", {"hours": hours})
    return Infusion(hours, Decimal(0), Fraction(0), end, ()), [alert]


def _stepped(
    volume: Fraction,
    product: Product,
    kg: Fraction,
    hours: Fraction,
    *,
    start: datetime,
    rounding: RoundingRules,
    fastest: Fraction | None,
) -> tuple[Infusion, list[Alert]]:
    """Return the rungs: each allowed rate for its minutes, the last one to the planned end.

    A rung faster than what is needed to end on time runs at the needed rate instead.
    """
    rows, rungs = rounding.rate_ml_per_hour, list[Rung]()
    left, elapsed, run = volume, Fraction(0), Fraction(0)
    rate, held_back, shown = Fraction(0), False, Decimal(0)
    for step in product.rates:
        if left == 0:
            continue
        allowed = Fraction(step.ml_per_kg_hour) * kg
        if fastest is not None:
            allowed = min(allowed, fastest)
        time_left = hours * 60 - elapsed
        needed = left / time_left * 60 if time_left > 0 else allowed
        last = step.minutes is None or needed <= allowed
        rate = Fraction(rounded_down(allowed, rows))
        held_back = needed > allowed or time_left <= 0
        if last and needed < rate:
            rate = Fraction(rounded(needed, rows, [allowed]))
        if rate == 0:
            return _too_slow(hours, start)
        planned = left / rate * 60 if last or step.minutes is None else Fraction(step.minutes)
        minutes = min(planned, left / rate * 60)
        amount = rate * minutes / 60
        run, left = run + amount, left - amount
        # What is shown adds up: a volume is the total less the one before.
        total = rounded(run, rounding.volume_ml)
        rungs.append(
            Rung(
                later_by(start, _minutes(elapsed)),
                rounded(rate, rows),
                int(_minutes(minutes).total_seconds() // 60),
                total - shown,
                total,
            )
        )
        elapsed, shown = elapsed + minutes, total
    alerts: list[Alert] = []
    if held_back:
        alerts.append(
            Alert(
                "info",
                "infusion_longer",
                {
                    "planned": hours,
                    "minutes": int(_minutes(elapsed).total_seconds() // 60),
                },
                product.source,
                product.mark,
            )
        )
    rounded_rate = rounded(rate, rows)
    return Infusion(
        hours, rounded_rate, rate / kg, later_by(start, _minutes(elapsed)), tuple(rungs)
    ), alerts
