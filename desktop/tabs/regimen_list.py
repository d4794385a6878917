"""The regimens to choose from, each with its title and what it is for; none is chosen beforehand.

Moving the focus chooses nothing: a drug is taken by Space, Enter or a click.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.icon_view import IconView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

    from clinical.rules.regimens import Regimen

_MARK = 18


class RegimenList(QWidget):
    """``chosen(str)`` carries the id of a regimen."""

    chosen = Signal(str)

    def __init__(self, regimens: Iterable[Regimen]) -> None:
        super().__init__()
        self._buttons: dict[str, RegimenButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP, 0, STEP, 0)
        column.setSpacing(STEP)
        for regimen in sorted(regimens, key=lambda each: each.rank):
            button = RegimenButton(regimen.title, regimen.purpose)
            button.clicked.connect(lambda _=False, code=regimen.id: self.chosen.emit(code))
            self._buttons[regimen.id] = button
            column.addWidget(button)
        if self._buttons:
            self.setFocusProxy(next(iter(self._buttons.values())))

    def button(self, regimen: str) -> RegimenButton:
        return self._buttons[regimen]

    def show_choice(self, regimen: str | None) -> None:
        """Draw the state's choice without emitting; None is no choice at all."""
        for code, button in self._buttons.items():
            button.show_chosen(chosen=code == regimen)


class RegimenButton(QPushButton):
    """A regimen in two lines that wrap; whether it is chosen is drawn, never toggled."""

    def __init__(self, title: str, purpose: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(title)
        self.setAccessibleDescription(purpose)
        self._mark = IconView("", "accent", side=_MARK)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (text_label(title, "amount"), text_label(purpose, "muted")):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(label)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(STEP + 4, STEP, STEP + 4, STEP)
        self._row.setSpacing(STEP + 4)
        self._row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(words, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_chosen(chosen=False)

    def show_chosen(self, *, chosen: bool) -> None:
        self.setChecked(chosen)
        # Never by colour alone: the mark stands only at the chosen one.
        self._mark.show_icon("met" if chosen else "", "accent")

    def nextCheckState(self) -> None:
        """Leave it: the state of the case says what is chosen."""

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        if arg__1.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(arg__1)

    def sizeHint(self) -> QSize:
        hint = self._row.sizeHint()
        return QSize(hint.width(), self.heightForWidth(hint.width()))

    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, arg__1: int) -> int:
        return self._row.heightForWidth(arg__1)
