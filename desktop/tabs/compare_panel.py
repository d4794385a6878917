"""The rescue treatments side by side, behind a line of words; computed only while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinical.dosing.compare import compare
from desktop.widgets.card_lines import LineList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.fold import Fold
from desktop.widgets.link_button import LinkButton
from reports.summary.compare import comparison

if TYPE_CHECKING:
    from desktop.case_store import State
    from reports.summary.compare import Option
    from reports.wording import Wording


class ComparePanel(QFrame):
    """``taken(str)`` carries the regimen a person chose here; ``open_source`` as in a card."""

    taken = Signal(str)
    open_source = Signal(str, str)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words = words
        self._state: State | None = None
        self.fold = Fold(words.text("compare.fold"))
        self.fold.switch.toggled.connect(self._draw)
        self._note = text_label(words.text("compare.note"), "muted")
        self._none = text_label("", "section")
        self._shared = LineList(words)
        self._shared.open_source.connect(self.open_source)
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._rows: list[_OptionRow] = []
        for part in (self._note, self._none, self._shared, self._page):
            self.fold.rows.addWidget(part)
        self.fold.rows.setContentsMargins(STEP, 0, STEP, STEP)
        self.fold.rows.setSpacing(STEP)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        column.addWidget(self.fold)

    def show_state(self, state: State) -> None:
        """Draw what follows from a state; where nothing does not a number stays."""
        self._state = state
        self._draw()

    def _draw(self) -> None:
        state, words = self._state, self._words
        if state is None or not self.fold.is_open:
            self._forget("")
        elif state.typing:
            self._forget(words.text("dosing.typing"))
        elif state.failure is not None:
            self._forget(words.text("dosing.not_calculated"))
        else:
            # Emptied first: where the comparison fails no dose of before it may stay.
            self._forget("")
            found = comparison(compare(state.case, state.rulebook, state.as_of), words)
            self._shared.show_lines(found.shared)
            while len(self._rows) < len(found.options):
                self._add_row()
            for row, option in zip(self._rows, found.options, strict=True):
                row.show_option(option)
            self._page.show()

    def _add_row(self) -> None:
        row = _OptionRow(self._words)
        row.taken.connect(self.taken)
        row.open_source.connect(self.open_source)
        self._rows.append(row)
        self._column.addWidget(row)

    def _forget(self, why: str) -> None:
        self._none.setText(why)
        self._none.setVisible(bool(why))
        self._shared.show_lines(())
        for row in self._rows:
            row.forget()
        self._page.hide()


class _OptionRow(QFrame):
    """One treatment: its name and the dose on one line, below them how, evidence and cautions."""

    taken = Signal(str)
    open_source = Signal(str, str)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self.setObjectName("option")
        self._words = words
        self._regimen = ""
        self._title = text_label("", "amount")
        self._dose = text_label("", "section", wraps=False)
        self._how = text_label()
        self._take = LinkButton("go_to", "accent", icon_first=False)
        self._take.clicked.connect(lambda: self.taken.emit(self._regimen))
        self._amounts = text_label("", "muted")
        self._later, self._to_check = text_label(), text_label("", "muted")
        self._lines = LineList(words)
        self._lines.open_source.connect(self.open_source)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, STEP + 4, 0, STEP)
        column.setSpacing(STEP // 4)
        for left, right in ((self._title, self._dose), (self._how, self._take)):
            line = QHBoxLayout()
            line.setSpacing(STEP * 2)
            line.addWidget(left, 1)
            line.addWidget(right, 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(line)
        for part in (self._amounts, self._later, self._lines, self._to_check):
            column.addWidget(part)

    def show_option(self, option: Option) -> None:
        self._regimen = option.regimen
        self._title.setText(option.title)
        take = self._words.text("compare.take_name", title=option.title)
        self._take.show_words(self._words.text("compare.take"), take)
        self.setAccessibleName(f"{option.title} {option.dose} {option.how}")
        for label, text in (
            (self._dose, option.dose),
            (self._how, option.how),
            (self._amounts, option.amounts),
            (self._later, option.later),
            (self._to_check, option.to_check),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self._lines.show_lines((option.evidence, *option.cautions))
        self.show()

    def forget(self) -> None:
        for label in (
            self._title, self._dose, self._how, self._amounts, self._later, self._to_check,
        ):  # fmt: skip
            label.clear()
        self._regimen = ""
        self._take.show_words("", "")
        self.setAccessibleName("")
        self._lines.show_lines(())
        self.hide()
