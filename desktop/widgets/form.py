"""The one way to add a row to a form, so that all forms look, sound and behave alike.

A row has a key: "missing: AST" elsewhere leads to it by ``focus``. Nothing in a row has a fixed
height, so a message under a field pushes what follows down instead of being cut.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets.dress import CONTROL_HEIGHT, STEP, set_look, text_label

_LABEL_WIDTH = 176
_FLASH_MS = 1400
# So much of the page stays visible around a row that is led to.
_ROOM_AROUND = 48


@runtime_checkable
class Labelled(Protocol):
    def set_label(self, name: str, description: str) -> None:
        """Take the name and the description that assistive technology reads out."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    def forget(self) -> None:
        """Drop everything that belongs to the case before."""
        ...


class FormRow(QFrame):
    """A label and its field; the style sheet lets it light up for a moment."""

    def __init__(self, label: QLabel, field: QWidget, help_text: str | None) -> None:
        super().__init__()
        self.field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        row.setSpacing(STEP * 2)
        label.setFixedWidth(_LABEL_WIDTH)
        label.setMinimumHeight(CONTROL_HEIGHT)
        label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        label.setBuddy(field)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(STEP // 4)
        column.addWidget(field)
        if help_text:
            column.addWidget(text_label(help_text, "small"))
        row.addLayout(column, 1)


class Form(QWidget):
    """Sections of rows, in reading order, which is the order of Tab."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, FormRow] = {}
        self._flashing: FormRow | None = None
        self._flash_end = QTimer(self)
        self._flash_end.setSingleShot(True)
        self._flash_end.setInterval(_FLASH_MS)
        self._flash_end.timeout.connect(self._end_flash)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(STEP * 2, STEP * 2, STEP * 2, STEP * 2)
        self._layout.setSpacing(0)
        self._layout.addStretch(1)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._rows)

    def section(self, title: str) -> None:
        """Begin a section; its title stays above its rows."""
        label = text_label(title, "section")
        label.setContentsMargins(STEP, STEP * 2 if self._rows else 0, STEP, STEP // 2)
        self._add(label)

    def row(self, key: str, label: str, field: QWidget, help_text: str | None = None) -> None:
        """Add a field under a key that no other row has."""
        if key in self._rows:
            raise ValueError(f"the form has a row {key!r} already")
        row = FormRow(text_label(label), field, help_text)
        if isinstance(field, Labelled):
            field.set_label(label, help_text or "")
        else:
            field.setAccessibleName(label)
            field.setAccessibleDescription(help_text or "")
        self._rows[key] = row
        self._add(row)

    def note(self, widget: QWidget) -> None:
        """Add something without a label over the whole width: a table, a sentence, a button."""
        self._add(widget)

    def set_row_visible(self, key: str, *, visible: bool) -> None:
        """Show a row only where it applies; its value is none of the form's business."""
        self._rows[key].setVisible(visible)

    def focus(self, key: str) -> bool:
        """Lead a person to a row: scroll, focus, light up. Return False for an unknown key."""
        row = self._rows.get(key)
        if row is None:
            return False
        # A row that was just made visible has no place until the layout has run.
        self._layout.activate()
        area = _scroll_area(self)
        if area is not None:
            area.ensureWidgetVisible(row, 0, _ROOM_AROUND)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._end_flash()
        self._flashing = row
        set_look(row, "flash", "true")
        self._flash_end.start()
        return True

    def forget(self) -> None:
        """Drop what was typed in every field: the next case starts from empty fields."""
        for row in self._rows.values():
            if isinstance(row.field, Forgetful):
                row.field.forget()

    def _add(self, widget: QWidget) -> None:
        self._layout.insertWidget(self._layout.count() - 1, widget)

    def _end_flash(self) -> None:
        if self._flashing is not None:
            set_look(self._flashing, "flash", "false")
            self._flashing = None


def _scroll_area(widget: QWidget) -> QScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent
