"""Every entry by time: a table with a filter, and the row that is looked at in full below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from clinical.log.entries import RowKind
from desktop.log.table_model import COLUMNS, LogTable
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.message_line import MessageLine
from desktop.widgets.text_field import TextField
from reports.formats import comes_twice

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from clinical.log.entries import LogRow
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

_ALL = "all"
_HEIGHT = 340
FILTER_KEYS = "F3"
_WIDE = 720
_WIDTHS = {"time": 136, "illness_day": 44, "since": 104, "kind": 100, "by": 150}
_WITH_OFFSET = 196


class TableCard(QFrame):
    """``correct_wanted(LogRow)`` carries the row, ``strike_wanted(LogRow, str)`` the reason too."""

    correct_wanted = Signal(object)
    strike_wanted = Signal(object, str)

    def __init__(self, rulebook: Rulebook, words: Wording) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words = words
        self.model = LogTable(rulebook, words)
        self._chosen: LogRow | None = None
        options = [ChoiceOption(_ALL, words.text("log_tab.all"))]
        options += [
            ChoiceOption(kind, words.text(f"log.kind.{kind}")) for kind in get_args(RowKind)
        ]
        self.filter = ChoiceField(words, options)
        self.filter.set_label(words.text("log_tab.filter"), "")
        self.filter.show_choice(_ALL)
        self.filter.chosen.connect(self._filter)
        to_filter = QShortcut(QKeySequence(FILTER_KEYS), self)
        to_filter.activated.connect(self.filter.setFocus)
        self.view = self._make_view()
        self._count = text_label("", "small")
        self._detail = text_label("", "plain")
        self._state = text_label("", "muted")
        self.correct_button = self._button("correct", self._correct)
        self.strike_button = self._button("strike", self._begin_strike)
        self._reason_label = text_label(words.text("log_tab.strike_reason"), "plain")
        self.reason = TextField(words)
        self.reason.set_label(words.text("log_tab.strike_reason"), "")
        self.reason.entered.connect(self._strike)
        self.confirm_button = self._button("strike_now", self._strike)
        self.leave_button = self._button("strike_leave", self._end_strike)
        self._message = MessageLine()
        keys = QWidget()
        flow = FlowLayout(keys, gap=STEP, line_gap=STEP)
        for part in (self.correct_button, self.strike_button):
            flow.addWidget(part)
        self._asking = QWidget()
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.addWidget(self._reason_label)
        asking.addWidget(self.reason)
        under = QWidget()
        answers = FlowLayout(under, gap=STEP, line_gap=STEP)
        answers.addWidget(self.confirm_button)
        answers.addWidget(self.leave_button)
        asking.addWidget(under)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        column.setSpacing(STEP)
        column.addWidget(text_label(words.text("log_tab.table"), "section"))
        for part in (
            self.filter, self.view, self._count, self._detail, self._state, keys, self._asking,
            self._message,
        ):  # fmt: skip
            column.addWidget(part)
        self._end_strike()
        self._look()

    def show_rows(self, rows: tuple[LogRow, ...]) -> None:
        """Show the rows of a log; the one that was looked at stays so if it still stands."""
        chosen = self._chosen
        before = self.model.rows
        self.model.show_rows(rows)
        if before is not self.model.rows:
            # The offset of a time that comes twice must not be cut.
            twice = any(row.at is not None and comes_twice(row.at) for row in self.model.rows)
            width = _WITH_OFFSET if twice else _WIDTHS["time"]
            self.view.setColumnWidth(COLUMNS.index("time"), width)
            place = self._place_of(chosen)
            if place is not None:
                self.view.selectRow(place)
            else:
                self._chosen = None
                self._end_strike()
                self._look()
        self._say_count()

    def forget(self) -> None:
        self._chosen = None
        self.model.show_rows(())
        self.filter.show_choice(_ALL)
        self.model.show_kind(None)
        self.reason.forget()
        self._end_strike()
        self._look()

    def _place_of(self, chosen: LogRow | None) -> int | None:
        """Return where a row stands now: it may have been struck, or its items kept meanwhile."""
        if chosen is None:
            return None
        for place, row in enumerate(self.model.rows):
            known = chosen.items[0].id
            if row == chosen or (known is not None and row.items[0].id == known):
                return place
        return None

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setWordWrap(False)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAccessibleName(self._words.text("log_tab.table"))
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 12)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for place, name in enumerate(COLUMNS):
            if name == "entry":
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            else:
                view.setColumnWidth(place, _WIDTHS[name])
        view.setFixedHeight(_HEIGHT)
        view.setMinimumWidth(0)
        view.selectionModel().currentRowChanged.connect(self._turn)
        # Held here: Python's search for garbage would delete a header that only Qt knows of.
        self._headers = (view.verticalHeader(), header)
        return view

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Who wrote it stands below with the row that is looked at.
        self.view.setColumnHidden(COLUMNS.index("by"), event.size().width() < _WIDE)

    def _filter(self, kind: str) -> None:
        self.model.show_kind(None if kind == _ALL else cast("RowKind", kind))
        self._chosen = None
        self._end_strike()
        self._look()
        self._say_count()

    def _turn(self) -> None:
        place = self.view.currentIndex().row()
        self._chosen = self.model.rows[place] if 0 <= place < len(self.model.rows) else None
        self._end_strike()
        self._look()

    def _say_count(self) -> None:
        shown, total = len(self.model.rows), self.model.total
        self._count.setText(self._words.text("log_tab.count", shown=shown, total=total))

    def _look(self) -> None:
        """Say the chosen row in full; nothing of it is cut here."""
        row = self._chosen
        if row is None:
            self._detail.setText(self._words.text("log_tab.choose"))
            self._state.setText("")
        else:
            told = self.model.words_of(list(self.model.rows).index(row))
            when = f"{told.day} {told.time}".strip()
            self._detail.setText(f"{when} · {told.kind} · {told.text}")
            self._state.setText(" · ".join(part for part in (told.state, told.by) if part))
        self._state.setVisible(bool(self._state.text()))
        able = row is not None and not row.struck
        self.correct_button.setEnabled(able)
        self.strike_button.setEnabled(able)

    def _correct(self) -> None:
        if self._chosen is not None:
            self.correct_wanted.emit(self._chosen)

    def _begin_strike(self) -> None:
        self._asking.show()
        self.reason.forget()
        self.reason.setFocus()

    def _end_strike(self) -> None:
        self._asking.hide()
        self._message.be_silent()

    def _strike(self) -> None:
        reason = self.reason.entry.value
        if reason is None:
            self._message.say("stop", self._words.text("log_tab.strike_reason_missing"))
            self.reason.setFocus()
            return
        row = self._chosen
        self._end_strike()
        if row is not None:
            self.strike_wanted.emit(row, reason)

    def _button(self, key: str, act: object) -> QPushButton:
        button = QPushButton(self._words.text(f"log_tab.{key}"))
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button
