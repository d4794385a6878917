"""The history of a record: who changed what, when, from what to what, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from desktop.door.column_page import ColumnPage
from desktop.patients.field_words import field_name, value_words
from desktop.widgets.card_lines import LineList
from desktop.widgets.dress import text_label
from desktop.widgets.text_field import TextField
from reports.formats import moment_text
from reports.summary.cards import CardLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent

    from desktop.entry.entries import Entry
    from records.store.audit import Change, FieldHistory
    from reports.wording import Wording

_WIDTH = 900
# More lines than this are not read but searched.
_MOST = 150
# What the fields of a change say better.
_WITH_FIELDS = {"changed", "admitted"}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change in words, and what of it the search looks at."""

    seq: int
    text: str
    sought: str


def history_lines(
    changes: Sequence[Change],
    fields: Sequence[FieldHistory],
    words: Wording,
    plans: Mapping[str, str],
) -> list[HistoryLine]:
    """Return everything that happened to a record, the latest first; ``plans`` by their names."""
    lines: list[HistoryLine] = []
    for each in changes:
        if each.action in _WITH_FIELDS:
            continue
        deed = words.text(f"records.done.{each.action}")
        if (plan := str(each.detail.get("plan", ""))) in plans:
            deed = f"{deed}: {plans[plan]}"
        text = words.text("history.deed", **_who(each), deed=deed)
        lines.append(HistoryLine(each.seq, text, f"{each.action} {text}"))
    for each in fields:
        name = field_name(each.path, words, plans)
        text = words.text(
            "history.line",
            **_who(each.change),
            field=name,
            before=value_words(each.before, words),
            after=value_words(each.after, words),
        )
        lines.append(HistoryLine(each.change.seq, text, f"{name} {text}"))
    return sorted(lines, key=lambda line: line.seq, reverse=True)


def _who(change: Change) -> dict[str, str]:
    return {"at": moment_text(change.at), "by": change.shown}


class HistoryPage(ColumnPage):
    """``left`` goes back to the child."""

    left = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__(_WIDTH)
        self._words = words
        self._all: list[HistoryLine] = []
        self.back_button = QPushButton(words.text("history.back"))
        self.back_button.setAutoDefault(False)
        self.back_button.clicked.connect(self.left)
        self.search = TextField(words)
        self.search.set_label(words.text("history.search"), words.text("history.search_note"))
        self.search.edited.connect(self._search)
        self._count = text_label("", "muted")
        self._lines = LineList(words)
        self.rows.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addWidget(text_label(words.text("history.title"), "headline"))
        self._child = text_label("", "amount")
        self.rows.addWidget(self._child)
        self.rows.addWidget(self.search)
        self.rows.addWidget(text_label(words.text("history.search_note"), "small"))
        self.rows.addWidget(self._count)
        self.rows.addWidget(self._lines)
        self.rows.addStretch(1)
        self.setFocusProxy(self.search)

    def show_history(self, lines: list[HistoryLine], sought: str, child: str) -> None:
        """Show the history of a child, narrowed to one field where one is sought."""
        self._child.setText(child)
        self._all = lines
        self.search.forget()
        self.search.show_entry(sought or None)
        self._draw(sought)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self._all = []
            self._child.clear()
            self.search.forget()
            self._draw("")
        super().hideEvent(event)

    def _search(self, entry: Entry[str]) -> None:
        self._draw(entry.value or "")

    def _draw(self, sought: str) -> None:
        # A comma of the words of a field is no part of what is sought.
        words = [word.strip(",:") for word in sought.casefold().split()]
        found = [
            line for line in self._all if all(word in line.sought.casefold() for word in words)
        ]
        self._count.setText(
            self._words.text("history.count", shown=min(len(found), _MOST), count=len(found))
        )
        self._lines.show_lines([CardLine(line.text, None, mark="info") for line in found[:_MOST]])
