"""Our own drawings, from ``resources/icons``, in any colour and sharp at any scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import read_text


@cache
def _drawing(name: str) -> str:
    return read_text(f"icons/{name}.svg")


def paint_icon(painter: QPainter, area: QRectF, name: str, colour: QColor) -> None:
    """Draw the icon called ``name`` into an area; an unknown name is an error."""
    drawing = _drawing(name).replace("currentColor", colour.name())
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, area)


def icon(name: str, colour: QColor, side: int = 16) -> QIcon:
    """Return an icon for a button or menu, at once and twice its size for dense screens."""
    result = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(QSize(side, side) * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_icon(painter, QRectF(0, 0, side * ratio, side * ratio), name, colour)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        result.addPixmap(pixmap)
    return result
