"""Rows that stay out of sight until they are wanted: a line of words that opens and closes them.

What is folded away is never lost: a fold opens by itself where something in it was answered, and
where a person is led to one of its rows.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets.dress import STEP
from desktop.widgets.link_button import LinkButton


class Fold(QWidget):
    """``rows`` takes what is folded; ``look`` is how its line of words is dressed.

    ``kept_open`` where a person wanted to close what may not be closed at present.
    """

    kept_open = Signal()

    def __init__(self, title: str, *, look: str = "") -> None:
        super().__init__()
        self.switch = LinkButton("chevron_right", "accent", look=look)
        self.switch.setCheckable(True)
        self.switch.show_words(title, title)
        self.switch.toggled.connect(self._turn)
        self._page = QWidget()
        self.rows = QVBoxLayout(self._page)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        self._answered = self._held = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        line = QVBoxLayout()
        line.setContentsMargins(STEP // 2, STEP // 2, STEP // 2, STEP // 2)
        line.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(line)
        layout.addWidget(self._page)
        self._draw(is_open=False)

    @property
    def is_open(self) -> bool:
        return self.switch.isChecked()

    def show_title(self, title: str) -> None:
        """Give the line other words, where they say what stands behind it."""
        self.switch.show_words(title, title)

    def open(self) -> None:
        self.switch.setChecked(True)

    def follow(self, *, answered: bool, held: bool = False) -> None:
        """Open once where something in it was answered; who closes it then is obeyed.

        While it is ``held`` it is open: what cannot be read is never out of sight.
        """
        self._held = held
        if held or (answered and not self._answered):
            self.open()
        self._answered = answered

    def forget(self) -> None:
        """Close for the next child."""
        self._answered = self._held = False
        self.switch.setChecked(False)

    def _turn(self, is_open: bool) -> None:
        if self._held and not is_open:
            self.open()
            self.kept_open.emit()
        else:
            self._draw(is_open)

    def _draw(self, is_open: bool) -> None:
        self.switch.show_icon("chevron_down" if is_open else "chevron_right", "accent")
        self._page.setVisible(is_open)
