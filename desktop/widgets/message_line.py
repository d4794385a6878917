"""One message in place: an icon, words that wrap, and at most one answer."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.icon_view import IconView
from desktop.widgets.tones import ICONS

MessageTone = Literal["stop", "caution", "info", "good"]


class MessageLine(QFrame):
    """Takes no room while it has nothing to say; ``answered`` when its button is used.

    ``turned`` tells who places it by hand that it says something else.
    """

    answered = Signal()
    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconView()
        self._text = text_label()
        self._answer = QPushButton()
        self._answer.setAutoDefault(False)
        self._answer.clicked.connect(self.answered)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(self._text)
        words.addWidget(self._answer, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        row.setSpacing(STEP)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._text.text()

    @property
    def tone(self) -> str:
        return "" if self.isHidden() else str(self.property("tone"))

    @property
    def answer_button(self) -> QPushButton:
        return self._answer

    def say(self, tone: MessageTone, text: str, answer: str | None = None) -> None:
        before = (self.tone, self.text)
        self._icon.show_icon(ICONS[tone], tone)
        self._text.setText(text)
        self._answer.setText(answer or "")
        self._answer.setAccessibleName(f"{answer}: {text}" if answer else "")
        self._answer.setVisible(answer is not None)
        set_look(self, "tone", tone)
        self.show()
        if before != (tone, text):
            self.turned.emit()

    def be_silent(self) -> None:
        if self.isHidden():
            return
        self._text.clear()
        self.hide()
        self.turned.emit()
