"""The form on the left and what follows from it on the right; stacked where there is no room.

Side by side each half scrolls by itself; stacked, one scroll reaches everything. Nothing scrolls
sideways at any width the program supports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, set_visible, wide
from desktop.widgets.reading_order import put_in_reading_order

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

# design.md: 1366 x 768 at 200 % leaves 683 pixels.
STACKED_BELOW = 900
_FORM_SHARE, _RESULTS_SHARE = 11, 9


class Page(QWidget):
    """A background that scrolls."""


class SplitPanes(QWidget):
    def __init__(self, form: QWidget, results: QWidget) -> None:
        super().__init__()
        self._form = form
        self._results = results
        self._left = _VerticalScroll()
        self._right = _VerticalScroll()
        self._is_stacked: bool | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP)
        layout.addWidget(self._left, _FORM_SHARE)
        layout.addWidget(self._right, _RESULTS_SHARE)
        self._arrange(stacked=False)

    @property
    def is_stacked(self) -> bool:
        return bool(self._is_stacked)

    @property
    def scroll_areas(self) -> tuple[QScrollArea, ...]:
        """The areas in use: both halves, or the one that holds everything."""
        return (self._left,) if self._is_stacked else (self._left, self._right)

    def minimumSizeHint(self) -> QSize:
        """Return the least size when stacked, so that side by side never forbids getting there."""
        widths = (self._form.minimumSizeHint().width(), self._results.minimumSizeHint().width())
        bar = self._left.verticalScrollBar().sizeHint().width()
        return QSize(max(widths) + bar, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(stacked=event.size().width() < wide(STACKED_BELOW))
        super().resizeEvent(event)

    def put_in_order(self) -> None:
        """Let Tab go the way the page is read, whatever was drawn anew since."""
        put_in_reading_order(self._form, self._results)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 (Qt's own name)
        self.put_in_order()
        return super().focusNextPrevChild(next)

    def _arrange(self, *, stacked: bool) -> None:
        if stacked == self._is_stacked:
            return
        self._is_stacked = stacked
        # Moving a widget to another parent takes the focus from it; the hand keeps its place.
        # (The stub forgets that there may be no focus.)
        focused = cast("QWidget | None", self.focusWidget())
        self._form.setParent(None)
        self._results.setParent(None)
        self._left.hold(self._form, self._results) if stacked else self._left.hold(self._form)
        if not stacked:
            self._right.hold(self._results)
        self._right.setVisible(not stacked)
        if focused is not None and self.isAncestorOf(focused):
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
            self._left.ensureWidgetVisible(focused)


class _Held(Page):
    """Tells the area it lies in that it wants another width: no area of Qt's hears of that."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__()
        self._area = area
        self._least = 0

    def event(self, event: QEvent) -> bool:
        heard = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            least = self.minimumSizeHint().width()
            if least != self._least:
                self._least = least
                self._area.updateGeometry()
        return heard


class _VerticalScroll(QScrollArea):
    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The area itself takes no step of the Tab order; its content does.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        """Return room for the content's least width, so that it is never cut at the side."""
        hint = super().minimumSizeHint()
        page = self.widget()
        if page is None:
            return hint
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(page.minimumSizeHint().width() + bar, hint.height())

    def hold(self, *contents: QWidget) -> None:
        page = _Held(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(STEP)
        for content in contents:
            column.addWidget(content)
            set_visible(content, visible=True)
        column.addStretch(1)
        # Deletes the page held before, which is empty by now.
        self.setWidget(page)
