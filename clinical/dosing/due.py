"""Which dose of a plan is to be given next, by what was charted.

A charted dose that names its step answers that one; any other answers the due time nearest to it,
unless it names another plan. What lies before an answered step is past. Where several steps of one
time are left, a rung that is not decided yet, none is proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.dosing.followed import early_by, followed_times, nearest_time
from clinical.timeline import given

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from clinical.record.case import Case, Treatment
    from clinical.record.kept_plan import KeptPlan


@dataclass(frozen=True, slots=True)
class DueDose:
    """What is next: one step, or none where that is not decided or every dose is given.

    ``at`` is its time, ``now`` where that has come; ``last`` is when the last dose of the plan was
    charted.
    """

    step: Step | None
    at: datetime | None
    now: bool
    undecided: bool
    last: datetime | None


def due_dose(plan: Plan, case: Case, kept: KeptPlan | None = None) -> DueDose:
    """Return the dose of a plan that is due, else the one that comes next.

    ``kept`` is the plan as it stands in the record, whose steps charted doses may name.
    """
    by_time: dict[datetime, list[Step]] = {}
    for step in plan.steps:
        if step.at is not None:
            by_time.setdefault(step.at, []).append(step)
    times = sorted(by_time)
    steps = tuple(step.at for step in plan.steps)
    doses = given(case, (plan.regimen.agent,), plan.as_of)
    found = answers(doses, steps, kept, case, early_by(plan.rulebook))
    charted = sorted(at for at, _ in found if at is not None)
    last = charted[-1] if charted else None
    answered = max((times.index(at) for _, at in found), default=-1)
    left = times[answered + 1 :]
    if not found and plan.regimen.ladder is not None:
        # The hours of a ladder are counted from its first dose: before that no other is due.
        left = left[:1]
    come = [at for at in left if at <= plan.as_of]
    if not left:
        return DueDose(None, None, now=False, undecided=False, last=last)
    at = come[-1] if come else left[0]
    step = by_time[at][0] if len(by_time[at]) == 1 else None
    return DueDose(step, at, now=bool(come), undecided=step is None, last=last)


def answers(
    doses: Iterable[Treatment],
    steps: Sequence[datetime | None],
    kept: KeptPlan | None,
    case: Case,
    early: timedelta,
) -> list[tuple[datetime | None, datetime]]:
    """Return when each dose that belongs to a plan was given, and the time of the step it answers.

    ``steps`` are the times of the plan's steps in their order; one without a time is answered by
    no dose. The first may be given by ``early`` before its time.
    """
    own = [at for at in steps if at is not None]
    found: list[tuple[datetime | None, datetime]] = []
    for dose in doses if own else ():
        named = dose.planned
        if kept is not None and named is not None and named.plan != kept.id:
            continue
        step = None
        if kept is not None and named is not None and named.version == kept.version:
            # A number that the plan has not, from a file, names nothing.
            step = steps[named.step - 1] if named.step <= len(steps) else None
        if step is None and dose.start is not None:
            step = _by_time(dose, dose.start, own, kept, case, early)
        if step is not None:
            found.append((dose.start, step))
    return found


def _by_time(  # noqa: PLR0917 (a dose with its time, and all that it may belong to)
    dose: Treatment,
    start: datetime,
    own: Sequence[datetime],
    kept: KeptPlan | None,
    case: Case,
    early: timedelta,
) -> datetime | None:
    """Return the time of this plan that a dose answers by its own, None where it answers none."""
    if kept is None:
        # A plan that nobody kept has no neighbours: what was given counts for it.
        nearest = nearest_time(start, [(None, at) for at in own], early)
        return None if nearest is None else own[nearest]
    if dose.planned is not None:
        # Of another version: what was given before this one began was a dose of that.
        early = timedelta(0)
    others = [
        (id(plan), at)
        for plan, at, numbered in followed_times(case)
        if plan is not kept and any(step.agent == dose.agent for _, step in numbered)
    ]
    nearest = nearest_time(start, [*((None, at) for at in own), *others], early)
    return own[nearest] if nearest is not None and nearest < len(own) else None
