"""What an eye finds in a window, and what it could have found: words on widgets, hidden or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = TypeVar("Kind", bound=QWidget)


def read(widget: QWidget) -> Iterator[str]:
    """Yield the words that are on the screen, in reading order of the tree."""
    for each in (widget, *widget.findChildren(QWidget)):
        if each.isVisible() and isinstance(each, (QLabel, QPushButton, QLineEdit)):
            yield each.text()
        elif each.isVisible() and isinstance(each, QTableView):
            yield from _cells(each)


def _cells(table: QTableView) -> Iterator[str]:
    """Yield what is drawn in a table: the titles of rows and columns, then each cell by rows."""
    model = table.model()
    rows = [row for row in range(model.rowCount()) if not table.isRowHidden(row)]
    columns = range(model.columnCount())
    yield from (str(model.headerData(each, Qt.Orientation.Horizontal)) for each in columns)
    for row in rows:
        yield str(model.headerData(row, Qt.Orientation.Vertical))
        yield from (str(model.index(row, each).data()) for each in columns)


def every_word(widget: QWidget) -> str:
    """Return every word of a widget, spoken ones and those of hidden parts too."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found: list[str] = []
    for each in (widget, *widget.findChildren(QWidget)):
        found += [each.accessibleName(), each.accessibleDescription(), each.toolTip()]
        if isinstance(each, (QLabel, QAbstractButton, QLineEdit)):
            found.append(each.text())
        elif isinstance(each, QTableView):
            found += _cells(each)
    return "\n".join(text for text in found if text)


def holder(widget: QWidget | None, kind: type[Kind]) -> Kind:
    """Return the field of a kind that a widget belongs to."""
    while widget is not None and not isinstance(widget, kind):
        widget = widget.parentWidget()
    assert widget is not None
    return widget


def is_seen(widget: QWidget) -> bool:
    """Return whether no part of a widget is scrolled out of sight."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()
