"""A long table on paper: no row is split, and under each part stands which rows it holds.

The rows are measured once; a part takes as many as the page has room for (hazards H48 and H56).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import Flowable

from reports.typesetting import CAPTION, Cell, Command, Padding, paragraph, plain, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reportlab.platypus import Table

_BELOW = 3.0
_CHUNK = 60


class CountedRows(Flowable):
    """``said(first, last, total)`` is the line under each part, its numbers counted from 1."""

    def __init__(
        self,
        heading: Sequence[Callable[[], Flowable]],
        rows: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        commands: Sequence[Command],
        said: Callable[[int, int, int], str],
        *,
        padding: Padding,
    ) -> None:
        super().__init__()
        self._heading, self._rows, self._widths = heading, rows, widths
        self._commands, self._said, self._padding = commands, said, padding
        self._first, self._total = 0, len(rows)
        self._heights: list[float] = []
        self._drawn: tuple[Table, Flowable] | None = None

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 (reportlab's names)
        heights = self._measured(aH)
        whole = sum(heights) + self._caption(len(self._rows)).wrap(aW, aH)[1] + _BELOW
        return sum(self._widths), whole

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 (reportlab's names)
        heights = self._measured(aH)
        below = self._caption(len(self._rows)).wrap(aW, aH)[1] + _BELOW
        room, count = aH - heights[0] - below, 0
        for height in heights[1:]:
            if height > room:
                break
            room -= height
            count += 1
        if not count or count == len(self._rows):
            return []
        return [self._part(0, count), self._part(count, len(self._rows))]

    def draw(self) -> None:
        grid, caption = self._table(self._rows), self._caption(len(self._rows))
        wide = sum(self._widths)
        grid.wrap(wide, 0)
        below = caption.wrap(wide, 0)[1]
        grid.drawOn(self.canv, 0, below + _BELOW)
        caption.drawOn(self.canv, 0, 0)

    def _part(self, first: int, last: int) -> CountedRows:
        part = CountedRows(
            self._heading, self._rows[first:last], self._widths, self._commands, self._said,
            padding=self._padding,
        )  # fmt: skip
        part._first, part._total = self._first + first, self._total
        part._heights = [self._heights[0], *self._heights[1 + first : 1 + last]]
        return part

    def _measured(self, room: float) -> list[float]:
        """Return the height of the heading and of each row, measured once."""
        if not self._heights:
            heights: list[float] = []
            for start in range(0, max(len(self._rows), 1), _CHUNK):
                grid = self._table(self._rows[start : start + _CHUNK])
                grid.wrap(sum(self._widths), room)
                # The library keeps the heights for itself, and its stubs leave them open.
                measured: list[float] = getattr(grid, "_rowHeights", [])
                found = [float(height) for height in measured]
                heights += found if not start else found[1:]
            self._heights = heights
        return self._heights

    def _table(self, rows: Sequence[Sequence[Cell]]) -> Table:
        heading = [make() for make in self._heading]
        return table(
            [heading, *rows], self._widths, self._commands, padding=self._padding, heading_rows=1
        )

    def _caption(self, count: int) -> Flowable:
        return paragraph(
            plain(self._said(self._first + 1, self._first + count, self._total)), CAPTION
        )
