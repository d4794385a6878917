"""The lines of a verdict card: a mark, words, a number at the end, and the way to the source.

Rows are kept and given new words, so that a card can follow each keystroke and the focus on a
source survives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.icon_view import IconView
from desktop.widgets.link_button import LinkButton
from desktop.widgets.tones import ICONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.words import Words
    from reports.summary.cards import CardLine


class LineList(QWidget):
    """Any number of lines; ``go_to`` and ``open_source`` as in the card."""

    go_to = Signal(str)
    open_source = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._rows: list[_LineRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)

    def show_lines(self, lines: Sequence[CardLine]) -> None:
        while len(self._rows) < len(lines):
            row = _LineRow(self._words)
            row.go_to.connect(self.go_to)
            row.open_source.connect(self.open_source)
            self._rows.append(row)
            self._layout.addWidget(row)
        for row, line in zip(self._rows, lines, strict=False):
            row.show_line(line)
        for row in self._rows[len(lines) :]:
            row.clear()
        self.setVisible(bool(lines))


class _LineRow(QWidget):
    go_to = Signal(str)
    open_source = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._line: CardLine | None = None
        self._mark = IconView(side=16)
        self._text = text_label()
        self._points = text_label("", "amount", wraps=False)
        self._link = LinkButton("go_to", "accent", icon_first=False)
        self._link.clicked.connect(self._go)
        self._source = LinkButton("source", "", look="quiet")
        self._source.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        top = Qt.AlignmentFlag.AlignTop
        mark_column = QVBoxLayout()
        # The mark stands in the middle of the first line of the words.
        mark_column.setContentsMargins(0, 5, 0, 0)
        mark_column.addWidget(self._mark, 0, top)
        row.addLayout(mark_column)
        self._text.setContentsMargins(0, 4, 0, 4)
        self._points.setContentsMargins(0, 4, 0, 4)
        row.addWidget(self._text, 1, top)
        row.addWidget(self._points, 0, top)
        row.addWidget(self._link, 0, top)
        row.addWidget(self._source, 0, top)

    def show_line(self, line: CardLine) -> None:
        if line == self._line:
            return
        self._line = line
        self._mark.setVisible(line.mark != "none")
        if line.mark != "none":
            self._mark.show_icon(ICONS[line.mark], line.mark)
        self._text.setText(line.text)
        self._points.setText(line.points)
        self._points.setVisible(bool(line.points))
        # What the mark shows is said as well.
        spoken = f"verdict_card.mark_{line.mark}" if line.mark not in {"none", "info"} else ""
        state = f", {self._words.text(spoken)}" if spoken else ""
        self.setAccessibleName(f"{line.text} {line.points}".strip() + state)
        self._link.show_words("", self._words.text("verdict_card.go_to", name=line.text))
        self._link.setVisible(line.field is not None)
        source = self._words.text("verdict_card.source")
        self._source.show_words(
            source, self._words.text("verdict_card.source_name", text=line.text)
        )
        self._source.setVisible(line.source is not None)
        self.show()

    def clear(self) -> None:
        self._line = None
        self._text.clear()
        self._points.clear()
        self._link.show_words("", "")
        self._source.show_words("", "")
        self.setAccessibleName("")
        self.hide()

    def _go(self) -> None:
        if self._line is not None and self._line.field is not None:
            self.go_to.emit(self._line.field)

    def _open(self) -> None:
        if self._line is not None and self._line.source is not None:
            status = self._line.status
            checked = self._words.text(f"source_note.status.{status}") if status else ""
            about = " ".join(part for part in (self._line.note, checked) if part)
            self.open_source.emit(self._line.source, about)
