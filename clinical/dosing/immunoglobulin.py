"""Immunoglobulin: one infusion, or one on each of two days, with its rates."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.dose import step_for
from clinical.dosing.infusion import infusion_of
from clinical.dosing.step import Label, Step
from clinical.findings import Alert
from clinical.rules.regimens import DoseLimit
from clinical.timeline import given_before, later_by

if TYPE_CHECKING:
    from decimal import Decimal

    from clinical.dosing.dose import Dose
    from clinical.dosing.order import Order
    from clinical.dosing.weight import BasisWeight

_HOURS_A_DAY = 24


def infusion_steps(order: Order, basis: BasisWeight) -> tuple[Step, ...]:
    """Return the infusions of an order, none where the dose is too small to give."""
    numbers, product = order.settings.numbers, order.product
    per_kg, parts = numbers["g_per_kg"], int(numbers["split_days"])
    calculated = Fraction(per_kg) * Fraction(basis.kg) / parts
    dose = order.dose(calculated, _limits(order, basis, parts), unit="g")
    for rule in order.regimen.limit:
        if rule.kind == "per_kg_in_all":
            _cumulative(order, rule, dose, parts, basis)
    _cut_short(order, dose, parts, basis)
    if product is None or not dose.volume_ml:
        return ()
    hours = numbers["hours"]
    if parts > 1 and hours > _HOURS_A_DAY:
        order.say(Alert("stop", "infusions_overlap", {"hours": hours}))
    steps: list[Step] = []
    for number in range(parts):
        at = later_by(order.start, timedelta(hours=_HOURS_A_DAY) * number)
        infusion, alerts = infusion_of(
            dose,
            product,
            basis.limit_kg,
            Fraction(hours),
            start=at,
            rounding=order.rulebook.rounding,
        )
        for alert in alerts:
            order.say(alert)
        steps.append(
            Step(
                number=number + 1,
                at=at,
                label=Label("infusion", number + 1),
                stretch="infusion",
                dose=dose,
                product=product,
                route=order.regimen.route,
                per_kg=per_kg / parts,
                basis="g/kg",
                weight_kg=basis.kg,
                interval_hours=_HOURS_A_DAY if parts > 1 else None,
                source=order.regimen.source,
                mark=order.regimen.mark,
                containers=order.containers(dose),
                infusion=infusion,
            )
        )
    return tuple(steps)


def _limits(order: Order, basis: BasisWeight, parts: int) -> list[tuple[DoseLimit, Fraction]]:
    """Return the limits with their amount for one infusion of this child."""
    limits: list[tuple[DoseLimit, Fraction]] = []
    maximum = order.settings.numbers.get("max_g")
    if maximum is not None:
        limits.append((_chosen_cap(order, maximum), Fraction(maximum) / parts))
    for rule in order.regimen.limit:
        amount = Fraction(rule.above)
        if rule.kind == "per_kg_in_all":
            continue
        if rule.kind == "per_kg_per_infusion":
            amount *= basis.limit_kg
        elif rule.kind == "per_course":
            amount /= parts
        limits.append((rule, amount))
    return limits


def _chosen_cap(order: Order, maximum: Decimal) -> DoseLimit:
    rule = order.regimen.setting["max_g"]
    return DoseLimit(
        kind="per_course",
        above=maximum,
        unit="g",
        severity="cap",
        code="chosen_cap",
        source=rule.source,
        mark=rule.mark,
    )


def _cumulative(order: Order, rule: DoseLimit, dose: Dose, parts: int, basis: BasisWeight) -> None:
    """Say how much immunoglobulin the child will have had in all, per kg of actual weight.

    What rounding took off an infusion in grams does not hide that the sum is reached.
    """
    actual = Fraction(basis.weight.kg)
    total, unknown = Fraction(dose.given) * parts / actual, 0
    rows = order.rulebook.rounding.of_dose(order.regimen.agent, dose.unit, order.product)
    half_a_step = step_for(Fraction(dose.given), rows) / 2 / actual
    spare = half_a_step * parts
    in_grams = {"g": Fraction(1), "mg": Fraction(1, 1000), "g/kg": actual}
    for infusion in given_before(order.case, ("ivig",), order.start, order.as_of):
        if infusion.dose is None or infusion.dose_unit not in in_grams:
            unknown += 1
            continue
        total += Fraction(infusion.dose) * in_grams[infusion.dose_unit] / actual
        spare += half_a_step if infusion.dose_unit != "g/kg" else 0
    if total + spare >= rule.above or unknown:
        code = "ivig_cumulative_unknown" if unknown else rule.code
        values = {"total": total, "limit": rule.above, "unit": rule.unit, "unknown": unknown}
        order.say(Alert("info", f"limit.{code}", values, rule.source, rule.mark))


def _cut_short(order: Order, dose: Dose, parts: int, basis: BasisWeight) -> None:
    """Ask where a maximum leaves less per kg than is usual."""
    rule = order.regimen.setting["g_per_kg"]
    caps = [limit.amount for limit in dose.limits if limit.cut_from is not None]
    least = rule.usual.minimum if rule.usual is not None else None
    if not caps or least is None:
        return
    total = min(caps) * parts / Fraction(basis.kg)
    if total < least:
        values = {"total": total, "least": least, "unit": "g/kg"}
        order.say(Alert("confirm", "limit.ivig_per_kg_low", values, rule.source, rule.mark))
