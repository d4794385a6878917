"""A case file before it opens: which child, what stands in it, what could not be read (H15).

Nothing of the file is anywhere else on the screen until it is opened. Where something could not be
read nothing of the file is taken: then there is only the way back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.door.column_page import ColumnPage
from desktop.opening.contents import age_words, content_lines, problem_lines
from desktop.patients.plan_words import child_words
from desktop.widgets.card_lines import LineList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.message_line import MessageLine
from reports.formats import moment_text, name_text
from reports.summary.cards import CardLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from clinical.problem import Problem
    from clinical.record.case import Case, Patient
    from reports.wording import Wording


class OpeningPage(ColumnPage):
    """``open_wanted`` where the child is the one that was meant, ``left`` where it is not."""

    open_wanted = Signal()
    left = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._title, self._child = text_label("", "headline"), text_label("", "amount")
        self._age, self._file = text_label(), text_label("", "muted")
        self._example, self._on_screen = MessageLine(), MessageLine()
        self.message = MessageLine()
        self._heading = text_label("", "title")
        self._lines = LineList(words)
        self._note = text_label(words.text("opening.missing"), "muted")
        self.open_button = QPushButton(words.text("opening.open"))
        self.open_button.setProperty("primary", "true")
        self.leave_button = QPushButton(words.text("opening.leave"))
        ways = QWidget()
        flow = FlowLayout(ways, gap=STEP, line_gap=STEP)
        for button in (self.open_button, self.leave_button):
            button.setAutoDefault(False)
            flow.addWidget(button)
        for part in (
            self._title,
            self._child,
            self._age,
            self._file,
            self._example,
            self._on_screen,
            self.message,
            ways,
            self._heading,
            self._lines,
            self._note,
        ):
            self.rows.addWidget(part)
        self.rows.addStretch(1)
        self.open_button.clicked.connect(self.open_wanted)
        self.leave_button.clicked.connect(self.left)

    def show_child(self, case: Case, path: Path, now: datetime, *, here: Patient | None) -> None:
        """Show what a file holds; ``here`` is the child that leaves the screen if it is opened."""
        words = self._words
        self._title.setText(words.text("opening.title"))
        self._child.setText(child_words(case.patient, words))
        # An example child is as old as it is on the day its clock stands at.
        self._age.setText(age_words(case, (case.training or now).date(), words))
        self._file.setText(words.text("opening.file", name=name_text(path.name)))
        if case.training is not None:
            at = moment_text(case.training)
            self._example.say("caution", words.text("opening.example", at=at))
        else:
            self._example.be_silent()
        if here is not None:
            child = child_words(here, words)
            self._on_screen.say("caution", words.text("opening.on_screen", child=child))
        else:
            self._on_screen.be_silent()
        lines = content_lines(case, words)
        understood = "understood" if lines else "empty"
        self.message.say("good" if lines else "info", words.text(f"opening.{understood}"))
        self._show_lines("holds" if lines else "", lines)
        for part in (self._child, self._age, self.open_button):
            part.show()
        self.begin_at(self.open_button)

    def show_problems(self, problems: Sequence[Problem], path: Path) -> None:
        """Show why a file is not opened: each thing in it that could not be read."""
        words = self._words
        self._title.setText(words.text("opening.not_opened"))
        self._file.setText(words.text("opening.file", name=name_text(path.name)))
        self._example.be_silent()
        self._on_screen.be_silent()
        self.message.say("stop", words.text("opening.nothing_taken"))
        self._show_lines("not_understood", problem_lines(problems, words), caution=True)
        for part in (self._child, self._age, self.open_button):
            part.hide()
        self.begin_at(self.leave_button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def forget(self) -> None:
        """Leave nothing of the file on the page."""
        self._lines.show_lines(())
        for label in (self._child, self._age, self._file):
            label.clear()
        for message in (self._example, self._on_screen, self.message):
            message.be_silent()

    def _show_lines(self, key: str, lines: Sequence[str], *, caution: bool = False) -> None:
        self._heading.setText(self._words.text(f"opening.{key}") if key else "")
        self._heading.setVisible(bool(key))
        mark = "caution" if caution else "none"
        self._lines.show_lines([CardLine(line, None, mark=mark) for line in lines])
        self._note.setVisible(not caution and bool(lines))
