"""Draws a chart on paper: the painter of the reportlab canvas. Greys only, no colour to be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from reports.fonts import BOLD, REGULAR, register_fonts, runs

if TYPE_CHECKING:
    from reports.chart.scene import ChartScene, Label, Mark, Role

_INK: dict[Role, Color] = {
    "ink": HexColor("#000000"),
    "quiet": HexColor("#4a4a4a"),
    "grid": HexColor("#d4d4d4"),
    "frame": HexColor("#8c8c8c"),
    "series": HexColor("#000000"),
    "limit": HexColor("#000000"),
    "event": HexColor("#000000"),
    "normal": HexColor("#ececec"),
    "bar": HexColor("#9a9a9a"),
    "now": HexColor("#8c8c8c"),
}
_CROSS, _DOT, _TICK = 2.2, 1.5, 3.2


class ChartDrawing(Flowable):
    """A chart as a part of a page; it is as large as its scene and never splits."""

    def __init__(self, scene: ChartScene) -> None:
        super().__init__()
        self._scene = scene

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 (reportlab's names)
        return self._scene.width, self._scene.height

    def draw(self) -> None:
        register_fonts()
        # The library leaves its canvas untyped.
        canvas: Any = self.canv
        scene, height = self._scene, self._scene.height
        canvas.saveState()
        for band in scene.bands:
            canvas.setFillColor(_INK[band.role])
            canvas.rect(
                band.x, height - band.y - band.height, band.width, band.height, stroke=0, fill=1
            )
        for line in scene.lines:
            canvas.setStrokeColor(_INK[line.role])
            canvas.setLineWidth(line.width)
            canvas.setDash([3, 2] if line.dashed else [])
            canvas.line(line.x1, height - line.y1, line.x2, height - line.y2)
        canvas.setDash([])
        for mark in scene.marks:
            _draw_mark(canvas, mark, height)
        for label in scene.labels:
            canvas.setFillColor(_INK[label.role])
            _write(canvas, label, height)
        canvas.restoreState()


def _write(canvas: Any, label: Label, height: float) -> None:  # noqa: ANN401 (an untyped canvas)
    """Draw a text by its anchor, each of its letters in a font that has it."""
    own = BOLD if label.bold else REGULAR
    parts = [(font or own, part) for font, part in runs(label.text)]
    widths = [stringWidth(part, font, label.size) for font, part in parts]
    x = label.x - sum(widths) * {"left": 0, "middle": 0.5, "right": 1}[label.anchor]
    for (font, part), width in zip(parts, widths, strict=True):
        canvas.setFont(font, label.size)
        canvas.drawString(x, height - label.y, part)
        x += width


def _draw_mark(canvas: Any, mark: Mark, height: float) -> None:  # noqa: ANN401 (an untyped canvas)
    x, y = mark.x, height - mark.y
    canvas.setStrokeColor(_INK[mark.role])
    canvas.setFillColor(_INK[mark.role])
    canvas.setLineWidth(1.0)
    match mark.shape:
        case "cross":
            canvas.line(x - _CROSS, y - _CROSS, x + _CROSS, y + _CROSS)
            canvas.line(x - _CROSS, y + _CROSS, x + _CROSS, y - _CROSS)
        case "dot":
            canvas.circle(x, y, _DOT, stroke=0, fill=1)
        case "ring":
            canvas.circle(x, y, _DOT + 0.6, stroke=1, fill=0)
        case "tick":
            canvas.line(x, y, x, y - _TICK)
