"""A question with its answers as buttons, in the window and not over it.

It stands until it is answered. The first answer always changes nothing, by construction: it has no
act. It has the cursor, and Escape gives it, so that no stray key ends, throws away or reopens
anything.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

# What it is called, and what is done.
Answer = tuple[str, "Callable[[], None]"]


class QuestionBar(QFrame):
    """Takes no room while nothing is asked; ``closed`` once a question was answered."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.buttons: tuple[QPushButton, ...] = ()
        self._before: QWidget | None = None
        self.setObjectName("headline")
        self._text = text_label("", "amount")
        self._answers = QWidget()
        self._flow = FlowLayout(self._answers, gap=STEP, line_gap=STEP)
        rows = QVBoxLayout()
        rows.setSpacing(STEP)
        rows.addWidget(self._text)
        rows.addWidget(self._answers)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(STEP * 2, STEP, STEP * 2, STEP)
        layout.setSpacing(STEP)
        layout.addWidget(IconView("caution", "caution", side=18), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(rows, 1)
        self.hide()

    @property
    def text(self) -> str:
        """The open question, empty where there is none."""
        return "" if self.isHidden() else self._text.text()

    def ask(self, text: str, answers: Sequence[Answer], *, stay: str) -> None:
        """Ask, in the place of an earlier question.

        ``stay`` are the words of the answer that changes nothing; it stands before the others.
        """
        self.withdraw()
        self._before = QApplication.focusWidget()
        self._text.setText(text)
        self.setAccessibleName(text)
        made: list[QPushButton] = []
        for answer, act in ((stay, self._go_back), *answers):
            button = QPushButton(answer)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._answered, act))
            self._flow.addWidget(button)
            made.append(button)
        self.buttons = tuple(made)
        set_look(self, "tone", "caution")
        self.show()
        self.buttons[0].setFocus()

    def withdraw(self) -> None:
        self.hide()
        self._text.clear()
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = ()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.buttons:
            self.buttons[0].click()
            return
        super().keyPressEvent(event)

    def _answered(self, act: Callable[[], None], *_checked: object) -> None:
        self.withdraw()
        act()
        if not self.text:
            self.closed.emit()

    def _go_back(self) -> None:
        """Put the cursor where it was before the question."""
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
