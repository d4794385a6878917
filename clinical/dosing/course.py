"""A course: phases after each other, in each the same dose at equal intervals."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.step import Condition, Label, Step, Surface
from clinical.findings import Alert
from clinical.heart.body_surface import body_surface_area
from clinical.measurements import latest_height
from clinical.timeline import elapsed, later_by

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from clinical.dosing.order import Order
    from clinical.dosing.weight import BasisWeight
    from clinical.rules.phases import Phase

_HOURS_A_DAY = 24


def course_steps(order: Order, basis: BasisWeight) -> tuple[Step, ...]:
    """Return the steps of every phase, none where something a dose needs is missing."""
    steps: list[Step] = []
    begins = order.start
    surface = None
    if any(phase.basis == "mg/m2" for phase in order.regimen.phase):
        surface = _surface(order, basis)
        if surface is None:
            return ()
    for phase in order.regimen.phase:
        order.used.append(phase)
        phase_steps, begins = _phase_steps(order, basis, phase, begins, surface, len(steps))
        steps += phase_steps
    return tuple(steps)


def first_interval(order: Order) -> timedelta:
    """Return the time between two doses of the first phase."""
    phase = order.regimen.phase[0]
    return _interval(phase, _whole(order, phase.doses_per_day_from, phase.doses_per_day))


def _interval(phase: Phase, a_day: int) -> timedelta:
    return timedelta(hours=_HOURS_A_DAY * phase.every_days) / a_day


def _whole(order: Order, name: str | None, otherwise: int) -> int:
    return otherwise if name is None else int(order.settings.number(name))


def _amount(order: Order, phase: Phase) -> Decimal:
    """Return how much a phase gives: its own amount, or that of its setting."""
    if phase.amount is not None:
        return phase.amount
    return order.settings.number(phase.amount_from or "")


def _phase_steps(  # noqa: PLR0917 (one phase and where it begins)
    order: Order,
    basis: BasisWeight,
    phase: Phase,
    begins: datetime,
    surface: Surface | None,
    before: int,
) -> tuple[list[Step], datetime]:
    """Return the steps of a phase, and when the next one begins."""
    amount = _amount(order, phase)
    a_day = _whole(order, phase.doses_per_day_from, phase.doses_per_day)
    counted = phase.doses is not None or phase.doses_from is not None
    count = (
        _whole(order, phase.doses_from, phase.doses or 1)
        if counted
        else _whole(order, phase.days_from, phase.days) * a_day
    )
    interval = _interval(phase, a_day)
    size = surface.m2 if surface is not None else Fraction(basis.kg)
    parts = a_day if phase.basis == "mg/kg/day" else 1
    limits = order.limits(basis, phase.id, share=Fraction(1, a_day))
    dose = order.dose(Fraction(amount) * size / parts, limits)
    once = counted and count == 1 and phase.every_days == 1
    waits = Condition(phase.condition) if phase.condition is not None else None
    steps = [
        Step(
            number=before + index + 1,
            at=later_by(begins, interval * index),
            label=_label(begins, order.start, interval * index, phase, a_day),
            stretch=phase.id,
            dose=dose,
            product=order.product,
            route=phase.route or order.regimen.route,
            per_kg=amount,
            basis=phase.basis,
            weight_kg=basis.kg,
            interval_hours=None if once else interval // timedelta(hours=1),
            source=phase.source,
            mark=phase.mark,
            doses_per_day=a_day,
            containers=order.containers(dose),
            pieces=order.pieces(dose),
            over_hours=phase.over_hours,
            surface=surface,
            conditions=(waits,) if waits is not None and index + 1 >= phase.condition_from else (),
            until=phase.until,
        )
        for index in range(count)
    ]
    return steps, later_by(begins, interval * count)


def _label(begins: datetime, start: datetime, since: timedelta, phase: Phase, a_day: int) -> Label:
    """Return the day of treatment of a dose; what is not given daily counts from day 0."""
    hours = (elapsed(start, begins) + since) // timedelta(hours=1)
    day, hour = divmod(hours, _HOURS_A_DAY)
    if phase.every_days > 1:
        return Label("day", day)
    if a_day > 1:
        return Label("day_dose", day + 1, hour * a_day // _HOURS_A_DAY + 1)
    return Label("day", day + 1)


def _surface(order: Order, basis: BasisWeight) -> Surface | None:
    """Return the body surface area by Haycock; without a height the plan is refused."""
    height = latest_height(order.case, order.as_of)
    if height is None:
        order.say(Alert("stop", "height_missing", field="height"))
        return None
    formula = order.rulebook.coronary.body_surface["haycock"]
    order.used.append(formula)
    # A power of height and weight has no exact decimal; it is not rounded before it is multiplied.
    m2 = Fraction(body_surface_area(formula, height.cm, basis.kg))
    return Surface(m2, "haycock", height.cm, height.at)
