"""A QR code as squares on the page, with no font and no picture of its own."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.platypus import Flowable

from reports.typesetting import INK


def square_modules(text: str) -> list[list[bool]]:
    """Return the rows of a QR code, True where it is dark; a sixth of it may be lost."""
    # The library leaves its encoder untyped.
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count: int = code.getModuleCount()
    return [[bool(code.isDark(row, column)) for column in range(count)] for row in range(count)]


class SquareCode(Flowable):
    """A QR code with sides of so many points; its quiet zone is the empty page around it."""

    def __init__(self, text: str, side: float) -> None:
        super().__init__()
        self._rows, self._side = square_modules(text), side
        self.hAlign = "RIGHT"

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803, ARG002 (reportlab's names)
        return self._side, self._side

    def draw(self) -> None:
        # The library leaves its canvas untyped.
        canvas: Any = self.canv
        module = self._side / len(self._rows)
        canvas.saveState()
        canvas.setFillColor(INK)
        path = canvas.beginPath()
        for number, row in enumerate(self._rows, start=1):
            column = 0
            for dark, run in groupby(row):
                length = len(list(run))
                if dark:
                    # Dark squares of a row are one piece: no hair of paper shows between them.
                    place = (column * module, self._side - number * module)
                    path.rect(*place, length * module, module)
                column += length
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()
