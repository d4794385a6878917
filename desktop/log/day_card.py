"""One day: highest temperature, CRP, the doses given of those due, each due time with its keys.

A person records; the program proposes. What is overdue says so in words and by a mark.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.due_looks import DUE_LOOKS
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinical.log.dues import DueTime
    from reports.log.days import DayWords, DueLine
    from reports.wording import Wording

GIVE_KEYS = "Ctrl+G"
# What can be charted with one key; of several doses the plan has to say which.
_NOW = {"due", "overdue"}
_OPEN = {*_NOW, "waiting"}


class DayCard(QFrame):
    """``give_wanted(DueTime)`` and ``withhold_wanted(DueTime)`` ask to chart a due time."""

    give_wanted = Signal(object)
    withhold_wanted = Signal(object)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words = words
        self._title = text_label("", "headline")
        self._facts = QWidget()
        facts = FlowLayout(self._facts, gap=STEP * 4, line_gap=STEP)
        self._figures = {name: _Figure(words.text(f"log_tab.{name}")) for name in
                         ("highest", "crp", "doses")}  # fmt: skip
        for figure in self._figures.values():
            facts.addWidget(figure)
        self._late_icon = IconView("stop", "stop", side=18)
        self._late = text_label("", "amount")
        late = QWidget()
        self._late_row = late
        line = FlowLayout(late, gap=STEP, line_gap=0)
        line.addWidget(self._late_icon)
        line.addWidget(self._late)
        self._page = QWidget()
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(0, STEP // 2, 0, 0)
        self._grid.setHorizontalSpacing(STEP)
        self._grid.setVerticalSpacing(STEP // 2)
        self._grid.setColumnStretch(2, 1)
        self._rows: list[_DueRow] = []
        self._why = text_label("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        column.setSpacing(STEP)
        for part in (self._title, self._facts, late, self._page, self._why):
            column.addWidget(part)

    def show_day(
        self, day: DayWords, dues: Sequence[tuple[DueTime, DueLine]], *, why_not: str | None
    ) -> None:
        """Draw a day; ``why_not`` says why nothing can be charted, None where it can."""
        parts = (day.title, day.illness_day)
        self._title.setText(" · ".join(part for part in parts if part))
        for name, value in (("highest", day.highest), ("crp", day.crp), ("doses", day.doses)):
            self._figures[name].show_value(value)
        self._late.setText(day.late)
        self._late_row.setVisible(bool(day.late))
        self.setAccessibleName(self._title.text())
        while len(self._rows) < len(dues):
            row = _DueRow(self._grid, len(self._rows), self._words)
            row.give.clicked.connect(partial(self._give, row))
            row.withhold.clicked.connect(partial(self._withhold, row))
            self._rows.append(row)
        first = next((due for due, _ in dues if due.state in _NOW and due.only_step), None)
        # Of the doses to come only the next one has a key: it may be given early, and asks.
        coming = next((due for due, _ in dues if due.state == "planned"), None)
        for row, (due, line) in zip(self._rows, dues, strict=False):
            now = line.state in _OPEN or due is coming
            row.show_due(due, line, able=why_not is None, now=now, first=due is first)
        for row in self._rows[len(dues) :]:
            row.forget()
        self._page.setVisible(bool(dues))
        self._why.setText(why_not or "")
        self._why.setVisible(bool(why_not) and bool(dues))

    def forget(self) -> None:
        for label in (self._title, self._late, self._why):
            label.clear()
        for figure in self._figures.values():
            figure.show_value("")
        self._late_row.hide()
        for row in self._rows:
            row.forget()
        self._page.hide()
        self.setAccessibleName("")

    def give_button(self, place: int) -> QPushButton:
        return self._rows[place].give

    def _give(self, row: _DueRow, *_checked: object) -> None:
        if row.due is not None:
            self.give_wanted.emit(row.due)

    def _withhold(self, row: _DueRow, *_checked: object) -> None:
        if row.due is not None:
            self.withhold_wanted.emit(row.due)


class _Figure(QWidget):
    """A number of the day under its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._label = text_label(name, "heading", wraps=False)
        self._value = text_label("", "section", wraps=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._label)
        column.addWidget(self._value)

    def show_value(self, value: str) -> None:
        self._value.setText(value)
        self.setAccessibleName(f"{self._name}: {value}")


class _DueRow:
    """One due time: its state as a picture and in words, its dose, the keys that chart it."""

    def __init__(self, grid: QGridLayout, place: int, words: Wording) -> None:
        self.due: DueTime | None = None
        self._words = words
        self._icon = IconView("", "muted", side=18)
        self._time = text_label("", "amount", wraps=False)
        self._text = text_label("", "plain")
        self.give = QPushButton(words.text("log_tab.give"))
        self.withhold = QPushButton(words.text("log_tab.withhold"))
        middle = Qt.AlignmentFlag.AlignVCenter
        for column, cell in enumerate(
            (self._icon, self._time, self._text, self.give, self.withhold)
        ):
            if isinstance(cell, QPushButton):
                cell.setAutoDefault(False)
            grid.addWidget(cell, place, column, middle)

    def show_due(self, due: DueTime, line: DueLine, *, able: bool, now: bool, first: bool) -> None:
        self.due = due
        self._icon.show_icon(*DUE_LOOKS[line.state])
        self._time.setText(line.time)
        self._text.setText(f"{line.dose}: {line.said}")
        for cell in (self._icon, self._time, self._text):
            cell.show()
        one = due.only_step is not None
        late = line.state == "missed"
        name = f"{line.time} {line.dose}, {line.said}"
        self.withhold.setText(
            self._words.text("log_tab.chart_late" if late else "log_tab.withhold")
        )
        for button, shown in ((self.give, one and now), (self.withhold, one and (now or late))):
            button.setVisible(shown)
            button.setEnabled(able)
            button.setAccessibleDescription(name)
        self.give.setShortcut(QKeySequence(GIVE_KEYS if first else ""))
        self.give.setToolTip(GIVE_KEYS if first else "")

    def forget(self) -> None:
        self.due = None
        for label in (self._time, self._text):
            label.clear()
            label.hide()
        self._icon.hide()
        for button in (self.give, self.withhold):
            button.setShortcut(QKeySequence())
            button.hide()
