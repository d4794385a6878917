"""What was found, for the letter: a short table of values, the echocardiograms, the worst z.

No rows by day: of each value the first, the extremes and the last, with their days.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, get_args

from clinical.heart.z_scores import REPORTED, SEGMENTS, VESSELS
from clinical.measurements import measured
from clinical.record.vocabulary import ObservationCode
from clinical.timeline import fever_onset_day
from reports.discharge.parts import Fact, Record
from reports.formats import day_text, number_text, quantity_text
from reports.summary.coronary import vessel
from reports.summary.table import Table
from reports.wording import z_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.heart.coronary import TrendPoint
    from clinical.heart.readings import EchoReading, SegmentReading
    from clinical.measurements import Measured
    from clinical.record.case import Echo
    from clinical.record.vocabulary import Segment
    from reports.summary.table import Row

# What is taken at the bedside stands in the chart.
_AT_THE_BEDSIDE = {
    "temperature", "systolic_pressure", "heart_rate", "physician_activity", "parent_activity",
}  # fmt: skip
_AREA_DECIMALS = 4
_FINDINGS = (
    "aneurysm", "lv_function_decreased", "mitral_regurgitation", "pericardial_effusion",
    "perivascular_brightness", "lack_of_tapering",
)  # fmt: skip


def laboratory_table(record: Record) -> Table | None:
    """Return the first, lowest, highest and last of each value of this illness."""
    onset = fever_onset_day(record.case, record.as_of)
    rows: list[Row] = []
    for code in get_args(ObservationCode):
        if code in _AT_THE_BEDSIDE:
            continue
        values = measured(record.case, code, record.rulebook, record.as_of, since=onset)
        if values:
            rows.append((record.words.name(code), *_of_values(values, record)))
    if not rows:
        return None
    names = ("value", "first", "lowest", "highest", "last")
    heading = tuple(record.text(f"column.{name}") for name in names)
    title = record.text("laboratory")
    if onset is not None:
        title = record.text("laboratory_days", day=onset)
    return Table(title, (heading, *rows))


def _of_values(values: tuple[Measured, ...], record: Record) -> tuple[str, str, str, str]:
    shown = _shown(values[0], record)
    if len(values) == 1:
        return shown, "", "", record.text("only_value")
    numbers = [(_place(item), item) for item in values]
    known = [(place, item) for place, item in numbers if place is not None]
    if not known:
        return shown, "", "", _shown(values[-1], record)
    low = min(known, key=lambda one: one[0])[1]
    high = max(known, key=lambda one: one[0])[1]
    return shown, _shown(low, record), _shown(high, record), _shown(values[-1], record)


def _place(item: Measured) -> Fraction | None:
    """Return where a value stands among others; "<0.3" stands at its limit."""
    if item.interval is None:
        return None
    return item.interval.low if item.interval.low is not None else item.interval.high


def _shown(item: Measured, record: Record) -> str:
    quantity = item.quantity
    if quantity is None:
        value = record.words.text(f"field.judgement.{item.observation.interpretation}")
    else:
        value = quantity_text(quantity, item.observation.comparator)
    day = record.day(item.at)
    number = record.illness_day(day)
    if number is not None:
        return record.text("value_on_day", value=value, number=number)
    return record.text("value_on", value=value, day=day)


def echo_table(record: Record) -> Table | None:
    """Return each diameter and reported z with the z, class and body surface it stands on."""
    rows = [row for echo in record.assessment.coronary.echos for row in _echo_rows(echo, record)]
    if not rows:
        return None
    names = ("echo", "bsa", "vessel", "diameter", "z", "size", "reported")
    if not any(row[-1] for row in rows):
        names, rows = names[:-1], [row[:-1] for row in rows]
    heading = tuple(record.text(f"column.{name}") for name in names)
    model = record.rulebook.z_models[record.assessment.coronary.model]
    formula = record.rulebook.coronary.body_surface[model.bsa].title
    title = record.text("echos", model=model.title, formula=formula)
    return Table(title, (heading, *rows))


def _echo_rows(echo: EchoReading, record: Record) -> Iterator[Row]:
    """Yield a row for each vessel; day and body surface stand on the first."""
    model = record.rulebook.z_models[record.assessment.coronary.model]
    when, area = record.in_cell(record.day(echo.at)), echo.sizes.bsa_m2.get(model.bsa)
    surface = (
        record.text("m2", area=number_text(Fraction(area), _AREA_DECIMALS))
        if area is not None
        else record.text("not_recorded")
    )
    for name, reading in echo.segments.items():
        yield when, surface, vessel(name, record.words), *_segment(reading, model.id, record)
        when = surface = ""
    for name, part in echo.decided.items():
        if name not in echo.segments:
            size = record.text("in_words", size=record.words.name(f"size.{part.size}"))
            yield when, surface, vessel(name, record.words), "", "", size, ""
            when = surface = ""


def _segment(reading: SegmentReading, model: str, record: Record) -> tuple[str, str, str, str]:
    sizes, words = reading.sizes, record.words
    diameter = f"{number_text(sizes.diameter_mm)} mm" if sizes.diameter_mm is not None else ""
    z = size = reported = ""
    if model in sizes.z:
        z = z_text(sizes.z[model])
        size = words.name(f"size.{reading.classes[model]}")
    elif sizes.diameter_mm is not None:
        z = words.text(f"coronary_tab.short_no_z.{sizes.no_z[model]}")
    if sizes.reported_z is not None and reading.reported_class is not None:
        reported = record.text(
            "reported_z",
            z=z_text(sizes.reported_z),
            model=sizes.reported_model or record.text("model_not_stated"),
            size=words.name(f"size.{reading.reported_class}"),
        )
    return diameter, z, size, reported


def echo_facts(record: Record) -> Iterator[Fact]:
    """Yield the worst z of each artery, what else was seen, and the level."""
    if not record.assessment.coronary.echos:
        yield Fact(record.text("echo_none"), "echo", recorded=False)
        return
    yield from _worst(record)
    yield from _seen(record)
    level = record.assessment.coronary.level
    if level.level is None:
        yield Fact(record.text("level_open"), "echo", recorded=False)
        return
    ever, now = (record.words.name(f"size.{size}") for size in (level.max_ever, level.current))
    yield Fact(record.text("level", level=level.level, ever=ever, now=now), "echo")


def _worst(record: Record) -> Iterator[Fact]:
    """Yield the largest z of each artery; one that has none is said not to be known."""
    coronary = record.assessment.coronary
    for segment in SEGMENTS:
        name, points = vessel(segment, record.words), coronary.trend.get(segment, ())
        seen = {point.at for point in points}
        without = [
            record.text("size_on", mm=reading.sizes.diameter_mm, day=record.day(echo.at))
            for echo in coronary.counted
            if (reading := echo.segments.get(segment)) is not None
            and reading.sizes.diameter_mm is not None
            and echo.at not in seen
        ]
        if points:
            text = _worst_text(segment, points, record)
        elif without or (segment in VESSELS and not _in_words(segment, record)):
            text = record.text("worst_z_unknown", segment=name)
        else:
            continue
        if without:
            text = record.text("worst_z_without", text=text, sizes=", ".join(without))
        yield Fact(text, f"echo.{segment}_mm", recorded=bool(points))


def _in_words(segment: Segment, record: Record) -> bool:
    return any(segment in echo.decided for echo in record.assessment.coronary.counted)


def _worst_text(segment: Segment, points: tuple[TrendPoint, ...], record: Record) -> str:
    worst = max(points, key=lambda point: point.z)
    model = (
        record.text("reported_model", model=_reported_model(segment, worst.at, record))
        if worst.by == REPORTED
        else record.rulebook.z_models[worst.by].title
    )
    return record.text(
        "worst_z",
        segment=vessel(segment, record.words),
        z=z_text(worst.z),
        model=model,
        day=record.day(worst.at),
    )


def _reported_model(segment: Segment, at: object, record: Record) -> str:
    for echo in record.assessment.coronary.echos:
        if echo.at == at and segment in echo.segments:
            return echo.segments[segment].sizes.reported_model or record.text("model_not_stated")
    return record.text("model_not_stated")


def _seen(record: Record) -> Iterator[Fact]:
    """Yield what each echocardiogram shows beside the arteries, in the order of time."""
    counted = [
        echo for echo in record.case.echos if echo.struck is None and echo.at <= record.as_of
    ]
    for echo in sorted(counted, key=lambda one: one.at):
        parts = list(_echo_findings(echo, record))
        if parts:
            text = record.text("echo_shows", day=record.day(echo.at), findings="; ".join(parts))
            yield Fact(text, "echo")


def _echo_findings(echo: Echo, record: Record) -> Iterator[str]:
    words = record.words
    for name in ("lvef", "fs", "strain"):
        percent = getattr(echo, f"{name}_percent")
        if percent is not None:
            value = f"{number_text(percent)} %"
            yield words.text("log.value", name=words.name(name), value=value)
    if echo.normal_coronaries == "present":
        yield words.name("echo_field.normal_coronaries")
    for name in _FINDINGS:
        state = getattr(echo, name)
        if state != "unknown":
            label = words.name(f"echo_field.{name}")
            yield record.text(f"finding_{state}", name=label)


def infection_fact(record: Record) -> Fact:
    """Return each kind of evidence of SARS-CoV-2, also where it is not recorded."""
    virus = record.case.sars_cov_2
    parts: list[str] = []
    for name in ("pcr", "antigen", "serology", "contact"):
        state = getattr(virus, name)
        day = getattr(virus, f"{name}_on", None)
        kind = "contact" if name == "contact" else "test"
        said = record.text(f"virus.{kind}_{state}", name=record.text(f"virus.{name}"))
        parts.append(
            record.text("virus.on", said=said, day=day_text(day)) if day is not None else said
        )
    return Fact(
        record.text("virus.all", parts="; ".join(parts)), "sars_cov_2.pcr",
        recorded=any(getattr(virus, name) != "unknown" for name in ("pcr", "antigen", "serology")),
    )  # fmt: skip
