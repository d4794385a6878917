"""What the record itself makes one ask: unusual numbers, surprising orders, entries to come.

A soft limit is a question and the value stays; a hard limit is wrong input and is found by
``clinical.validity`` before any rule runs.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.coronary import SEGMENTS, diameter_of
from clinical.findings import Alert
from clinical.measurements import entries_after
from clinical.quantity import Quantity, Unit
from clinical.timeline import age_on, elapsed, fever_onset_day, given, local_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from clinical.case import Case, Echo, Patient
    from clinical.field_rules import FieldKey, FieldRule, Range
    from clinical.rulebook import Rulebook

# An infusion shorter or longer than this is a surprising order of times (contract).
_SHORTEST_INFUSION = timedelta(hours=2)
_LONGEST_INFUSION = timedelta(hours=48)
_NEONATE_MONTHS = 1


def record_alerts(case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[Alert, ...]:
    """Return the questions and notes about the entries, in the order of the record."""
    return (
        *_entries_to_come(case, as_of),
        *_unusual_numbers(case, rulebook, as_of),
        *_surprising_times(case, as_of),
    )


def _entries_to_come(case: Case, as_of: datetime) -> Iterator[Alert]:
    later = entries_after(case, as_of)
    onset = case.illness.fever_onset
    if onset is not None and fever_onset_day(case, as_of) is None:
        later += 1
    if later:
        yield Alert("info", "entries_after_as_of", {"count": later})


def soft_limit(field: FieldRule, quantity: Quantity, months: int | None) -> Alert | None:
    """Return the question an entered number raises, None where it is usual."""
    value = field.canonical_value(quantity)
    for suspect in field.suspect:
        if quantity.unit == suspect.unit and quantity.value > suspect.above:
            return Alert(
                "confirm",
                "unit_suspect",
                {"quantity": quantity, "other": suspect.looks_like.value},
                field.source,
                field.mark,
            )
    usual: Range = field.soft
    if months is not None:
        for band in field.soft_by_age:
            if band.from_months <= months < band.until_months:
                usual = band
    if usual.holds(value):
        return None
    return Alert(
        "confirm",
        "value_unusual",
        {
            "quantity": quantity,
            "low": _shown(field, usual.minimum, quantity.unit),
            "high": _shown(field, usual.maximum, quantity.unit),
        },
        field.source,
        field.mark,
    )


def _shown(field: FieldRule, bound: Decimal | None, unit: Unit) -> Fraction | str:
    """Return a bound in the unit of the entry, empty where there is none."""
    if bound is None:
        return ""
    return field.units[unit.value].from_canonical(Fraction(bound))


def _months(patient: Patient, moment: datetime, as_of: datetime) -> int | None:
    age = age_on(patient, local_day(moment, as_of))
    return age.months if age is not None else None


def _entries(case: Case, as_of: datetime) -> Iterator[tuple[FieldKey, Quantity, datetime, str]]:
    """Yield each counted number with its field, its time and the entry it stands in."""
    for weight in case.weights:
        if weight.struck is None and weight.at <= as_of:
            yield "weight", Quantity(weight.kg, Unit.KG), weight.at, "weight"
    for height in case.heights:
        if height.struck is None and height.at <= as_of:
            yield "height", Quantity(height.cm, Unit.CM), height.at, "height"
    for item in case.observations:
        if item.struck is not None or item.at > as_of or item.value is None or item.unit is None:
            continue
        yield item.code, Quantity(item.value, item.unit), item.at, item.code
    for echo in case.echos:
        if echo.struck is None and echo.at <= as_of:
            yield from _echo_entries(echo)


def _echo_entries(echo: Echo) -> Iterator[tuple[FieldKey, Quantity, datetime, str]]:
    for segment in SEGMENTS:
        diameter = diameter_of(echo, segment)
        if diameter is not None:
            place = f"echo.{segment}_mm"
            yield "coronary_diameter", Quantity(diameter, Unit.MM), echo.at, place
    percents: tuple[tuple[FieldKey, str, Decimal | None], ...] = (
        ("lvef", "echo.lvef_percent", echo.lvef_percent),
        ("fs", "echo.fs_percent", echo.fs_percent),
        ("strain", "echo.strain_percent", echo.strain_percent),
    )
    for key, place, value in percents:
        if value is not None:
            yield key, Quantity(value, Unit.PERCENT), echo.at, place


def _unusual_numbers(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Alert]:
    for key, quantity, moment, place in _entries(case, as_of):
        months = _months(case.patient, moment, as_of)
        if key == "total_bilirubin" and months is not None and months < _NEONATE_MONTHS:
            continue
        alert = soft_limit(rulebook.fields[key], quantity, months)
        if alert is not None:
            yield Alert(
                alert.severity,
                alert.code,
                {**alert.values, "name": key, "at": moment},
                alert.source,
                alert.mark,
                place,
            )


def _surprising_times(case: Case, as_of: datetime) -> Iterator[Alert]:
    infusions = [item for item in given(case, ("ivig",), as_of) if item.start is not None]
    for item in infusions:
        if item.start is not None and item.end is not None:
            lasted = elapsed(item.start, item.end)
            if not _SHORTEST_INFUSION <= lasted <= _LONGEST_INFUSION:
                yield Alert(
                    "info",
                    "infusion_duration",
                    {"at": item.start, "hours": Fraction(int(lasted.total_seconds()), 3600)},
                )
    ends = [item.end for item in infusions if item.end is not None]
    for item in given(case, ("anakinra",), as_of):
        if item.start is not None and ends and item.start < min(ends):
            yield Alert("info", "anakinra_before_ivig_ended", {"at": item.start})
