"""The questions a plan asks before it is ready: each wants a reason, which is printed.

At most three stand open at once, so that each is read. An answer can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, set_look, text_label, wide
from desktop.widgets.icon_view import IconView
from desktop.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.words import Words

_OPEN_AT_ONCE = 3
# The button stands right behind the reason, and the reason takes what room there is first.
_REASON_WIDTH, _GREEDY = 328, 100


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its code; ``answer`` is the reason it was passed with, None while open.

    ``field`` is the entry that would settle it better than a reason does.
    """

    code: str
    text: str
    answer: str | None = None
    field: str | None = None


# Rows made in advance; more are made when a plan asks more.
_PREPARED = 8


class QuestionPanel(QWidget):
    """``answered(code, reason)`` and ``withdrawn(code)`` ask the store for another choice."""

    answered = Signal(str, str)
    withdrawn = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._rows: dict[str, _QuestionRow] = {}
        # Made with the panel, so that Tab comes to a question where it stands and not at the end.
        self._spare = [self._made() for _ in range(_PREPARED)]
        self._note = text_label("", "muted")
        self._more = text_label("", "amount")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(STEP, 0, STEP, 0)
        self._layout.setSpacing(STEP)
        self._layout.addWidget(self._note)
        self._layout.addWidget(self._more)

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Draw the questions; a reason half written stays where it is."""
        unanswered = [question for question in questions if question.answer is None]
        shown = [*unanswered[:_OPEN_AT_ONCE], *(each for each in questions if each.answer)]
        codes = [question.code for question in shown]
        for code, row in self._rows.items():
            if code not in codes:
                row.put_away()
        for place, question in enumerate(shown, start=1):
            row = self._row(question.code)
            if self._layout.indexOf(row) != place:
                self._layout.insertWidget(place, row)
            row.show_question(question)
            row.show()
        key = "questions_note" if unanswered else "questions_none"
        self._note.setText(self._words.text(f"dosing.{key}"))
        hidden = len(unanswered) - _OPEN_AT_ONCE
        self._more.setVisible(hidden > 0)
        self._more.setText(
            self._words.text("dosing.question_more", count=hidden) if hidden > 0 else ""
        )

    def say(self, text: str) -> None:
        """Show no question for now, only these words; reasons half written are kept."""
        for row in self._rows.values():
            row.put_away()
        self._note.setText(text)
        self._more.setText("")
        self._more.hide()

    def forget(self) -> None:
        """Drop every question with what was written under it: another child, another drug."""
        for row in self._rows.values():
            row.put_away()
            row.forget()
        self._spare = [*self._rows.values(), *self._spare]
        self._rows.clear()
        self._note.setText("")
        self._more.setText("")
        self._more.hide()

    def focus_question(self, code: str) -> QWidget | None:
        """Put the cursor under a question; return its row, None where it is not on the screen."""
        row = self._rows.get(code)
        if row is None or row.isHidden():
            return None
        row.take_focus()
        return row

    def show_problem(self, code: str, text: str) -> None:
        """Say under a question why its reason was not taken."""
        self._row(code).show_problem(text)

    def _row(self, code: str) -> _QuestionRow:
        row = self._rows.get(code)
        if row is None:
            row = self._spare.pop(0) if self._spare else self._made()
            row.code = code
            self._rows[code] = row
        return row

    def _made(self) -> _QuestionRow:
        row = _QuestionRow(self._words)
        row.setParent(self)
        row.hide()
        row.answered.connect(self.answered)
        row.withdrawn.connect(self.withdrawn)
        return row


class _QuestionRow(QFrame):
    answered = Signal(str, str)
    withdrawn = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.code, self._words = "", words
        self._question: Question | None = None
        # Wears the look of a headline strip, in the tone of what it asks.
        self.setObjectName("headline")
        self._icon = IconView("caution", "caution", side=18)
        self._text = text_label()
        self._given = text_label("", "amount")
        self._undo = QPushButton(words.text("dosing.undo"))
        self._undo.setAutoDefault(False)
        self._undo.clicked.connect(lambda: self.withdrawn.emit(self.code))
        self._reason = TextField(words)
        self._confirm = QPushButton(words.text("dosing.confirm"))
        self._confirm.setAutoDefault(False)
        self._confirm.clicked.connect(self._answer)
        self._reason.entered.connect(self._answer)

        self._writing = QWidget()
        writing = QHBoxLayout(self._writing)
        writing.setContentsMargins(0, 0, 0, 0)
        writing.setSpacing(STEP)
        label = text_label(words.text("dosing.reason"), "amount", wraps=False)
        label.setContentsMargins(0, STEP, 0, STEP)
        label.setBuddy(self._reason)
        top = Qt.AlignmentFlag.AlignTop
        writing.addWidget(label, 0, top)
        self._reason.setMaximumWidth(wide(_REASON_WIDTH))
        writing.addWidget(self._reason, _GREEDY)
        writing.addWidget(self._confirm, 0, top)
        writing.addStretch(1)

        column = QVBoxLayout()
        column.setSpacing(STEP // 2)
        column.addWidget(self._text)
        column.addWidget(self._given)
        column.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._writing)
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP + 4, STEP, STEP + 4, STEP)
        row.setSpacing(STEP)
        row.addWidget(self._icon, 0, top)
        row.addLayout(column, 1)

    def show_question(self, question: Question) -> None:
        if question == self._question:
            return
        self._question = question
        text, answer = question.text, question.answer
        is_open = answer is None
        self._text.setText(text)
        self._given.setText("" if is_open else self._words.text("dosing.answered", reason=answer))
        self._given.setVisible(not is_open)
        self._undo.setVisible(not is_open)
        self._writing.setVisible(is_open)
        if not is_open:
            self._reason.forget()
        self._icon.show_icon("caution" if is_open else "met", "caution" if is_open else "good")
        set_look(self, "tone", "caution" if is_open else "")
        self.setAccessibleName(text)
        self._reason.set_label(f"{self._words.text('dosing.reason')}: {text}", "")
        self._confirm.setAccessibleName(self._words.text("dosing.confirm_name", question=text))
        self._undo.setAccessibleName(self._words.text("dosing.undo_name", question=text))

    def put_away(self) -> None:
        """Take the question off the screen with every number in it; a reason begun stays."""
        self._question = None
        self._text.clear()
        self._given.clear()
        self.setAccessibleName("")
        self._reason.set_label(self._words.text("dosing.reason"), "")
        self._confirm.setAccessibleName("")
        self._undo.setAccessibleName("")
        self.hide()

    def forget(self) -> None:
        """Drop a reason half written."""
        self._reason.forget()

    def take_focus(self) -> None:
        target = self._undo if self._writing.isHidden() else self._reason
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, text: str) -> None:
        self._reason.show_problem(text)
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self) -> None:
        entry = self._reason.entry
        if entry.problem is not None:
            return
        if entry.value is None:
            self.show_problem(self._words.text("dosing.reason_missing"))
            return
        self.answered.emit(self.code, entry.value)
