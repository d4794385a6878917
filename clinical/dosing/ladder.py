"""A ladder: a daily dose that rises with fever at set hours after the first dose.

What is not decided yet is laid out as conditional steps, so that a plan made before the first
dose already holds every rung. Temperatures decide: no charted dose raises the ladder by itself. One
that is not the dose of its rung asks, and moves the ladder only where the prescriber says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.dosing.ladder_chart import Chart
from clinical.dosing.ladder_choice import levels_for
from clinical.dosing.ladder_doses import LadderDoses
from clinical.dosing.ladder_level import Answer, fits, nearest_level
from clinical.dosing.ladder_questions import charted_question, step_question
from clinical.dosing.rungs import HOURS_A_DAY, Heard, Thermometer, state_of
from clinical.dosing.step import Condition, Label, RungStatus, Step
from clinical.findings import Alert
from clinical.logic import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinical.dosing.ladder_level import Way
    from clinical.dosing.order import Order
    from clinical.dosing.step import Charted, RungState
    from clinical.dosing.weight import BasisWeight
    from clinical.findings import Value
    from clinical.rules.citation import Cited, Severity
    from clinical.rules.phases import Ladder, Levels, Rung

_UNREAD = Heard(Finding.UNKNOWN, 0)


@dataclass(frozen=True, slots=True)
class _Path:
    """One way the ladder may go: the level reached, and what must have happened."""

    level: int
    conditions: tuple[Condition, ...] = ()


def ladder_steps(order: Order, basis: BasisWeight, ladder: Ladder) -> tuple[Step, ...]:
    """Return the steps of a ladder; its rungs with their state are kept in the order."""
    levels = levels_for(order, basis, ladder)
    order.used += [ladder, levels, *ladder.rung, ladder.later]
    chart = Chart.of(order, ladder)
    days = int(order.settings.numbers["days"])
    chart.say(order, days)
    layout = _Layout(order, basis, ladder, levels, chart)
    steps = layout.steps(due_hours(ladder, days))
    order.rungs = tuple(layout.rungs)
    return steps


def due_hours(ladder: Ladder, days: int) -> list[int]:
    """Return the hours after the first dose at which something may be due."""
    daily = {HOURS_A_DAY * day for day in range(days)}
    supplements = {rung.hour for rung in ladder.rung if rung.supplement}
    return sorted(daily | {hour for hour in supplements if hour < days * HOURS_A_DAY})


class _Layout:
    """Lays out the due times one after the other, with every way the ladder may have gone."""

    def __init__(
        self, order: Order, basis: BasisWeight, ladder: Ladder, levels: Levels, chart: Chart
    ) -> None:
        self._order, self._ladder, self._levels, self._chart = order, ladder, levels, chart
        self._doses = LadderDoses(order, basis, levels)
        self._thermometer = Thermometer.of(order, ladder, chart)
        self._answer = Answer(order, levels)
        self._paths: tuple[_Path, ...] = (_Path(0),)
        self._hours = {rung.hour for rung in ladder.rung}
        self._steps: list[Step] = []
        self.rungs: list[RungStatus] = []

    def steps(self, due: Sequence[int]) -> tuple[Step, ...]:
        daily = [hour for hour in due if hour % HOURS_A_DAY == 0]
        rungs = {rung.hour: rung for rung in self._ladder.rung}
        later = self._thermometer.later_fevers(daily, self._chart)
        for hour in due:
            rung = rungs.get(hour)
            if hour > self._ladder.last_hour:
                self._merge()
            if rung is None or not rung.supplement:
                self._daily(hour, rung, later.get(hour))
            elif rung.only_with_fever:
                self._optional(rung)
            else:
                self._supplement(rung, due)
        between = self._thermometer.fever_between(daily)
        if between is not None and self._below_top:
            self._say("info", "ladder.fever_between", self._ladder.later, at=between.at)
        self._answer.say_if_unused()
        return tuple(self._steps)

    @property
    def _top(self) -> int:
        return len(self._levels.level) - 1

    @property
    def _below_top(self) -> bool:
        return any(path.level < self._top for path in self._paths)

    @property
    def _level(self) -> int | None:
        """The level reached, None while it hangs on a rung that waits."""
        reached = {path.level for path in self._paths}
        return reached.pop() if len(reached) == 1 else None

    def _say(self, severity: Severity, code: str, rule: Cited, **values: Value) -> None:
        self._order.say(Alert(severity, code, values, rule.source, rule.mark))

    def _propose(self, code: str, rule: Cited, hour: int, level: int) -> int:
        """Ask for the next level, and return it, or the one that was chosen."""
        shown = self._levels.level
        values: dict[str, Value] = {"level": shown[level], "proposed": shown[level + 1]}
        if code == "ladder.silent_here":
            question = step_question(self._ladder, self._thermometer, self._levels, hour, level)
            code = question.code
            values |= question.values
        self._say("confirm", code, rule, hour=hour, **values)
        return self._answer.instead_of(level + 1)

    def _send_up(self, hour: int, asks: set[int], *, rises: bool | None) -> list[_Path]:
        """Send every path up where there is fever; return those that rose."""
        limit = self._order.rulebook.temperature.fever
        paths: list[_Path] = []
        risen: list[_Path] = []
        for path in self._paths:
            if path.level == self._top or rises is False:
                paths.append(path)
                continue
            conditions = path.conditions
            if rises is None:
                paths.append(_Path(path.level, (*conditions, Condition("no_fever", hour, limit))))
                code = "fever_ask" if path.level in asks else "fever"
                conditions = (*conditions, Condition(code, hour, limit))
            risen.append(_Path(path.level + 1, conditions))
            paths.append(risen[-1])
        self._paths = tuple(paths)
        return risen

    def _merge(self) -> None:
        """After the last rung only the level counts, not the way to it."""
        reached = sorted({path.level for path in self._paths})
        waits = (Condition("level_reached", self._ladder.last_hour),) if len(reached) > 1 else ()
        self._paths = tuple(_Path(level, waits) for level in reached)

    def _supplement(self, rung: Rung, due: Sequence[int]) -> None:
        """Lay out what is given at once where there is fever between two daily doses."""
        hour, heard = rung.hour, self._thermometer.at(rung.hour)
        charted = self._chart.by_hour.get(hour)
        if charted is not None:
            self._charted_supplement(hour, heard, charted)
            return
        rises = heard.rises
        following = next((each for each in due if each > hour), hour + HOURS_A_DAY)
        moment = self._thermometer.moment
        if self._order.as_of < moment(hour):
            rises = None
        elif self._chart.given_after(hour) or (
            self._thermometer.begun and self._order.as_of >= moment(following)
        ):
            # What was not charted by the time of the next dose was not given.
            if rises and self._below_top:
                self._say("confirm", "ladder.step_missed", self._ladder, hour=hour)
            rises = False
        asks, before = self._asking(rung, None), self._level
        if rises and before is not None and before in asks and before < self._top:
            self._at_once("ladder.silent_here", rung, heard, before)
            return
        for path in self._send_up(hour, asks, rises=rises):
            self._add(hour, path, path.level - 1)
        self._note(hour, state_of(heard, self._thermometer, hour, rises=rises), heard, rises=rises)

    def _optional(self, rung: Rung) -> None:
        """Propose a supplement that not every source names, once fever came at its hour."""
        hour, heard = rung.hour, self._thermometer.at(rung.hour)
        charted, before = self._chart.by_hour.get(hour), self._level
        if charted is not None:
            self._charted_supplement(hour, heard, charted)
        elif heard.rises and before is None:
            self._say("info", "ladder.level_unknown", rung, hour=self._ladder.last_hour)
        elif heard.rises and before is not None and before < self._top:
            self._at_once("ladder.step_disputed", rung, heard, before)

    def _at_once(self, code: str, rung: Rung, heard: Heard, before: int) -> None:
        """Propose a supplement, and lay it out unless the level was chosen to stay."""
        level = self._propose(code, rung, rung.hour, before)
        self._paths = (_Path(level),)
        if level > before:
            self._add(rung.hour, self._paths[0], before)
        self._note_proposed(rung.hour, heard, raised=level > before)

    def _daily(self, hour: int, rung: Rung | None, later: Heard | None) -> None:
        """Lay out the dose of a day, raised where fever at a rung or after it says so."""
        heard = self._thermometer.at(hour) if rung is not None else later or _UNREAD
        charted, before = self._chart.by_hour.get(hour), self._level
        rises = heard.rises if rung is not None else later is not None
        asks = self._asking(rung, later)
        if later is not None and not self._below_top:
            self._say("info", "ladder.fever_at_top", self._ladder.later, hour=hour)
            later, rises = None, False
        if charted is not None:
            decides = rung is not None or later is not None
            self._charted_daily(hour, heard, charted, asks, rises=rises, decides=decides)
            return
        if self._order.as_of < self._thermometer.moment(hour) and rung is not None:
            rises = None
        if later is not None and before is None:
            self._say(
                "info", "ladder.level_unknown", self._ladder.later, hour=self._ladder.last_hour
            )
            later, rises = None, False
        if rises and before is not None and before in asks and before < self._top:
            code = "ladder.silent_here" if rung is not None else "ladder.secondary_fever"
            level = self._propose(code, rung or self._ladder.later, hour, before)
            self._paths = (_Path(level),)
            self._note_proposed(hour, heard, raised=level > before)
        else:
            self._send_up(hour, asks, rises=rises)
            if rung is not None or later is not None:
                self._note(
                    hour, state_of(heard, self._thermometer, hour, rises=rises), heard, rises=rises
                )
        for path in self._paths:
            self._add(hour, path)

    def _asking(self, rung: Rung | None, later: Heard | None) -> set[int]:
        """Return the levels from which a step up at this hour has to be asked for."""
        levels = {path.level for path in self._paths}
        if rung is None:
            return levels if later is not None and self._ladder.later.asks else set()
        return set() if rung.expects is None else levels - {rung.expects}

    def _charted_daily(
        self,
        hour: int,
        heard: Heard,
        charted: Charted,
        asks: set[int],
        *,
        rises: bool | None,
        decides: bool,
    ) -> None:
        """Take the level of a charted dose of the day, where it is one of the rung; else ask."""
        lowest = min(path.level for path in self._paths)
        # A charted dose may tell that the ladder did not rise; that it did, only a fever tells.
        highest = lowest + 1 if rises else lowest
        reached: set[tuple[int, int]] = set()
        for path in self._paths:
            if rises is not True or path.level in asks or path.level == self._top:
                reached.add((path.level, path.level))
            if rises is True and path.level < self._top:
                reached.add((path.level, path.level + 1))
        within = sorted(way for way in reached if way[1] <= highest)
        ways = [self._doses.way(low, high) for low, high in within]
        held = [way for way in ways if fits(charted, way, self._ladder)]
        off = None if held else charted
        level = held[0].after if held else self._off_plan(hour, heard, charted, ways, lowest)
        shown = held[0] if held else max(ways, key=lambda way: way.after)
        self._paths = (_Path(level),)
        self._add(hour, _Path(shown.after), charted=off)
        if decides or off is not None:
            self._note_charted(hour, heard, off, given=level > lowest or not decides)

    def _charted_supplement(self, hour: int, heard: Heard, charted: Charted) -> None:
        """Take what was given at once, where it is what the rung holds; else ask."""
        lowest = min(path.level for path in self._paths)
        ways = [
            self._doses.way(path.level, path.level + 1, path.level)
            for path in self._paths
            if heard.rises and path.level == lowest < self._top
        ]
        held = [way for way in ways if fits(charted, way, self._ladder)]
        off = None if held else charted
        level = held[0].after if held else self._off_plan(hour, heard, charted, ways, lowest)
        self._paths = (_Path(level),)
        for way in (held or ways)[:1]:
            self._add(hour, _Path(way.after), way.before, charted=off)
        self._note_charted(hour, heard, off, given=True)

    def _off_plan(
        self, hour: int, heard: Heard, charted: Charted, ways: Sequence[Way], lowest: int
    ) -> int:
        """Ask about a dose that is not the ladder's, and return the level to go on from."""
        nearest = nearest_level(charted, ways, self._ladder, self._levels)
        level = self._answer.instead_of(lowest if nearest is None else nearest)
        question = charted_question(charted, ways, heard, rung=hour in self._hours)
        shown = self._levels.level[level]
        values: dict[str, Value] = {"hour": hour, "level": shown, **question.values}
        self._say("confirm", question.code, self._ladder, **values)
        return level

    def _add(
        self, hour: int, path: _Path, below: int | None = None, *, charted: Charted | None = None
    ) -> None:
        """Add a step: the day's dose of a level, or the supplement from the level below."""
        order, dose = self._order, self._doses.dose(path.level, below)
        day, rest = divmod(hour, HOURS_A_DAY)
        early = hour <= self._ladder.last_hour
        whole, per_kg = self._levels.level[path.level], self._doses.per_kg(path.level, below)
        confirm = self._levels.confirm_from
        if confirm is not None and whole >= confirm:
            self._say("confirm", "ladder.level_disputed", self._levels, level=whole)
        self._steps.append(
            Step(
                number=len(self._steps) + 1,
                at=self._thermometer.moment(hour),
                label=Label("hour", hour) if early or rest else Label("day", day + 1),
                stretch=f"level_{whole}" if below is None else f"supplement_{per_kg}",
                dose=dose,
                product=order.product,
                route=order.regimen.route,
                per_kg=per_kg,
                basis="mg/kg/day" if below is None else "mg/kg",
                weight_kg=self._doses.basis.kg,
                interval_hours=HOURS_A_DAY if below is None else None,
                source=self._levels.source,
                mark=self._levels.mark,
                containers=order.containers(dose),
                pieces=order.pieces(dose),
                conditions=path.conditions,
                charted=charted,
            )
        )

    def _note(
        self, hour: int, state: tuple[RungState, str], heard: Heard, *, rises: bool | None
    ) -> None:
        """Keep where a rung stands."""
        level = self._level if rises is not None else None
        self._keep(hour, state, heard, level)

    def _note_proposed(self, hour: int, heard: Heard, *, raised: bool) -> None:
        """Keep a step that was proposed: to be given, or not to be by choice."""
        state = state_of(heard, self._thermometer, hour, rises=True)
        self._keep(hour, state if raised else ("passed", "chosen"), heard, self._level)

    def _note_charted(
        self, hour: int, heard: Heard, charted: Charted | None, *, given: bool
    ) -> None:
        """Keep what was charted; one that is not the dose of the rung is shown as it is."""
        why = "charted" if charted is None else "charted_differs"
        if charted is not None and charted.mg is None:
            given, why = True, "charted_unknown"
        self._keep(hour, ("given" if given else "passed", why), heard, self._level, charted)

    def _keep(
        self,
        hour: int,
        state: tuple[RungState, str],
        heard: Heard,
        level: int | None,
        charted: Charted | None = None,
    ) -> None:
        shown = self._levels.level[level] if level is not None else None
        at = self._thermometer.moment(hour)
        passed = state == ("passed", "no_fever")
        masked = heard.masked if passed else Finding.NOT_MET
        hours = self._order.rulebook.temperature.masking.hours
        status = RungStatus(hour, at, *state, heard.count, shown, charted, masked, hours)
        self.rungs.append(status)
