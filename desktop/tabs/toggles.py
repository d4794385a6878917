"""Answers of which any number may hold: each is a toggle of its own, none is chosen at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.widgets.dress import STEP, control_height
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class ToggleField(QWidget):
    """``toggled(code, on)`` carries one answer of a person; codes keep the given order."""

    toggled = Signal(str, bool)

    def __init__(self, options: Mapping[str, str]) -> None:
        super().__init__()
        self._buttons: dict[str, _Toggle] = {}
        flow = FlowLayout(self, gap=STEP // 2, line_gap=STEP // 2)
        for code, text in options.items():
            button = _Toggle(text)
            button.clicked.connect(lambda on=False, code=code: self.toggled.emit(code, on))
            self._buttons[code] = button
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(next(iter(self._buttons.values())))

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(code for code, each in self._buttons.items() if each.isChecked())

    def button(self, code: str) -> QPushButton:
        return self._buttons[code]

    def set_label(self, name: str, description: str) -> None:
        """Say what is asked, to those who hear it instead of seeing it."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        for button in self._buttons.values():
            button.setAccessibleName(f"{name}: {button.text()}")
            button.setAccessibleDescription(description)

    def show_chosen(self, codes: Collection[str]) -> None:
        """Draw what the case holds, without emitting."""
        for code, button in self._buttons.items():
            button.setChecked(code in codes)

    def forget(self) -> None:
        self.show_chosen(())


class _Toggle(QPushButton):
    """A button that stays down; its tick is there for those who do not see the colour."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("toggle", "true")
        self.setMinimumHeight(control_height() - STEP // 2)
        self._tick = IconView("met", "met", side=14)
        self._tick.setParent(self)
        self._tick.move(STEP, (self.minimumHeight() - 14) // 2)
        self._tick.hide()
        self.toggled.connect(self._tick.setVisible)
