"""Where the keys lead in the laboratory grid: Enter and the arrows from cell to cell, Tab right.

Tab visits everything in reading order: the number, its unit, a question, the next time; behind
the last time it comes back in the next row to where the row was begun.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.laboratory.field_grid import FieldGrid, bring_into_view

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from clinical.quantity import Unit
    from clinical.record.vocabulary import ObservationCode
    from desktop.laboratory.model import LabModel
    from desktop.widgets.number_field import NumberField

# A window or a menu in front takes the cursor only for a while.
_FOR_A_WHILE = {
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
}
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class LabGrid(FieldGrid):
    """``turn`` brings another time; it answers False where an entry must be mended first.

    ``table_pasted`` where several cells or lines are pasted into one.
    """

    table_pasted = Signal()

    def __init__(
        self,
        lab: LabModel,
        make: Callable[[ObservationCode], NumberField],
        turn: Callable[[datetime | None], bool],
        unit_of: Callable[[ObservationCode], Unit | None],
        unit_question: str,
    ) -> None:
        super().__init__(lab, make, unit_of, unit_question)
        self._turn = turn
        # Where a row was begun: Tab comes back to this time in the next row.
        self._run_from: datetime | None = None
        self.horizontalHeader().sectionClicked.connect(self._on_time_clicked)
        self.verticalHeader().sectionClicked.connect(self._on_name_clicked)

    def watch(self, field: NumberField) -> None:
        field.line.installEventFilter(self)
        field.entered.connect(partial(self._go_down, field))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self._go(index.row(), index.column(), Qt.FocusReason.MouseFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the cursor on to a cell: the first one, or the last when coming from behind."""
        super().focusInEvent(event)
        rows = self._shown_rows()
        if not rows:
            return
        row = rows[0]
        if event.reason() is Qt.FocusReason.BacktabFocusReason:
            row = rows[-1]
        elif self._row in rows and event.reason() is not Qt.FocusReason.TabFocusReason:
            row = self._row
        self.enter(self.lab.codes[row], Qt.FocusReason.TabFocusReason)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 (Qt names it so)
        """Go right: to the unit, the question, the next time; at its end to the next row."""
        stop = self._stop_beside(forward=next)
        if stop is not None:
            stop.setFocus(
                Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            )
            return True
        if self._row is None or self.active_column < 0:
            return super().focusNextPrevChild(next)
        step = 1 if next else -1
        column = self.active_column + step
        begun = self._run_from is None or self._run_from == self._active_time()
        if 0 <= column < len(self.lab.columns) and (next or not begun):
            keep = self._run_from if self._run_from is not None else self._active_time()
            self._go(self._row, column, Qt.FocusReason.TabFocusReason, run_from=keep)
            return True
        row = self._row_beside(step)
        if row is None:
            return self._leave(forward=next)
        back = self._run_from
        column = self.lab.columns.index(back) if back in self.lab.columns else self.active_column
        if not next:
            column = self.active_column
        self._go(row, column, Qt.FocusReason.TabFocusReason, run_from=back)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        row = self._row_of(watched)
        if row is None:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.FocusIn:
            self._row = row
        elif event.type() is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._on_left(event.reason())
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(row, event)
        return super().eventFilter(watched, event)

    def _on_left(self, reason: Qt.FocusReason) -> None:
        holder = QApplication.focusWidget()
        if reason not in _FOR_A_WHILE and not (holder and self.isAncestorOf(holder)):
            self._row = self._run_from = None
            self.settle()
            self.viewport().update()

    def _on_key(self, row: int, event: QKeyEvent) -> bool:
        field = self._fields[self.lab.codes[row]]
        if event.matches(QKeySequence.StandardKey.Paste) and _holds_a_table():
            self.table_pasted.emit()
            return True
        if event.matches(QKeySequence.StandardKey.MoveToStartOfDocument):
            self._go(row, 0, Qt.FocusReason.TabFocusReason)
            return True
        if event.matches(QKeySequence.StandardKey.MoveToEndOfDocument):
            self._go(row, len(self.lab.columns) - 1, Qt.FocusReason.TabFocusReason)
            return True
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and (
            event.key() == Qt.Key.Key_Down and field.unit_button is not None
        ):
            field.unit_button.click()
            return True
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not plain:
            return False
        down, right = step
        if right:
            column = self.active_column + right
            if not _at_the_edge(field, right) or not 0 <= column < len(self.lab.columns):
                return False
            self._go(row, column, Qt.FocusReason.TabFocusReason)
            return True
        beside = self._row_beside(down)
        if beside is not None:
            self._go(beside, self.active_column, Qt.FocusReason.TabFocusReason)
        return True

    def _go(
        self,
        row: int,
        column: int,
        reason: Qt.FocusReason,
        *,
        run_from: datetime | None = None,
    ) -> None:
        """Leave the cell the cursor is in as it would be left by hand, and go to another."""
        at = self.lab.columns[column]
        if self._row is not None and (field := self._fields.get(self.lab.codes[self._row])):
            field.commit()
        if at != self._active_time() and not self._turn(at):
            return
        self._run_from = run_from
        self.enter(self.lab.codes[row], reason)

    def _go_down(self, field: NumberField) -> None:
        """Go to the next row on Enter; what cannot be read keeps the cursor."""
        field.commit()
        row = self._row_beside(1)
        if field.is_unreadable or row is None:
            return
        back = self._run_from
        column = self.lab.columns.index(back) if back in self.lab.columns else self.active_column
        self._go(row, column, Qt.FocusReason.TabFocusReason)

    def _on_time_clicked(self, column: int) -> None:
        rows = self._shown_rows()
        row = self._row if self._row in rows else (rows[0] if rows else None)
        if row is not None:
            self._go(row, column, Qt.FocusReason.MouseFocusReason)

    def _on_name_clicked(self, row: int) -> None:
        self._go(row, self.active_column, Qt.FocusReason.MouseFocusReason)

    def _active_time(self) -> datetime | None:
        return self.lab.columns[self.active_column] if self.active_column >= 0 else None

    def _shown_rows(self) -> list[int]:
        return [row for row in range(len(self.lab.codes)) if not self.isRowHidden(row)]

    def _row_beside(self, step: int) -> int | None:
        rows = self._shown_rows()
        if self._row not in rows:
            return None
        place = rows.index(self._row) + step
        return rows[place] if 0 <= place < len(rows) else None

    def _row_of(self, watched: QObject) -> int | None:
        for code, field in self._fields.items():
            if field.line is watched:
                return self.lab.codes.index(code)
        return None

    def _stop_beside(self, *, forward: bool) -> QWidget | None:
        """Return the next thing of the same cell that takes the cursor: unit, then question."""
        if self._row is None:
            return None
        code = self.lab.codes[self._row]
        field = self._fields.get(code)
        if field is None:
            return None
        stops: list[QWidget] = [field.line]
        if field.unit_button is not None:
            stops.append(field.unit_button)
        if self._messages[code].asks:
            stops.append(self._messages[code].answer_button)
        holder = QApplication.focusWidget()
        if holder not in stops:
            return None
        place = stops.index(holder) + (1 if forward else -1)
        return stops[place] if 0 <= place < len(stops) else None

    def _leave(self, *, forward: bool) -> bool:
        """Give the cursor to what stands before or behind the grid."""
        widget: QWidget | None = self
        while True:
            widget = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
            if widget is None or widget is self:
                return False
            if self.isAncestorOf(widget) or not widget.isVisible() or not widget.isEnabled():
                continue
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
                break
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        widget.setFocus(reason)
        bring_into_view(widget)
        return True


def _at_the_edge(field: NumberField, right: int) -> bool:
    """Whether an arrow would leave the text: nothing is being typed, or the text ends there."""
    line = field.line
    if line.hasSelectedText():
        return not field.typing and line.selectedText() == line.text()
    return line.cursorPosition() == (len(line.text()) if right > 0 else 0)


def _holds_a_table() -> bool:
    """Whether the clipboard holds more than one cell: no field could show what becomes of it."""
    text = QGuiApplication.clipboard().text().strip()
    return "\t" in text or "\n" in text
