"""Shows a chart and reads it out: under the pointer, and by arrow keys from value to value.

Draws a ``ChartScene`` and nothing of its own, line by line: a thick smooth line of many points is
slow in Qt. The words of a value stand below the chart, where a screen reader hears them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import tones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from desktop.theme import Scheme
    from reports.chart.scene import ChartScene, Mark, Point, Role

# A point is 1/72 of an inch, a pixel of the logical screen 1/96.
PIXELS_A_POINT = 96 / 72
_CROSS, _DOT, _TICK = 3.6, 2.6, 4.2
_STROKE = 1.6
_NEAR = 14.0
_TONES: dict[Role, str] = {
    "ink": "text",
    "quiet": "muted",
    "grid": "line",
    "frame": "edge",
    "series": "accent",
    "limit": "stop",
    "event": "unknown",
    "normal": "sunken",
    "bar": "edge",
    "now": "muted",
}


class ChartView(QWidget):
    """``read_out(str)`` says the value that is looked at, empty where none is.

    ``maker`` returns the scene for a room of so many points; it is asked again when the room or
    what is shown has changed.
    """

    read_out = Signal(str)

    def __init__(self, maker: Callable[[float, float], ChartScene | None]) -> None:
        super().__init__()
        self._maker = maker
        self._scene: ChartScene | None = None
        self._picture: QPixmap | None = None
        self._at: Point | None = None
        self._height = 320.0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def scene(self) -> ChartScene | None:
        """What is drawn, for the room there is now."""
        if self._scene is None and self.width() > 1:
            self._scene = self._maker(self.width() / PIXELS_A_POINT, self.height() / PIXELS_A_POINT)
        return self._scene

    @property
    def looked_at(self) -> Point | None:
        return self._at

    def show_height(self, points: float) -> None:
        """Take a height in points, as the chart needs it."""
        self._height = points * PIXELS_A_POINT
        self.setFixedHeight(round(self._height))

    def sizeHint(self) -> QSize:
        return QSize(640, round(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(420, round(self._height))

    def renew(self) -> None:
        """Draw anew: what is shown has changed."""
        self._scene = self._picture = None
        self._look(None)
        self.update()

    # Reading out.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        scene = self.scene
        if scene is None:
            return
        place = event.position() / PIXELS_A_POINT
        near = [
            (abs(point.x - place.x()) + abs(point.y - place.y()) / 3, point)
            for point in scene.points
            if abs(point.x - place.x()) <= _NEAR
        ]
        self._look(min(near, key=lambda pair: pair[0])[1] if near else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in moves:
            self._step(*moves[key])
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._to_end(last=key is Qt.Key.Key_End)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._look(None)
        super().focusOutEvent(event)

    def _step(self, along: int, across: int) -> None:
        """Go to the next value of a strip, or to the nearest in time of the next strip."""
        scene = self.scene
        if scene is None or not scene.points:
            return
        keys = list(dict.fromkeys(point.strip for point in scene.points))
        if self._at is None or self._at.strip not in keys:
            self._look(self._of(scene, keys[0])[-1])
            return
        if across:
            place = keys.index(self._at.strip) + across
            if 0 <= place < len(keys):
                x = self._at.x
                self._look(min(self._of(scene, keys[place]), key=lambda each: abs(each.x - x)))
            return
        own = self._of(scene, self._at.strip)
        place = own.index(self._at) + along
        if 0 <= place < len(own):
            self._look(own[place])

    def _to_end(self, *, last: bool) -> None:
        scene = self.scene
        if scene is None or not scene.points:
            return
        strip = self._at.strip if self._at is not None else scene.points[0].strip
        self._look(self._of(scene, strip)[-1 if last else 0])

    @staticmethod
    def _of(scene: ChartScene, strip: str) -> list[Point]:
        return [point for point in scene.points if point.strip == strip]

    def _look(self, point: Point | None) -> None:
        if point == self._at:
            return
        self._at = point
        text = point.text if point is not None else ""
        self.setAccessibleDescription(text)
        self.read_out.emit(text)
        self.update()

    # Drawing.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.renew()

    def paintEvent(self, event: QPaintEvent) -> None:
        scene = self.scene
        painter = QPainter(self)
        if scene is not None:
            colours = tones(self._scheme())
            if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatio():
                self._picture = self._drawn(scene, colours)
            painter.drawPixmap(0, 0, self._picture)
            if self._at is not None:
                _draw_finger(painter, scene, self._at, QColor(colours["accent"]))
            if self.hasFocus():
                painter.setPen(QPen(QColor(colours["accent"]), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()

    def _scheme(self) -> Scheme:
        """Return the scheme that is worn, by the colours the window has."""
        window = self.palette().color(QPalette.ColorRole.Window).name()
        for scheme in ("light", "dark", "contrast"):
            if tones(scheme)["window"] == window:
                return scheme
        return "light"

    def _drawn(self, scene: ChartScene, colours: Mapping[str, str]) -> QPixmap:
        ratio = self.devicePixelRatio()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(colours["surface"]))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_scene(painter, scene, colours, QFont(self.font()))
        painter.end()
        return picture


def paint_scene(
    painter: QPainter, scene: ChartScene, colours: Mapping[str, str], font: QFont
) -> None:
    """Draw a scene, its points as logical pixels of 96 to the inch."""
    inks: dict[Role, QColor] = {role: QColor(colours[tone]) for role, tone in _TONES.items()}
    scale = PIXELS_A_POINT
    for band in scene.bands:
        area = QRectF(band.x * scale, band.y * scale, band.width * scale, band.height * scale)
        painter.fillRect(area, inks[band.role])
    # Lines of one pen at once, each by itself: no corner is joined, and none is slow.
    pens: dict[tuple[Role, float, bool], list[QLineF]] = {}
    for line in scene.lines:
        drawn = QLineF(line.x1 * scale, line.y1 * scale, line.x2 * scale, line.y2 * scale)
        pens.setdefault((line.role, line.width * scale, line.dashed), []).append(drawn)
    for (role, width, dashed), lines in pens.items():
        pen = QPen(inks[role], width)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLines(lines)
    _draw_marks(painter, scene.marks, inks, scale)
    for label in scene.labels:
        font.setPixelSize(max(round(label.size * scale), 1))
        font.setBold(label.bold)
        painter.setFont(font)
        painter.setPen(inks[label.role])
        wide = painter.fontMetrics().horizontalAdvance(label.text)
        shift = {"left": 0.0, "middle": wide / 2, "right": float(wide)}[label.anchor]
        painter.drawText(QPointF(label.x * scale - shift, label.y * scale), label.text)


def _draw_marks(
    painter: QPainter, marks: Iterable[Mark], inks: Mapping[Role, QColor], scale: float
) -> None:
    strokes: dict[Role, list[QLineF]] = {}
    for mark in marks:
        x, y = mark.x * scale, mark.y * scale
        own = strokes.setdefault(mark.role, [])
        match mark.shape:
            case "cross":
                own.append(QLineF(x - _CROSS, y - _CROSS, x + _CROSS, y + _CROSS))
                own.append(QLineF(x - _CROSS, y + _CROSS, x + _CROSS, y - _CROSS))
            case "dot":
                painter.setPen(QPen(inks[mark.role], _STROKE))
                painter.setBrush(inks[mark.role])
                painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            case "ring":
                painter.setPen(QPen(inks[mark.role], _STROKE))
                painter.drawEllipse(QPointF(x, y), _DOT + 1, _DOT + 1)
            case "tick":
                own.append(QLineF(x, y, x, y + _TICK))
    for role, lines in strokes.items():
        painter.setPen(QPen(inks[role], _STROKE))
        painter.drawLines(lines)


def _draw_finger(painter: QPainter, scene: ChartScene, point: Point, ink: QColor) -> None:
    """Show which value is read out: an upright line and a ring."""
    x, y = point.x * PIXELS_A_POINT, point.y * PIXELS_A_POINT
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 1, Qt.PenStyle.DotLine))
    top, bottom = scene.strips[0].top, scene.strips[-1].bottom
    painter.drawLine(QLineF(x, top * PIXELS_A_POINT, x, bottom * PIXELS_A_POINT))
    painter.setPen(QPen(ink, 2))
    painter.drawEllipse(QPointF(x, y), 6, 6)
