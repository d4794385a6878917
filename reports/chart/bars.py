"""The therapy under the chart: a bar for each drug, doses as ticks, changes of dose as steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.timeline import elapsed, is_given
from reports.chart.series import bar_joined_hours
from reports.formats import dose_text, moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from clinical.record.case import Case, Treatment
    from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class Dose:
    """One charted dose: ``end`` is None for a single dose, ``share`` how high its step is."""

    at: datetime
    end: datetime | None
    shown: str
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Doses that are equal and follow each other."""

    start: datetime
    end: datetime
    shown: str
    share: float
    ticks: tuple[Dose, ...]


@dataclass(frozen=True, slots=True)
class DrugBar:
    """One drug; ``untimed`` counts doses that have no time and cannot be drawn."""

    agent: str
    name: str
    segments: tuple[Segment, ...]
    untimed: int


def drug_bars(
    case: Case, as_of: datetime, words: Wording, *, singly: frozenset[str] = frozenset()
) -> tuple[DrugBar, ...]:
    """Return a bar for each drug that was given, in the order they were begun.

    Doses of those given ``singly``, as they are needed, are never joined.
    """
    by_agent: dict[str, list[Treatment]] = {}
    for item in case.treatments:
        if is_given(item, as_of):
            by_agent.setdefault(item.agent, []).append(item)
    hours = bar_joined_hours()
    bars = [
        _bar(agent, items, as_of, words, timedelta(hours=0 if agent in singly else hours))
        for agent, items in by_agent.items()
    ]
    with_time = [bar for bar in bars if bar.segments]
    without = [bar for bar in bars if not bar.segments]
    return (*sorted(with_time, key=lambda bar: in_utc(bar.segments[0].start)), *without)


def _bar(
    agent: str,
    items: Sequence[Treatment],
    as_of: datetime,
    words: Wording,
    joined: timedelta,
) -> DrugBar:
    timed = sorted(
        (item for item in items if item.start is not None),
        key=lambda item: in_utc(item.start or as_of),
    )
    name = words.name(f"agent.{agent}")
    if agent == "other" and timed and timed[0].name:
        name = timed[0].name
    highest: dict[str | None, Decimal] = {}
    for item in timed:
        if item.dose is not None:
            highest[item.dose_unit] = max(item.dose, highest.get(item.dose_unit, item.dose))
    doses = [_dose(item, name, highest, as_of, words) for item in timed]
    return DrugBar(agent, name, tuple(_segments(doses, joined)), len(items) - len(timed))


def _dose(
    item: Treatment,
    name: str,
    highest: dict[str | None, Decimal],
    as_of: datetime,
    words: Wording,
) -> Dose:
    at = (item.start or as_of).astimezone(as_of.tzinfo)
    shown = words.text("chart.no_dose")
    share = 1.0
    if item.dose is not None:
        shown = dose_text(item.dose, item.dose_unit or "")
        if item.dose_unit == "mg/kg/day":
            shown = words.text("chart.by_the_day", dose=number_text(item.dose))
        top = highest[item.dose_unit]
        share = float(item.dose / top) if top else 1.0
    end = item.end
    if end is None and item.dose_unit == "mg/kg/day":
        end = as_of
    text = words.text("chart.dose", name=name, dose=shown, at=moment_text(at))
    return Dose(at, min(end, as_of) if end is not None else None, shown, share, text)


def _segments(doses: Sequence[Dose], joined: timedelta) -> list[Segment]:
    """Join equal doses that follow each other; a change of dose begins a new step."""
    found: list[Segment] = []
    for dose in doses:
        end = dose.end or dose.at
        before = found[-1] if found else None
        near = before is not None and elapsed(before.end, dose.at) <= _pause(before, dose, joined)
        if before is not None and near:
            if before.shown == dose.shown:
                found[-1] = replace(before, end=max(end, before.end), ticks=(*before.ticks, dose))
                continue
            # The level before lasts until the dose that changes it.
            if before.end < dose.at and before.ticks[-1].end is None:
                found[-1] = replace(before, end=dose.at)
        found.append(Segment(dose.at, end, dose.shown, dose.share, (dose,)))
    return found


def _pause(before: Segment, dose: Dose, joined: timedelta) -> timedelta:
    """Return how long a pause may be that is still drawn over.

    What has an end of its own ran from its start to its end and no longer: two infusions are two.
    """
    ran = dose.end is not None or before.ticks[-1].end is not None
    return timedelta(0) if ran else joined
