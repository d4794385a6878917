"""A rung of a ladder: whether there was fever at its hour, and what was charted as given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.temperature import readings
from clinical.dosing.step import RungStatus
from clinical.logic import Finding, any_of
from clinical.timeline import elapsed, given_in_illness

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.dosing.order import Order
    from clinical.dosing.step import RungState
    from clinical.dosing.weight import BasisWeight
    from clinical.record.case import Treatment
    from clinical.rules.phases import Ladder, Levels, Rung

_HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Climb:
    """What a rung comes to: whether the dose rises, None where that is not decided."""

    rung: RungStatus
    rises: bool | None

    @property
    def state(self) -> RungState:
        return self.rung.state


@dataclass(frozen=True, slots=True)
class Chart:
    """The doses charted as given, by the due hour each belongs to, in mg/kg.

    None stands for a dose whose amount is not recorded or not in mg.
    """

    first_at: datetime | None
    by_hour: Mapping[int, Fraction | None]

    @classmethod
    def of(cls, order: Order, basis: BasisWeight, ladder: Ladder) -> Chart:
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
        by_hour: dict[int, Fraction | None] = {}
        for at, dose in doses:
            hours = Fraction(elapsed(first, at) / timedelta(hours=1)) + ladder.early_hours
            day = int(hours // _HOURS_A_DAY) * _HOURS_A_DAY
            due = max([day, *(hour for hour in supplements if day <= hour <= hours)])
            amount, before = _mg_per_kg(dose, basis), by_hour.get(due, Fraction(0))
            by_hour[due] = None if amount is None or before is None else amount + before
        return cls(first, by_hour)

    def level_at(self, hour: int, levels: Levels) -> int | None:
        """Return the level that was charted at a due hour, the nearest where it is none."""
        amount = self.by_hour.get(hour)
        if amount is None:
            return None
        places = range(len(levels.level))
        return min(places, key=lambda place: abs(Fraction(levels.level[place]) - amount))

    def given_at(self, hour: int) -> bool:
        return hour in self.by_hour

    def given_after(self, hour: int) -> bool:
        return any(due > hour for due in self.by_hour)


def _mg_per_kg(dose: Treatment, basis: BasisWeight) -> Fraction | None:
    if dose.dose is None:
        return None
    if dose.dose_unit == "mg":
        return Fraction(dose.dose) / Fraction(basis.kg)
    return Fraction(dose.dose) if dose.dose_unit in {"mg/kg", "mg/kg/day"} else None


def climb(
    order: Order,
    ladder: Ladder,
    rung: Rung,
    at: datetime,
    chart: Chart,
    *,
    charted_higher: bool | None,
) -> Climb:
    """Return where a rung stands at the time of the plan.

    ``charted_higher`` says whether the dose charted at its hour is a higher one than before.
    """
    from_time, until = (
        timedelta(hours=-ladder.hours_before),
        timedelta(hours=ladder.hours_after),
    )
    found = [
        reading
        for reading in readings(order.case, order.rulebook, order.as_of)
        if from_time <= elapsed(at, reading.at) <= until
    ]
    fever = any_of(*(reading.fever for reading in found)) if found else Finding.UNKNOWN

    def status(state: RungState, why: str, *, rises: bool | None) -> Climb:
        return Climb(RungStatus(rung.hour, at, state, why, len(found)), rises)

    if rung.supplement and chart.given_at(rung.hour):
        return status("given", "charted", rises=True)
    if rung.supplement and chart.given_after(rung.hour):
        return status("passed", "not_charted", rises=False)
    if not rung.supplement and chart.given_at(rung.hour):
        raised = fever is Finding.MET if charted_higher is None else charted_higher
        return status("given" if raised else "passed", "charted", rises=raised)
    if order.as_of < at:
        return status("planned", "not_yet", rises=None)
    if fever is Finding.MET:
        late = elapsed(at, order.as_of) > until
        return status("overdue" if late else "due", "fever", rises=True)
    if fever is Finding.NOT_MET:
        return status("passed", "no_fever", rises=False)
    return status("waiting", "unclear" if found else "no_temperature", rises=None)
