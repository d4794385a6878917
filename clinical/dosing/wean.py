"""A wean: a daily dose in equal parts that falls by steps once the child is stable."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.step import Condition, Label, Step
from clinical.findings import Alert
from clinical.timeline import elapsed, later_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from clinical.dosing.dose import Dose
    from clinical.dosing.order import Order
    from clinical.dosing.weight import BasisWeight
    from clinical.findings import Value
    from clinical.rules.phases import Wean

_HOURS_A_DAY = 24


def wean_steps(order: Order, basis: BasisWeight, wean: Wean) -> tuple[Step, ...]:
    """Return the doses at the full level, then those of each lower one."""
    full = order.settings.numbers[wean.amount_from]
    hours = order.settings.numbers[wean.interval_from]
    order.used.append(wean)
    stable = order.settings.moments.get(wean.stable_from)
    if stable is not None and stable > order.as_of:
        order.say(Alert("stop", "stable_later", {"at": stable}))
        return ()
    return tuple(_Layout(order, basis, wean, full, timedelta(hours=int(hours))).steps(stable))


class _Layout:
    """Lays out one wean; each level's dose is worked out once."""

    def __init__(
        self, order: Order, basis: BasisWeight, wean: Wean, full: Decimal, interval: timedelta
    ) -> None:
        self._order, self._basis, self._wean, self._interval = order, basis, wean, interval
        self._gap = timedelta(hours=_HOURS_A_DAY) / wean.doses_per_day
        self._levels = [full]
        while self._levels[-1] - wean.step >= wean.least:
            self._levels.append(self._levels[-1] - wean.step)
        self._doses: dict[Decimal, Dose] = {}

    def steps(self, stable: datetime | None) -> Iterator[Step]:
        if stable is None:
            yield from self._until_stable()
        else:
            yield from self._dated(stable)

    def _dated(self, stable: datetime) -> Iterator[Step]:
        """Give each dose at the level that its time falls into."""
        order = self._order
        # A wean that could have begun before the first dose of this plan begins with it.
        could = later_by(stable, self._interval)
        first = max(could, order.start)
        if could <= order.start and len(self._levels) > 1:
            values: dict[str, Value] = {
                "at": stable,
                "chosen": self._levels[0],
                "level": self._levels[1],
            }
            order.say(
                Alert("info", "wean_begins_at_once", values, self._wean.source, self._wean.mark)
            )
        number = 0
        while True:
            at = later_by(order.start, self._gap * number)
            level = 0 if at < first else 1 + elapsed(first, at) // self._interval
            if level >= len(self._levels):
                order.ends = at
                return
            number += 1
            yield self._step(number, at, self._levels[level])

    def _until_stable(self) -> Iterator[Step]:
        """Give the full level for one interval, then one undated step for each lower level."""
        order, count = self._order, -(-self._interval // self._gap)
        for number in range(count):
            at = later_by(order.start, self._gap * number)
            yield self._step(number + 1, at, self._levels[0], until=self._wean.condition)
        for place, level in enumerate(self._levels[1:], start=1):
            # The first level below begins one interval after the child is stable.
            after = place * self._interval // timedelta(hours=1)
            waits = (Condition(self._wean.condition, hours=after),)
            yield self._step(count + place, None, level, waits, doses=count, place=place)

    def _step(
        self,
        number: int,
        at: datetime | None,
        level: Decimal,
        conditions: tuple[Condition, ...] = (),
        *,
        until: str | None = None,
        doses: int = 1,
        place: int = 0,
    ) -> Step:
        order, basis, a_day = self._order, self._basis, self._wean.doses_per_day
        if level not in self._doses:
            calculated = Fraction(level) * Fraction(basis.kg) / a_day
            limits = order.limits(basis, "", share=Fraction(1, a_day))
            self._doses[level] = order.dose(calculated, limits)
        dose = self._doses[level]
        day, part = divmod(number - 1, a_day)
        return Step(
            number=number,
            at=at,
            label=Label("wean", place) if at is None else Label("day_dose", day + 1, part + 1),
            stretch=f"level_{level:f}",
            dose=dose,
            product=order.product,
            route=order.regimen.route,
            per_kg=level,
            basis="mg/kg/day",
            weight_kg=basis.kg,
            interval_hours=self._gap // timedelta(hours=1),
            source=self._wean.source,
            mark=self._wean.mark,
            doses_per_day=a_day,
            containers=order.containers(dose),
            pieces=order.pieces(dose),
            conditions=conditions,
            until=until,
            until_hours=self._interval // timedelta(hours=1) if until is not None else None,
            doses=doses,
        )
