"""The ladders of the plans in force as the log has them run: where each rung stands now.

Only the state of the rungs is read of a plan worked out anew; the doses of a signed plan stay those
that were signed. Where such a plan would be refused now, its rungs are told with what refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.dosing.plan import Choice, plan
from clinical.log.dues import plans_followed
from clinical.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.dosing.step import RungStatus
    from clinical.findings import Alert
    from clinical.log.dues import DueState
    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan
    from clinical.rules.rulebook import Rulebook

_OPEN = {"planned", "waiting", "due", "overdue"}


@dataclass(frozen=True, slots=True)
class RunningLadder:
    """A ladder in force: ``made`` is its plan as it would be now, ``stops`` what refuses that."""

    kept: KeptPlan
    made: Plan
    stops: tuple[Alert, ...]

    @property
    def open_rungs(self) -> tuple[RungStatus, ...]:
        """The rungs that are still to be answered or given."""
        return tuple(rung for rung in self.made.counted_rungs if rung.state in _OPEN)


def running_ladders(case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[RunningLadder, ...]:
    """Return the ladders of the plans in force; of a plan of unknown settings nothing is told."""
    return tuple(_running(case, rulebook, as_of))


def _running(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[RunningLadder]:
    for each in plans_followed(case):
        regimen = rulebook.regimens.get(each.regimen)
        if regimen is None or regimen.ladder is None:
            continue
        others = tuple(other for other in case.plans if other is not each)
        choice = Choice(each.regimen, each.start, each.settings, each.overrides)
        try:
            made = plan(case.replace(plans=others), rulebook, choice, as_of)
        except InputError:
            # The rules of today no longer know a setting of that day.
            continue
        stops = tuple(alert for alert in made.reasons if alert.severity == "stop")
        yield RunningLadder(each, made, stops)


def decided_states(
    ladders: Sequence[RunningLadder],
) -> Mapping[tuple[int, datetime], DueState]:
    """Return where a due time that waits on a rung stands, by its plan and time in UTC.

    A fever makes it due, unless the plan is refused now: then it is held. No fever, or a dose that
    was never charted before the next one, makes it not needed.
    """
    found: dict[tuple[int, datetime], DueState] = {}
    for ladder in ladders:
        for rung in ladder.made.counted_rungs:
            key = (id(ladder.kept), in_utc(rung.at))
            if rung.state == "passed":
                found[key] = "passed"
            elif rung.state in {"due", "overdue"}:
                found[key] = "held" if ladder.stops else rung.state
    return found
