"""The therapy under the chart: a bar for each drug, doses as ticks, changes of dose as steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.timeline import elapsed, is_given
from reports.chart.series import bar_joined_hours, bar_pause_times
from reports.formats import dose_text, moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from clinical.log.dues import DueTime
    from clinical.record.case import Case, Treatment
    from reports.wording import Wording

# The pause before and the pause after.
_BOTH = 2


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

    drug: str
    name: str
    segments: tuple[Segment, ...]
    untimed: int


def drug_of(item: Treatment) -> str:
    """Return what has a bar of its own: a drug of the list, else each other drug by its name."""
    return f"other {item.name or ''}".rstrip() if item.agent == "other" else item.agent


def drug_bars(
    case: Case,
    as_of: datetime,
    words: Wording,
    *,
    singly: frozenset[str] = frozenset(),
    dues: Iterable[DueTime] = (),
) -> tuple[DrugBar, ...]:
    """Return a bar for each drug that was given, in the order they were begun.

    Doses of those given ``singly``, as they are needed, are never joined; nor are others over a
    time of ``dues`` at which nothing was given.
    """
    by_drug: dict[str, list[Treatment]] = {}
    for item in case.treatments:
        if is_given(item, as_of):
            by_drug.setdefault(drug_of(item), []).append(item)
    hours = bar_joined_hours()
    left_out: dict[str, list[datetime]] = {}
    for due in dues:
        if due.state in {"missed", "withheld"}:
            left_out.setdefault(due.agent, []).append(due.at)
    bars = [
        _bar(
            drug, items, as_of, words,
            _Joining(timedelta(hours=0 if drug in singly else hours), left_out.get(drug, ())),
        )
        for drug, items in by_drug.items()
    ]  # fmt: skip
    with_time = [bar for bar in bars if bar.segments]
    without = [bar for bar in bars if not bar.segments]
    return (*sorted(with_time, key=lambda bar: in_utc(bar.segments[0].start)), *without)


def _bar(
    drug: str,
    items: Sequence[Treatment],
    as_of: datetime,
    words: Wording,
    joining: _Joining,
) -> DrugBar:
    timed = sorted(
        (item for item in items if item.start is not None),
        key=lambda item: in_utc(item.start or as_of),
    )
    name = items[0].name if items[0].agent == "other" else None
    name = name or words.name(f"agent.{items[0].agent}")
    highest: dict[str | None, Decimal] = {}
    for item in timed:
        if item.dose is not None:
            highest[item.dose_unit] = max(item.dose, highest.get(item.dose_unit, item.dose))
    doses = [_dose(item, name, highest, as_of, words) for item in timed]
    return DrugBar(drug, name, tuple(_segments(doses, joining)), len(items) - len(timed))


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


def _segments(doses: Sequence[Dose], joining: _Joining) -> list[Segment]:
    """Join equal doses that follow each other; a change of dose begins a new step."""
    found: list[Segment] = []
    for place, dose in enumerate(doses):
        end = dose.end or dose.at
        before = found[-1] if found else None
        if before is not None and joining.joins(before, doses, place):
            if before.shown == dose.shown:
                found[-1] = replace(before, end=max(end, before.end), ticks=(*before.ticks, dose))
                continue
            # The level before lasts until the dose that changes it.
            if before.end < dose.at and before.ticks[-1].end is None:
                found[-1] = replace(before, end=dose.at)
        found.append(Segment(dose.at, end, dose.shown, dose.share, (dose,)))
    return found


@dataclass(frozen=True, slots=True)
class _Joining:
    """Over which pauses the bar of a drug is drawn: ``longest``, and no dose ``left_out``."""

    longest: timedelta
    left_out: Sequence[datetime]

    def joins(self, before: Segment, doses: Sequence[Dose], place: int) -> bool:
        """Return whether nothing was left out between a segment and the dose at this place."""
        dose = doses[place]
        pause = elapsed(before.end, dose.at)
        if dose.end is not None or before.ticks[-1].end is not None:
            # What has an end ran from its start to its end and no longer: two infusions are two.
            return pause <= timedelta(0)
        if pause > self.longest or any(
            in_utc(before.end) < in_utc(at) < in_utc(dose.at) for at in self.left_out
        ):
            return False
        # Also without a plan a pause that is twice as long as those before and after it is one.
        # What comes with another dose may come at other hours: then the one before tells.
        changed = doses[place - 1].shown != dose.shown
        around = [
            elapsed(doses[each].at, doses[each + 1].at)
            for each in ((place - 2,) if changed else (place - 2, place))
            if each >= 0 and each + 1 < len(doses)
        ]
        if changed and around:
            return pause < bar_pause_times() * around[0]
        return len(around) < _BOTH or pause < bar_pause_times() * max(around)
