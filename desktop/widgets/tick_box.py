"""A box to tick whose frame can be seen in every scheme: the style's own is lost on dark."""

from __future__ import annotations

from PySide6.QtCore import Property, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from desktop.icons import paint_icon

_ROUNDING = 3


class TickBox(QCheckBox):
    """The style sheet gives ``edge`` to the frame, and ``tint`` to the tick."""

    def __init__(self) -> None:
        super().__init__()
        self._edge, self._tint = QColor(Qt.GlobalColor.black), QColor(Qt.GlobalColor.black)

    def _get_edge(self) -> QColor:
        return self._edge

    def _set_edge(self, colour: QColor) -> None:
        self._edge = colour
        self.update()

    edge = Property(QColor, _get_edge, _set_edge)

    def _get_tint(self) -> QColor:
        return self._tint

    def _set_tint(self, colour: QColor) -> None:
        self._tint = colour
        self.update()

    tint = Property(QColor, _get_tint, _set_tint)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxIndicator
        box = QRectF(self.style().subElementRect(part, option, self)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # What may not be ticked has a broken frame: grey alone would say it by colour.
        line = Qt.PenStyle.SolidLine if self.isEnabled() else Qt.PenStyle.DotLine
        painter.setPen(QPen(self._edge, 1, line))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(box, _ROUNDING, _ROUNDING)
        if self.isChecked():
            paint_icon(painter, box, "met", self._tint)
        painter.end()
