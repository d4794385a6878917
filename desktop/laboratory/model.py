"""The cells of the laboratory grid as Qt asks for them: a row for each value, a column a time.

Words and numbers alone, drawn from the samples; which of them is being typed is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from reports.formats import clock_text, day_text, number_text, unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from clinical.quantity import Unit
    from clinical.record.case import Observation
    from clinical.record.vocabulary import ObservationCode
    from desktop.laboratory.samples import Samples
    from reports.wording import Wording

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LabModel(QAbstractTableModel):
    """``columns`` are the times in order; None stands for a sample that is being begun."""

    def __init__(self, words: Wording, codes: Sequence[ObservationCode], samples: Samples) -> None:
        super().__init__()
        self._words = words
        self.codes = tuple(codes)
        self.names = tuple(words.name(code) for code in codes)
        self._samples = samples
        self.columns: tuple[datetime | None, ...] = ()
        self._zone: tzinfo | None = None
        # The column that is typed in: its time stands out.
        self.active = -1
        self._bold = QFont()
        self._bold.setBold(True)

    def show_columns(self, columns: tuple[datetime | None, ...], zone: tzinfo | None) -> bool:
        """Take the times to show, on the ward's clock; return whether anything is other."""
        if (columns, zone) == (self.columns, self._zone):
            return False
        self.beginResetModel()
        self.columns, self._zone = columns, zone
        self.endResetModel()
        return True

    def observation(self, row: int, column: int) -> Observation | None:
        return self._samples.at(self.columns[column]).get(self.codes[row])

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.codes)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        found = self.observation(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.number(found)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            value = self.full(found) or self._words.text("laboratory.empty")
            name, at = self.names[index.row()], self.time(index.column()).replace("\n", " ")
            return self._words.text("laboratory.cell", name=name, at=at, value=value)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.FontRole and across and section == self.active:
            return self._bold
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.names[section] if not across else self.time(section)

    def time(self, column: int) -> str:
        """Return the day and the time of a column, on two lines."""
        at = self.columns[column]
        if at is None:
            return self._words.text("laboratory.new_column")
        local = at.astimezone(self._zone)
        return f"{day_text(local.date())}\n{clock_text(local)}"

    def number(self, found: Observation | None) -> str:
        """Return what stands in a cell, without its unit."""
        if found is None:
            return ""
        if found.value is not None:
            return f"{found.comparator or ''}{number_text(found.value)}"
        if found.interpretation is None:
            return ""
        return self._words.text(f"field.judgement.{found.interpretation}")

    def full(self, found: Observation | None, row_unit: Unit | None = None) -> str:
        """Return what stands in a cell, with its unit where the row has another."""
        number = self.number(found)
        if found is None or found.unit is None or found.unit == row_unit:
            return number
        return f"{number} {unit_text(found.unit)}"
