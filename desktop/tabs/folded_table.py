"""A table behind a line of words, for what is looked up and not read each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.tabs.plan_table import PlanTable
from desktop.widgets.dress import text_label
from desktop.widgets.fold import Fold

if TYPE_CHECKING:
    from reports.summary.table import Table


class FoldedTable(QWidget):
    """``none`` stands in the place of the table while there is nothing to show."""

    def __init__(self, title: str, none: str) -> None:
        super().__init__()
        self.fold = Fold(title)
        self._table = PlanTable()
        self._none_text = none
        self._none = text_label("", "small")
        self.fold.rows.addWidget(self._table)
        self.fold.rows.addWidget(self._none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.fold)
        self.show_table(None)

    def show_table(self, table: Table | None) -> None:
        """Draw a table, or leave not a word of the last one."""
        if table is None:
            self._table.forget()
        else:
            self._table.show_table(table)
        self._none.setText(self._none_text if table is None else "")
        self._none.setVisible(table is None)

    def blank(self, reason: str) -> None:
        """Leave not a word of the last table, and say that nothing was calculated."""
        self.show_table(None)
        self._none.setText(reason)
