"""Rows of a plan under a title: doses due, or the rates of an infusion. Drawn in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from desktop.widgets.dress import STEP, text_label

if TYPE_CHECKING:
    from reports.plan_summary import Table


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
        for place, text in wanted.items():
            self._cell(place).setText(text)
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
            cell.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            self._cells[place] = cell
            self._grid.addWidget(cell, row, column)
        return cell
