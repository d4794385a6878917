"""What the other z models say of one diameter, right under it: agreement quietly, else aloud."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.message_line import MessageLine


class ModelsLine(QWidget):
    """Takes no room while there is no diameter."""

    def __init__(self) -> None:
        super().__init__()
        self._others = text_label("", "small")
        self._disagreement = MessageLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, STEP // 2)
        column.setSpacing(2)
        column.addWidget(self._others)
        column.addWidget(self._disagreement)
        self.hide()

    def show_models(self, others: str, disagreement: str) -> None:
        self._others.setText(others)
        if disagreement:
            self._disagreement.say("caution", disagreement)
        else:
            self._disagreement.be_silent()
        self.setVisible(bool(others))
