"""The Tab key goes the way a page is read, also where a redraw put something in between.

Qt appends what is made later to the end of its chain. The order of the layouts is that of reading,
so the chain is put right from them when somebody presses Tab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


def put_in_reading_order(*pages: QWidget) -> None:
    """Chain every control of some pages, one page after the other."""
    last: QWidget | None = None
    for page in pages:
        for widget in _controls(page):
            if last is not None:
                QWidget.setTabOrder(last, widget)
            last = widget


def _controls(widget: QWidget) -> Iterator[QWidget]:
    if widget.isHidden():
        return
    # Who hands the cursor on to a part of itself is no stop of its own.
    proxy = widget.focusProxy()
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and proxy is None:
        yield widget
    if isinstance(widget, QScrollArea):
        page = widget.widget()
        if page is not None:
            yield from _controls(page)
        return
    layout = widget.layout()
    if layout is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda place: _row_and_column(layout, place))
    for place in places:
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from _controls(widget)
        elif inner is not None:
            yield from _in_layout(inner)


def _row_and_column(grid: QGridLayout, place: int) -> tuple[int, int]:
    row, column, *_ = cast("tuple[int, int, int, int]", grid.getItemPosition(place))
    return row, column
