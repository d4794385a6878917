"""Lays a chart out: aligned strips on one axis of time, therapy under it, last values beside it.

By the conventions of observation charts: temperature as crosses with the line of fever labelled,
one series to a strip, scales that do not move, gaps shown as gaps, the last two values printed.
Texts are placed where they have room and are never cut: what has none stands in the table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.timeline import given_in_illness, local_day
from reports.chart.axes import axis_text, scale, shortened, ticks, width_of, wrapped
from reports.chart.bars import drug_of
from reports.chart.content import ChartContent
from reports.chart.scene import (
    Band,
    ChartScene,
    Label,
    Line,
    Mark,
    Point,
    Readings,
    Strip,
    TimeScale,
)
from reports.chart.values import COLUMN, drawn_values
from reports.formats import clock_text, day_text, day_with_weekday, moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from clinical.assess import Assessment
    from clinical.log.treatment_log import TreatmentLog
    from clinical.record.case import Case
    from reports.chart.bars import DrugBar
    from reports.chart.series import Series, SeriesKey
    from reports.wording import Wording

_LEFT, _RIGHT, _TOP = 104.0, 82.0, 28.0
_EDGE = 5.0
_GAP = 10.0
_AXIS = 27.0
_BAR_ROW = 17.0
_BAR_HEIGHT = 7.0
_RANGE, _SMALL, _TEXT = 5.5, 6.5, 7.5
_DAY = timedelta(days=1)
_SHOWN_DAYS_FOR_HOURS = 3
# Midnights closer than this would make the strips grey.
_CLOSEST = 4.0
_KINDS = {"temperature", "laboratory", "vital", "activity", "dose", "echo"}


@dataclass(frozen=True, slots=True)
class ChartWish:
    """What to draw: further series, a span of days or all, with or without joining lines."""

    more: tuple[SeriesKey, ...] = ()
    days: tuple[date, date] | None = None
    joined: bool = True


def chart_scene(  # noqa: PLR0917 (the log and what it was worked out of, and the room)
    case: Case,
    assessment: Assessment,
    log: TreatmentLog,
    words: Wording,
    wish: ChartWish,
    size: tuple[float, float],
) -> ChartScene:
    """Return the chart of a log for a room of so many points."""
    return scene_of(ChartContent(case, assessment, log, words), wish, size)


def scene_of(content: ChartContent, wish: ChartWish, size: tuple[float, float]) -> ChartScene:
    """Return the chart of what was worked out of a log before."""
    return _Layout(content, wish, size).scene()


def chart_height(case: Case, strips: int) -> float:
    """Return a height in which so many strips and the therapy of a case can be read, in points."""
    return _TOP + _AXIS + 82.0 * strips + bars_height(case) + _EDGE


def bars_height(case: Case) -> float:
    """Return the height that the therapy of a case takes, in points."""
    return _BAR_ROW * len({drug_of(item) for item in case.treatments if item.struck is None})


def _all_of(readings: Sequence[Callable[[], Iterable[Point]]]) -> Iterator[Point]:
    for each in readings:
        yield from each()


class _Layout:
    def __init__(self, content: ChartContent, wish: ChartWish, size: tuple[float, float]) -> None:
        self._content, self._wish = content, wish
        self._case, self._words, self._log = content.case, content.words, content.log
        self._as_of, self._rulebook = content.as_of, content.rulebook
        self._width, self._height = size
        self._bars, self._onset = content.bars, content.onset
        first, last = self._span()
        self._time = TimeScale(first, last, _LEFT, self._width - _RIGHT)
        self._bands: list[Band] = []
        self._lines: list[Line] = []
        self._marks: list[Mark] = []
        self._labels: list[Label] = []
        self._readings: list[Callable[[], Iterable[Point]]] = []
        self._notes: list[str] = []

    def scene(self) -> ChartScene:
        series = [self._content.series(key) for key in ("temperature", "crp", *self._wish.more)]
        bottom = self._height - _AXIS - _BAR_ROW * len(self._bars) - _EDGE
        strips = tuple(self._strips(series, bottom))
        self._days(strips[0].top, bottom)
        for strip, each in zip(strips, series, strict=True):
            self._draw_strip(strip, each)
        self._infusions(strips[0].top, bottom)
        self._now(strips[0].top, bottom)
        for place, bar in enumerate(self._bars):
            self._draw_bar(bar, bottom + _AXIS + _BAR_ROW * place)
        return ChartScene(
            self._width, self._height, self._time, strips,
            tuple(self._bands), tuple(self._lines), tuple(self._marks), tuple(self._labels),
            tuple(self._notes), Readings(partial(_all_of, tuple(self._readings))),
        )  # fmt: skip

    # The axis of time.

    def _span(self) -> tuple[datetime, datetime]:
        if self._wish.days is not None:
            first, last = self._wish.days
            return self._midnight(first), self._midnight(last + _DAY)
        # Rows stand in the order of time: the first of the illness is the earliest.
        days = (
            local_day(row.at, self._as_of)
            for row in self._log.rows
            if row.at is not None and row.kind in _KINDS and not row.later and not row.struck
        )
        today = local_day(self._as_of, self._as_of)
        begin = next((day for day in days if self._onset is None or day >= self._onset), today)
        return self._midnight(begin), self._midnight(today + _DAY)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._as_of.tzinfo)

    def _days(self, top: float, bottom: float) -> None:
        """Draw midnights, and below them date and day of illness as far as there is room."""
        first = local_day(self._time.first, self._as_of)
        count = (local_day(self._time.last, self._as_of) - first).days
        wide = (self._time.right - self._time.left) / max(count, 1)
        full = wide >= width_of("Sat 21-Nov-2026", _TEXT) + 4
        needed = width_of("Sat 21-Nov-2026" if full else "21-Nov", _TEXT) + 4
        step = max(1, math.ceil(needed / wide))
        fine = max(1, math.ceil(_CLOSEST / wide))
        for number in range(count + 1):
            day = first + _DAY * number
            x = self._time.x(self._midnight(day))
            if number % fine == 0:
                self._lines.append(Line(x, top, x, bottom + 3, "grid", 0.5))
            if number == count or number % step:
                continue
            shown = day_with_weekday(day) if full else day_text(day)[:6]
            self._labels.append(Label(x + 2, bottom + 10, shown, _TEXT, bold=True))
            if self._onset is not None and day >= self._onset:
                text = self._words.text("chart.day", number=(day - self._onset).days + 1)
                if width_of(text, _SMALL) <= wide * step:
                    self._labels.append(Label(x + 2, bottom + 19, text, _SMALL, role="quiet"))
            if count <= _SHOWN_DAYS_FOR_HOURS:
                self._hours(day, wide, bottom)
        whole = self._words.text(
            "chart.span", first=day_text(first), last=day_text(first + _DAY * (count - 1))
        )
        for place, part in enumerate(wrapped(whole, _SMALL, _LEFT - 2 * _EDGE)):
            self._labels.append(Label(_EDGE, bottom + 10 + 9 * place, part, _SMALL, role="quiet"))

    def _hours(self, day: date, wide: float, bottom: float) -> None:
        """Draw the hours of a day that has room for them, the day of illness before the first."""
        clock = width_of("00:00", _SMALL)
        first = width_of(self._words.text("chart.day", number=99), _SMALL) + clock / 2 + 4
        room = max(clock + 4, first)
        every = next((each for each in (1, 3, 6, 12) if wide * each / 24 > room), 24)
        for hour in range(every, 24, every):
            at = datetime.combine(day, time(hour), self._as_of.tzinfo)
            x = self._time.x(at)
            self._lines.append(Line(x, bottom, x, bottom + 3, "frame", 0.5))
            self._labels.append(Label(x, bottom + 19, clock_text(at), _SMALL, "middle", "quiet"))

    # The strips.

    def _strips(self, series: list[Series], bottom: float) -> Iterator[Strip]:
        room = bottom - _TOP - _GAP * (len(series) - 1)
        shares = [each.scaling.share if each.scaling is not None else 1.0 for each in series]
        top = _TOP
        for each, share in zip(series, shares, strict=True):
            height = room * share / sum(shares)
            low, high, changed = scale(each)
            if changed:
                text = self._words.text("chart.rescaled", name=each.title, low=axis_text(low),
                                        high=axis_text(high), unit=each.unit)  # fmt: skip
                self._notes.append(text)
            yield Strip(each.key, each.title, top, top + height, low, high)
            top += height + _GAP

    def _draw_strip(self, strip: Strip, series: Series) -> None:
        left, right = self._time.left, self._time.right
        self._title(strip, series)
        self._normal(strip, series)
        for value in ticks(strip):
            y = strip.y(value)
            self._lines.append(Line(left, y, right, y, "grid", 0.4))
            self._labels.append(
                Label(left - 4, y + 2.3, axis_text(value), _SMALL, "right", "quiet")
            )
        for x in (left, right):
            self._lines.append(Line(x, strip.top, x, strip.bottom, "frame", 0.7))
        for y in (strip.top, strip.bottom):
            self._lines.append(Line(left, y, right, y, "frame", 0.7))
        if series.key == "temperature":
            limit = self._rulebook.temperature.fever.value
            y = strip.y(float(limit))
            self._lines.append(Line(left, y, right, y, "limit", 1.0, dashed=True))
            text = self._words.text("chart.fever", limit=str(limit))
            self._labels.append(Label(right + 4, y + 2.3, text, _SMALL, role="limit", bold=True))
        drawn = drawn_values(strip, series, self._time, joined=self._wish.joined)
        self._lines += drawn.lines
        self._marks += drawn.marks
        self._readings.append(drawn.points)
        self._last(strip, series)
        if series.without_number:
            self._notes.append(
                self._words.text(
                    "chart.without_number", name=series.title, count=series.without_number
                )
            )

    def _title(self, strip: Strip, series: Series) -> None:
        lines = [(series.title, _TEXT, True), (series.unit, _TEXT, False)]
        lines += [(series.method, _SMALL, False)] if series.method else []
        y = strip.top + 7
        for text, size, bold in lines:
            for part in wrapped(text, size, _LEFT - 26):
                self._labels.append(
                    Label(_EDGE, y, part, size, bold=bold, role="ink" if bold else "quiet")
                )
                y += size + 2.2

    def _normal(self, strip: Strip, series: Series) -> None:
        if series.normal is None:
            return
        low, high = series.normal
        top = max(strip.y(min(high, strip.high)) if high is not None else strip.top, strip.top)
        under = min(strip.y(max(low, strip.low)) if low is not None else strip.bottom, strip.bottom)
        if under > top:
            wide = self._time.right - self._time.left
            self._bands.append(Band(self._time.left, top, wide, under - top, "normal"))
            text = self._words.text("chart.normal")
            x = self._clear_of_uprights(width_of(text, _RANGE))
            self._labels.append(Label(x, under - 2, text, _RANGE, role="quiet"))

    def _clear_of_uprights(self, wide: float) -> float:
        """Return where a text of that width begins that no upright line runs through."""
        first = x = self._time.left + 3
        crossing = [place for kind in ("start", "end") for _, place in self._infusion_lines(kind)]
        crossing += [line.x1 for line in self._lines if line.x1 == line.x2]
        if self._time.first < self._as_of < self._time.last:
            crossing.append(self._time.x(self._as_of))
        for line in sorted(crossing):
            if x - 2 <= line <= x + wide + 2:
                x = line + 3
        return x if x + wide <= self._time.right else first

    def _last(self, strip: Strip, series: Series) -> None:
        """Print the last value and the one before beside the strip."""
        x, y = self._time.right + 4, strip.top + 7
        for key, value in zip(("last", "before"), reversed(series.values), strict=False):
            local = value.at.astimezone(self._as_of.tzinfo)
            text = self._words.text(f"chart.{key}", value=series.shown(value))
            self._labels.append(Label(x, y, text, _TEXT, bold=key == "last"))
            when = moment_text(local).replace(f"-{local.year:04d}", "")
            self._labels.append(Label(x, y + 8, when, _SMALL, role="quiet"))
            y += 19
        if not series.values:
            self._labels.append(Label(x, y, self._words.text("chart.none"), _SMALL, role="quiet"))

    # Treatment.

    def _infusions(self, top: float, bottom: float) -> None:
        """Draw where each infusion of immunoglobulin began and ended."""
        for kind, row, dashed in (("start", 10.0, False), ("end", 19.0, True)):
            places = self._infusion_lines(kind)
            for _, x in places:
                self._lines.append(Line(x, top - 4, x, bottom, "event", 1.1, dashed=dashed))
            self._name_lines(kind, row, places)

    def _infusion_lines(self, kind: str) -> list[tuple[int, float]]:
        """Return the number of each infusion with where its start or its end stands."""
        infusions = sorted(
            (
                item
                for item in given_in_illness(self._case, ("ivig",), self._as_of)
                if item.start is not None
            ),
            key=lambda item: in_utc(item.start or self._as_of),
        )
        moments = [item.start if kind == "start" else item.end for item in infusions]
        return [
            (number, self._time.x(at))
            for number, at in enumerate(moments, start=1)
            if at is not None and self._time.first <= at <= self._time.last
        ]

    def _name_lines(self, kind: str, row: float, places: Sequence[tuple[int, float]]) -> None:
        """Name the lines of infusions in a row over the strips; short of room by their number."""
        free = self._time.left
        after = [x for _, x in places[1:]] + [self._width + _EDGE]
        for (number, x), following in zip(places, after, strict=False):
            for length in ("", "_short"):
                text = self._words.text(f"chart.infusion_{kind}{length}", number=number)
                wide = width_of(text, _SMALL)
                at_x = min(x, self._width - wide)
                if free <= at_x <= following - wide - 2:
                    self._labels.append(Label(at_x, row, text, _SMALL, role="event", bold=True))
                    free = at_x + wide + 2
                    break

    def _now(self, top: float, bottom: float) -> None:
        if self._time.first < self._as_of < self._time.last:
            x = self._time.x(self._as_of)
            self._lines.append(Line(x, top, x, bottom, "now", 0.8))

    def _draw_bar(self, bar: DrugBar, top: float) -> None:
        base = top + _BAR_ROW - 3
        self._name_bar(bar.name, base)
        left, right = self._time.left, self._time.right
        self._lines.append(Line(left, base, right, base, "grid", 0.4))
        free = left
        for segment in bar.segments:
            x1, x2 = self._time.x(segment.start), self._time.x(segment.end)
            if x2 < left or x1 > right:
                continue
            x1, x2 = max(x1, left), min(max(x2, x1), right)
            height = 2.5 + (_BAR_HEIGHT - 2.5) * segment.share
            self._bands.append(Band(x1, base - height, max(x2 - x1, 1.2), height, "bar"))
            text_wide = width_of(segment.shown, _SMALL)
            if x1 >= free and x1 + text_wide <= self._width:
                self._labels.append(Label(x1, base - height - 1.5, segment.shown, _SMALL))
                free = x1 + text_wide + 4
            xs = self._time.places(dose.at for dose in segment.ticks)
            inside = [
                (dose, x) for dose, x in zip(segment.ticks, xs, strict=True) if left <= x <= right
            ]
            places = {int(x / COLUMN): x for _, x in inside}
            self._marks += [Mark(x, base, "tick", "ink", bar.drug) for x in places.values()]
            points = [
                Point(bar.drug, dose.at, x, base - 3, partial(str, dose.text)) for dose, x in inside
            ]
            self._readings.append(partial(iter, points))
        if bar.untimed:
            self._notes.append(self._words.text("chart.untimed", name=bar.name, count=bar.untimed))

    def _name_bar(self, name: str, base: float) -> None:
        """Write the name of a drug, a long one in two lines; one longer still is whole below."""
        room, size = _LEFT - 2 * _EDGE, _TEXT
        lines = wrapped(name, size, room)
        if len(lines) > 1:
            size = _SMALL
            first, *rest = wrapped(name, size, room)
            lines = [first, " ".join(rest)]
        shown = [shortened(line, size, room) for line in lines if line]
        if " ".join(shown) != name:
            text = self._words.text("chart.whole_name", short=" ".join(shown), name=name)
            self._notes.append(text)
        for place, line in enumerate(reversed(shown)):
            y = base - place * (size + 0.5)
            self._labels.append(Label(_EDGE, y, line, size, bold=True))
