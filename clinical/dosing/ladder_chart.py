"""The chart as a ladder reads it: which dose belongs to which hour, and how much it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.elapsed import hours_between
from clinical.course.infusions import kilograms_at
from clinical.dosing.rungs import HOURS_A_DAY
from clinical.dosing.step import Charted
from clinical.findings import Alert
from clinical.timeline import day_of_course, elapsed, given_in_illness, later_by

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.dosing.order import Order
    from clinical.findings import Value
    from clinical.record.case import Treatment
    from clinical.rules.phases import Ladder

_MG_A_GRAM = 1000


@dataclass(frozen=True, slots=True)
class Chart:
    """The doses charted as given, by the due hour each belongs to; those of one hour are summed.

    ``by_the_day`` is when an entry began that is a course and not one dose.
    """

    first_at: datetime | None
    by_hour: Mapping[int, Charted]
    by_the_day: datetime | None = None

    @classmethod
    def of(cls, order: Order, ladder: Ladder) -> Chart:
        """Return the chart of the drug in this illness; the first dose with a time is hour 0."""
        doses = [
            (dose.start.astimezone(order.start.tzinfo), dose)
            for dose in given_in_illness(order.case, (order.regimen.agent,), order.as_of)
            if dose.start is not None
        ]
        if not doses:
            return cls(None, {})
        first = min(at for at, _ in doses)
        supplements = [rung.hour for rung in ladder.rung if rung.supplement]
        by_hour: dict[int, Charted] = {}
        for at, dose in sorted(doses, key=lambda each: elapsed(first, each[0])):
            hours = hours_between(first, at) + ladder.early_hours
            day = int(hours // HOURS_A_DAY) * HOURS_A_DAY
            due = max([day, *(hour for hour in supplements if day <= hour <= hours)])
            mg, per_kg = _amounts(dose, order)
            before = by_hour.get(due, Charted(at, Fraction(0), Fraction(0)))
            if mg is None or per_kg is None or before.mg is None or before.per_kg is None:
                by_hour[due] = Charted(before.at, None, None)
            else:
                by_hour[due] = Charted(before.at, before.mg + mg, before.per_kg + per_kg)
        return cls(
            first, by_hour, min((at for at, dose in doses if _is_course(dose)), default=None)
        )

    def given_after(self, hour: int) -> bool:
        return any(due > hour for due in self.by_hour)

    def say(self, order: Order, days: int) -> None:
        """Say what hour 0 is, and ask where that is not what somebody chose or charted."""
        begins = self.first_at
        if begins is None:
            return
        if order.as_of >= later_by(begins, timedelta(hours=HOURS_A_DAY * days)):
            order.say(Alert("confirm", "ladder.course_over", {"at": begins, "days": days}))
        else:
            day = day_of_course(begins, order.as_of)
            values: dict[str, Value] = {"at": begins, "day": day, "days": days}
            order.say(Alert("info", "ladder.first_dose_charted", values))
        if self.by_the_day is not None:
            order.say(Alert("confirm", "ladder.course_charted", {"at": self.by_the_day}))
        tolerance = timedelta(hours=order.rulebook.record.start_tolerance_hours)
        chosen = order.start_chosen and abs(elapsed(begins, order.start)) > tolerance
        if chosen:
            values = {"start": order.start, "at": begins}
            source = order.rulebook.record.source
            order.say(Alert("confirm", "ladder.start_overruled", values, source))


def _is_course(dose: Treatment) -> bool:
    """Return whether an entry says a dose a day that goes on, or went on for a day or more."""
    begun, end = dose.start, dose.end
    if end is None or begun is None:
        return dose.dose_unit == "mg/kg/day"
    return elapsed(begun, end) >= timedelta(days=1)


def _amounts(dose: Treatment, order: Order) -> tuple[Fraction | None, Fraction | None]:
    """Return a dose in mg and in mg/kg of the weight at its time, None where it does not tell."""
    kg = kilograms_at(dose, order.case, order.as_of)
    if dose.dose is None or kg is None:
        return None, None
    amount = Fraction(dose.dose)
    if dose.dose_unit in {"mg/kg", "mg/kg/day"}:
        return amount * kg, amount
    factor = _mg_in(dose.dose_unit, order)
    return (None, None) if factor is None else (amount * factor, amount * factor / kg)


def _mg_in(unit: str | None, order: Order) -> Fraction | None:
    """Return how many mg one unit holds; a millilitre by the strength of the plan's product."""
    product = order.product
    if unit == "mL" and product is not None and product.volume_ml is not None:
        return Fraction(product.amount) / Fraction(product.volume_ml)
    return {"mg": Fraction(1), "g": Fraction(_MG_A_GRAM)}.get(unit or "")
