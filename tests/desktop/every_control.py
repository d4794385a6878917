"""Every control of a page as a screen reader and the Tab key meet it, and what is wrong with it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from desktop.widgets.form import FormRow
from desktop.widgets.panes import SplitPanes

if TYPE_CHECKING:
    from collections.abc import Iterator

# Controls whose middles are no further apart stand on one line.
_ONE_LINE = 14


def controls(window: QWidget) -> list[QWidget]:
    """Return what the Tab key reaches, in its order, from the first one of the window."""
    for panes in window.findChildren(SplitPanes):
        if panes.isVisible():
            # The first press of Tab does it; a test presses it in ``test_accessibility``.
            panes.put_in_order()
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        proxy = widget.focusProxy()
        if policy and widget.isVisible() and widget.isEnabled() and proxy is None:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def nameless(window: QWidget) -> list[str]:
    """Return each control that a screen reader has no words for."""
    return [
        told(widget)
        for widget in controls(window)
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
    ]


def without_buddy(window: QWidget) -> list[str]:
    """Return each row of a form whose label does not belong to its field."""
    return [
        label.text()
        for row in window.findChildren(FormRow)
        for label in row.findChildren(QLabel)
        if label.parentWidget() is row
        and cast("QWidget | None", label.buddy()) is None
        and label.property("role") == "plain"
    ]


def out_of_order(window: QWidget) -> list[str]:
    """Return each step of the Tab key that goes against the order of reading, pane by pane."""
    found: list[str] = []
    by_area: dict[int, list[QWidget]] = {}
    for widget in controls(window):
        by_area.setdefault(id(_area(widget)), []).append(widget)
    for widgets in by_area.values():
        for before, after in pairwise(widgets):
            one, other = _place(before, window), _place(after, window)
            lower = other.center().y() - one.center().y()
            same_line = abs(lower) <= _ONE_LINE
            if (same_line and other.left() < one.left()) or (
                not same_line and other.bottom() <= one.top()
            ):
                found.append(f"{told(before)} -> {told(after)}")
    return found


def left_again(window: QWidget) -> list[str]:
    """Return each pane that the Tab key leaves and comes back to."""
    areas: list[int] = []
    for widget in controls(window):
        area = id(_area(widget))
        if not areas or areas[-1] != area:
            areas.append(area)
    # The chain is a circle: it may begin anywhere.
    if len(areas) > 1 and areas[0] == areas[-1]:
        areas.pop()
    return [str(areas.count(area)) for area in set(areas) if areas.count(area) > 1]


def sticking_out(window: QWidget) -> list[str]:
    """Return what is cut at the side, and what scrolls sideways."""
    found = [
        f"{type(area).__name__} scrolls sideways"
        for area in window.findChildren(QScrollArea)
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0
    ]
    for widget in controls(window):
        area = _area(widget)
        port = area.viewport() if area is not None else window
        right = widget.mapTo(port, widget.rect().topRight()).x()
        if right > port.width():
            found.append(f"{told(widget)}: {right} of {port.width()}")
    return found


def cut_words(window: QWidget) -> Iterator[str]:
    """Yield each label on one line that has less room than its words."""
    for label in window.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap():
            needs = label.fontMetrics().horizontalAdvance(label.text().split("\n")[0])
            if label.width() + 1 < needs:
                yield f"{label.text()!r}: {label.width()} of {needs}"


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def _area(widget: QWidget) -> QScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def told(widget: QWidget) -> str:
    """Return what a control is, in words for a failed test."""
    name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    parent = widget.parentWidget()
    return f"{type(widget).__name__} {name!r} in {type(parent).__name__}"
