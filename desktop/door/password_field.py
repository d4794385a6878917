"""A password or PIN: never seen, never copied, never part of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.entry.entries import Entry
from desktop.widgets.line_field import Reading
from desktop.widgets.text_field import TextField

if TYPE_CHECKING:
    from desktop.words import Words


class PasswordField(TextField):
    """Takes every character as it is typed, blanks too."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint
        self._line.setInputMethodHints(
            hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase
        )

    def read(self, text: str) -> Reading:
        return Reading(Entry(text, text or None), text or None)
