"""Every line of the discharge summary behind a fold: what the record says, and where it says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets.card_lines import LineList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.fold import Fold
from reports.summary.cards import CardLine

if TYPE_CHECKING:
    from reports.discharge.parts import DischargeSummary, Section
    from reports.summary.table import Row
    from reports.wording import Wording


class FactsFold(QWidget):
    """``go_to(str)`` leads to an entry, ``open_source(str, str)`` to a source.

    Drawn only while it is open: a summary has a hundred lines.
    """

    go_to = Signal(str)
    open_source = Signal(str, str)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._summary: DischargeSummary | None = None
        self._drawn: DischargeSummary | None = None
        self.fold = Fold(words.text("documents_tab.says"))
        self.fold.rows.setSpacing(STEP // 2)
        self.fold.switch.toggled.connect(self._draw)
        self._parts: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fold)

    def show_summary(self, summary: DischargeSummary | None) -> None:
        """Draw a summary, or leave not a word of the last one."""
        self._summary = summary
        self._draw()

    def _draw(self) -> None:
        wanted = self._summary if self.fold.is_open else None
        if wanted == self._drawn:
            return
        self._drawn = wanted
        for part in self._parts:
            self.fold.rows.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        for section in wanted.sections if wanted is not None else ():
            if not section.blank:
                self._add(section)

    def _add(self, section: Section) -> None:
        self._put(text_label(section.title, "heading"))
        if section.written:
            self._put(text_label(section.written))
        lines = [
            CardLine(
                fact.text,
                fact.field,
                fact.source,
                "none" if fact.recorded else "unknown",
            )
            for fact in section.facts
        ]
        if lines:
            listed = LineList(self._words)
            listed.go_to.connect(self.go_to)
            listed.open_source.connect(self.open_source)
            listed.show_lines(lines)
            self._put(listed)
        for table in section.tables:
            # A row is a line: so many columns have no room beside the form.
            self._put(text_label(table.title, "small"))
            listed = LineList(self._words)
            listed.show_lines([CardLine(_row_text(row)) for row in table.rows[1:]])
            self._put(listed)

    def _put(self, part: QWidget) -> None:
        self._parts.append(part)
        self.fold.rows.addWidget(part)


def _row_text(row: Row) -> str:
    return " · ".join(cell for cell in row if cell)
