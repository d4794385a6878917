"""What decides a rung of a ladder: the fever of its hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.course.elapsed import hours_between
from clinical.course.temperature import corrected, is_fever, readings
from clinical.logic import Finding, any_of
from clinical.timeline import elapsed, later_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from fractions import Fraction

    from clinical.course.temperature import Reading
    from clinical.dosing.ladder_chart import Chart
    from clinical.dosing.order import Order
    from clinical.dosing.step import RungState
    from clinical.rules.phases import Ladder
    from clinical.rules.rulebook import Rulebook

HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Heard:
    """What the temperatures of some hours say, and how many they are.

    ``masked``: whether an antipyretic may have hidden a fever of theirs. ``site_open``: whether
    they tell nothing only because the site of one is not known.
    """

    fever: Finding
    count: int
    masked: Finding = Finding.NOT_MET
    site_open: bool = False

    @property
    def rises(self) -> bool | None:
        """Whether the dose rises, None where the temperatures do not tell."""
        return {Finding.MET: True, Finding.NOT_MET: False}.get(self.fever)


@dataclass(frozen=True, slots=True)
class Thermometer:
    """The temperatures of the log, as a ladder reads them.

    Until the first dose is charted there is no hour 0, and no temperature belongs to any hour:
    ``begun`` is then false.
    """

    readings: Sequence[Reading]
    doubtful: frozenset[datetime]
    ladder: Ladder
    begins: datetime
    as_of: datetime
    begun: bool

    @classmethod
    def of(cls, order: Order, ladder: Ladder, chart: Chart) -> Thermometer:
        begun = chart.first_at is not None
        found = readings(order.case, order.rulebook, order.as_of) if begun else ()
        doubtful = frozenset(each.at for each in found if _may_be_fever(each, order.rulebook))
        begins = chart.first_at or order.start
        return cls(found, doubtful, ladder, begins, order.as_of, begun)

    def at(self, hour: int) -> Heard:
        """Return what the hours around a rung say."""
        found = [reading for reading in self.readings if self._belongs(reading, hour)]
        if not found:
            return Heard(Finding.UNKNOWN, 0)
        fever = any_of(*(reading.fever for reading in found))
        masked = any_of(*(reading.masked for reading in found))
        site_open = fever is Finding.NOT_MET and any(each.at in self.doubtful for each in found)
        return Heard(Finding.UNKNOWN if site_open else fever, len(found), masked, site_open)

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
        if not thermometer.begun and thermometer.as_of > thermometer.begins:
            return "waiting", "first_dose"
        if thermometer.as_of < thermometer.moment(hour):
            return "planned", "not_yet"
        if heard.site_open:
            return "waiting", "site"
        return "waiting", "unclear" if heard.count else "no_temperature"
    return "passed", "no_fever" if heard.fever is Finding.NOT_MET else "not_charted"


def _may_be_fever(reading: Reading, rulebook: Rulebook) -> bool:
    """Return whether a reading of unknown site is no fever as it stands, and one elsewhere."""
    if reading.site != "unknown" or reading.fever is not Finding.NOT_MET:
        return False
    other = {"site": rulebook.temperature.unknown_site_may_be}
    item = reading.measured
    elsewhere = replace(item, observation=item.observation.model_copy(update=other))
    return is_fever(corrected(elsewhere, rulebook), rulebook) is Finding.MET
