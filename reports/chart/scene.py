"""What a chart is made of: lines, marks, bands and texts in points, and the scales to read it by.

The origin is the upper left corner; y grows downwards. A scene is frozen and knows nothing of
screen or paper: both draw the very same one, so that they cannot differ. Numbers are floats,
because they are places on a page; no result is computed from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from clinical.timeline import elapsed, later_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# What a part stands for; each painter has a colour or a grey for it.
Role = Literal["ink", "quiet", "grid", "frame", "series", "limit", "event", "normal", "bar", "now"]
Shape = Literal["cross", "dot", "ring", "tick"]
Anchor = Literal["left", "middle", "right"]


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    role: Role
    width: float = 0.6
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of a strip or a dose: a cross, a filled dot, or a ring for a bound ("<0.3")."""

    x: float
    y: float
    shape: Shape
    role: Role
    strip: str


@dataclass(frozen=True, slots=True)
class Band:
    """A filled rectangle, ``x`` and ``y`` its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    role: Role


@dataclass(frozen=True, slots=True)
class Label:
    """A text on its baseline."""

    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = "left"
    role: Role = "ink"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A value that can be read out: its strip, its place, and what it says when it is asked."""

    strip: str
    at: datetime
    x: float
    y: float
    said: Callable[[], str] = field(compare=False)

    @property
    def text(self) -> str:
        return self.said()


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Moments between ``first`` and ``last`` as places, in real time."""

    first: datetime
    last: datetime
    left: float
    right: float

    def x(self, moment: datetime) -> float:
        return self.places((moment,))[0]

    def places(self, moments: Iterable[datetime]) -> list[float]:
        """Return where moments stand, many at once."""
        first, last = self.first.timestamp(), self.last.timestamp()
        wide, whole = self.right - self.left, last - first
        return [self.left + wide * ((each.timestamp() - first) / whole) for each in moments]

    def at(self, x: float) -> datetime:
        share = (x - self.left) / (self.right - self.left)
        whole = elapsed(self.first, self.last) // timedelta(seconds=1)
        return later_by(self.first, timedelta(seconds=round(share * whole)))


@dataclass(frozen=True, slots=True)
class Strip:
    """One series with its own scale; all strips share the axis of time."""

    key: str
    title: str
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - (self.bottom - self.top) * share


class Readings:
    """The values of a chart as they are read out, by strip and time.

    Laid out once somebody looks: a long stay has thousands, and a redraw needs none of them.
    """

    def __init__(self, made: Callable[[], Iterable[Point]]) -> None:
        self._made = made

    @cached_property
    def points(self) -> tuple[Point, ...]:
        return tuple(self._made())


@dataclass(frozen=True, slots=True)
class ChartScene:
    """One chart; ``notes`` are said below it."""

    width: float
    height: float
    time: TimeScale
    strips: tuple[Strip, ...]
    bands: tuple[Band, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    notes: tuple[str, ...]
    readings: Readings = field(compare=False)

    @property
    def points(self) -> tuple[Point, ...]:
        """Every value that can be read out, by strip and time."""
        return self.readings.points
