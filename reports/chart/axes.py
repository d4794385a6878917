"""The numbers of an axis, and how much room a text takes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from reports.chart.series import Scaling
from reports.formats import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.chart.scene import Strip
    from reports.chart.series import Series

# A letter of the typeface is on average no wider than this share of its size.
_LETTER = 0.63


def width_of(text: str, size: float) -> float:
    """Return a width that a text does not go beyond, in points."""
    return len(text) * size * _LETTER


def axis_text(value: float) -> str:
    """Return a number of the axis."""
    return number_text(Decimal(str(round(value, 4))))


def scale(series: Series) -> tuple[float, float, bool]:
    """Return the ends of the axis of a series; the scale doubles until every value is on it."""
    scaling = series.scaling or _of_values(series)
    low, high = scaling.low * series.factor, scaling.high * series.factor
    if series.key == "temperature":
        low, high = scaling.low, scaling.high
    first = (low, high)
    numbers = [value.number for value in series.values]
    for value in (min(numbers), max(numbers)) if numbers else ():
        while value > high:
            high += high - low if series.key != "temperature" else 1
        while value < low:
            low -= high - low if series.key != "temperature" else 1
    return low, high, (low, high) != first


def _of_values(series: Series) -> Scaling:
    """Return a scale for a series that has none of its own: from nothing to a round number."""
    largest = max((abs(value.number) for value in series.values), default=1.0) / series.factor
    top = 1.0
    while top < largest:
        top *= 10
    while top / 2 >= largest:
        top /= 2
    return Scaling(0.0, top, 96.0)


def ticks(strip: Strip) -> Iterator[float]:
    """Yield the numbers of an axis: whole degrees, else quarters."""
    if strip.key == "temperature":
        value = strip.low
        while value <= strip.high:
            yield value
            value += 1
        return
    for quarter in range(5):
        yield strip.low + (strip.high - strip.low) * quarter / 4


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Return a text in lines that fit into a room, broken between words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def shortened(text: str, size: float, room: float) -> str:
    """Return a text that fits into a room; one that is too long ends with a sign that it is."""
    if width_of(text, size) <= room:
        return text
    return f"{text[: int(room / width_of(' ', size)) - 1].rstrip()}…"
