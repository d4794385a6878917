"""The help of one page, in its place: a few honest sentences and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.panes import Page

if TYPE_CHECKING:
    from reports.wording import Wording


class HelpPage(QScrollArea):
    """Shows the help of a key such as ``risk``, from ``window.help`` of the wording."""

    closed = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = Page()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(STEP * 3, STEP * 2, STEP * 3, STEP * 2)
        rows.setSpacing(STEP * 2)
        self.back_button = QPushButton(words.text("window.help.back"))
        self.back_button.setAutoDefault(False)
        self.back_button.clicked.connect(self.closed)
        self._title = text_label("", "headline")
        self._text = text_label()
        self._text.setMaximumWidth(STEP * 90)
        self._keys = text_label(words.text("window.help.keys"), "muted")
        self._keys.setMaximumWidth(STEP * 90)
        rows.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        for label in (self._title, self._text, self._keys):
            rows.addWidget(label)
        rows.addStretch(1)
        self.setWidget(page)
        self.setFocusProxy(self.back_button)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_help(self, key: str, name: str) -> None:
        self._title.setText(self._words.text("window.help.title", name=name))
        self._text.setText(self._words.text(f"window.help.{key}"))
