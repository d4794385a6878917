"""Lays the values of a strip out as marks and lines, no closer than a pixel can show.

Of a column as wide as a pixel the highest and the lowest mark are drawn, with a line between them:
a fever lies at the top of its strip, a fall of platelets at the foot, and neither may be lost. So a
stay of thousands of values has no more parts than the page has columns, and paper leaves out what
the screen does. What is read out is every value, laid out once it is asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from clinical.timeline import elapsed
from reports.chart.scene import Line, Mark, Point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.chart.scene import Shape, Strip, TimeScale
    from reports.chart.series import Series, Value

# A pixel of the logical screen, 96 to the inch, in points.
COLUMN = 72 / 96
_HAIR = 1e-6


@dataclass(frozen=True, slots=True)
class DrawnValues:
    """The values of one strip in the span shown: what is drawn, and what can be read out."""

    strip: Strip
    series: Series
    values: Sequence[Value]
    xs: Sequence[float]
    ys: Sequence[float]
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]

    def points(self) -> Iterator[Point]:
        """Yield every value of the span as it is read out."""
        for value, x, y in zip(self.values, self.xs, self.ys, strict=True):
            yield Point(self.strip.key, value.at, x, y, partial(self.series.said, value))


def drawn_values(strip: Strip, series: Series, time: TimeScale, *, joined: bool) -> DrawnValues:
    """Return the values of a series as they are drawn into its strip; ``joined`` by lines."""
    xs = time.places([value.at for value in series.values])
    first = bisect_left(xs, time.left - _HAIR)
    end = bisect_right(xs, time.right + _HAIR)
    # A line comes in from the value before the span, and goes out to the one behind it.
    before, behind = max(first - 1, 0), min(end + 1, len(xs))
    values, xs = series.values[before:behind], xs[before:behind]
    ys = [strip.y(value.number) for value in values]
    lines = tuple(_lines(values, xs, ys, series, time)) if joined else ()
    inside = slice(first - before, end - before)
    values, xs, ys = values[inside], xs[inside], ys[inside]
    return DrawnValues(
        strip, series, values, xs, ys, tuple(_marks(strip, series, values, xs, ys)), lines
    )


def columns(xs: Sequence[float], ys: Sequence[float]) -> Iterator[tuple[int, int, int, int]]:
    """Yield for each column the places of its first, highest, lowest and last value.

    ``xs`` stand in order, in points; y grows downwards.
    """
    column = None
    first = highest = lowest = last = 0
    for place, x in enumerate(xs):
        own = int(x / COLUMN)
        if own != column:
            if column is not None:
                yield first, highest, lowest, last
            column, first, highest, lowest = own, place, place, place
        elif ys[place] < ys[highest]:
            highest = place
        elif ys[place] > ys[lowest]:
            lowest = place
        last = place
    if column is not None:
        yield first, highest, lowest, last


def _marks(
    strip: Strip,
    series: Series,
    values: Sequence[Value],
    xs: Sequence[float],
    ys: Sequence[float],
) -> Iterator[Mark]:
    plain: Shape = "cross" if series.key == "temperature" else "dot"
    shapes: dict[Shape, list[int]] = {plain: [], "ring": []}
    for place, value in enumerate(values):
        shapes["ring" if value.bound else plain].append(place)
    for shape, places in shapes.items():
        own = [xs[place] for place in places], [ys[place] for place in places]
        for _, highest, lowest, _ in columns(*own):
            for place in dict.fromkeys((highest, lowest)):
                yield Mark(own[0][place], own[1][place], shape, "series", strip.key)


def _lines(
    values: Sequence[Value],
    xs: Sequence[float],
    ys: Sequence[float],
    series: Series,
    time: TimeScale,
) -> Iterator[Line]:
    """Yield the lines from value to value; over a gap that nobody measured there is none."""
    gap = timedelta(hours=series.scaling.gap_hours if series.scaling is not None else 24.0)
    before: int | None = None
    for first, highest, lowest, last in columns(xs, ys):
        if before is not None and elapsed(values[before].at, values[first].at) <= gap:
            yield from _joined((xs[before], ys[before]), (xs[first], ys[first]), time)
        # Within a column no pause can be seen.
        one, other = sorted((highest, lowest))
        yield from _joined((xs[one], ys[one]), (xs[other], ys[other]), time)
        before = last


def _joined(
    one: tuple[float, float], other: tuple[float, float], time: TimeScale
) -> Iterator[Line]:
    """Yield the line between two values, as much of it as lies in the span shown."""
    (x1, y1), (x2, y2) = one, other
    left, right = time.left, time.right
    if x2 < left or x1 > right or x1 == x2:
        return
    slope = (y2 - y1) / (x2 - x1)
    if x1 < left:
        x1, y1 = left, y1 + slope * (left - x1)
    if x2 > right:
        x2, y2 = right, y2 + slope * (right - x2)
    yield Line(x1, y1, x2, y2, "series", 0.9)
