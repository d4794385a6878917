"""What decides a rung of a ladder: the fever of its hours, and what was charted as given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.elapsed import hours_between
from clinical.course.infusions import kilograms_at
from clinical.course.temperature import readings
from clinical.dosing.step import Charted
from clinical.logic import Finding, any_of
from clinical.timeline import elapsed, given_in_illness, later_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from clinical.course.temperature import Reading
    from clinical.dosing.order import Order
    from clinical.dosing.step import RungState
    from clinical.record.case import Treatment
    from clinical.rules.phases import Ladder

HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Chart:
    """The doses charted as given, by the due hour each belongs to; those of one hour are summed."""

    first_at: datetime | None
    by_hour: Mapping[int, Charted]

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
        return cls(first, by_hour)

    def given_after(self, hour: int) -> bool:
        return any(due > hour for due in self.by_hour)


def _amounts(dose: Treatment, order: Order) -> tuple[Fraction | None, Fraction | None]:
    """Return a dose in mg and in mg/kg of the weight at its time, None where it does not tell."""
    kg = kilograms_at(dose, order.case, order.as_of)
    if dose.dose is None or kg is None:
        return None, None
    amount = Fraction(dose.dose)
    if dose.dose_unit == "mg":
        return amount, amount / kg
    return (amount * kg, amount) if dose.dose_unit in {"mg/kg", "mg/kg/day"} else (None, None)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the temperatures of some hours say, and how many they are."""

    fever: Finding
    count: int

    @property
    def rises(self) -> bool | None:
        """Whether the dose rises, None where the temperatures do not tell."""
        return {Finding.MET: True, Finding.NOT_MET: False}.get(self.fever)


@dataclass(frozen=True, slots=True)
class Thermometer:
    """The temperatures of the log, as a ladder reads them."""

    readings: Sequence[Reading]
    ladder: Ladder
    begins: datetime
    as_of: datetime

    @classmethod
    def of(cls, order: Order, ladder: Ladder, begins: datetime) -> Thermometer:
        return cls(readings(order.case, order.rulebook, order.as_of), ladder, begins, order.as_of)

    def at(self, hour: int) -> Heard:
        """Return what the hours around a rung say."""
        found = [reading for reading in self.readings if self._belongs(reading, hour)]
        fever = any_of(*(reading.fever for reading in found)) if found else Finding.UNKNOWN
        return Heard(fever, len(found))

    def late(self, hour: int) -> bool:
        """Return whether the hours of a rung are over."""
        return self._hours(self.as_of) > hour + self.ladder.hours_after

    def later_fevers(self, due: Sequence[int], chart: Chart) -> Mapping[int, Heard]:
        """Return the fevers after the last rung, by the daily dose that each may raise."""
        rule, found = self.ladder.later, dict[int, Heard]()
        after = self.ladder.last_hour
        hours = [hour for hour in due if hour > after]
        if rule.at_doses:
            heard = {hour: self.at(hour) for hour in hours}
            return {hour: each for hour, each in heard.items() if each.fever is Finding.MET}
        own = [rung.hour for rung in self.ladder.rung if rung.only_with_fever]
        for reading in self._fevers_after(after):
            if any(self._belongs(reading, hour) for hour in own):
                continue
            next_due = next((hour for hour in hours if self._may_raise(reading, hour, chart)), None)
            if next_due is not None:
                before = found.get(next_due, Heard(Finding.MET, 0))
                found[next_due] = replace(before, count=before.count + 1)
        return found

    def fever_between(self, due: Sequence[int]) -> Reading | None:
        """Return the last fever that no dose hour reads and no later dose hour has answered."""
        after = self.ladder.last_hour
        hours = [hour for hour in due if hour > after]
        fevers = [
            reading
            for reading in self._fevers_after(after)
            if not any(self._belongs(reading, hour) for hour in hours)
        ]
        if not self.ladder.later.at_doses or not fevers:
            return None
        last = fevers[-1]
        answered = any(self.at(hour).count and hour > self._hours(last.at) for hour in hours)
        return None if answered else last

    def _fevers_after(self, hour: int) -> list[Reading]:
        """Return the fevers after the hours of a rung."""
        over = hour + self.ladder.hours_after
        return [
            reading
            for reading in self.readings
            if reading.fever is Finding.MET and self._hours(reading.at) > over
        ]

    def _may_raise(self, reading: Reading, hour: int, chart: Chart) -> bool:
        """Return whether the dose of an hour was still to be given when a fever was measured."""
        given = chart.by_hour.get(hour)
        in_time = self._hours(reading.at) <= hour + self.ladder.hours_after
        return in_time and (given is None or elapsed(reading.at, given.at) >= timedelta(0))

    def _belongs(self, reading: Reading, hour: int) -> bool:
        since = self._hours(reading.at) - hour
        return -self.ladder.hours_before <= since <= self.ladder.hours_after

    def _hours(self, at: datetime) -> Fraction:
        """Return the hours from the first dose to a moment."""
        return hours_between(self.begins, at)

    def moment(self, hour: int) -> datetime:
        return later_by(self.begins, timedelta(hours=hour))


def state_of(
    heard: Heard, thermometer: Thermometer, hour: int, *, rises: bool | None
) -> tuple[RungState, str]:
    """Return where a rung stands of which nothing is charted, and why."""
    if rises:
        if thermometer.as_of < thermometer.moment(hour):
            return "planned", "fever"
        return ("overdue" if thermometer.late(hour) else "due"), "fever"
    if rises is None:
        if thermometer.as_of < thermometer.moment(hour):
            return "planned", "not_yet"
        return "waiting", "unclear" if heard.count else "no_temperature"
    return "passed", "no_fever" if heard.fever is Finding.NOT_MET else "not_charted"
