"""Scrolls what a person is led to into sight: taking the focus alone scrolls nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget


def bring_into_sight(*widgets: QWidget) -> None:
    """Scroll to these widgets, to the last one for certain, once the page has its new height."""
    for widget in widgets:
        QTimer.singleShot(0, widget, partial(_scroll_to, widget))


def _scroll_to(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
