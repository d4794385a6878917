"""Shows one of our own icons in the tint the style sheet gives it."""

from __future__ import annotations

from PySide6.QtCore import Property, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.icons import paint_icon
from desktop.widgets.dress import set_look, wide


class IconView(QWidget):
    """A drawing beside a text that says the same: it carries no meaning alone."""

    def __init__(self, name: str = "", tone: str = "", side: int = 16) -> None:
        super().__init__()
        self._name = name
        self._side = side
        self._tint = QColor(Qt.GlobalColor.black)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def icon(self) -> str:
        return self._name

    def show_icon(self, name: str, tone: str) -> None:
        self._name = name
        set_look(self, "tone", tone)
        self.update()

    def _get_tint(self) -> QColor:
        return self._tint

    def _set_tint(self, colour: QColor) -> None:
        self._tint = colour
        self.update()

    tint = Property(QColor, _get_tint, _set_tint)

    def sizeHint(self) -> QSize:
        return QSize(wide(self._side), wide(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            paint_icon(painter, QRectF(self.rect()), self._name, self._tint)
            painter.end()
