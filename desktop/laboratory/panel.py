"""The laboratory values on a tab: the times, the grid, and the further values behind a fold.

The same on every tab that asks for them. Which time is typed in is the group's affair; this panel
draws the grid from the state and leads to its cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.laboratory.codes import LABORATORY_CODES
from desktop.laboratory.grid import LabGrid
from desktop.laboratory.model import LabModel
from desktop.laboratory.paste_panel import PastePanel
from desktop.laboratory.print_names import names_of, reader_of, titles_of
from desktop.laboratory.printout import read_printout
from desktop.laboratory.samples import Samples
from desktop.tabs.sample_rows import value_field
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.fold import Fold
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from clinical.quantity import Unit
    from clinical.record.vocabulary import ObservationCode
    from desktop.case_store import State
    from desktop.tabs.form_tab import FormTab
    from desktop.tabs.timed_group import TimedGroup
    from desktop.widgets.number_field import NumberField


class LabPanel(QWidget):
    """``codes`` stand always, ``more`` behind a fold until one of them holds something."""

    def __init__(
        self,
        tab: FormTab,
        group: TimedGroup,
        codes: Sequence[ObservationCode],
        more: Sequence[ObservationCode],
    ) -> None:
        super().__init__()
        self._tab, self._group = tab, group
        self._codes, self._more = tuple(codes), frozenset(more)
        self._may_enter = True
        self.samples = Samples()
        group.promise((*codes, *more))
        text = tab.words.text
        self.grid = LabGrid(
            LabModel(tab.words, (*codes, *more), self.samples),
            self._make,
            group.go_to,
            self._unit_of,
            text("field.unit_question"),
        )
        self.grid.setAccessibleName(text("laboratory.grid"))
        self.grid.setAccessibleDescription(text("laboratory.grid_keys"))
        self.fold = Fold(text("diagnosis.more_values"))
        self.fold.switch.toggled.connect(self._show_rows)
        self.fold.kept_open.connect(self._lead_to_unread)
        self.paste_button = QPushButton(text("laboratory.paste.button"))
        self.paste_button.setAccessibleName(text("laboratory.paste.button_name"))
        self.paste_button.setAutoDefault(False)
        self.paste_button.clicked.connect(self.paste)
        self.grid.table_pasted.connect(self.paste)
        self._said = MessageLine()
        self.preview: PastePanel | None = None
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, STEP // 2, 0, 0)
        layout.setSpacing(STEP // 2)
        layout.addWidget(self.paste_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._said)
        layout.addWidget(self.grid)
        layout.addWidget(text_label(text("diagnosis.judgement_note"), "small"))
        layout.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self._rulebook = tab.store.state.rulebook
        self._show_rows()

    @property
    def is_pasting(self) -> bool:
        """Whether a print-out lies open here, with the answers given to it."""
        return self.preview is not None and self.preview.is_open

    @property
    def keys(self) -> tuple[str, ...]:
        return self.grid.lab.codes

    def focus_value(self, key: str) -> bool:
        """Put the cursor into the cell of a value; False where the grid has none for it."""
        for code in self.grid.lab.codes:
            if code == key:
                if code in self._more:
                    self.fold.open()
                self.grid.enter(code)
                return True
        return False

    def show_state(self, state: State) -> None:
        """Draw the grid; the fields in it are drawn already."""
        self.samples.follow(state.case)
        at = self._group.at
        times: tuple[datetime | None, ...] = self._group.known
        if at is not None and at not in times:
            times = tuple(sorted((*self._group.known, at)))
        elif at is None:
            times = (*times, None)
        self.grid.show_times(times, at, state.as_of.tzinfo)
        if self.preview is not None and not self.preview.isHidden():
            self.preview.draw(state)
        here = self.samples.at(at)
        held = any(self.grid.fields[code].is_unreadable for code in self._more_made())
        self.fold.follow(answered=held or any(code in here for code in self._more), held=held)

    def let_enter(self, may: bool) -> None:
        """Open or shut what takes an entry; the times can be turned and read all the same."""
        self._may_enter = may
        for field in self.grid.fields.values():
            field.setEnabled(may)
        self.paste_button.setEnabled(may)
        # Tab does not come into cells that take nothing.
        self.grid.setFocusPolicy(Qt.FocusPolicy.StrongFocus if may else Qt.FocusPolicy.NoFocus)

    def paste(self) -> None:
        """Show what the clipboard holds as it would be entered."""
        self._said.be_silent()
        store, words = self._tab.store, self._tab.words
        if self.preview is None:
            self.preview = PastePanel(store, words, self.paste_button, self._unread)
            self.preview.done.connect(self._on_entered)
            self.preview.closed.connect(self.paste_button.setFocus)
            self._layout.insertWidget(2, self.preview)
        codes = LABORATORY_CODES
        zone = store.now().tzinfo
        text = QGuiApplication.clipboard().text()
        if zone is not None:
            names, titles = names_of(codes, words), titles_of(words)
            reader = reader_of(codes, self._rulebook)
            self.preview.show_printout(read_printout(text, names, titles, reader, zone))

    def _on_entered(self, count: int, at: datetime) -> None:
        key = "entered_one" if count == 1 else "entered"
        self._said.say("good", self._tab.words.text(f"laboratory.paste.{key}", count=count))
        self._group.go_to(at)
        self.paste_button.setFocus()

    def forget(self) -> None:
        """Drop what belongs to the child before."""
        self._said.be_silent()
        if self.preview is not None:
            self.preview.forget()
        self.grid.forget()
        self.fold.forget()

    def _make(self, code: ObservationCode) -> NumberField:
        field = value_field(self._tab, self._group, code)
        field.setEnabled(self._may_enter)
        field.set_label(self._tab.words.name(code), "")
        unit = self._unit_of(code)
        if unit is not None:
            field.show_entry(None, unit.value)
        self._tab.bindings.draw_last(self._tab.store.state)
        return field

    def _unit_of(self, code: ObservationCode) -> Unit | None:
        """Return the unit of a value that nobody typed yet: as it was last, else as preset."""
        here = self.samples.at(self._group.at).get(code)
        found = here if here is not None and here.unit is not None else self.samples.newest(code)
        if found is not None and found.unit is not None:
            return found.unit
        return self._tab.bindings.preset_unit(code)

    def _unread(self) -> dict[tuple[ObservationCode, datetime], str]:
        """Return what stands in the cells of the time typed in and cannot be read."""
        at = self._group.at
        fields = self.grid.fields if at is not None else {}
        return {(code, at): each.text for code, each in fields.items() if at and each.is_unreadable}

    def _more_made(self) -> list[ObservationCode]:
        return [code for code in self.grid.fields if code in self._more]

    def _show_rows(self) -> None:
        self.grid.show_rows(lambda code: self.fold.is_open or code not in self._more)

    def _lead_to_unread(self) -> None:
        for code in self._more_made():
            if self.grid.fields[code].is_unreadable:
                self.grid.enter(code)
                self.grid.fields[code].insist(self._tab.words.text("entry_problem.kept_open"))
                return
