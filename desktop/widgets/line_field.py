"""What every typed field does alike: read on each key, commit on leaving, say what is wrong.

The text is the person's own until the state of the case says something else; a field never
corrects it under the hand. There is no validator and no greatest length, for both swallow
characters. What the text means is the business of the fields built on this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.entry.entries import Entry, FieldNotice
from desktop.widgets.dress import STEP, control_height, set_look, text_label
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from desktop.words import Words

# A half-typed number is not yet wrong: words come when the hand rests.
_REST_MS = 700


class Reading(NamedTuple):
    """What the text of a field reads as, before and after its check.

    ``entry`` has no value where ``notice`` is hard; ``readable`` keeps the value all the same, to
    recognise the state's own value. ``echo`` stands beside the field.
    """

    entry: Entry[object]
    readable: object | None
    notice: FieldNotice | None = None
    echo: str = ""


class LineField(QWidget):
    """Base of the fields of one line; a subclass says how its text is read.

    ``edited(Entry)`` on each change by hand, ``committed(Entry)`` once on Enter, Tab or leaving
    where the entry differs from what was last shown or committed, else ``unchanged(Entry)``: a
    draft that was typed and taken back is over too. ``answered(Entry)`` when the question of a
    soft notice is answered.
    """

    edited = Signal(object)
    committed = Signal(object)
    unchanged = Signal(object)
    answered = Signal(object)
    forgotten = Signal()
    entered = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._typing = False
        self._quiet = False
        self._outside_problem: str | None = None
        self._insisted = ""
        # What the case calls this entry, where it is bound to one.
        self.key = ""
        self._answered: set[object] = set()
        self._last_state: object | None = None
        self._current = Reading(Entry("", None), None)
        self._settled = self._meaning(self._current.entry)

        self._line = QLineEdit()
        self._line.setFrame(False)
        self._line.textEdited.connect(self._on_key)
        self._line.editingFinished.connect(self.commit)
        self._line.returnPressed.connect(self.entered)
        self._line.installEventFilter(self)
        self.setFocusProxy(self._line)

        self._frame = QFrame()
        self._frame.setObjectName("field_frame")
        self._frame.setMinimumHeight(control_height())
        self._inside = QHBoxLayout(self._frame)
        self._inside.setContentsMargins(STEP, 2, STEP // 2, 2)
        self._inside.setSpacing(STEP // 2)
        self._inside.addWidget(self._line, 1)

        self._echo = text_label()
        self._echo.setMinimumHeight(control_height())
        self._echo.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._message = MessageLine()
        self._message.answered.connect(self._on_answer)

        self._first_line = QHBoxLayout()
        self._first_line.setSpacing(STEP)
        self._first_line.addWidget(self._frame, 0, Qt.AlignmentFlag.AlignTop)
        self._first_line.addWidget(self._echo, 1, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP // 2)
        layout.addLayout(self._first_line)
        layout.addWidget(self._message)

        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._on_rest)

    @property
    def typing(self) -> bool:
        """Whether a change by hand has not been committed yet."""
        return self._typing

    @property
    def text(self) -> str:
        return self._line.text()

    @property
    def is_unreadable(self) -> bool:
        """Whether what stands here is no value, though it is not empty."""
        return self._current.entry.problem is not None

    @property
    def message(self) -> str:
        """The words under the field, empty where there are none."""
        return self._message.text

    @property
    def message_tone(self) -> str:
        return self._message.tone

    @property
    def echo(self) -> str:
        return self._echo.text()

    def read(self, text: str) -> Reading:
        """Return what a text means here; each field says this for itself."""
        raise NotImplementedError

    def set_label(self, name: str, description: str) -> None:
        """Say what the field is called, to those who hear it instead of seeing it."""
        self.setAccessibleName(name)
        self._line.setAccessibleName(name)
        self._line.setAccessibleDescription(description)

    @property
    def line(self) -> QLineEdit:
        """The line itself, for a table that leads the cursor from field to field."""
        return self._line

    def stand_in_cell(self, width: int, height: int) -> MessageLine:
        """Take no more room than a cell; return the message, which the table places itself."""
        self._frame.setFixedSize(width, height)
        self._echo.setMinimumHeight(height)
        self._echo.setWordWrap(False)
        self._first_line.setSpacing(STEP // 2)
        layout = self.layout()
        if layout is not None:
            layout.removeWidget(self._message)
        return self._message

    def show_problem(self, text: str | None) -> None:
        """Say what the whole case finds wrong here (an end before its start), or stop saying it."""
        self._outside_problem = text
        self._draw()

    def insist(self, text: str) -> None:
        """Say behind the problem, until the next key, what waits for it to be mended."""
        self._insisted = text
        self._quiet = False
        self._draw()

    def give_up_unreadable(self) -> None:
        """Empty the field where its text is no value, before the state is drawn in its place."""
        if self.is_unreadable:
            self.empty()

    def empty(self) -> None:
        """Take the text away without a word to anybody: the state is drawn in its place."""
        self._put("")

    def type_anew(self, text: str) -> None:
        """Put in what was typed before and is nobody's value yet, as if it were typed now."""
        self._line.setText(text)
        self._on_key()

    def commit(self) -> bool:
        """Commit what was typed, if it is new; return whether it was.

        Called on Enter, Tab and leaving, and by whoever is about to print or sign.
        """
        self._rest.stop()
        self._quiet = False
        self._typing = False
        self._reread()
        meaning = self._meaning(self._current.entry)
        if meaning == self._settled:
            self.unchanged.emit(self._current.entry)
            return False
        self._settled = meaning
        self.committed.emit(self._current.entry)
        return True

    def forget(self) -> None:
        """Empty the field for another case: text, answers and problems of the last one go."""
        self._answered.clear()
        self._last_state = None
        self._outside_problem = None
        self._put("")
        self.forgotten.emit()

    def _show_text(self, value: object | None, text: str) -> None:
        """Draw a value of the state, leaving alone what the person is typing.

        A state that has not moved since it was last shown did not take what is being typed (or
        only ticked), so the text stays; one that moved elsewhere (undo) is drawn over the text.
        """
        moved = value != self._last_state
        self._last_state = value
        self._reread()
        if self._agrees(value):
            # Only a hand at rest sees its number written out: 1,5 becomes 1.5.
            if value is not None and not self._typing and not self._line.hasFocus():
                self._line.setText(text)
            if not self._typing:
                self._reread()
                self._settled = self._meaning(self._current.entry)
            return
        if self._typing and self._line.hasFocus() and not moved:
            return
        self._put(text)

    def _agrees(self, value: object | None) -> bool:
        """Return whether the text already means a value; a refused text agrees with none."""
        if value is None:
            return self._current.entry.value is None
        return self._current.readable == value

    def _put(self, text: str) -> None:
        self._rest.stop()
        self._quiet = False
        self._typing = False
        self._insisted = ""
        self._line.setText(text)
        self._reread()
        self._settled = self._meaning(self._current.entry)

    def _meaning(self, entry: Entry[object]) -> object:
        """Return what makes two entries the same: how a number was written does not."""
        if not entry.text.strip():
            return None
        refused = entry.text.strip() if entry.value is None else None
        return entry.value, entry.unit, entry.comparator, refused

    def _on_key(self) -> None:
        self._typing = True
        # A message that is already there is kept true on each key; a new one waits for a rest.
        self._quiet = not self.message
        self._outside_problem = None
        self._insisted = ""
        self._rest.start()
        self._reread()
        self.edited.emit(self._current.entry)

    def _on_rest(self) -> None:
        self._quiet = False
        self._draw()

    def _on_answer(self) -> None:
        self._answered.add(self._meaning(self._current.entry))
        self._line.setFocus()
        self._draw()
        self.answered.emit(self._current.entry)

    def _reread(self) -> None:
        self._current = self.read(self._line.text())
        self._draw()

    def _draw(self) -> None:
        entry, notice = self._current.entry, self._current.notice
        self._echo.setText(self._current.echo)
        problem = entry.problem or self._outside_problem
        state = ""
        if problem is not None and not self._quiet:
            state = "stop"
            self._message.say("stop", f"{problem} {self._insisted}".strip())
        elif notice is not None and notice.severity == "soft" and not self._quiet:
            if self._meaning(entry) in self._answered:
                self._message.say("good", self._words.text("field.answered", question=notice.text))
            else:
                state = "caution"
                self._message.say("caution", notice.text, self._words.text("field.answer"))
        else:
            self._message.be_silent()
        set_look(self._frame, "state", state)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._line:
            if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
                focused = event.type() is QEvent.Type.FocusIn
                set_look(self._frame, "focused", "true" if focused else "false")
            elif event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
                return self._leave_to_window(event)
        return super().eventFilter(watched, event)

    def _leave_to_window(self, event: QKeyEvent) -> bool:
        """Let undo and redo reach the window, unless there are keystrokes of one's own to undo."""
        keys = QKeySequence.StandardKey
        if self._typing or not (event.matches(keys.Undo) or event.matches(keys.Redo)):
            return False
        event.ignore()
        return True
