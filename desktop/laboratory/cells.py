"""Draws the cells of the laboratory grid: the column that is typed in, and those beside it.

A cell is drawn, not built: of hundreds of values only the one with the cursor is a field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem

from desktop.widgets.dress import STEP

if TYPE_CHECKING:
    from desktop.laboratory.field_grid import FieldGrid

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellPainter(QStyledItemDelegate):
    def __init__(self, grid: FieldGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        grid, row, column = self._grid, index.row(), index.column()
        # The binding declares what the option inherits for none of its attributes.
        area: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        # The palette of a widget under the style sheet has its quiet colours thinned.
        palette: QPalette = QApplication.palette()
        role = QPalette.ColorRole
        active = column == grid.active_column
        painter.fillRect(area, palette.color(role.Base if active else role.AlternateBase))
        line = QRect(area.left(), area.top(), area.width(), grid.cell_height)
        inside = line.adjusted(STEP + 2, 0, -STEP, 0)
        code = grid.lab.codes[row]
        if not active:
            text = grid.lab.full(grid.lab.observation(row, column), grid.unit_of(code))
            painter.setPen(palette.color(role.Text))
            self._write(painter, inside, text, _LEFT)
            return
        if grid.is_live(code):
            return
        number = grid.lab.number(grid.lab.observation(row, column))
        painter.setPen(palette.color(role.Text))
        painter.setFont(grid.entry_font)
        box = QRect(inside.left(), inside.top(), grid.frame_width - 2 * STEP, inside.height())
        self._write(painter, box, number, _LEFT)
        painter.setFont(grid.font())
        painter.setPen(palette.color(role.PlaceholderText))
        self._write(painter, box, grid.unit_text_of(code), _RIGHT)

    @staticmethod
    def _write(painter: QPainter, area: QRect, text: str, flags: Qt.AlignmentFlag) -> None:
        painter.drawText(area, flags, text)
