"""The rows of the log as a table: newest first, by kind, each worded when it is looked at.

Five thousand rows stay smooth because nothing is made of a row that is not on the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from reports.log.rows import RowWords, row_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clinical.log.entries import LogRow, RowKind
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

COLUMNS = ("time", "illness_day", "since", "kind", "entry", "by")
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LogTable(QAbstractTableModel):
    """Shows the rows of one kind, or all."""

    def __init__(self, rulebook: Rulebook, words: Wording) -> None:
        super().__init__()
        self._rulebook, self._words = rulebook, words
        self._rows: tuple[LogRow, ...] = ()
        self._shown: list[LogRow] = []
        self._kind: RowKind | None = None
        self._worded: dict[int, RowWords] = {}

    @property
    def total(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> Sequence[LogRow]:
        """The rows shown, the newest first."""
        return self._shown

    def show_rows(self, rows: tuple[LogRow, ...]) -> None:
        """Show these rows, which stand oldest first; the same ones again cost nothing."""
        if rows != self._rows:
            self._rows = rows
            self._choose()

    def show_kind(self, kind: RowKind | None) -> None:
        if kind != self._kind:
            self._kind = kind
            self._choose()

    def words_of(self, place: int) -> RowWords:
        if place not in self._worded:
            self._worded[place] = row_words(self._shown[place], self._rulebook, self._words)
        return self._worded[place]

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 (what Qt shows)
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._words.text(f"log_tab.column.{COLUMNS[section]}")
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 (likewise)
        row = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(self.words_of(index.row()), COLUMNS[index.column()])
        if role == Qt.ItemDataRole.FontRole and row.struck:
            font = QFont()
            font.setStrikeOut(COLUMNS[index.column()] == "entry")
            return font
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            told = self.words_of(index.row())
            return f"{told.text} {told.state}".strip()
        return None

    def _cell(self, told: RowWords, column: str) -> str:
        match column:
            case "time":
                return f"{told.day[4:]} {told.time}" if told.time else told.day
            case "illness_day":
                return told.illness_day
            case "since":
                return told.since
            case "kind":
                if not told.state:
                    return told.kind
                return self._words.text("log_tab.kind_state", kind=told.kind)
            case "entry":
                return told.text.replace("\n", " ")
            case _:
                return told.by

    def _choose(self) -> None:
        self.beginResetModel()
        self._worded.clear()
        self._shown = [
            row for row in reversed(self._rows) if self._kind is None or row.kind == self._kind
        ]
        self.endResetModel()
