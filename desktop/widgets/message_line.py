"""One message in place: an icon, words that wrap, and at most one answer."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.icon_view import IconView
from desktop.widgets.tones import ICONS

MessageTone = Literal["stop", "caution", "info", "good"]


class _Parts(NamedTuple):
    icon: IconView
    text: QLabel
    answer: QPushButton


class MessageLine(QFrame):
    """Takes no room while it has nothing to say; ``answered`` when its button is used.

    ``turned`` tells who places it by hand that it says something else.
    """

    answered = Signal()
    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        # Most fields never have anything to say: what says it is made with the first words.
        self._parts: _Parts | None = None
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() or self._parts is None else self._parts.text.text()

    @property
    def tone(self) -> str:
        return "" if self.isHidden() else str(self.property("tone"))

    @property
    def asks(self) -> bool:
        """Whether its button is on the screen."""
        return self._parts is not None and self._parts.answer.isVisible()

    @property
    def answer_button(self) -> QPushButton:
        return self._made().answer

    def say(self, tone: MessageTone, text: str, answer: str | None = None) -> None:
        before = (self.tone, self.text)
        parts = self._made()
        parts.icon.show_icon(ICONS[tone], tone)
        parts.text.setText(text)
        parts.answer.setText(answer or "")
        parts.answer.setAccessibleName(f"{answer}: {text}" if answer else "")
        parts.answer.setVisible(answer is not None)
        set_look(self, "tone", tone)
        self.show()
        if before != (tone, text):
            self.turned.emit()

    def be_silent(self) -> None:
        if self.isHidden():
            return
        if self._parts is not None:
            self._parts.text.clear()
        self.hide()
        self.turned.emit()

    def _made(self) -> _Parts:
        if self._parts is not None:
            return self._parts
        self._parts = parts = _Parts(IconView(), text_label(), QPushButton())
        parts.answer.setAutoDefault(False)
        parts.answer.clicked.connect(self.answered)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(parts.text)
        words.addWidget(parts.answer, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        row.setSpacing(STEP)
        row.addWidget(parts.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return parts
