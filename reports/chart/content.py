"""What the chart of one log shows, worked out once however often it is drawn: series and therapy.

A chart is drawn anew for every width of the window, for a day that is looked at, and for each
series that is shown beside; none of these changes a value.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clinical.timeline import fever_onset_day
from reports.chart.bars import DrugBar, drug_bars
from reports.chart.series import Reader, Series, SeriesKey

if TYPE_CHECKING:
    from datetime import date

    from clinical.assess import Assessment
    from clinical.log.treatment_log import TreatmentLog
    from clinical.record.case import Case
    from reports.wording import Wording


class ChartContent:
    def __init__(
        self, case: Case, assessment: Assessment, log: TreatmentLog, words: Wording
    ) -> None:
        self.case, self.log, self.words = case, log, words
        self.as_of, self.rulebook = assessment.as_of, assessment.rulebook
        self._reader = Reader(case, assessment, log, words)
        self._series: dict[SeriesKey, Series] = {}

    def series(self, key: SeriesKey) -> Series:
        if key not in self._series:
            self._series[key] = self._reader.series(key)
        return self._series[key]

    @cached_property
    def bars(self) -> tuple[DrugBar, ...]:
        antipyretics = frozenset(self.rulebook.temperature.masking.agents)
        dues = self.log.dues.times
        return drug_bars(self.case, self.as_of, self.words, singly=antipyretics, dues=dues)

    @cached_property
    def onset(self) -> date | None:
        return fever_onset_day(self.case, self.as_of)
