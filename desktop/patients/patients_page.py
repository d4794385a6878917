"""Where a person signed in begins: who is signed in, the patients, and the other ways on.

What the person's roles do not allow is greyed out, with the reason in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.door.column_page import ColumnPage
from desktop.patients.child_list import ChildList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent

    from desktop.door.link import RecordsLink
    from desktop.entry.entries import Entry
    from desktop.patients.child_line import ChildLine
    from records.people.roles import Action
    from reports.wording import Wording

_WIDTH = 900
# What each button does, and the action a role must allow for it.
_WAYS: tuple[tuple[str, Action | None], ...] = (
    ("admit", "admit_patient"),
    ("new", None),
    ("open", None),
    ("people", "manage_people"),
    ("lock", None),
    ("sign_out", None),
)


class PatientsPage(ColumnPage):
    """``wanted(str)`` names the way that was pressed; ``searched(str)`` what is typed."""

    wanted = Signal(str)
    searched = Signal(str)
    opened = Signal(str)

    def __init__(self, words: Wording) -> None:
        super().__init__(_WIDTH)
        self._words = words
        # What was asked for last, what the rows answer, and the key that waits for the answer.
        self._asked: str | None = ""
        self._answered: str | None = None
        self._waiting: Callable[[], None] | None = None
        self._who = text_label("", "headline")
        self._roles = text_label("", "muted")
        self.buttons: dict[str, QPushButton] = {}
        ways = QWidget()
        flow = FlowLayout(ways, gap=STEP, line_gap=STEP)
        for key, _ in _WAYS:
            button = QPushButton(words.text(f"patients.way.{key}"))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, key=key: self.wanted.emit(key))
            self.buttons[key] = button
            flow.addWidget(button)
        self._why_not = text_label("", "muted")
        self._title = text_label(words.text("patients.title"), "title")
        self.search = TextField(words)
        self.search.set_label(words.text("patients.search"), words.text("patients.search_note"))
        self.search.edited.connect(self._search)
        self._search_note = text_label(words.text("patients.search_note"), "small")
        self._found = text_label("", "muted")
        self.list = ChildList()
        self.list.opened.connect(self.opened)
        self.search.entered.connect(lambda: self._once_answered(self._open_only))
        self.emergency_button = QPushButton(words.text("patients.way.emergency"))
        self.emergency_button.setAutoDefault(False)
        self.emergency_button.clicked.connect(lambda: self.wanted.emit("emergency"))
        for part in (self._who, self._roles, ways, self._why_not, self._title, self.search):
            self.rows.addWidget(part)
        for part in (self._search_note, self._found, self.list, self.emergency_button):
            self.rows.addWidget(part)
        self.rows.setAlignment(self.emergency_button, Qt.AlignmentFlag.AlignLeft)
        self.rows.addStretch(1)
        self.begin_at(self.search)

    @property
    def text(self) -> str:
        labels = (self._who, self._roles, self._why_not, self._found)
        return "\n".join(label.text() for label in labels)

    def show_person(self, link: RecordsLink) -> None:
        """Say who is signed in, and grey out what the roles do not allow."""
        person = link.person
        if person is None:
            return
        self._who.setText(self._words.text("patients.who", name=person.shown))
        roles = [self._words.text(f"records.role.{role}") for role in person.roles]
        self._roles.setText(", ".join(roles))
        missing: list[str] = []
        for key, action in _WAYS:
            may = action is None or link.may(action)
            self.buttons[key].setEnabled(may)
            if not may and action is not None:
                missing.append(self._words.text(f"records.action.{action}"))
        can_search = link.may("search_patients")
        if not can_search:
            missing.append(self._words.text("records.action.search_patients"))
        text = ", ".join(missing)
        self._why_not.setText(self._words.text("patients.not_allowed", what=text) if text else "")
        self._why_not.setVisible(bool(text))
        for part in (self._title, self.search, self._search_note, self._found, self.list):
            part.setVisible(can_search)
        self.emergency_button.setVisible(not can_search and link.may("emergency_read"))
        self.begin_at(self.search if can_search else self.buttons["new"])

    def show_found(self, lines: Sequence[ChildLine], typed_text: str) -> None:
        """Show what was found by what was typed, or the latest patients where nothing was."""
        typed = bool(typed_text.strip())
        key = "none_found" if typed else "none_yet"
        if lines:
            key = "found" if typed else "recent"
        self._found.setText(self._words.text(f"patients.{key}", count=len(lines)))
        self.list.show_lines(lines)
        self._answered = typed_text
        waiting, self._waiting = self._waiting, None
        if waiting is not None and self._answered == self._asked:
            waiting()

    def forget(self) -> None:
        """Leave no child's name behind."""
        self.search.forget()
        self._found.clear()
        self.list.show_lines(())
        self._asked, self._answered, self._waiting = "", None, None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._once_answered(self.list.go_to_first)
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self.forget()
        super().hideEvent(event)

    def _search(self, entry: Entry[str]) -> None:
        self._waiting = None
        # What cannot be read is no search for everybody.
        self._asked = None if self.search.is_unreadable else entry.value or ""
        self.searched.emit(self._asked or "")

    def _once_answered(self, act: Callable[[], None]) -> None:
        """Do what a key asks for once the rows answer what stands in the field.

        A scanner, or a fast hand, is there before them: the rows are those of another search.
        """
        if self._asked == self._answered:
            act()
        else:
            self._waiting = act

    def _open_only(self) -> None:
        """Enter opens the child where only one is left of a search."""
        if len(self.list.rows) == 1 and (self._answered or "").strip():
            self.opened.emit(self.list.rows[0].case_id)
        else:
            self.list.go_to_first()
