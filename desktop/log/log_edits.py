"""Entries of the log as changes of a case: added, struck, or struck and entered anew. Pure.

Nothing is changed in place: what was entered stays, marked as not counting, with who and why.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from clinical.record.case import (
    AdverseEvent,
    Case,
    Echo,
    Height,
    Note,
    Observation,
    Treatment,
    Weight,
)
from clinical.record.kept_plan import PlannedDose
from clinical.timeline import elapsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from clinical.log.dues import DueTime
    from clinical.log.entries import LogItem
    from clinical.record.entry import Struck
    from clinical.record.vocabulary import DoseUnit, TreatmentStatus

_PLACES: dict[type[LogItem], str] = {
    Observation: "observations",
    Treatment: "treatments",
    AdverseEvent: "adverse_events",
    Note: "notes",
    Weight: "weights",
    Height: "heights",
    Echo: "echos",
}  # fmt: skip


def added(case: Case, items: Iterable[LogItem]) -> Case:
    """Return the case with items at the end of their lists."""
    for item in items:
        place = _PLACES[type(item)]
        case = case.replace(**{place: (*getattr(case, place), item)})
    return case


def dose_of(
    due: DueTime, at: datetime, status: TreatmentStatus, reason: str | None = None, *, kept: bool
) -> Treatment | None:
    """Return the dose of a due time as charted, None where the plan does not say which of several.

    It points at its step where the plan is kept with the case.
    """
    chosen = due.only_step
    if chosen is None:
        return None
    number, step = chosen
    plan = due.plan
    pointer = None
    if kept and plan.id is not None:
        pointer = PlannedDose(plan=plan.id, version=plan.version, step=number)
    return Treatment(
        agent=step.agent,
        start=at,
        dose=step.given,
        dose_unit=cast("DoseUnit | None", step.unit),
        route=step.route,
        product=step.product,
        status=status,
        reason=reason,
        planned=pointer,
    )


def struck(
    case: Case, items: Sequence[LogItem], mark: Struck, anew: Sequence[LogItem] = ()
) -> Case:
    """Return the case with items struck; ``anew`` are entered in their place.

    The first new entry is named as what replaces them.
    """
    fresh = [item.replace(id=uuid.uuid4().hex, recorded=None, struck=None) for item in anew]
    if fresh:
        mark = mark.replace(replaced_by=fresh[0].id)
    for item in items:
        place = _PLACES[type(item)]
        listed: tuple[Any, ...] = getattr(case, place)
        case = case.replace(
            **{place: tuple(_marked(each, mark) if each is item else each for each in listed)}
        )
    return added(case, fresh)


def _marked(item: LogItem, mark: Struck) -> LogItem:
    return item.replace(struck=mark)


def corrected(case: Case, items: Sequence[LogItem], mark: Struck, anew: Sequence[LogItem]) -> Case:
    """Return the case with an entry corrected: struck is only what was changed or taken out."""
    left = [item for item in items if item in anew]
    changed = [item for item in items if item not in left]
    fresh = [item for item in anew if item not in left]
    return struck(case, changed, mark, fresh) if changed or fresh else case


def like(case: Case, item: LogItem, hours: float, but: Sequence[LogItem] = ()) -> LogItem | None:
    """Return an entry that a new one may be typed a second time, None where there is none.

    Of a measurement one of the same kind at the same time, of a dose one of the same drug within so
    many hours. ``but`` are entries that are being corrected: none of them is another one.
    """
    near = timedelta(hours=hours)
    match item:
        case Observation():
            same: Iterator[LogItem] = (
                each
                for each in case.observations
                if each.struck is None
                and each.code == item.code
                and each.at == item.at
                and not _among(each, but)
            )
        case Treatment() if item.start is not None:
            start = item.start
            same = (
                each
                for each in case.treatments
                if each.struck is None
                and each.agent == item.agent
                and each.start is not None
                and abs(elapsed(each.start, start)) <= near
                and not _among(each, but)
            )
        case _:
            return None
    return next(same, None)


def _among(item: LogItem, others: Sequence[LogItem]) -> bool:
    return any(item is each for each in others)


def stands(case: Case, item: LogItem) -> bool:
    """Return whether an entry is in the record and counts, whoever wrote it down and when."""
    plain, at = item.replace(id=None, recorded=None), _time_of(item)
    return any(
        each.struck is None
        and _time_of(each) == at
        and each.replace(id=None, recorded=None) == plain
        for each in getattr(case, _PLACES[type(item)])
    )


def _time_of(item: LogItem) -> datetime | None:
    return item.start if isinstance(item, Treatment) else item.at
