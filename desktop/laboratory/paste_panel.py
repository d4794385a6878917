"""The preview of a pasted print-out, in its place above the grid: read, asked, and then accepted.

Nothing enters the record before the button is pressed, and then all of it is one step of undo.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from clinical.quantity import Unit
from desktop.laboratory.acceptance import Acceptance
from desktop.laboratory.paste_row import PasteRow, shortened
from desktop.laboratory.printed import PrintedLine
from desktop.laboratory.printout import MOST_LINES
from desktop.widgets.date_field import DateTimeField
from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.form import FormRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from clinical.record.vocabulary import ObservationCode
    from desktop.case_store import CaseStore, State
    from desktop.entry.entries import Entry
    from desktop.laboratory.printout import Printout
    from reports.wording import Wording

# More at once is no print-out that anybody looks through.
MOST_VALUES = 300


class PastePanel(QFrame):
    """``done(count, at)`` after so many values were entered, the newest at a time.

    ``closed`` where nothing was.
    """

    done = Signal(int, object)
    closed = Signal()

    def __init__(
        self,
        store: CaseStore,
        words: Wording,
        behind: QWidget,
        unread: Callable[[], Mapping[tuple[ObservationCode, datetime], str]],
    ) -> None:
        """``behind`` is what Tab comes from; ``unread`` what cannot be read in the cells now."""
        super().__init__()
        self.setObjectName("card")
        self._store, self._words, self._behind = store, words, behind
        self._unread = unread
        self._acceptance: Acceptance | None = None
        self._rows: list[PasteRow] = []
        self._fields: dict[str, DateTimeField] = {}
        text = words.text
        self._title = text_label(text("laboratory.paste.title"), "section")
        self._summary = text_label()
        self._page: QWidget | None = None
        self.accept_button = QPushButton()
        self.close_button = QPushButton(text("laboratory.paste.close"))
        set_look(self.accept_button, "primary", "true")
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=STEP, line_gap=STEP)
        for button in (self.accept_button, self.close_button):
            button.setAutoDefault(False)
            flow.addWidget(button)
        self.accept_button.clicked.connect(self._accept)
        self.close_button.clicked.connect(self._close)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        self._column.setSpacing(STEP)
        self._column.addWidget(self._title)
        self._column.addWidget(self._summary)
        self._column.addWidget(buttons)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether a print-out is being looked at."""
        return self._acceptance is not None

    @property
    def rows(self) -> tuple[PasteRow, ...]:
        return tuple(self._rows)

    def show_printout(self, printout: Printout) -> None:
        """Show what was read; the cursor goes to what is asked first."""
        self.forget()
        if printout.too_long:
            self._say_nothing("too_long", most=MOST_LINES)
            return
        if len(printout.values) > MOST_VALUES:
            self._say_nothing("too_many", count=len(printout.values), most=MOST_VALUES)
            return
        if not printout.items:
            self._say_nothing("empty")
            return
        self._acceptance = Acceptance(printout, self._store.state.rulebook)
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for time in printout.times:
            if time.at is None:
                column.addWidget(self._time_row(time.label))
        for place in range(len(printout.values)):
            row = PasteRow(self._words)
            row.ticked.connect(partial(self._tick, place))
            row.answered.connect(partial(self._answer, place))
            self._rows.append(row)
            column.addWidget(row)
        self._add_unread(printout, column)
        self._column.insertWidget(2, self._page)
        self.accept_button.show()
        self.show()
        self.draw(self._store.state)
        first = next(iter(self._fields.values()), None)
        asked = next((row.choice for row in self._rows if row.choice is not None), None)
        button = self.accept_button if self.accept_button.isEnabled() else self.close_button
        (first or asked or button).setFocus(Qt.FocusReason.OtherFocusReason)

    def draw(self, state: State) -> None:
        """Hold every line against the record as it is now."""
        if self._acceptance is None:
            return
        self._acceptance.unread = self._unread()
        lines = self._acceptance.lines(state.case, state.as_of)
        for row, line in zip(self._rows, lines, strict=True):
            row.show_line(line, state.as_of.tzinfo)
        ticked = sum(line.ticked for line in lines)
        unread = [
            each
            for each in self._acceptance.printout.items
            if isinstance(each, PrintedLine)
            and each.kind in {"unread", "hidden", "comma", "column"}
        ]
        text = self._words.text
        open_ones = sum(line.status in {"which", "unit", "number", "time"} for line in lines)
        summary = text(
            "laboratory.paste.summary", count=len(lines), asks=open_ones, unread=len(unread)
        )
        refused = sum(line.status in {"refused", "limit", "future", "twice"} for line in lines)
        if refused:
            summary = f"{summary} {text('laboratory.paste.refused_count', count=refused)}"
        if self._acceptance.is_of_another(state.case):
            summary = f"{text('laboratory.paste.other_child')} {summary}"
        self._summary.setText(summary)
        self.setAccessibleName(f"{self._title.text()}: {summary}")
        key = "accept_one" if ticked == 1 else "accept"
        self.accept_button.setText(text(f"laboratory.paste.{key}", count=ticked))
        self.accept_button.setEnabled(bool(ticked))
        self._order_stops()

    def _order_stops(self) -> None:
        """Let Tab follow the eye: what is built late would come last."""
        stops = [self._behind]
        for field in self._fields.values():
            stops += [each for each in (field.line, field.now_button) if each is not None]
        for row in self._rows:
            stops += row.stops
        for first, second in pairwise((*stops, self.accept_button, self.close_button)):
            QWidget.setTabOrder(first, second)

    def forget(self) -> None:
        """Drop what was pasted, with every answer given to it."""
        self._acceptance = None
        self._rows, self._fields = [], {}
        if self._page is not None:
            self._page.hide()
            self._page.deleteLater()
            self._page = None
        self._summary.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)

    def _say_nothing(self, key: str, **values: object) -> None:
        self._summary.setText(self._words.text(f"laboratory.paste.{key}", **values))
        self.accept_button.hide()
        self.show()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _time_row(self, label: str) -> FormRow:
        """Return a row that asks for a time the print-out does not say beyond doubt."""
        store, text = self._store, self._words.text
        zone = store.now().tzinfo
        if zone is None:  # pragma: no cover (the clock of the program has a zone)
            raise ValueError("the clock has no zone")
        field = DateTimeField(self._words, zone, clock=store.now)
        key = "time_of_label" if label else "time_of_none"
        title = text(f"laboratory.paste.{key}", label=label)
        field.set_label(title, "")
        for signal in (field.edited, field.committed):
            signal.connect(partial(self._give_time, label))
        self._fields[label] = field
        return FormRow(text_label(title), field, None)

    def _add_unread(self, printout: Printout, column: QVBoxLayout) -> None:
        for each in printout.items:
            if not isinstance(each, PrintedLine) or each.kind in {"time", "titles"}:
                continue
            words = self._words.text(
                f"laboratory.paste.line_{each.kind}",
                number=each.line,
                text=shortened(each.text, self._words) if each.kind != "hidden" else "",
            )
            line = text_label(words, "muted")
            line.setContentsMargins(STEP * 3, STEP // 2, 0, STEP // 2)
            column.addWidget(line)

    def _give_time(self, label: str, entry: Entry[datetime]) -> None:
        if self._acceptance is None:
            return
        if entry.value is None:
            self._acceptance.times.pop(label, None)
        else:
            self._acceptance.times[label] = entry.value
        self.draw(self._store.state)

    def _tick(self, place: int, ticked: bool) -> None:
        if self._acceptance is not None:
            self._acceptance.ticks[place] = ticked
            self.draw(self._store.state)

    def _answer(self, place: int, status: str, code: str) -> None:
        acceptance = self._acceptance
        if acceptance is None:
            return
        if status == "which":
            acceptance.which[place] = cast("ObservationCode", code)
        elif status == "number":
            acceptance.numbers[place] = Decimal(code)
        else:
            acceptance.units[place] = Unit(code)
        self.draw(self._store.state)
        asked = self._rows[place].choice
        (asked or self._rows[place].tick).setFocus(Qt.FocusReason.OtherFocusReason)

    def _accept(self) -> None:
        acceptance, state = self._acceptance, self._store.state
        if acceptance is None:
            return
        acceptance.unread = self._unread()
        taken = [line for line in acceptance.lines(state.case, state.as_of) if line.ticked]
        case = acceptance.result(state.case, state.as_of)
        self.forget()
        self._store.commit(case)
        self.done.emit(len(taken), max(line.at for line in taken if line.at is not None))

    def _close(self) -> None:
        self.forget()
        self.closed.emit()
