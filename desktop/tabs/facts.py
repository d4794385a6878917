"""What is known from another tab, read-only, with the way to where it is entered."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.link_button import LinkButton


class FactLine(QWidget):
    """A value and a link: ``go_to(str)`` carries the key of the entry it stands for."""

    go_to = Signal(str)

    def __init__(self, key: str | None, link: str) -> None:
        super().__init__()
        self._name = ""
        self._value = text_label()
        # As high as the first line of a row's label.
        self._value.setContentsMargins(0, STEP, 0, STEP)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        row.addWidget(self._value, 1)
        self._link: LinkButton | None = None
        self._link_text = link
        if key is not None:
            self._link = LinkButton("go_to", "accent", icon_first=False)
            self._link.clicked.connect(lambda: self.go_to.emit(key))
            row.addWidget(self._link, 0, Qt.AlignmentFlag.AlignVCenter)
            self.setFocusProxy(self._link)

    @property
    def value(self) -> str:
        return self._value.text()

    def set_label(self, name: str, description: str) -> None:
        """Say what the value is, to those who hear it instead of seeing it."""
        self._name = name
        self.setAccessibleDescription(description)
        self._speak()

    def show_value(self, value: str) -> None:
        self._value.setText(value)
        self._speak()

    def _speak(self) -> None:
        self.setAccessibleName(f"{self._name}: {self._value.text()}")
        if self._link is not None:
            self._link.show_words(self._link_text, f"{self._link_text}: {self._name}")


class WeightView(QWidget):
    """The dosing weight in large, where it comes from, and the way to change it."""

    go_to = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._value = text_label("", "dose", wraps=False)
        self._note = text_label("", "muted")
        self._link = LinkButton("go_to", "accent", icon_first=False)
        self._link.clicked.connect(lambda: self.go_to.emit("weight"))
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addStretch(1)
        beside.addWidget(self._note)
        beside.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addStretch(1)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(STEP, 0, STEP, 0)
        row.setSpacing(STEP * 3)
        row.addWidget(self._value, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(beside, 1)
        self.setFocusProxy(self._link)

    @property
    def value(self) -> str:
        return self._value.text()

    def show_weight(self, value: str, note: str, link: str) -> None:
        self._value.setText(value)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._link.show_words(link, link)
        self.setAccessibleName(f"{value} {note}".strip())
