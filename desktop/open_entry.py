"""The entry the cursor is in: how it is committed, and that it leaves undo to the record.

A line edit would take Ctrl+Z for its own letters, and the record would not go back.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop.actions import REDO_KEYS, UNDO_KEYS
from desktop.widgets.line_field import LineField
from desktop.widgets.text_field import NotesField


class OpenEntry(QObject):
    """Follows the cursor through one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._watched: QWidget | None = None
        # Where the last key was pressed, whoever has the cursor since.
        self.pressed_on: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def commit(self) -> None:
        """Commit the entry the cursor is in, as leaving it would."""
        widget = self._window.focusWidget()
        while widget is not None:
            if isinstance(widget, (LineField, NotesField)):
                widget.commit()
                return
            widget = widget.parentWidget()

    @property
    def key(self) -> str:
        """What the case calls the entry the cursor is in, empty where it is in none."""
        widget = self._window.focusWidget()
        while widget is not None and not isinstance(widget, (LineField, NotesField)):
            widget = widget.parentWidget()
        return widget.key if widget is not None else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuse undo and redo for a single field: they go on to the menu."""
        if event.type() is QEvent.Type.KeyPress:
            self.pressed_on = self._watched
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            pressed = QKeySequence(event.keyCombination())
            if any(pressed == QKeySequence(keys) for keys in (*UNDO_KEYS, *REDO_KEYS)):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Watch the widget that has the cursor, and no other: not every event of the program."""
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = new if new is not None and self._window.isAncestorOf(new) else None
        if self._watched is not None:
            self._watched.installEventFilter(self)
