"""A list of children, one row each: Down goes to the next, Enter opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.icon_view import IconView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QLabel

    from desktop.patients.child_line import ChildLine

_SIDE = 16
# By shape as well as colour; the words say it too.
_OVERDUE, _TO_COME = ("stop", "stop"), ("clock", "muted")


class ChildList(QWidget):
    """``opened(str)`` carries the case of a row that was pressed."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ChildRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(STEP // 2)

    @property
    def rows(self) -> tuple[ChildRow, ...]:
        """The rows on the screen."""
        return tuple(row for row in self._rows if not row.isHidden())

    def show_lines(self, lines: Sequence[ChildLine], notes: Sequence[str] = ()) -> None:
        """Show these children and no others; ``notes`` say something more of each."""
        while len(self._rows) < len(lines):
            row = ChildRow()
            row.clicked.connect(lambda _=False, row=row: self.opened.emit(row.case_id))
            self._rows.append(row)
            self._column.addWidget(row)
        for place, row in enumerate(self._rows):
            if place < len(lines):
                row.show_line(lines[place], notes[place] if notes else "")
            else:
                row.forget()

    def go_to_first(self) -> None:
        if self.rows:
            self.rows[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        places = [place for place, row in enumerate(self.rows) if row.hasFocus()]
        if step is None or not places:
            super().keyPressEvent(event)
            return
        wanted = places[0] + step
        if 0 <= wanted < len(self.rows):
            self.rows[wanted].setFocus()
        elif wanted < 0:
            self.focusPreviousChild()


class ChildRow(QPushButton):
    """Name over what is due and details; all wrap where a window is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.case_id = ""
        self.setAutoDefault(False)
        self._name = text_label("", "amount")
        self._details = text_label("", "muted")
        self._note = text_label("", "plain")
        self._due = text_label("", "plain")
        self._due_icon = IconView("", "muted", side=_SIDE)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(STEP * 2, STEP, STEP * 2, STEP)
        self._column.setSpacing(STEP // 4)
        due = QHBoxLayout()
        due.setSpacing(STEP)
        due.addWidget(self._due_icon, 0, Qt.AlignmentFlag.AlignTop)
        due.addWidget(self._due, 1)
        for label in self._labels():
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._column.addWidget(self._name)
        self._column.addWidget(self._note)
        self._column.addLayout(due)
        self._column.addWidget(self._details)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def words(self) -> str:
        told = [label.text() for label in (self._name, self._note, self._details)]
        return " ".join([*told, self._due.text()]).rstrip()

    def show_line(self, line: ChildLine, note: str) -> None:
        self.case_id = line.case_id
        self._name.setText(line.name)
        self._details.setText(line.details)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._due.setText(line.due)
        self._due_icon.show_icon(*(_OVERDUE if line.is_overdue else _TO_COME))
        set_look(self._due, "role", "amount" if line.is_overdue else "plain")
        for part in (self._due, self._due_icon):
            part.setVisible(bool(line.due))
        # What is due comes before who the child is in numbers.
        told = (label.text() for label in self._labels())
        self.setAccessibleName(" ".join(filter(None, told)))
        self.show()
        self.updateGeometry()

    def forget(self) -> None:
        self.case_id = ""
        for label in self._labels():
            label.clear()
        self._due_icon.show_icon("", "muted")
        self.setAccessibleName("")
        self.hide()

    def _labels(self) -> tuple[QLabel, ...]:
        return self._name, self._note, self._due, self._details

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A button would look for its own neighbours; the list knows them.
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._column.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, arg__1: int) -> int:
        return self._column.heightForWidth(arg__1)
