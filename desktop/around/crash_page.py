"""The page of the program's own error: it covers what failed, and offers a report.

Results are gone by then. What was entered is still there: the way back leads to it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from clinical.problem import InputError
from desktop import tasks
from desktop.around.incident_report import incident_report
from desktop.door.column_page import ColumnPage
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook
    from desktop.crash import Incident
    from reports.wording import Wording

_LINES_SHOWN = 10


class CrashPage(ColumnPage):
    """``closed`` goes back; ``save_wanted`` asks for a place for the report."""

    closed = Signal()
    save_wanted = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._title = text_label(words.text("crash.page.title"), "headline")
        self._text = text_label()
        self.message = MessageLine()
        self.back_button = self._button("back", self.closed.emit)
        self.back_button.setProperty("primary", "true")
        self.save_button = self._button("save", self.save_wanted.emit)
        answers = QWidget()
        flow = FlowLayout(answers, gap=STEP, line_gap=STEP)
        flow.addWidget(self.back_button)
        flow.addWidget(self.save_button)
        self._report = QPlainTextEdit()
        self._report.setReadOnly(True)
        self._report.setTabChangesFocus(True)
        self._report.setAccessibleName(words.text("crash.page.report"))
        self._report.setMinimumHeight(self._report.fontMetrics().lineSpacing() * (_LINES_SHOWN + 1))
        for part in (
            self._title,
            self._text,
            answers,
            self.message,
            text_label(words.text("crash.page.report"), "title"),
            text_label(words.text("crash.page.report_note"), "muted"),
            self._report,
        ):
            self.rows.addWidget(part)
        self.setFocusProxy(self.back_button)

    @property
    def report(self) -> str:
        return self._report.toPlainText()

    def show_incident(self, incident: Incident, rulebook: Rulebook, at: datetime) -> None:
        """Say what happened, with the report that may be sent."""
        self.message.be_silent()
        self._text.setText(self._words.text("crash.page.text", id=incident.id))
        self._report.setPlainText(incident_report(incident, rulebook, at, self._words))

    def save_report(self, path: Path, failed: Callable[[BaseException], None]) -> None:
        """Write the report, and say what came of it."""
        from records.files import write_whole

        def not_saved(error: Exception) -> None:
            if not isinstance(error, InputError):
                failed(error)
                return
            problem = self._words.problem(error.problems[0])
            self.message.say("stop", self._words.text("crash.page.not_saved", problem=problem))

        def saved(_: None) -> None:
            self.message.say("info", self._words.text("crash.page.saved"))

        tasks.run(partial(write_whole, path, self.report.encode()), saved, not_saved)

    def _button(self, key: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words.text(f"crash.page.{key}"))
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button
