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
    """``said(first, last, total)`` is the line under each part, its numbers counted from 1.

    ``opening``: each row as it reads where it is the first of its page, which may be held alone.
    """

    def __init__(
        self,
        heading: Sequence[Callable[[], Flowable]],
        rows: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        commands: Sequence[Command],
        said: Callable[[int, int, int], str],
        *,
        padding: Padding,
        opening: Sequence[Sequence[Cell]] = (),
    ) -> None:
        super().__init__()
        self._heading, self._rows, self._widths = heading, rows, widths
        self._commands, self._said, self._padding = commands, said, padding
        self._opening = opening or rows
        self._first, self._total = 0, len(rows)
        self._heights: list[float] = []
        self._drawn: tuple[Table, Flowable] | None = None

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 (reportlab's names)
        heights = self._measured()
        whole = sum(heights) + self._caption(len(self._rows)).wrap(aW, aH)[1] + _BELOW
        return sum(self._widths), whole

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 (reportlab's names)
        heights = self._measured()
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
        opening = self._opening[first:last]
        part = CountedRows(
            self._heading, [opening[0], *self._rows[first + 1 : last]], self._widths,
            self._commands, self._said, padding=self._padding, opening=opening,
        )  # fmt: skip
        part._first, part._total = self._first + first, self._total
        heights = self._heights[1 + first : 1 + last]
        if first and self._opening is not self._rows:
            heights[0] = self._measure(opening[:1])[1]
        part._heights = [self._heights[0], *heights]
        return part

    def _measured(self) -> list[float]:
        """Return the height of the heading and of each row, measured once."""
        if not self._heights:
            heights: list[float] = []
            for start in range(0, max(len(self._rows), 1), _CHUNK):
                found = self._measure(self._rows[start : start + _CHUNK])
                heights += found if not start else found[1:]
            self._heights = heights
        return self._heights

    def _measure(self, rows: Sequence[Sequence[Cell]]) -> list[float]:
        """Return the height of the heading and of each of these rows."""
        grid = self._table(rows)
        grid.wrap(sum(self._widths), 0)
        # The library keeps the heights for itself, and its stubs leave them open.
        measured: list[float] = getattr(grid, "_rowHeights", [])
        return [float(height) for height in measured]

    def _table(self, rows: Sequence[Sequence[Cell]]) -> Table:
        heading = [make() for make in self._heading]
        return table(
            [heading, *rows], self._widths, self._commands, padding=self._padding, heading_rows=1
        )

    def _caption(self, count: int) -> Flowable:
        return paragraph(
            plain(self._said(self._first + 1, self._first + count, self._total)), CAPTION
        )
