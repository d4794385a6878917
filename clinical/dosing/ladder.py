"""A ladder: a daily dose that rises with fever at set hours after the first dose.

What is not decided yet is laid out as conditional steps, so that a plan made before the first
dose already holds every rung. Doses charted as given decide before temperatures do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.ladder_choice import levels_for
from clinical.dosing.rungs import Chart, climb
from clinical.dosing.step import Condition, Label, Step
from clinical.findings import Alert
from clinical.timeline import later_by

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.dosing.dose import Dose
    from clinical.dosing.order import Order
    from clinical.dosing.step import RungStatus
    from clinical.dosing.weight import BasisWeight
    from clinical.rules.phases import Ladder, Levels, Rung

_HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class _Path:
    """One way the ladder may go: the level reached, and what must have happened."""

    level: int
    conditions: tuple[Condition, ...] = ()


def ladder_steps(order: Order, basis: BasisWeight, ladder: Ladder) -> tuple[Step, ...]:
    """Return the steps of a ladder; its rungs with their state are kept in the order."""
    levels = levels_for(order, basis, ladder)
    order.used += [ladder, levels, *ladder.rung]
    chart = Chart.of(order, basis, ladder)
    begins = chart.first_at or order.start
    if chart.first_at is not None:
        order.say(Alert("info", "ladder.first_dose_charted", {"at": chart.first_at}))
    layout = _Layout(order, basis, ladder, levels, chart, begins)
    steps = layout.steps()
    order.rungs = tuple(layout.rungs)
    over = later_by(begins, timedelta(hours=_HOURS_A_DAY * layout.days))
    if order.as_of >= over:
        order.say(Alert("confirm", "ladder.course_over", {"at": begins, "days": layout.days}))
    return steps


class _Layout:
    """Lays out the due times one after the other, with every way the ladder may have gone."""

    def __init__(  # noqa: PLR0917 (what a layout is made of)
        self,
        order: Order,
        basis: BasisWeight,
        ladder: Ladder,
        levels: Levels,
        chart: Chart,
        begins: datetime,
    ) -> None:
        self._order, self._basis, self._ladder = order, basis, ladder
        self._levels, self._chart, self._begins = levels, chart, begins
        self._paths: tuple[_Path, ...] = (_Path(0),)
        self._doses: dict[tuple[int, int | None], Dose] = {}
        self._steps: list[Step] = []
        self.rungs: list[RungStatus] = []
        self.days = int(order.settings.numbers["days"])

    def steps(self) -> tuple[Step, ...]:
        rungs = {rung.hour: rung for rung in self._ladder.rung}
        last_rung = max(rungs)
        for hour in due_hours(self._ladder, self.days):
            rung = rungs.get(hour)
            before = self._paths
            if rung is not None:
                self._climb(rung)
            if rung is None or not rung.supplement:
                self._follow_chart(hour)
            if rung is not None and rung.supplement:
                self._supplements(hour, before)
                continue
            if hour > last_rung:
                self._merge(last_rung)
            for path in self._paths:
                self._add(hour, path, None)
        return tuple(self._steps)

    def _climb(self, rung: Rung) -> None:
        """Send every path up where there is fever, down neither where there is none."""
        at = later_by(self._begins, timedelta(hours=rung.hour))
        charted = self._chart.level_at(rung.hour, self._levels)
        higher = None if charted is None else charted > min(path.level for path in self._paths)
        status = climb(self._order, self._ladder, rung, at, self._chart, charted_higher=higher)
        top = len(self._levels.level) - 1
        paths: list[_Path] = []
        for path in self._paths:
            asks = rung.expects is not None and path.level != rung.expects
            above = path.level + 1
            if path.level == top:
                paths.append(path)
            elif status.rises is None:
                fever = Condition("fever_ask" if asks else "fever", rung.hour)
                stays = Condition("no_fever", rung.hour)
                paths.append(_Path(path.level, (*path.conditions, stays)))
                paths.append(_Path(above, (*path.conditions, fever)))
            elif status.rises:
                paths.append(_Path(above, path.conditions))
                if asks and status.state in {"due", "overdue"} and not path.conditions:
                    self._ask(rung, path.level, above)
            else:
                paths.append(path)
        self._paths = tuple(paths)
        if not rung.supplement:
            self._follow_chart(rung.hour)
        reached = {path.level for path in self._paths}
        level = self._levels.level[reached.pop()] if len(reached) == 1 else None
        self.rungs.append(replace(status.rung, level=level if status.rises is not None else None))

    def _follow_chart(self, hour: int) -> None:
        """Take the level that was charted at an hour, whatever was due."""
        level = self._chart.level_at(hour, self._levels)
        if level is not None:
            self._paths = (_Path(level),)

    def _ask(self, rung: Rung, level: int, higher: int) -> None:
        values = {
            "hour": rung.hour,
            "level": self._levels.level[level],
            "proposed": self._levels.level[higher],
        }
        self._order.say(Alert("confirm", "ladder.silent_here", values, rung.source, rung.mark))

    def _merge(self, last_rung: int) -> None:
        """After the last rung only the level counts, not the way to it."""
        reached = sorted({path.level for path in self._paths})
        waits = (Condition("level_reached", last_rung),) if len(reached) > 1 else ()
        self._paths = tuple(_Path(level, waits) for level in reached)

    def _supplements(self, hour: int, before: tuple[_Path, ...]) -> None:
        """Add what is given at once by each path that rose here."""
        levels = {path.conditions: path.level for path in before}
        for path in self._paths:
            was = levels.get(path.conditions, levels.get(path.conditions[:-1], path.level))
            if path.level > was:
                self._add(hour, path, was)

    def _add(self, hour: int, path: _Path, below: int | None) -> None:
        """Add a step: the day's dose of a level, or the supplement from the level below."""
        order, basis = self._order, self._basis
        day, rest = divmod(hour, _HOURS_A_DAY)
        early = hour <= max(rung.hour for rung in self._ladder.rung)
        whole = self._levels.level[path.level]
        per_kg = whole - self._levels.level[below] if below is not None else whole
        confirm = self._levels.confirm_from
        if confirm is not None and whole >= confirm:
            order.say(
                Alert(
                    "confirm",
                    "ladder.level_disputed",
                    {"level": whole},
                    self._levels.source,
                    self._levels.mark,
                )
            )
        key = (path.level, below)
        if key not in self._doses:
            share = Fraction(per_kg) / Fraction(whole)
            limits = order.limits(basis, "", share=share)
            self._doses[key] = order.dose(Fraction(per_kg) * Fraction(basis.kg), limits)
        dose = self._doses[key]
        self._steps.append(
            Step(
                number=len(self._steps) + 1,
                at=later_by(self._begins, timedelta(hours=hour)),
                label=Label("hour", hour) if early or rest else Label("day", day + 1),
                stretch=f"level_{whole}" if below is None else f"supplement_{per_kg}",
                dose=dose,
                product=order.product,
                route=order.regimen.route,
                per_kg=per_kg,
                basis="mg/kg/day" if below is None else "mg/kg",
                weight_kg=basis.kg,
                interval_hours=_HOURS_A_DAY if below is None else None,
                source=self._levels.source,
                mark=self._levels.mark,
                containers=order.containers(dose),
                conditions=path.conditions,
            )
        )


def due_hours(ladder: Ladder, days: int) -> list[int]:
    """Return the hours after the first dose at which something may be due."""
    daily = {_HOURS_A_DAY * day for day in range(days)}
    supplements = {rung.hour for rung in ladder.rung if rung.supplement}
    return sorted(daily | {hour for hour in supplements if hour < days * _HOURS_A_DAY})
