"""The due times of the plans that are or were followed, and which one a dose answers by its time.

The one rule behind the log, the Dosing tab and the list of children: what was given before a plan
began is no dose of it, but its first dose may be given as much too early as it may be late.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.timeline import elapsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan, KeptStep
    from clinical.rules.rulebook import Rulebook

# The steps of a plan at one time, with their numbers.
Numbered = tuple[tuple[int, "KeptStep"], ...]


def early_by(rulebook: Rulebook) -> timedelta:
    """Return how long before its time the first dose of a plan may be given and still be it."""
    return timedelta(hours=rulebook.monitoring.overdue.hours)


def has_begun(start: datetime, first: datetime, early: timedelta) -> bool:
    """Return whether a dose given at ``start`` may be one of a plan with this first time."""
    return elapsed(start, first) <= early


def nearest_time(
    start: datetime, times: Sequence[tuple[object, datetime]], early: timedelta
) -> int | None:
    """Return the place of the due time that a dose answers which names no step, None where none.

    ``times`` stand with what says whose they are. Of two that are as near, the earlier; of two at
    one time, the one that stands first.
    """
    first: dict[object, datetime] = {}
    for whose, at in times:
        first[whose] = min(first.get(whose, at), at, key=in_utc)
    open_to = [
        place for place, (whose, _) in enumerate(times) if has_begun(start, first[whose], early)
    ]
    return min(
        open_to,
        key=lambda place: (abs(elapsed(times[place][1], start)), in_utc(times[place][1])),
        default=None,
    )


def followed_times(case: Case) -> Iterator[tuple[KeptPlan, datetime, Numbered]]:
    """Yield the due times of each plan that is or was followed, up to what took its place."""
    for plan in case.plans:
        if plan.struck is not None or plan.state not in {"active", "superseded", "stopped"}:
            continue
        until = followed_until(plan, case)
        by_time: dict[datetime, list[tuple[int, KeptStep]]] = {}
        for number, step in enumerate(plan.steps, start=1):
            if step.at is not None and (until is None or in_utc(step.at) < in_utc(until)):
                by_time.setdefault(step.at, []).append((number, step))
        for at, steps in by_time.items():
            yield plan, at, tuple(steps)


def followed_until(plan: KeptPlan, case: Case) -> datetime | None:
    """Return when the next version of a plan was made, None where there is none."""
    later = [
        mark.at
        for other in case.plans
        if other.id == plan.id and other.id is not None and other.version > plan.version
        for mark in (other.signed or other.created,)
        if mark is not None
    ]
    return min(later, key=in_utc, default=None)
