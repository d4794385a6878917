"""The laboratory values as one grid: a row for each value, a column for each time, newest last.

One column is typed in, under the time that stands above the grid. There the cursor's cell is a
field like all others; every further cell is drawn. A field whose entry cannot be read, or that
asks something, stays on the screen with its words under it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QTableView,
    QWidget,
)

from clinical.quantity import Unit
from desktop.laboratory.cells import CellPainter
from desktop.widgets.dress import STEP
from reports.formats import unit_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from PySide6.QtGui import QResizeEvent

    from clinical.record.vocabulary import ObservationCode
    from desktop.laboratory.model import LabModel
    from desktop.widgets.message_line import MessageLine
    from desktop.widgets.number_field import NumberField

_CELL_HEIGHT = 32
_ENTRY_POINTS = 11
_FRAME_WIDTH, _ECHO_WIDTH = 184, 96
_COLUMN_WIDTH = 108
_NAME_WIDTHS = (104, 176)
_ROOM_AROUND = 96


class FieldGrid(QTableView):
    """``make`` builds the field of a value when it is first wanted.

    ``unit_of`` says in which unit a row is read while it has no field; None is asked for with
    ``unit_question``.
    """

    def __init__(
        self,
        lab: LabModel,
        make: Callable[[ObservationCode], NumberField],
        unit_of: Callable[[ObservationCode], Unit | None],
        unit_question: str,
    ) -> None:
        super().__init__()
        self.lab = lab
        self._make, self._unit_of = make, unit_of
        self._unit_question = unit_question
        self._fields: dict[ObservationCode, NumberField] = {}
        self._messages: dict[ObservationCode, MessageLine] = {}
        # The row the cursor is in.
        self._row: int | None = None
        self.active_column = -1
        # As large as what is typed, so that a number does not jump when the cursor comes.
        self.entry_font = QFont(self.font())
        self.entry_font.setPointSizeF(_ENTRY_POINTS)
        self.setModel(lab)
        self.setItemDelegate(CellPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        # Held here: Python's search for garbage would delete a header that only Qt knows of.
        self._headers = (self.verticalHeader(), self.horizontalHeader())
        self._prepare_headers()
        self._fit_height()

    @property
    def cell_height(self) -> int:
        return _CELL_HEIGHT

    @property
    def frame_width(self) -> int:
        return _FRAME_WIDTH

    # What the panel asks for.

    def show_times(
        self, times: tuple[datetime | None, ...], active: datetime | None, zone: tzinfo | None
    ) -> None:
        """Draw these times, ``active`` among them as the one that is typed in."""
        column = times.index(active)
        changed = self.lab.show_columns(times, zone)
        if changed or column != self.active_column:
            self.active_column = self.lab.active = column
            for each in range(len(times)):
                wide = each == column
                self.setColumnWidth(each, _FRAME_WIDTH + _ECHO_WIDTH if wide else _COLUMN_WIDTH)
            self.scrollTo(self.lab.index(0, column))
            self._fit_height()
        self.viewport().update()
        self.settle()

    def show_rows(self, wanted: Callable[[ObservationCode], bool]) -> None:
        """Show only the rows of these values."""
        for row, code in enumerate(self.lab.codes):
            self.setRowHidden(row, not wanted(code))
        self._fit_height()
        self.settle()

    def field(self, code: ObservationCode) -> NumberField:
        """Return the field of a value, built now if nobody has wanted it yet."""
        found = self._fields.get(code)
        if found is None:
            found = self._fields[code] = self._make(code)
            found.setParent(self.viewport())
            found.hide()
            message = self._messages[code] = found.stand_in_cell(_FRAME_WIDTH, _CELL_HEIGHT - 2)
            message.setParent(self.viewport())
            message.hide()
            message.turned.connect(self.settle)
            self.watch(found)
        return found

    def watch(self, field: NumberField) -> None:
        """Follow the keys of a field that was just built."""

    @property
    def fields(self) -> dict[ObservationCode, NumberField]:
        """The fields that were wanted so far."""
        return self._fields

    def is_live(self, code: ObservationCode) -> bool:
        """Whether a value is on the screen as a field and not as a drawing."""
        field = self._fields.get(code)
        return field is not None and (
            self.lab.codes.index(code) == self._row or field.is_unreadable or bool(field.message)
        )

    def unit_of(self, code: ObservationCode) -> Unit | None:
        field = self._fields.get(code)
        if field is not None and field.unit is not None:
            return Unit(field.unit)
        return self._unit_of(code)

    def unit_text_of(self, code: ObservationCode) -> str:
        unit = self.unit_of(code)
        return self._unit_question if unit is None else unit_text(unit)

    def enter(
        self,
        code: ObservationCode,
        reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason,
    ) -> None:
        """Put the cursor into the cell of a value, at the time that is typed in."""
        self._row = self.lab.codes.index(code)
        field = self.field(code)
        # Before the one that has the cursor is hidden: Qt would look for another place for it.
        field.show()
        field.setFocus(reason)
        self.settle()
        self.scrollTo(self.lab.index(self._row, self.active_column))
        bring_into_view(field)

    def forget(self) -> None:
        """Empty every field for another child."""
        for field in self._fields.values():
            field.forget()
        self._row = None
        self.settle()

    def settle(self) -> None:
        """Put each field that is to be seen into its cell, and its words under it."""
        for code, field in tuple(self._fields.items()):
            row = self.lab.codes.index(code)
            message = self._messages[code]
            seen = self.is_live(code) and self.active_column >= 0 and not self.isRowHidden(row)
            words = message.heightForWidth(self.viewport().width()) if field.message else 0
            height = _CELL_HEIGHT + (words + 2 if seen and words else 0)
            if self.rowHeight(row) != height and not self.isRowHidden(row):
                self.setRowHeight(row, height)
                self._fit_height()
            field.setVisible(seen)
        self._place()

    # Where things stand.

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()
        self.settle()

    def minimumSizeHint(self) -> QSize:
        """Return room for the names and the column that is typed in; the others scroll."""
        width = self.verticalHeader().width() + _FRAME_WIDTH
        return QSize(width, self.height())

    def sizeHint(self) -> QSize:
        return QSize(self.verticalHeader().width() + _FRAME_WIDTH + _ECHO_WIDTH, self.height())

    def _place(self) -> None:
        for code, field in self._fields.items():
            if field.isHidden():
                continue
            row = self.lab.codes.index(code)
            left = self.columnViewportPosition(self.active_column)
            top = self.rowViewportPosition(row)
            field.setGeometry(left, top, _FRAME_WIDTH + _ECHO_WIDTH, _CELL_HEIGHT)
            message = self._messages[code]
            if field.message:
                width = self.viewport().width()
                words = message.heightForWidth(width)
                message.setGeometry(0, top + _CELL_HEIGHT, width, words)
                message.raise_()

    def _prepare_headers(self) -> None:
        names, times = self._headers
        widest = max(self.fontMetrics().horizontalAdvance(name) for name in self.lab.names)
        least, most = _NAME_WIDTHS
        names.setFixedWidth(min(max(widest + 3 * STEP, least), most))
        for header in (names, times):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setSectionsClickable(True)
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        names.setDefaultSectionSize(_CELL_HEIGHT)
        names.setMinimumSectionSize(_CELL_HEIGHT)

    def _fit_height(self) -> None:
        """Be as high as the rows: the page scrolls, not the grid."""
        rows = sum(self.rowHeight(row) for row in range(len(self.lab.codes)))
        bar = self.horizontalScrollBar()
        height = self.horizontalHeader().sizeHint().height() + rows + 2
        if bar.maximum() > 0:
            height += bar.sizeHint().height()
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)


def bring_into_view(widget: QWidget) -> None:
    """Scroll the page a widget stands on until it is seen."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        # A row that was just unfolded has no place until the layouts around it have run.
        if (layout := parent.layout()) is not None:
            layout.activate()
        parent = parent.parentWidget()
    if isinstance(parent, QScrollArea):
        parent.ensureWidgetVisible(widget, 0, _ROOM_AROUND)
