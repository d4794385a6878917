"""A page of one column in the middle, which scrolls; nothing of it is cut at any width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP
from desktop.widgets.panes import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

_WIDTH = 720


class _Scrolled(Page):
    """As high as its texts are at the width it has: Qt would ask for their height at the least."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class ColumnPage(QScrollArea):
    """A subclass fills ``rows``."""

    def __init__(self, width: int = _WIDTH) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QWidget()
        column.setMaximumWidth(width)
        self.rows = QVBoxLayout(column)
        self.rows.setContentsMargins(STEP * 3, STEP * 3, STEP * 3, STEP * 3)
        self.rows.setSpacing(STEP)
        page = _Scrolled()
        outside = QHBoxLayout(page)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addStretch(1)
        outside.addWidget(column, 100)
        outside.addStretch(1)
        self.setWidget(page)
        self._first: QWidget | None = None

    def begin_at(self, widget: QWidget) -> None:
        """Hand the cursor on to a control of this page.

        No focus proxy: forward, Qt's Tab would leap to it over all that stands before it.
        """
        self._first = widget

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._first is not None:
            self._first.setFocus(event.reason())
