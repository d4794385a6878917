"""The front door of the log: its days, its rows, what is due and what follows, at a moment.

A pure view of a case and its assessment; nothing is kept here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.log.days import LogDay, log_days
from clinical.log.dues import Dues, dues
from clinical.log.entries import LogRow, log_rows
from clinical.log.follows import Following, what_follows
from clinical.measurements import measured
from clinical.timeline import local_day

if TYPE_CHECKING:
    from clinical.assess import Assessment
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
    crp = measured(case, "crp", rulebook, as_of)
    days = log_days(case, rows, found, assessment.temperatures, crp, as_of)
    today = local_day(as_of, as_of)
    return TreatmentLog(
        days=days,
        rows=rows,
        dues=found,
        follows=what_follows(case, assessment, found),
        today=[day.date for day in days].index(today),
    )
