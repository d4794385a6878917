"""The lines of a verdict card: a mark, words, a number at the end, and the way to the source.

Rows are kept and given new words, so that a card can follow each keystroke and the focus on a
source survives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, set_visible, text_label
from desktop.widgets.icon_view import IconView
from desktop.widgets.link_button import LinkButton
from desktop.widgets.tones import ICONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.words import Words
    from reports.summary.cards import CardLine, Mark

_TOP = Qt.AlignmentFlag.AlignTop


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
        set_visible(self, visible=bool(lines))


class _LineRow(QWidget):
    go_to = Signal(str)
    open_source = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._line: CardLine | None = None
        self._text = text_label()
        self._text.setContentsMargins(0, 4, 0, 4)
        # A page has a hundred lines, and few have every part: each is made when first needed.
        self._mark: IconView | None = None
        self._points: QLabel | None = None
        self._link: LinkButton | None = None
        self._source: LinkButton | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(STEP)
        self._row.addWidget(self._text, 1, _TOP)

    def show_line(self, line: CardLine) -> None:
        if line == self._line:
            return
        self._line = line
        self._text.setText(line.text)
        self._show_mark(line.mark)
        self._show_points(line.points)
        # What the mark shows is said as well.
        spoken = f"verdict_card.mark_{line.mark}" if line.mark not in {"none", "info"} else ""
        state = f", {self._words.text(spoken)}" if spoken else ""
        self.setAccessibleName(f"{line.text} {line.points}".strip() + state)
        self._show_link(line)
        self._show_source(line)
        set_visible(self, visible=True)

    def clear(self) -> None:
        self._line = None
        self._text.clear()
        if self._points is not None:
            self._points.clear()
        for button in (self._link, self._source):
            if button is not None:
                button.show_words("", "")
        self.setAccessibleName("")
        self.hide()

    def _show_mark(self, mark: Mark) -> None:
        if mark != "none":
            if self._mark is None:
                self._mark = IconView(side=16)
                column = QVBoxLayout()
                # The mark stands in the middle of the first line of the words.
                column.setContentsMargins(0, 5, 0, 0)
                column.addWidget(self._mark, 0, _TOP)
                self._row.insertLayout(0, column)
            self._mark.show_icon(ICONS[mark], mark)
        _set_visible(self._mark, visible=mark != "none")

    def _show_points(self, points: str) -> None:
        if points and self._points is None:
            self._points = text_label("", "amount", wraps=False)
            self._points.setContentsMargins(0, 4, 0, 4)
            self._row.insertWidget(self._row.indexOf(self._text) + 1, self._points, 0, _TOP)
        if self._points is not None:
            self._points.setText(points)
        _set_visible(self._points, visible=bool(points))

    def _show_link(self, line: CardLine) -> None:
        if line.field is not None and self._link is None:
            self._link = LinkButton("go_to", "accent", icon_first=False)
            self._link.clicked.connect(self._go)
            before = self._row.count() if self._source is None else self._row.count() - 1
            self._row.insertWidget(before, self._link, 0, _TOP)
        if self._link is not None:
            self._link.show_words("", self._words.text("verdict_card.go_to", name=line.text))
        _set_visible(self._link, visible=line.field is not None)

    def _show_source(self, line: CardLine) -> None:
        if line.source is not None and self._source is None:
            self._source = LinkButton("source", "", look="quiet")
            self._source.clicked.connect(self._open)
            self._row.addWidget(self._source, 0, _TOP)
        if self._source is not None:
            self._source.show_words(
                self._words.text("verdict_card.source"),
                self._words.text("verdict_card.source_name", text=line.text),
            )
        _set_visible(self._source, visible=line.source is not None)

    def _go(self) -> None:
        if self._line is not None and self._line.field is not None:
            self.go_to.emit(self._line.field)

    def _open(self) -> None:
        if self._line is not None and self._line.source is not None:
            status = self._line.status
            checked = self._words.text(f"source_note.status.{status}") if status else ""
            about = " ".join(part for part in (self._line.note, checked) if part)
            self.open_source.emit(self._line.source, about)


def _set_visible(part: QWidget | None, *, visible: bool) -> None:
    if part is not None:
        set_visible(part, visible=visible)
