"""A question asked in words at the place it is about, with an answer that changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class AskPanel(QFrame):
    """``agreed`` says yes; ``declined`` no, which Escape says too. Hidden until it asks."""

    agreed = Signal()
    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("headline")
        self._text = text_label()
        self.agree_button, self.decline_button = QPushButton(), QPushButton()
        for button, answer in (
            (self.agree_button, self.agreed),
            (self.decline_button, self.declined),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(self.hide)
            button.clicked.connect(answer)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=STEP, line_gap=STEP)
        flow.addWidget(self.agree_button)
        flow.addWidget(self.decline_button)
        column = QVBoxLayout()
        column.setSpacing(STEP)
        column.addWidget(self._text)
        column.addWidget(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP + 4, STEP, STEP + 4, STEP)
        row.setSpacing(STEP)
        row.addWidget(IconView("caution", "caution", side=18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.hide()

    def ask(self, text: str, agree: str, decline: str) -> None:
        """Ask; the cursor stands on the answer that changes nothing."""
        self._text.setText(text)
        self.agree_button.setText(agree)
        self.decline_button.setText(decline)
        self.setAccessibleName(text)
        self.decline_button.setAccessibleDescription(text)
        set_look(self, "tone", "caution")
        self.show()
        self.decline_button.setFocus()

    def forget(self) -> None:
        self.hide()
        self._text.clear()
        self.setAccessibleName("")
        self.decline_button.setAccessibleDescription("")
        for button in (self.agree_button, self.decline_button):
            button.setText("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.decline_button.click()
            return
        super().keyPressEvent(event)
