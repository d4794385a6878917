"""The chart with what it shows chosen beside it, and the value that is looked at in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.tabs.toggles import ToggleField
from desktop.widgets.chart_view import ChartView
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.dress import STEP, text_label
from reports.chart.build import ChartWish, chart_height, scene_of
from reports.chart.content import ChartContent
from reports.chart.series import CHOICES, SeriesKey

if TYPE_CHECKING:
    from datetime import date

    from clinical.assess import Assessment
    from clinical.log.treatment_log import TreatmentLog
    from clinical.record.case import Case
    from reports.chart.scene import ChartScene
    from reports.wording import Wording

_STAY, _DAY = "stay", "day"
_LINES = "lines"


class ChartCard(QFrame):
    def __init__(self, words: Wording) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words = words
        self._of: tuple[Case, Assessment] | None = None
        self._content: ChartContent | None = None
        self._day: date | None = None
        self.span = ChoiceField(
            words,
            [ChoiceOption(each, words.text(f"log_tab.span_{each}")) for each in (_STAY, _DAY)],
        )
        self.span.set_label(words.text("log_tab.span"), "")
        self.span.show_choice(_STAY)
        self.span.chosen.connect(self._renew)
        names = {
            key: words.text("chart.coronary_z") if key == "coronary_z" else words.name(key)
            for key in CHOICES
        }
        self.more = ToggleField({**names, _LINES: words.text("log_tab.lines")})
        self.more.set_label(words.text("log_tab.series"), "")
        self.more.show_chosen({_LINES})
        self.more.toggled.connect(self._renew)
        self.view = ChartView(self._scene)
        self.view.setAccessibleName(words.text("chart.title"))
        self._looked_at = text_label("", "amount")
        self._hint = text_label(words.text("log_tab.chart_hint"), "small")
        self._notes = text_label("", "small")
        self.view.read_out.connect(self._looked_at.setText)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        column.setSpacing(STEP)
        column.addWidget(text_label(words.text("chart.title"), "section"))
        for part in (self.span, self.view, self._looked_at, self._hint, self._notes, self.more):
            column.addWidget(part)

    @property
    def looked_at(self) -> str:
        """The value that is looked at, in words."""
        return self._looked_at.text()

    def show_log(self, case: Case, assessment: Assessment, log: TreatmentLog, day: date) -> None:
        """Draw the chart of a log; the day is that of the span "this day"."""
        before = self._of
        same = before is not None and before[0] is case and before[1].as_of == assessment.as_of
        zoomed = self.span.choice == _DAY and day != self._day
        self._of, self._day = (case, assessment), day
        if not same:
            self._content = ChartContent(case, assessment, log, self._words)
        if not same or zoomed:
            self._renew()

    def forget(self) -> None:
        self._of = self._content = self._day = None
        self.span.show_choice(_STAY)
        self.more.show_chosen({_LINES})
        self._notes.clear()
        self.view.renew()

    def _renew(self, *_: object) -> None:
        if self._content is not None:
            self.view.show_height(chart_height(self._content.case, 2 + len(self._series())))
        self.view.renew()
        scene = self.view.scene
        notes = scene.notes if scene is not None else ()
        self._notes.setText(" ".join(notes))
        self._notes.setVisible(bool(notes))

    def _series(self) -> tuple[SeriesKey, ...]:
        chosen = self.more.chosen
        return tuple(key for key in CHOICES if key in chosen)

    def _scene(self, width: float, height: float) -> ChartScene | None:
        if self._content is None:
            return None
        zoomed = self.span.choice == _DAY and self._day is not None
        wish = ChartWish(
            more=self._series(),
            days=(self._day, self._day) if zoomed and self._day is not None else None,
            joined=_LINES in self.more.chosen,
        )
        return scene_of(self._content, wish, (width, height))
