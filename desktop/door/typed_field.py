"""A field that takes only what is typed: a name copied from the screen proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent

from desktop.widgets.text_field import TextField

if TYPE_CHECKING:
    from desktop.words import Words


class TypedField(TextField):
    """Refuses pasting and dropping, by key, by mouse and by menu."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._line.setAcceptDrops(False)
        self._line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        by_key = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste)
        # The selection of the window system is pasted by the middle button.
        by_mouse = (
            isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonRelease
            and event.button() is Qt.MouseButton.MiddleButton
        )
        if watched is self._line and (by_key or by_mouse):
            return True
        return super().eventFilter(watched, event)
