"""What is due of a plan: where its rungs stand, the dose whose turn it is, the key to record it.

The program proposes and a person records: nothing is charted but by this key. A dose whose time
has not come is asked about first, so that no key pressed twice charts two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.tabs.strike_link import StrikeLink
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.due_looks import DUE_LOOKS
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView
from desktop.widgets.sight import bring_into_sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.due_dose import DueWords
    from reports.plan_summary import RungLine
    from reports.wording import Wording

_SIDE = 18
_KEY = "Ctrl+G"


class DueCard(QFrame):
    """``record_wanted`` asks to chart the dose that is shown as given now.

    Where it is early ``question`` stands in the place of the key, and to leave it comes first.
    ``strike_wanted(str)`` carries the dose that was charted last, where its record is kept.
    """

    record_wanted = Signal()
    strike_wanted = Signal(str)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words = words
        self._headline = text_label("", "section")
        self._waits = text_label("", "plain")
        self._last = text_label("", "muted")
        self._last_dose = ""
        self.strike_link = StrikeLink(words)
        self.strike_link.clicked.connect(lambda: self.strike_wanted.emit(self._last_dose))
        self.button = QPushButton(words.text("dosing.due.record"))
        self.button.setAutoDefault(False)
        self.button.setShortcut(QKeySequence(_KEY))
        self.button.setToolTip(_KEY)
        self.button.clicked.connect(self._press)
        self.question = _EarlyQuestion(words)
        self.question.leave_button.clicked.connect(self._leave)
        self.question.record_button.clicked.connect(self._record)
        self._shown: DueWords | None = None
        self._why_not = text_label("", "muted")
        self._page = QWidget()
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(0, 0, 0, STEP)
        self._grid.setHorizontalSpacing(STEP)
        self._grid.setVerticalSpacing(STEP // 2)
        self._grid.setColumnStretch(3, 1)
        self._rungs: list[_RungRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        column.setSpacing(STEP // 2)
        column.addWidget(text_label(words.text("dosing.due.title"), "title"))
        column.addWidget(self._page)
        for label in (self._headline, self._waits):
            column.addWidget(label)
        last = QHBoxLayout()
        last.setSpacing(STEP * 2)
        last.addWidget(self._last)
        last.addWidget(self.strike_link, 0, Qt.AlignmentFlag.AlignTop)
        last.addStretch(1)
        column.addLayout(last)
        column.addSpacing(STEP // 2)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.question)
        column.addWidget(self._why_not)
        self.forget()

    def show_due(
        self,
        due: DueWords,
        rungs: Sequence[RungLine],
        *,
        why_not: str | None,
        note: str = "",
        last: str | None = None,
    ) -> None:
        """Draw what is due; ``why_not`` says why it cannot be recorded, None where it can.

        ``last`` is the dose charted last, where it may be struck.
        """
        if due != self._shown or why_not is not None:
            self._ask("")
        self._shown = due
        self.button.setText(due.record or self._words.text("dosing.due.record"))
        for label, text in (
            (self._headline, due.headline),
            (self._waits, due.waits),
            (self._last, due.last),
            (self._why_not, why_not or note),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self._last_dose = last or ""
        self.strike_link.show_dose(due.last if last else "")
        self.button.setEnabled(why_not is None)
        self.button.setAccessibleDescription(f"{due.headline} {due.waits} {why_not or ''}".strip())
        while len(self._rungs) < len(rungs):
            self._rungs.append(_RungRow(self._grid, len(self._rungs)))
        for row, rung in zip(self._rungs, rungs, strict=False):
            row.show_rung(rung)
        for row in self._rungs[len(rungs) :]:
            row.forget()
        self._page.setVisible(bool(rungs))
        self.show()

    def forget(self) -> None:
        self._shown = None
        self._ask("")
        for label in (self._headline, self._waits, self._last, self._why_not):
            label.clear()
        self._last_dose = ""
        self.strike_link.show_dose("")
        self.button.setEnabled(False)
        self.button.setAccessibleDescription("")
        for row in self._rungs:
            row.forget()
        self.hide()

    def _press(self) -> None:
        early = self._shown.early if self._shown is not None else ""
        if early:
            self._ask(early)
        else:
            self.record_wanted.emit()

    def _record(self) -> None:
        self._leave()
        self.record_wanted.emit()

    def _leave(self) -> None:
        self._ask("")
        self.button.setFocus()

    def _ask(self, text: str) -> None:
        """Put a question in the place of the key, or the key back; the focus stays here."""
        self.question.show_question(text)
        if text:
            # A third click in the same place still does not reach the key that records.
            self.question.leave_button.setMinimumWidth(self.button.width())
            self.question.leave_button.setFocus()
            bring_into_sight(self.question)
        self.button.setVisible(not text)


class _EarlyQuestion(QWidget):
    """Asks before a dose is charted early; the way out comes first, under the key that asked."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._text = text_label("", "plain")
        self.leave_button = QPushButton(words.text("dosing.due.leave"))
        self.record_button = QPushButton(words.text("dosing.due.record_early"))
        keys = QWidget()
        flow = FlowLayout(keys, gap=STEP, line_gap=STEP)
        for button in (self.leave_button, self.record_button):
            button.setAutoDefault(False)
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP)
        column.addWidget(self._text)
        column.addWidget(keys)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_question(self, text: str) -> None:
        self._text.setText(text)
        self.leave_button.setAccessibleDescription(text)
        self.record_button.setAccessibleDescription(text)
        self.setVisible(bool(text))


class _RungRow:
    """One rung: its state as a picture, its hour and date, why it stands there."""

    def __init__(self, grid: QGridLayout, place: int) -> None:
        self._icon = IconView("", "muted", side=_SIDE)
        self._hour = text_label("", "amount", wraps=False)
        self._at = text_label("", "plain", wraps=False)
        self._why = text_label("", "plain")
        cells: tuple[QWidget, ...] = (self._icon, self._hour, self._at, self._why)
        for column, cell in enumerate(cells):
            grid.addWidget(cell, place, column, Qt.AlignmentFlag.AlignTop)

    def show_rung(self, rung: RungLine) -> None:
        self._icon.show_icon(*DUE_LOOKS[rung.state])
        self._hour.setText(rung.hour)
        self._at.setText(rung.at)
        self._why.setText(rung.why)
        for cell in (self._icon, *self._labels()):
            cell.show()

    def forget(self) -> None:
        for label in self._labels():
            label.clear()
            label.hide()
        self._icon.hide()

    def _labels(self) -> tuple[QLabel, ...]:
        return self._hour, self._at, self._why
