"""Keeps the mouse wheel from changing a value while a person scrolls a form (hazard H06).

One filter for the whole program. The wheel over a value goes on to the page behind it, so that
scrolling still works wherever the pointer happens to be.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QScrollBar,
    QTabBar,
)


class WheelGuard(QObject):
    """Refuses the wheel on everything that would change a value or a tab by it."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Wheel or not _has_value(watched):
            return False
        # Not accepted: Qt hands the event to the parent, which scrolls.
        event.ignore()
        return True


def _has_value(watched: QObject) -> bool:
    if isinstance(watched, QScrollBar):
        return False
    return isinstance(watched, (QAbstractSlider, QAbstractSpinBox, QComboBox, QTabBar))
