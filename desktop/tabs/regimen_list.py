"""The regimens to choose from, by kind of drug; none is chosen beforehand.

Moving the focus chooses nothing, it only says what a regimen is for: a drug is taken by Space,
Enter or a click.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.icon_view import IconView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent

    from clinical.record.vocabulary import Agent
    from clinical.rules.regimens import Regimen
    from reports.wording import Wording

_MARK = 16
_GAP = STEP // 2
_HEADINGS = 112
# In the order in which they stand; a drug in none of them belongs to the last.
_GROUPS: dict[str, tuple[Agent, ...]] = {
    "immunoglobulin": ("ivig",),
    "aspirin": ("aspirin",),
    "anakinra": ("anakinra",),
    "steroids": ("prednisolone", "methylprednisolone"),
    "others": (),
}


class RegimenList(QWidget):
    """``chosen(str)`` carries the id of a regimen."""

    chosen = Signal(str)

    def __init__(self, regimens: Iterable[Regimen], words: Wording) -> None:
        super().__init__()
        self._buttons: dict[str, RegimenButton] = {}
        self._chosen: str | None = None
        self._purpose = text_label("", "muted")
        self._choose = words.text("dosing.choose")
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP, 0, STEP, 0)
        column.setSpacing(STEP // 2)
        column.addWidget(self._groups(regimens, words))
        column.addWidget(self._purpose)
        if self._buttons:
            self.setFocusProxy(next(iter(self._buttons.values())))
        self._say_purpose(None)

    def button(self, regimen: str) -> RegimenButton:
        return self._buttons[regimen]

    @property
    def purpose(self) -> str:
        """What stands below the list."""
        return self._purpose.text()

    def show_choice(self, regimen: str | None) -> None:
        """Draw the state's choice without emitting; None is no choice at all."""
        self._chosen = regimen
        for code, button in self._buttons.items():
            button.show_chosen(chosen=code == regimen)
        looked_at = next((code for code, each in self._buttons.items() if each.hasFocus()), None)
        self._say_purpose(looked_at or regimen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say what the regimen under the focus or the pointer is for."""
        if isinstance(watched, RegimenButton):
            if event.type() in {QEvent.Type.FocusIn, QEvent.Type.Enter}:
                self._say_purpose(watched.code)
            elif event.type() in {QEvent.Type.FocusOut, QEvent.Type.Leave}:
                self._say_purpose(self._chosen)
        return super().eventFilter(watched, event)

    def _groups(self, regimens: Iterable[Regimen], words: Wording) -> QWidget:
        """Return the kinds of drug below each other, each beside its regimens."""
        ranked = sorted(regimens, key=lambda each: each.rank)
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, STEP // 2)
        grid.setHorizontalSpacing(STEP)
        grid.setVerticalSpacing(STEP)
        grid.setColumnMinimumWidth(0, _HEADINGS)
        grid.setColumnStretch(1, 1)
        for place, group in enumerate(_GROUPS):
            members = [regimen for regimen in ranked if _group(regimen) == group]
            if members:
                heading = text_label(words.text(f"dosing.group.{group}"), "heading")
                # On the first line of the buttons beside it.
                heading.setContentsMargins(0, STEP - 2, 0, 0)
                grid.addWidget(heading, place, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(self._row(members), place, 1)
        return page

    def _row(self, members: list[Regimen]) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row, gap=STEP, line_gap=STEP)
        for regimen in members:
            button = RegimenButton(regimen)
            button.clicked.connect(lambda _=False, code=regimen.id: self.chosen.emit(code))
            button.installEventFilter(self)
            self._buttons[regimen.id] = button
            flow.addWidget(button)
        return row

    def _say_purpose(self, regimen: str | None) -> None:
        button = self._buttons.get(regimen or "")
        self._purpose.setText(self._choose if button is None else button.told)


class RegimenButton(QPushButton):
    """A regimen by its title; whether it is chosen is drawn, never toggled."""

    def __init__(self, regimen: Regimen) -> None:
        super().__init__()
        self.code = regimen.id
        self.told = f"{regimen.title}: {regimen.purpose}."
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(regimen.title)
        self.setAccessibleDescription(regimen.purpose)
        self._mark = IconView("", "accent", side=_MARK)
        self._title = text_label(regimen.title, "plain", wraps=False)
        self._title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(_GAP)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._title)
        self.show_chosen(chosen=False)

    def show_chosen(self, *, chosen: bool) -> None:
        self.setChecked(chosen)
        # Never by colour alone: the mark stands only at the chosen one.
        self._mark.show_icon("met" if chosen else "", "accent")
        self._mark.setVisible(chosen)
        # The mark takes the room of the margins: no button moves when one is chosen.
        side = STEP * 2 if not chosen else STEP * 2 - (_MARK + _GAP) // 2
        self._row.setContentsMargins(side, STEP // 2 + 2, side, STEP // 2 + 2)

    def nextCheckState(self) -> None:
        """Leave it: the state of the case says what is chosen."""

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        if arg__1.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(arg__1)

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()


def _group(regimen: Regimen) -> str:
    return next((name for name, agents in _GROUPS.items() if regimen.agent in agents), "others")
