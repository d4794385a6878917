"""Where a person begins: what this program is, whose decision it stays, and the ways in.

Nothing of a former child is listed here, for nothing of one is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.door.column_page import ColumnPage
from desktop.examples import EXAMPLES
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.link_button import LinkButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.examples import Example
    from reports.wording import Wording


class StartPage(ColumnPage):
    """Emits what was chosen; ``example_wanted`` carries the ``Example``."""

    new_wanted = Signal()
    open_wanted = Signal()
    example_wanted = Signal(object)
    sign_in_wanted = Signal()

    def __init__(self, words: Wording, *, with_records: bool = False) -> None:
        super().__init__()
        self._words = words
        self.rows.addWidget(text_label(words.text("start.title"), "headline"))
        self.rows.addWidget(text_label(words.text("start.what")))
        self.rows.addWidget(text_label(words.text("start.whose")))
        self.rows.addSpacing(STEP)
        self.new_button = self._way_in("new", self.new_wanted.emit, primary=True)
        self.open_button = self._way_in("open", self.open_wanted.emit)
        if with_records:
            self.sign_in_button = self._way_in("sign_in", self.sign_in_wanted.emit)
        self.rows.addSpacing(STEP)
        self.rows.addWidget(text_label(words.text("start.examples"), "title"))
        self.example_buttons = {example.id: self._example(example) for example in EXAMPLES}
        self.rows.addSpacing(STEP)
        self.rows.addWidget(self._intended_use())
        self.rows.addStretch(1)
        self.setFocusProxy(self.new_button)

    def _way_in(self, key: str, act: Callable[[], None], *, primary: bool = False) -> QPushButton:
        button = QPushButton(self._words.text(f"start.{key}"))
        button.setMinimumWidth(STEP * 28)
        if primary:
            button.setProperty("primary", "true")
        note = self._words.text(f"start.{key}_note")
        button.setAccessibleDescription(note)
        button.clicked.connect(act)
        row = QHBoxLayout()
        row.setSpacing(STEP * 2)
        row.addWidget(button)
        row.addWidget(text_label(note, "muted"), 1)
        self.rows.addLayout(row)
        return button

    def _example(self, example: Example) -> LinkButton:
        button = LinkButton("go_to", "accent")
        text = self._words.text(f"start.example.{example.id}")
        button.show_words(text, text)
        button.clicked.connect(lambda: self.example_wanted.emit(example))
        self.rows.addWidget(button)
        return button

    def _intended_use(self) -> QFrame:
        """Return the link to the intended use, and its text, which opens under it."""
        frame = QFrame()
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(0, 0, 0, 0)
        self.intended_button = LinkButton("chevron_right", "accent")
        title = self._words.text("start.intended")
        self.intended_button.show_words(title, title)
        self.intended_text: QLabel = text_label(self._words.text("start.intended_text"))
        self.intended_text.hide()
        self.intended_button.clicked.connect(self._toggle_intended_use)
        rows.addWidget(self.intended_button)
        rows.addWidget(self.intended_text)
        return frame

    def _toggle_intended_use(self) -> None:
        shown = self.intended_text.isHidden()
        self.intended_text.setVisible(shown)
        self.intended_button.show_icon("chevron_down" if shown else "chevron_right", "accent")
