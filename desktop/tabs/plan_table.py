"""Rows of a plan under a title: doses due, or the rates of an infusion. Drawn in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from desktop.widgets.dress import STEP, text_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.summary.table import Row, Table

_NUMBER = re.compile(r"−?\d+(\.\d+)?")
# So many letters stay on one line as well.
_SHORT = 12
# A date stays on one line, with its time, whatever the room.
_DATE = re.compile(r"[A-Z][a-z]{2} \d\d-[A-Z][a-z]{2}-\d{4}( \d\d:\d\d)?")
# As wide as a digit, and as wide as a point.
_DIGIT_SPACE, _POINT_SPACE = "\u2007", "\u2008"


class PlanTable(QFrame):
    """Keeps its cells and gives them new words; ``forget`` leaves none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._title = text_label("", "title")
        self._cells: dict[tuple[int, int], QLabel] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(STEP * 2)
        self._grid.setVerticalSpacing(STEP // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        column.setSpacing(STEP)
        column.addWidget(self._title)
        column.addLayout(self._grid)

    def show_table(self, table: Table) -> None:
        self._title.setText(table.title)
        self.setAccessibleName(table.title)
        wanted = {
            (row, column): text
            for row, cells in enumerate(table.rows)
            for column, text in enumerate(cells)
        }
        numbers = _number_columns(table.rows)
        for place, text in wanted.items():
            row, column = place
            cell = self._cell(place)
            cell.setWordWrap(_DATE.fullmatch(text) is None and len(text) > _SHORT)
            if column in numbers:
                cell.setText(text if row == 0 or not text else _padded(text, numbers[column]))
                cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            else:
                cell.setText(text)
                cell.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for place, cell in self._cells.items():
            if place not in wanted:
                cell.clear()
            cell.setVisible(place in wanted)
        self.show()

    def forget(self) -> None:
        self._title.clear()
        self.setAccessibleName("")
        for cell in self._cells.values():
            cell.clear()
        self.hide()

    def _cell(self, place: tuple[int, int]) -> QLabel:
        cell = self._cells.get(place)
        if cell is None:
            row, column = place
            cell = text_label("", "heading" if row == 0 else "plain")
            self._cells[place] = cell
            self._grid.addWidget(cell, row, column)
        return cell


def _number_columns(rows: Sequence[Row]) -> dict[int, int]:
    """Return the columns that hold numbers alone, each with its greatest count of decimals."""
    found: dict[int, int] = {}
    for column in range(len(rows[0])):
        texts = [row[column] for row in rows[1:] if row[column]]
        if texts and all(_NUMBER.fullmatch(text) for text in texts):
            found[column] = max(len(text.partition(".")[2]) for text in texts)
    return found


def _padded(text: str, decimals: int) -> str:
    """Return a number with blanks of the width of digits, so that decimal points stand in line."""
    fraction = text.partition(".")[2]
    point = _POINT_SPACE if decimals and not fraction else ""
    return f"{text}{point}{_DIGIT_SPACE * (decimals - len(fraction))}"
