"""The laboratory values of a case by the time they were taken at: looked up, never computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import edits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.record.case import Case, Observation
    from clinical.record.vocabulary import ObservationCode

Sample = dict["ObservationCode", "Observation"]


class Samples:
    """Every counted value of blood and urine; of two of one time the one entered last.

    Made once for a list of observations: with a panel a day for two months, looking through all
    of them for each cell would be felt at each key.
    """

    def __init__(self) -> None:
        self._of: tuple[Observation, ...] = ()
        self._by_time: dict[datetime, Sample] = {}

    def follow(self, case: Case) -> bool:
        """Look at a case; return whether its observations are others than before."""
        if case.observations is self._of:
            return False
        self._of = case.observations
        found: dict[datetime, Sample] = {}
        for each in case.observations:
            if each.struck is None and edits.group_of(each.code) == "sample":
                found.setdefault(each.at, {})[each.code] = each
        self._by_time = dict(sorted(found.items()))
        return True

    @property
    def times(self) -> tuple[datetime, ...]:
        return tuple(self._by_time)

    def at(self, at: datetime | None) -> Mapping[ObservationCode, Observation]:
        """Return the sample of a time, empty where there is none."""
        return self._by_time.get(at, {}) if at is not None else {}

    def newest(self, code: ObservationCode) -> Observation | None:
        """Return the last number of a code, None where there never was one."""
        for sample in reversed(self._by_time.values()):
            if (found := sample.get(code)) is not None and found.value is not None:
                return found
        return None
