"""Plain text: names, identifiers, reasons, and notes of several lines.

Characters that hide or turn what is read, and more of them than a record keeps, are refused in
words; nothing is removed unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from clinical.values import LONGEST_TEXT
from desktop.entry.entries import Entry
from desktop.entry.lines import characters_too_many, hidden_character
from desktop.widgets.dress import STEP, set_look, wide
from desktop.widgets.line_field import LineField, Reading
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from desktop.words import Words

_WIDTH = 320
_LINES_SHOWN = 4
# A field that grows is never less, and past this it scrolls.
_FEWEST_LINES, _MOST_LINES = 1, 12


def _text_entry(words: Words, text: str, *, several_lines: bool = False) -> Entry[str]:
    code = hidden_character(text, several_lines=several_lines)
    if code is not None:
        return Entry(text, None, None, words.text("field.text.hidden_character", code=code))
    over = characters_too_many(text)
    if over:
        problem = words.text("field.text.too_long", longest=f"{LONGEST_TEXT:,}", over=f"{over:,}")
        return Entry(text, None, None, problem)
    return Entry(text, text.strip() or None)


class TextField(LineField):
    """``edited`` and ``committed`` carry an ``Entry[str]``; blank text is no value."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._frame.setMinimumWidth(wide(_WIDTH) // 2)
        self._frame.setMaximumWidth(wide(_WIDTH))
        # The frame takes the room up to its greatest width, at the left edge of the row.
        self._frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._first_line.setAlignment(self._frame, Qt.AlignmentFlag(0))
        self._first_line.setStretch(0, 100)
        self._first_line.setStretch(1, 0)
        self._first_line.addStretch(1)
        self._echo.hide()
        self._reread()

    @property
    def entry(self) -> Entry[str]:
        return _text_entry(self._words, self.text)

    def show_entry(self, value: str | None) -> None:
        """Draw what the case holds, without emitting."""
        self._show_text(value, value or "")

    def read(self, text: str) -> Reading:
        entry = _text_entry(self._words, text)
        return Reading(entry, entry.value)


class NotesField(QWidget):
    """Text of several lines; commits on leaving. Tab leaves the field, it does not indent.

    Its signals are those of ``LineField``. With ``grows`` it is as high as its text, within limits.
    """

    edited = Signal(object)
    committed = Signal(object)
    unchanged = Signal(object)
    forgotten = Signal()

    def __init__(self, words: Words, *, grows: bool = False) -> None:
        super().__init__()
        self._words = words
        self._grows = grows
        self._typing = False
        self._drawing = False
        self._settled = ""
        self._last_state: str | None = None
        # What the case calls this entry, where it is bound to one.
        self.key = ""
        self._edit = QPlainTextEdit()
        self._edit.setTabChangesFocus(True)
        self._edit.setFrameShape(QFrame.Shape.NoFrame)
        self._edit.textChanged.connect(self._on_change)
        self._edit.installEventFilter(self)
        self.setFocusProxy(self._edit)
        self._frame = QFrame()
        self._frame.setObjectName("field_frame")
        inside = QHBoxLayout(self._frame)
        inside.setContentsMargins(STEP // 2, STEP // 2, STEP // 2, STEP // 2)
        inside.addWidget(self._edit)
        self._message = MessageLine()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP // 2)
        layout.addWidget(self._frame)
        layout.addWidget(self._message)
        self._fit()

    @property
    def typing(self) -> bool:
        return self._typing

    @property
    def entry(self) -> Entry[str]:
        return _text_entry(self._words, self._edit.toPlainText(), several_lines=True)

    @property
    def is_unreadable(self) -> bool:
        """Whether what stands here is no text that can be kept."""
        return self.entry.problem is not None

    @property
    def message(self) -> str:
        return self._message.text

    def set_label(self, name: str, description: str) -> None:
        """Say what the field is called, to those who hear it instead of seeing it."""
        self.setAccessibleName(name)
        self._edit.setAccessibleName(name)
        self._edit.setAccessibleDescription(description)

    def show_entry(self, value: str | None) -> None:
        """Draw what the case holds, without emitting and without touching what is being typed.

        A state that moved elsewhere (undo) is drawn over the text all the same.
        """
        moved = value != self._last_state
        self._last_state = value
        if self.entry.value == value:
            if not self._typing:
                self._settled = self._edit.toPlainText()
            return
        if not (self._typing and self._edit.hasFocus() and not moved):
            self._put(value or "")

    def show_problem(self, text: str | None) -> None:
        """Say nothing of the whole case: a text contradicts no other entry."""

    def give_up_unreadable(self) -> None:
        """Empty the field where its text cannot be kept, before the state is drawn in its place."""
        if self.is_unreadable:
            self._put("")

    def forget(self) -> None:
        """Empty the field for another case."""
        self._last_state = None
        self._put("")
        self.forgotten.emit()

    def commit(self) -> bool:
        """Commit what was typed, if it is new; return whether it was."""
        self._typing = False
        text = self._edit.toPlainText()
        if text.strip() == self._settled.strip():
            self.unchanged.emit(self.entry)
            return False
        self._settled = text
        self.committed.emit(self.entry)
        return True

    def _put(self, text: str) -> None:
        self._drawing = True
        self._edit.setPlainText(text)
        self._drawing = False
        self._typing = False
        self._settled = text
        self._draw()

    def _on_change(self) -> None:
        if self._drawing:
            return
        self._typing = True
        self._draw()
        self.edited.emit(self.entry)

    def _fit(self) -> None:
        """Be as high as the text where that was asked for, else as high as a few lines."""
        spacing = self._edit.fontMetrics().lineSpacing()
        lines = _LINES_SHOWN
        if self._grows:
            told = round(self._edit.document().size().height())
            lines = min(max(told, _FEWEST_LINES), _MOST_LINES)
        height = spacing * (lines + 1)
        if self._edit.minimumHeight() != height:
            self._edit.setFixedHeight(height)
            self._edit.ensureCursorVisible()
        if self._grows and lines < _MOST_LINES:
            # All of it can be seen: the first line is at the top.
            self._edit.verticalScrollBar().setValue(0)

    def _draw(self) -> None:
        self._fit()
        problem = self.entry.problem
        if problem is None:
            self._message.be_silent()
        else:
            self._message.say("stop", problem)
        set_look(self._frame, "state", "stop" if problem else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._edit and event.type() is QEvent.Type.Resize and self._grows:
            # Another width breaks the lines elsewhere, once Qt has laid them out anew.
            QTimer.singleShot(0, self, self._fit)
        if watched is self._edit and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            leaves = event.type() is QEvent.Type.FocusOut
            set_look(self._frame, "focused", "false" if leaves else "true")
            if leaves and self._typing:
                self.commit()
        return super().eventFilter(watched, event)
