"""Which dose of a plan is to be given next, by what was charted.

Every charted dose answers the step nearest to it in time; what lies before an answered step is
past. Where several steps of one time are left, a rung that is not decided yet, none is proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.timeline import elapsed, given

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from clinical.record.case import Case


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


def due_dose(plan: Plan, case: Case) -> DueDose:
    """Return the dose of a plan that is due, else the one that comes next."""
    by_time: dict[datetime, list[Step]] = {}
    for step in plan.steps:
        if step.at is not None:
            by_time.setdefault(step.at, []).append(step)
    times = sorted(by_time)
    charted = sorted(
        dose.start
        for dose in given(case, (plan.regimen.agent,), plan.as_of)
        if dose.start is not None and times and dose.start >= times[0]
    )
    last = charted[-1] if charted else None
    answered = _nearest(last, times) if last is not None else -1
    left = times[answered + 1 :]
    if not charted and plan.regimen.ladder is not None:
        # The hours of a ladder are counted from its first dose: before that no other is due.
        left = left[:1]
    come = [at for at in left if at <= plan.as_of]
    if not left:
        return DueDose(None, None, now=False, undecided=False, last=last)
    at = come[-1] if come else left[0]
    step = by_time[at][0] if len(by_time[at]) == 1 else None
    return DueDose(step, at, now=bool(come), undecided=step is None, last=last)


def _nearest(moment: datetime, times: list[datetime]) -> int:
    """Return the place of the time nearest to a moment."""
    return min(range(len(times)), key=lambda place: abs(elapsed(times[place], moment)))
