"""A question with its answers as buttons, in the window and not over it.

It stands until it is answered; Escape gives the last answer, which changes nothing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

Answer = tuple[str, "Callable[[], None]"]


class QuestionBar(QFrame):
    """Takes no room while nothing is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: tuple[QPushButton, ...] = ()
        self._leave = -1
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

    def ask(self, text: str, answers: Sequence[Answer], *, leave: int = -1) -> None:
        """Ask, in the place of an earlier question; the cursor goes to the first answer.

        ``leave`` is the place of the answer that Escape gives: the way out.
        """
        self.withdraw()
        self._leave = leave
        self._text.setText(text)
        self.setAccessibleName(text)
        made: list[QPushButton] = []
        for answer, act in answers:
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
            self.buttons[self._leave].click()
            return
        super().keyPressEvent(event)

    def _answered(self, act: Callable[[], None], *_checked: object) -> None:
        self.withdraw()
        act()
