"""The link under a form that leads to the history of the record; stands only where one is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP
from desktop.widgets.link_button import LinkButton

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from reports.wording import Wording


def history_link(words: Wording, key: str = "history.link") -> LinkButton:
    """Return a link to a history, hidden until there is one."""
    link = LinkButton("clock", "muted", look="quiet")
    text = words.text(key)
    link.show_words(text, text)
    link.hide()
    return link


class FormWithHistory(QWidget):
    """A form with ``link`` under it, which asks for the history by ``wanted``."""

    def __init__(
        self,
        form: QWidget,
        words: Wording,
        wanted: SignalInstance,
        above: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.link = history_link(words)
        self.link.clicked.connect(lambda: wanted.emit(""))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        if above is not None:
            rows.addWidget(above)
        rows.addWidget(form)
        under = QHBoxLayout()
        under.setContentsMargins(STEP * 2, 0, STEP * 2, STEP * 2)
        under.addWidget(self.link)
        under.addStretch(1)
        rows.addLayout(under)
