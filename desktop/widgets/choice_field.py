"""One of a few answers, side by side: present, absent, not assessed.

Nothing is chosen until the state says so or a person does; a second click takes nothing back, so
that a double click is one answer. Arrow keys and first letters choose; Tab passes in one step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.widgets.dress import control_height, set_look
from desktop.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.words import Words

_BACKWARDS = {Qt.Key.Key_Left, Qt.Key.Key_Up}
_FORWARDS = {Qt.Key.Key_Right, Qt.Key.Key_Down}
_ENTERING = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_TAKING = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_EDGE = 2
# Left and right of the words, as in the style sheet, with the border.
_SIDES = 28


@dataclass(frozen=True, slots=True)
class ChoiceOption:
    """An answer: its code and what it is called. ``quiet`` marks the answer "not known yet"."""

    code: str
    text: str
    quiet: bool = False


class ChoiceField(QWidget):
    """``chosen(str)`` carries the code of an answer a person gave."""

    chosen = Signal(str)

    def __init__(self, words: Words, options: Sequence[ChoiceOption]) -> None:
        super().__init__()
        self._words = words
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._current: str | None = None
        track = QFrame()
        track.setObjectName("segments")
        segments = FlowLayout(track, gap=_EDGE, line_gap=_EDGE)
        segments.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        for option in options:
            button = QPushButton(option.text)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("quiet", option.quiet)
            button.setMinimumHeight(control_height() - 2 * _EDGE - 2)
            button.setMinimumWidth(_bold_width(button))
            button.clicked.connect(lambda _=False, code=option.code: self._choose(code))
            button.installEventFilter(self)
            self._group.addButton(button)
            self._buttons[option.code] = button
            segments.addWidget(button)
        self._letters = _letters(options)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(track)
        layout.addStretch(1)
        self._track = track
        self._set_tab_stop()

    @property
    def choice(self) -> str | None:
        return self._current

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self._buttons)

    def button(self, code: str) -> QPushButton:
        return self._buttons[code]

    def set_label(self, name: str, description: str) -> None:
        """Say what is asked, to those who hear it instead of seeing it."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        keys = ", ".join(letter.upper() for letter in self._letters)
        key = "field.letters" if keys else "field.letters_none"
        hint = self._words.text(key, letters=keys)
        for button in self._buttons.values():
            button.setAccessibleName(f"{name}: {button.text()}")
            button.setAccessibleDescription(f"{description} {hint}".strip())

    def show_choice(self, code: str | None) -> None:
        """Draw the state's answer without emitting; None is no answer at all."""
        if code == self._current and self._group.checkedButton() is self._buttons.get(code or ""):
            return
        self._current = code
        # An exclusive group refuses to have nothing chosen.
        self._group.setExclusive(False)
        for each, button in self._buttons.items():
            button.setChecked(each == code)
        self._group.setExclusive(True)
        self._set_tab_stop()

    def forget(self) -> None:
        self.show_choice(None)

    def _choose(self, code: str) -> None:
        if code == self._current:
            return
        self.show_choice(code)
        self.chosen.emit(code)

    def _set_tab_stop(self) -> None:
        """Let Tab enter at the chosen answer, else at the first one."""
        stop = self._current if self._current in self._buttons else next(iter(self._buttons))
        for code, button in self._buttons.items():
            policy = Qt.FocusPolicy.StrongFocus if code == stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        self.setFocusProxy(self._buttons[stop])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            focused = event.type() is QEvent.Type.FocusIn
            set_look(self._track, "focused", "true" if focused else "false")
        if isinstance(watched, QPushButton) and isinstance(event, QKeyEvent):
            return event.type() is QEvent.Type.KeyPress and self._take_key(watched, event)
        return super().eventFilter(watched, event)

    def _take_key(self, button: QPushButton, event: QKeyEvent) -> bool:
        codes = list(self._buttons)
        place = next(i for i, each in enumerate(self._buttons.values()) if each is button)
        key = event.key()
        if (
            event.modifiers()
            & ~Qt.KeyboardModifier.KeypadModifier
            & ~Qt.KeyboardModifier.ShiftModifier
        ):
            return False
        if key in _BACKWARDS | _FORWARDS:
            # With nothing chosen the first arrow takes the answer the focus stands on.
            step = 1 if key in _FORWARDS else -1
            wanted = place if self._current is None else place + step
            if 0 <= wanted < len(codes):
                self._answer_by_key(codes[wanted])
            return True
        if key in _TAKING:
            if key in _ENTERING and self._current == codes[place]:
                # The answer stands: Enter goes on to whatever the form does with it.
                return False
            self._answer_by_key(codes[place])
            return True
        code = self._letters.get(event.text().lower())
        if code is None:
            return False
        self._answer_by_key(code)
        return True

    def _answer_by_key(self, code: str) -> None:
        self._choose(code)
        # Not where whoever listens would not have the answer, and asks something in its place.
        if self._current == code:
            self._buttons[code].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _bold_width(button: QPushButton) -> int:
    """Return the width with the words in bold, as they are once chosen: nothing may shift then."""
    font = QFont(button.font())
    font.setBold(True)
    return QFontMetrics(font).horizontalAdvance(button.text()) + _SIDES


def _letters(options: Sequence[ChoiceOption]) -> dict[str, str]:
    """Return the first letters that name one answer only."""
    initials = [option.text[:1].lower() for option in options]
    return {
        initial: option.code
        for initial, option in zip(initials, options, strict=True)
        if initial.isalpha() and initials.count(initial) == 1
    }
