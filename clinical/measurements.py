"""What was measured, in canonical units, and which value a rule takes.

Struck items and items later than ``as_of`` are never read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeVar

from clinical.logic import Finding
from clinical.quantity import Interval, Quantity, Unit
from clinical.record.same import Same
from clinical.timeline import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal
    from fractions import Fraction

    from clinical.quantity import Operator
    from clinical.record.case import Case, Height, Observation, Weight
    from clinical.record.vocabulary import ObservationCode
    from clinical.rules.fields import FieldKey, FieldRule
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Measured:
    """One observation: where its number lies in the canonical unit, None without a number."""

    at: datetime
    interval: Interval | None
    observation: Observation
    canonical: Unit

    @property
    def converted(self) -> Fraction | None:
        """The number in the canonical unit, where it was entered in another one."""
        if self.interval is None or self.observation.unit in {None, self.canonical}:
            return None
        return self.interval.low if self.interval.low is not None else self.interval.high

    @property
    def quantity(self) -> Quantity | None:
        """The number and unit as they were entered."""
        value, unit = self.observation.value, self.observation.unit
        return None if value is None or unit is None else Quantity(value, unit)


class _Timed(Protocol):
    @property
    def at(self) -> datetime: ...


_Item = TypeVar("_Item", bound=_Timed)


def _last(items: list[_Item]) -> _Item | None:
    """Return the item latest in time; of two at the same time the one entered last."""
    return max(reversed(items), key=lambda item: item.at, default=None)


def interval_of(observation: Observation, field: FieldRule) -> Interval | None:
    """Return where the observed number lies, in the canonical unit of its field."""
    if observation.value is None:
        return None
    unit = observation.unit or field.canonical
    value = field.canonical_value(Quantity(observation.value, unit))
    if observation.comparator is not None:
        return Interval.beyond(observation.comparator, value)
    return Interval.exactly(value)


@lru_cache(maxsize=2)
def _by_code(
    observations: Same[tuple[Observation, ...]], fields: Same[Mapping[FieldKey, FieldRule]]
) -> dict[ObservationCode, list[Measured]]:
    """Return what was measured, by code and in order of time.

    Remembered, since every rule asks for its codes and a record grows to hundreds of values.
    """
    found: dict[ObservationCode, list[Measured]] = {}
    for each in observations.thing:
        if each.struck is None:
            field = fields.thing[each.code]
            item = Measured(each.at, interval_of(each, field), each, field.canonical)
            found.setdefault(each.code, []).append(item)
    for items in found.values():
        items.sort(key=lambda item: item.at)
    return found


def measured(
    case: Case,
    code: ObservationCode,
    rulebook: Rulebook,
    as_of: datetime,
    *,
    since: date | None = None,
    until: datetime | None = None,
) -> tuple[Measured, ...]:
    """Return the observations of a code by time, from a day on and up to a moment."""
    last = as_of if until is None else min(as_of, until)
    return tuple(
        item
        for item in _by_code(Same(case.observations), Same(rulebook.fields)).get(code, ())
        if item.at <= last and (since is None or local_day(item.at, as_of) >= since)
    )


def neutrophil_counts(
    case: Case, rulebook: Rulebook, as_of: datetime, since: date | None = None
) -> tuple[Measured, ...]:
    """Return the neutrophil counts by time, worked out from white cells and percent if need be.

    A count and a percentage belong together only when they stand at the same time; of two counts
    at one time the measured one stands last. One may be a laboratory's judgement without a number.
    """
    percents = {
        item.at: item
        for item in measured(case, "neutrophils_percent", rulebook, as_of, since=since)
    }
    counts: list[Measured] = []
    for cells in measured(case, "wbc", rulebook, as_of, since=since):
        percent = percents.get(cells.at)
        if percent is not None and cells.interval is not None and percent.interval is not None:
            share = _share(cells.interval, percent.interval)
            counts.append(Measured(cells.at, share, cells.observation, cells.canonical))
    counts += measured(case, "neutrophils", rulebook, as_of, since=since)
    return tuple(sorted(counts, key=lambda item: item.at))


def absolute_neutrophils(
    case: Case, rulebook: Rulebook, as_of: datetime, since: date | None = None
) -> Measured | None:
    """Return the latest neutrophil count with a number, measured before worked out.

    A laboratory's judgement without a number does not take a number back.
    """
    counts = neutrophil_counts(case, rulebook, as_of, since)
    return _last([count for count in counts if count.interval is not None])


def neutrophils_under(
    case: Case,
    rulebook: Rulebook,
    as_of: datetime,
    limit: tuple[Operator, Decimal | Fraction | int],
    since: date | None = None,
) -> tuple[Finding, Measured | None]:
    """Return whether the latest neutrophil count with a number is under a limit, and the count.

    A count that is not under it is left open where the laboratory has called a later one low.
    """
    count = absolute_neutrophils(case, rulebook, as_of, since)
    if count is None or count.interval is None:
        return Finding.UNKNOWN, None
    finding = count.interval.compare(*limit)
    low_since = any(
        later.interval is None and later.observation.interpretation == "low"
        for later in neutrophil_counts(case, rulebook, as_of, since)
        if later.at > count.at
    )
    return (Finding.UNKNOWN if finding is Finding.NOT_MET and low_since else finding), count


def _share(cells: Interval, percent: Interval) -> Interval:
    def part(one: Fraction | None, other: Fraction | None) -> Fraction | None:
        return None if one is None or other is None else one * other / 100

    return Interval(
        part(cells.low, percent.low),
        part(cells.high, percent.high),
        cells.low_closed and percent.low_closed,
        cells.high_closed and percent.high_closed,
    )


def latest_weight(case: Case, as_of: datetime) -> Weight | None:
    """Return the dosing weight: the latest at or before ``as_of``."""
    counted = [item for item in case.weights if item.struck is None and item.at <= as_of]
    return _last(counted)


def latest_height(case: Case, as_of: datetime) -> Height | None:
    """Return the latest height at or before ``as_of``."""
    counted = [item for item in case.heights if item.struck is None and item.at <= as_of]
    return _last(counted)


def entries_after(case: Case, as_of: datetime) -> int:
    """Return how many entries, treatments and plans apart, are later than ``as_of``."""
    items = (
        *case.weights,
        *case.heights,
        *case.observations,
        *case.echos,
        *case.adverse_events,
        *case.notes,
    )
    return sum(item.struck is None and item.at > as_of for item in items)
