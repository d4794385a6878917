"""What the record itself makes one ask: unusual numbers, surprising orders, entries to come.

A soft limit is a question and the value stays; a hard limit is wrong input and is found by
``clinical.record.validity`` before any rule runs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.findings import Alert
from clinical.heart.z_scores import SEGMENTS, diameter_of, z_model_of
from clinical.logic import Finding
from clinical.measurements import entries_after
from clinical.quantity import Quantity, Unit
from clinical.timeline import (
    age_on,
    day_of,
    elapsed,
    fever_onset_day,
    given,
    given_in_illness,
    local_day,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from decimal import Decimal

    from clinical.findings import Value
    from clinical.heart.z_scores import EchoSizes
    from clinical.record.case import Case, Echo
    from clinical.rules.fields import FieldKey, FieldRule, Range
    from clinical.rules.rulebook import Rulebook
    from clinical.timeline import AgeRange


_MONTHS_A_YEAR = 12


def record_alerts(case: Case, rulebook: Rulebook, as_of: datetime) -> tuple[Alert, ...]:
    """Return the questions and notes about the entries, in the order of the record."""
    return (
        *_entries_to_come(case, as_of),
        *_unusual_numbers(case, rulebook, as_of),
        *_surprising_times(case, rulebook, as_of),
        *_unusual_doses(case, rulebook, as_of),
        *_unusual_age(case, rulebook, as_of),
    )


def no_z_alerts(case: Case, sizes: Mapping[int, EchoSizes], rulebook: Rulebook) -> Iterator[Alert]:
    """Say why an echocardiogram has no z score by some model, each reason once.

    That a model does not know a segment is worth saying only of the one that decides.
    """
    chosen = z_model_of(case, rulebook)
    for echo in sizes.values():
        whys = [
            why
            for segment in echo.segments.values()
            for model, why in segment.no_z.items()
            if model == chosen or why != "segment_not_in_model"
        ]
        for why in dict.fromkeys(whys):
            field = echo.size.missing_entry(why)
            yield Alert("info", f"no_z.{why}", {"at": echo.at}, field=field)


def _entries_to_come(case: Case, as_of: datetime) -> Iterator[Alert]:
    later = entries_after(case, as_of)
    onset = case.illness.fever_onset
    today = local_day(as_of, as_of)
    signs = case.illness.signs
    days = [
        day_of(onset, as_of) if onset is not None else None,
        case.illness.fever_ended,
        *(getattr(signs, name).first_seen for name in type(signs).model_fields),
    ]
    later += sum(day is not None and day > today for day in days)
    if later:
        yield Alert("info", "entries_after_as_of", {"count": later})


def soft_limit(field: FieldRule, quantity: Quantity, age: AgeRange | None) -> Alert | None:
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
    bands: list[Range] = [field.soft]
    if age is not None and field.soft_by_age:
        # An age in years leaves several bands: usual for one of them is usual.
        bands = [
            band
            for band in field.soft_by_age
            if band.from_months <= age.months_high and age.months_low < band.until_months
        ] or bands
    if any(band.holds(value) for band in bands):
        return None
    lowest = min((b.minimum for b in bands if b.minimum is not None), default=None)
    highest = max((b.maximum for b in bands if b.maximum is not None), default=None)
    return Alert(
        "confirm",
        "value_unusual",
        {
            "quantity": quantity,
            "low": _shown(field, lowest, quantity.unit),
            "high": _shown(field, highest, quantity.unit),
        },
        field.source,
        field.mark,
    )


def _shown(field: FieldRule, bound: Decimal | None, unit: Unit) -> Fraction | str:
    """Return a bound in the unit of the entry, empty where there is none."""
    if bound is None:
        return ""
    return field.units[unit.value].from_canonical(Fraction(bound))


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
        age = age_on(case.patient, local_day(moment, as_of))
        days = age.days if age is not None else None
        neonate = days is not None and days < rulebook.record.neonate_days
        if key == "total_bilirubin" and neonate:
            continue
        alert = soft_limit(rulebook.fields[key], quantity, age)
        if alert is not None:
            yield Alert(
                alert.severity,
                alert.code,
                {**alert.values, "name": key, "at": moment},
                alert.source,
                alert.mark,
                place,
            )


def _surprising_times(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Alert]:
    infusions = [item for item in given(case, ("ivig",), as_of) if item.start is not None]
    for item in infusions:
        if item.start is not None and item.end is not None:
            lasted = elapsed(item.start, item.end)
            hours = Fraction(int(lasted.total_seconds()), 3600)
            rule = rulebook.record
            if not rule.shortest_infusion_hours <= hours <= rule.longest_infusion_hours:
                yield Alert(
                    "info",
                    "infusion_duration",
                    {"at": item.start, "hours": hours},
                )
    now = given_in_illness(case, ("ivig",), as_of)
    for item in given(case, ("ivig",), as_of):
        at = item.end or item.start
        if at is not None and item not in now:
            yield Alert("info", "ivig_before_illness", {"at": at}, field="fever_onset")
    ends = [item.end for item in now if item.end is not None]
    for item in given_in_illness(case, ("anakinra",), as_of):
        if item.start is not None and ends and item.start < min(ends):
            yield Alert("info", "anakinra_before_ivig_ended", {"at": item.start})


def _unusual_doses(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Alert]:
    rule = rulebook.record
    for limit in rule.given_dose:
        for item in given(case, (limit.agent,), as_of):
            if item.dose is None or item.dose_unit not in limit.units:
                continue
            if not limit.soft.holds(Fraction(item.dose)):
                values: dict[str, Value] = {
                    "name": f"agent.{limit.agent}",
                    "dose": item.dose,
                    "unit": item.dose_unit,
                }
                yield Alert("confirm", "dose_unusual", values, rule.source, rule.mark)


def _unusual_age(case: Case, rulebook: Rulebook, as_of: datetime) -> Iterator[Alert]:
    """Say that Kawasaki disease is unusual so young, or so old."""
    rule = rulebook.record
    age = age_on(case.patient, fever_onset_day(case, as_of) or local_day(as_of, as_of))
    if age is None:
        return
    months = age.in_months
    young = months.compare("<", rule.young_months) is Finding.MET
    old = months.compare(">", rule.unusual_from_years * _MONTHS_A_YEAR) is Finding.MET
    if young or old:
        code = "age_unusual_young" if young else "age_unusual_old"
        limit = rule.young_months if young else rule.unusual_from_years
        yield Alert("info", code, {"limit": limit}, rule.source, rule.mark, "date_of_birth")
