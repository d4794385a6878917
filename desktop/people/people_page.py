"""The accounts of this computer: who may sign in, as what, and whose account has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.door.column_page import ColumnPage
from desktop.patients.child_line import ChildLine
from desktop.patients.child_list import ChildList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.people.session import Person
    from reports.wording import Wording

_WAYS = ("add", "recovery", "backups", "back")


class PeoplePage(ColumnPage):
    """``wanted(str)`` names the way that was pressed, ``chosen(str)`` carries an account."""

    wanted = Signal(str)
    chosen = Signal(str)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self.buttons: dict[str, QPushButton] = {}
        ways = QWidget()
        flow = FlowLayout(ways, gap=STEP, line_gap=STEP)
        for key in _WAYS:
            button = QPushButton(words.text(f"people.way.{key}"))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, key=key: self.wanted.emit(key))
            self.buttons[key] = button
            flow.addWidget(button)
        self.list = ChildList()
        self.list.opened.connect(self.chosen)
        self.rows.addWidget(text_label(words.text("people.title"), "headline"))
        self.rows.addWidget(text_label(words.text("people.text")))
        self.rows.addWidget(ways)
        self.rows.addWidget(self.list)
        self.rows.addStretch(1)
        self.setFocusProxy(self.buttons["add"])

    def show_people(self, people: Sequence[Person]) -> None:
        """Show every account, those that have ended last."""
        ordered = sorted(people, key=lambda each: (not each.active, each.shown.casefold()))
        self.list.show_lines([self._line(each) for each in ordered])

    def _line(self, person: Person) -> ChildLine:
        roles = ", ".join(self._words.text(f"records.role.{role}") for role in person.roles)
        key = "details" if person.active else "ended"
        details = self._words.text(f"people.{key}", name=person.name, roles=roles)
        return ChildLine(person.id, "", person.shown, details, is_closed=not person.active)
