"""The front door of the log: its days, its rows, what is due and what follows, at a moment.

A pure view of a case and its assessment; nothing is kept here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.log.days import LogDay, log_days
from clinical.log.dues import Dues, dues
from clinical.log.entries import LogRow, log_rows
from clinical.log.follows import Following, what_follows
from clinical.log.ladders import decided_states, running_ladders
from clinical.measurements import measured
from clinical.timeline import local_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinical.assess import Assessment
    from clinical.log.ladders import RunningLadder
    from clinical.record.case import Case


@dataclass(frozen=True, slots=True)
class TreatmentLog:
    """The log of one child. ``days`` and ``rows`` stand in the order of time."""

    days: tuple[LogDay, ...]
    rows: tuple[LogRow, ...]
    dues: Dues
    follows: tuple[Following, ...]
    today: int

    @property
    def current(self) -> LogDay:
        """The day of the moment the log is read at."""
        return self.days[self.today]


def treatment_log(case: Case, assessment: Assessment) -> TreatmentLog:
    """Return the log of a case at the moment it was assessed."""
    as_of, rulebook = assessment.as_of, assessment.rulebook
    rows = log_rows(case, as_of)
    found = dues(case, rulebook, as_of)
    ladders = running_ladders(case, rulebook, as_of)
    follows = what_follows(case, assessment, found, ladders)
    found = _with_decided_rungs(found, ladders)
    crp = measured(case, "crp", rulebook, as_of)
    days = log_days(case, rows, found, assessment.temperatures, crp, as_of)
    today = local_day(as_of, as_of)
    return TreatmentLog(
        days=days,
        rows=rows,
        dues=found,
        follows=follows,
        today=[day.date for day in days].index(today),
    )


def _with_decided_rungs(found: Dues, ladders: Sequence[RunningLadder]) -> Dues:
    """Return the due times with the rungs that are decided: these wait for no answer."""
    decided = decided_states(ladders)
    times = (
        replace(due, state=decided.get((id(due.plan), in_utc(due.at)), due.state))
        if due.state == "waiting"
        else due
        for due in found.times
    )
    return replace(found, times=tuple(times))
