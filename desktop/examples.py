"""The shipped example children, each with the moment its clock stands at.

The calendar dates were invented with the cases (S1 gives only day numbers); the moments are
those for which the expected answers are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from records.case_file import case_of
from resources import read_bytes

if TYPE_CHECKING:
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Example:
    """One shipped child; ``id`` names it in the wording."""

    id: str
    file: str
    at: datetime

    def case(self, rulebook: Rulebook) -> Case:
        """Return the record, read as strictly as any other, marked as an example for good."""
        case = case_of(read_bytes(f"cases/{self.file}"), rulebook)
        return case.replace(training=self.at)


FICTIONAL = Example(
    "fictional_complete",
    "fictional-complete.json",
    datetime.fromisoformat("2026-11-14T15:30:00+01:00"),
)
PUBLISHED_1 = Example(
    "s1_patient_1", "s1-patient-1.json", datetime.fromisoformat("2020-04-05T12:00:00+02:00")
)
PUBLISHED_2 = Example(
    "s1_patient_2", "s1-patient-2.json", datetime.fromisoformat("2020-05-05T12:00:00+02:00")
)
# Day by day, for the treatment log: what S1 reports of its two children and no more, and a whole
# stay of a child that does not exist.
FICTIONAL_LOG = Example(
    "fictional_log", "fictional-log.json", datetime.fromisoformat("2026-11-16T09:30:00+01:00")
)
PUBLISHED_1_LOG = Example(
    "s1_patient_1_log",
    "s1-patient-1-log.json",
    datetime.fromisoformat("2020-05-09T18:00:00+02:00"),
)
PUBLISHED_2_LOG = Example(
    "s1_patient_2_log",
    "s1-patient-2-log.json",
    datetime.fromisoformat("2020-06-09T18:00:00+02:00"),
)
LOGS = (FICTIONAL_LOG, PUBLISHED_1_LOG, PUBLISHED_2_LOG)
EXAMPLES = (FICTIONAL, PUBLISHED_1, PUBLISHED_2, *LOGS)
