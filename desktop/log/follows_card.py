"""What follows from the log: a line each, by its mark and in words, with the way to its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.widgets.card_lines import LineList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.fold import Fold
from reports.summary.cards import CardLine, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.log.follows import FollowLine, LineState
    from reports.wording import Wording

_MARKS: dict[LineState, Mark] = {
    "overdue": "stop",
    "due": "caution",
    "attention": "caution",
    "waiting": "unknown",
    "planned": "info",
    "open": "none",
    "done": "met",
}


class FollowsCard(QFrame):
    """``open_source(str, str)`` asks for a source, ``go_to(str)`` for an entry that is missing."""

    open_source = Signal(str, str)
    go_to = Signal(str)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words = words
        self._nothing = text_label(words.text("log_tab.nothing_follows"), "muted")
        self.lines = LineList(words)
        self._fold = Fold(words.text("log_tab.course"))
        self.course = LineList(words)
        self._fold.rows.addWidget(self.course)
        for listed in (self.lines, self.course):
            listed.open_source.connect(self.open_source)
            listed.go_to.connect(self.go_to)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        column.setSpacing(STEP // 2)
        column.addWidget(text_label(words.text("log_tab.follows"), "section"))
        column.addWidget(self._nothing)
        column.addWidget(self.lines)
        column.addWidget(self._fold)

    def show_lines(self, lines: Sequence[FollowLine]) -> None:
        """Draw the lines; where the course stands is folded under what is to be done."""
        to_do = [self._line(line) for line in lines if line.state not in {"open", "done"}]
        course = [self._line(line) for line in lines if line.state in {"open", "done"}]
        self.lines.show_lines(to_do)
        self.course.show_lines(course)
        self._nothing.setVisible(not to_do)
        self._fold.setVisible(bool(course))

    def _line(self, line: FollowLine) -> CardLine:
        text = self._words.text("log_tab.follow_line", said=line.said, text=line.text)
        if line.state in {"open", "done"}:
            text = line.text
        return CardLine(text, None, line.source, _MARKS[line.state], note=line.note)
