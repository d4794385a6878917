"""Wrong input that the shape of a case alone cannot see.

Units that do not belong, numbers beyond a hard limit, impossible orders of time and, against
the machine's clock, entries from the future. A case with a problem is refused whole.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.problem import Problem
from clinical.quantity import Quantity, Unit
from clinical.timeline import day_of, months_between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from clinical.case import Case, Echo, Observation
    from clinical.field_rules import FieldKey, FieldRule
    from clinical.rulebook import Rulebook

# A clock on the ward may be a little behind the one an entry was timed with (contract).
CLOCK_TOLERANCE = timedelta(minutes=5)
# 21 years and 11 months: the product is for children (reference 10.3).
_OLDEST_MONTHS = 263


def problems(case: Case, rulebook: Rulebook, now: datetime | None = None) -> tuple[Problem, ...]:
    """Return everything wrong with a case; ``now`` also refuses entries from the future.

    Without ``now`` later entries are left alone: a record may be read as of an earlier time.
    """
    return (
        *_numbers(case, rulebook),
        *_orders(case),
        *_ids(case),
        *(_future(case, now) if now is not None else ()),
    )


def number_problem(field: FieldRule, quantity: Quantity, where: str) -> Problem | None:
    """Return what is wrong with one number: its unit, or a hard limit."""
    rule = field.unit_rule(quantity.unit)
    if rule is None:
        return Problem(
            where.replace(".value", ".unit"),
            "unit_not_of_field",
            quantity.unit.value,
            ", ".join(field.units),
        )
    if field.hard.holds(field.canonical_value(quantity)):
        return None
    return Problem(
        where,
        "hard_limit",
        f"{quantity.value} {quantity.unit.value}",
        accepted_range(field, quantity.unit),
    )


def accepted_range(field: FieldRule, unit: Unit) -> str:
    """Return the accepted numbers of a field in a unit, as ``0 to 80 mg/dL``."""
    rule, hard = field.units[unit.value], field.hard

    def bound(value: Decimal | None) -> str:
        return "" if value is None else _plain(rule.from_canonical(Fraction(value)))

    low = bound(hard.minimum) or (f">{bound(hard.above)}" if hard.above is not None else "")
    high = bound(hard.maximum) or (f"<{bound(hard.below)}" if hard.below is not None else "")
    return f"{low}..{high} {unit.value}"


def _plain(value: Fraction) -> str:
    """Return a bound with at most four decimals; bounds are for reading, never compared."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def _numbers(case: Case, rulebook: Rulebook) -> Iterator[Problem]:
    fields = rulebook.fields
    for index, weight in enumerate(case.weights):
        yield from _checked(fields["weight"], weight.kg, Unit.KG, f"weights[{index}].kg")
    for index, height in enumerate(case.heights):
        yield from _checked(fields["height"], height.cm, Unit.CM, f"heights[{index}].cm")
    node = case.illness.signs.cervical_lymphadenopathy.diameter_cm
    yield from _checked(
        fields["node_diameter"], node, Unit.CM, "illness.signs.cervical_lymphadenopathy.diameter_cm"
    )
    for index, observation in enumerate(case.observations):
        yield from _observation(fields[observation.code], observation, f"observations[{index}]")
    for index, echo in enumerate(case.echos):
        yield from _echo(rulebook, echo, f"echos[{index}]")


def _checked(field: FieldRule, value: Decimal | None, unit: Unit, where: str) -> Iterator[Problem]:
    if value is not None:
        problem = number_problem(field, Quantity(value, unit), where)
        if problem is not None:
            yield problem


def _observation(field: FieldRule, observation: Observation, where: str) -> Iterator[Problem]:
    unit = observation.unit
    if unit is None:
        if observation.value is not None and not field.unit_optional:
            yield Problem(f"{where}.unit", "unit_missing", None, ", ".join(field.units))
            return
        unit = field.canonical
    if observation.value is not None:
        yield from _checked(field, observation.value, unit, f"{where}.value")
    elif field.unit_rule(unit) is None:
        yield Problem(f"{where}.unit", "unit_not_of_field", unit.value, ", ".join(field.units))
    reference = observation.reference
    if (
        reference is not None
        and reference.low is not None
        and reference.high is not None
        and reference.low > reference.high
    ):
        yield Problem(
            f"{where}.reference", "range_reversed", f"{reference.low} to {reference.high}"
        )


def _echo(rulebook: Rulebook, echo: Echo, where: str) -> Iterator[Problem]:
    diameter, fields = rulebook.fields["coronary_diameter"], rulebook.fields
    for name in ("lmca_mm", "lad_mm", "lcx_mm", "rca_mm", "rca_mid_mm", "rca_distal_mm"):
        value: Decimal | None = getattr(echo, name)
        yield from _checked(diameter, value, Unit.MM, f"{where}.{name}")
    for segment, value in echo.adjacent_mm.items():
        yield from _checked(diameter, value, Unit.MM, f"{where}.adjacent_mm.{segment}")
    for segment, reported in echo.reported_z.items():
        yield from _checked(
            fields["reported_z"], reported.z, Unit.POINTS, f"{where}.reported_z.{segment}.z"
        )
    percents: tuple[tuple[str, FieldKey, Decimal | None], ...] = (
        ("lvef_percent", "lvef", echo.lvef_percent),
        ("fs_percent", "fs", echo.fs_percent),
        ("strain_percent", "strain", echo.strain_percent),
    )
    for name, key, value in percents:
        yield from _checked(fields[key], value, Unit.PERCENT, f"{where}.{name}")


def _orders(case: Case) -> Iterator[Problem]:
    born, illness = case.patient.date_of_birth, case.illness
    onset = illness.fever_onset
    onset_day = onset.date() if isinstance(onset, datetime) else onset
    if born is not None:
        if onset_day is not None and onset_day < born:
            yield Problem(
                "patient.date_of_birth", "born_after_onset", born.isoformat(), onset_day.isoformat()
            )
        if onset_day is not None and months_between(born, onset_day) > _OLDEST_MONTHS:
            years = months_between(born, onset_day) // 12
            yield Problem("patient.date_of_birth", "hard_limit", f"{years} years", "0..21 years")
        for place, moment in _moments(case):
            if moment.date() < born:
                yield Problem(place, "before_birth", moment.isoformat(), born.isoformat())
    if (
        onset_day is not None
        and illness.fever_ended is not None
        and illness.fever_ended < onset_day
    ):
        yield Problem(
            "illness.fever_ended",
            "end_before_start",
            illness.fever_ended.isoformat(),
            onset_day.isoformat(),
        )
    for index, item in enumerate(case.treatments):
        if item.start is not None and item.end is not None and item.end < item.start:
            yield Problem(
                f"treatments[{index}].end",
                "end_before_start",
                item.end.isoformat(),
                item.start.isoformat(),
            )
    stay = case.involvement
    if stay.admitted_on and stay.discharged_on and stay.discharged_on < stay.admitted_on:
        yield Problem(
            "involvement.discharged_on",
            "end_before_start",
            stay.discharged_on.isoformat(),
            stay.admitted_on.isoformat(),
        )


def _moments(case: Case) -> Iterator[tuple[str, datetime]]:
    """Yield the time of each entry that is not a treatment or a plan, with its place."""
    for name in ("weights", "heights", "observations", "echos", "adverse_events", "notes"):
        for index, item in enumerate(getattr(case, name)):
            yield f"{name}[{index}].at", item.at


def _future(case: Case, now: datetime) -> Iterator[Problem]:
    latest = now + CLOCK_TOLERANCE
    for place, moment in _moments(case):
        if moment > latest:
            yield Problem(place, "in_the_future", moment.isoformat(), now.isoformat())
    onset = case.illness.fever_onset
    if onset is not None and day_of(onset, now) > latest.date():
        yield Problem("illness.fever_onset", "in_the_future", onset.isoformat(), now.isoformat())
    born = case.patient.date_of_birth
    if born is not None and born > latest.date():
        yield Problem("patient.date_of_birth", "in_the_future", born.isoformat(), now.isoformat())


def _ids(case: Case) -> Iterator[Problem]:
    seen: set[str] = set()
    for name in (
        "weights",
        "heights",
        "observations",
        "echos",
        "treatments",
        "adverse_events",
        "notes",
    ):
        for index, item in enumerate(getattr(case, name)):
            if item.id is not None:
                if item.id in seen:
                    yield Problem(f"{name}[{index}].id", "id_doubled", item.id)
                seen.add(item.id)
    versions: set[tuple[str, int]] = set()
    for index, plan in enumerate(case.plans):
        if plan.id is not None:
            if (plan.id, plan.version) in versions:
                yield Problem(f"plans[{index}].id", "id_doubled", plan.id)
            versions.add((plan.id, plan.version))
