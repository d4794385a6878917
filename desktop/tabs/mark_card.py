"""A card of one line: a mark by shape and colour, what it says in words, and a button beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.icon_view import IconView

if TYPE_CHECKING:
    from reports.wording import Wording

_MARK = 18


class MarkCard(QFrame):
    """Hidden until there is something to say; a subclass puts more under what is said."""

    def __init__(self, words: Wording, button: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words = words
        self._mark = IconView("", "muted", side=_MARK)
        self._said = text_label("", "amount")
        self.button = QPushButton(words.text(button))
        self.button.setAutoDefault(False)
        self._column = QVBoxLayout()
        self._column.addWidget(self._said)
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP * 2, STEP, STEP * 2, STEP)
        row.setSpacing(STEP)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._column, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def said(self) -> str:
        return self._said.text()
