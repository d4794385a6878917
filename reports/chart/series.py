"""The values of a chart: each series in one unit, every value with what is read out of it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Literal, NamedTuple, cast, get_args

from clinical.course.elapsed import in_utc
from clinical.logic import Finding
from clinical.measurements import Measured, measured, neutrophil_counts
from clinical.quantity import Interval, Unit
from clinical.record.vocabulary import ObservationCode
from reports.formats import hours_text, moment_text, number_text, quantity_text, unit_text
from reports.wording import z_text
from resources import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from clinical.assess import Assessment
    from clinical.course.temperature import Reading
    from clinical.log.entries import SinceIvig
    from clinical.log.treatment_log import TreatmentLog
    from clinical.record.case import Case, Echo
    from reports.wording import Wording

SeriesKey = ObservationCode | Literal["lvef", "coronary_z"]
CHOICES: tuple[SeriesKey, ...] = (
    "platelets", "lymphocytes", "neutrophils", "wbc", "alt", "ferritin", "lvef", "coronary_z",
    "heart_rate", "physician_activity",
)  # fmt: skip
_OBSERVED: frozenset[str] = frozenset(get_args(ObservationCode))


class Value(NamedTuple):
    """One value: its number in the unit of the series, and the entry it was read from.

    ``bound``: the laboratory gave a bound and no number.
    """

    at: datetime
    number: float
    item: Reading | Measured | Echo | tuple[str, str]
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Scaling:
    """How a series is scaled, in its canonical unit, and over how long a gap no line is drawn."""

    low: float
    high: float
    gap_hours: float
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Series:
    """One series in one unit; ``without_number`` counts values that cannot be drawn.

    ``shown`` and ``said`` write a value, short and as it is read out: words are made when they are
    asked for, a long stay has thousands of values. ``normal`` is the laboratory's own range at its
    last value; ``factor`` turns the canonical unit into the one shown.
    """

    key: SeriesKey
    title: str
    unit: str
    values: tuple[Value, ...]
    shown: Callable[[Value], str] = field(compare=False)
    said: Callable[[Value], str] = field(compare=False)
    scaling: Scaling | None
    factor: float
    method: str = ""
    normal: tuple[float | None, float | None] | None = None
    without_number: int = 0


@cache
def scalings() -> Mapping[str, Scaling]:
    """Return how each series is scaled."""
    table = tomllib.loads(read_text("style/chart.toml"))
    return {key: Scaling(**values) for key, values in table["series"].items()}


@cache
def bar_joined_hours() -> float:
    """Return how far apart the doses of one bar may be, in hours."""
    return float(tomllib.loads(read_text("style/chart.toml"))["bars"]["joined_within_hours"])


@cache
def bar_pause_times() -> float:
    """Return by how many times its neighbours a pause is one of the drug, and not of the hours."""
    return float(tomllib.loads(read_text("style/chart.toml"))["bars"]["pause_times_neighbours"])


class Reader:
    """Reads the series of one log."""

    def __init__(
        self, case: Case, assessment: Assessment, log: TreatmentLog, words: Wording
    ) -> None:
        self._case, self._assessment, self._log, self._words = case, assessment, log, words

    @cached_property
    def _since(self) -> Mapping[datetime, SinceIvig]:
        return {
            row.at: row.since_ivig
            for row in self._log.rows
            if row.at is not None and row.since_ivig is not None
        }

    def series(self, key: SeriesKey) -> Series:
        """Return one series; what was measured before this illness is left to the table."""
        if key == "temperature":
            return self._temperature()
        if key == "lvef":
            return self._lvef()
        if key == "coronary_z":
            return self._coronary_z()
        return self._observed(key)

    def known(self) -> tuple[SeriesKey, ...]:
        """Return the further series that have a value to draw."""
        return tuple(key for key in CHOICES if self.series(key).values)

    def said(self, at: datetime, shown: str) -> str:
        """Return what is read out of a value: time, value, hours since immunoglobulin."""
        local = at.astimezone(self._assessment.as_of.tzinfo)
        text = self._words.text("chart.read_out", at=moment_text(local), value=shown)
        since = self._since.get(local)
        if since is not None:
            since_text = hours_text(since.hours)
            return self._words.text("chart.read_out_since", text=text, since=since_text)
        return text

    def _temperature(self) -> Series:
        found, words = self._assessment.temperatures, self._words
        raised = self._assessment.rulebook.temperature.correction
        values = [
            Value(reading.at, number, reading, reading.measured.observation.comparator is not None)
            for reading in found
            if (number := _middle(reading.corrected)) is not None
        ]
        lacking = len(found) - len(values)
        return Series(
            "temperature", words.name("temperature"), unit_text(Unit.CELSIUS), tuple(values),
            lambda value: _tenths(value.number), self._reading, scalings()["temperature"], 1.0,
            method=words.text("chart.corrected", add=raised.axillary.add)
            if any(reading.site == "axillary" for reading in found) else "",
            without_number=lacking,
        )  # fmt: skip

    def _reading(self, value: Value) -> str:
        reading = cast("Reading", value.item)
        words, quantity = self._words, reading.measured.quantity
        amount = quantity_text(quantity) if quantity is not None else ""
        site = words.text(f"chart.site.{reading.site}")
        text = words.text("chart.temperature", value=amount, site=site)
        if self._assessment.rulebook.temperature.correction.at(reading.site).add:
            text = words.text("chart.temperature_counts", text=text, counts=_tenths(value.number))
        if reading.masked is Finding.MET:
            text = words.text("chart.temperature_masked", text=text)
        return self.said(reading.at, text)

    def _observed(self, key: ObservationCode) -> Series:
        case, assessment = self._case, self._assessment
        rulebook, as_of = assessment.rulebook, assessment.as_of
        found = (
            neutrophil_counts(case, rulebook, as_of)
            if key == "neutrophils"
            else measured(case, key, rulebook, as_of)
        )
        field = rulebook.fields[key]
        drawn = [item for item in found if item.interval is not None]
        last = drawn[-1] if drawn else None
        # One series has one unit: that of its last value; others are converted into it.
        own = last is not None and last.observation.code == key
        unit = (last.observation.unit if own and last is not None else None) or field.canonical
        rule = field.units[unit.value]
        factor = float(rule.from_canonical(Fraction(1)))
        values = tuple(
            Value(
                item.at,
                (_middle(item.interval) or 0.0) * factor,
                item,
                item.observation.comparator is not None,
            )
            for item in drawn
        )
        converted = any(item.observation.unit not in {None, unit} for item in drawn)
        return Series(
            key, self._words.name(key), unit_text(unit), values,
            _measured_number, partial(self._measured, unit), scalings().get(key), factor,
            method=self._words.text("chart.converted") if converted else "",
            normal=_normal(last, unit),
            without_number=len(found) - len(drawn),
        )  # fmt: skip

    def _measured(self, unit: Unit, value: Value) -> str:
        item = cast("Measured", value.item)
        observation, quantity = item.observation, item.quantity
        text = f"{_measured_number(value)} {unit_text(unit)}".strip()
        if quantity is not None and observation.unit not in {None, unit}:
            entered = quantity_text(quantity, observation.comparator)
            text = self._words.text("chart.entered", text=text, entered=entered)
        return self.said(item.at, text)

    def _lvef(self) -> Series:
        words = self._words
        values = tuple(
            Value(echo.at, float(echo.lvef_percent), echo)
            for echo in sorted(self._case.echos, key=lambda echo: in_utc(echo.at))
            if echo.struck is None
            and echo.lvef_percent is not None
            and echo.at <= self._assessment.as_of
        )

        def shown(value: Value) -> str:
            return number_text(cast("Echo", value.item).lvef_percent or 0)

        def said(value: Value) -> str:
            return self.said(value.at, f"{shown(value)} %")

        return Series("lvef", words.name("lvef"), "%", values, shown, said, scalings()["lvef"], 1.0)

    def _coronary_z(self) -> Series:
        """Return the largest z of each echocardiogram, by the model that decides."""
        words, values = self._words, list[Value]()
        for echo in self._assessment.coronary.counted:
            known = [
                (part.z, segment) for segment, part in echo.decided.items() if part.z is not None
            ]
            if known:
                z, segment = max(known, key=lambda pair: pair[0])
                text = words.text("chart.z", z=z_text(z), segment=words.name(segment))
                values.append(Value(echo.at, float(z), (z_text(z), text)))

        def shown(value: Value) -> str:
            return cast("tuple[str, str]", value.item)[0]

        def said(value: Value) -> str:
            return self.said(value.at, cast("tuple[str, str]", value.item)[1])

        title = words.text("chart.coronary_z")
        scaling = scalings()["coronary_z"]
        return Series("coronary_z", title, "z", tuple(values), shown, said, scaling, 1.0)


def _measured_number(value: Value) -> str:
    mark = cast("Measured", value.item).observation.comparator or ""
    return _number(value.number, mark)


def _tenths(number: float) -> str:
    return number_text(Fraction(number).limit_denominator(1000), 1)


def _number(number: float, mark: str) -> str:
    return mark + number_text(Fraction(number).limit_denominator(10_000), 2)


def _middle(interval: Interval | None) -> float | None:
    """Return the number to draw: the value, or the bound of one that is a bound."""
    if interval is None:
        return None
    known = interval.low if interval.low is not None else interval.high
    return None if known is None else known.numerator / known.denominator


def _normal(last: Measured | None, unit: Unit) -> tuple[float | None, float | None] | None:
    """Return the laboratory's range beside its last value, where it is in the unit shown."""
    reference = last.observation.reference if last is not None else None
    if last is None or reference is None or last.observation.unit not in {None, unit}:
        return None
    low, high = reference.low, reference.high
    if low is None and high is None:
        return None
    return (
        float(low) if low is not None else None,
        float(high) if high is not None else None,
    )
