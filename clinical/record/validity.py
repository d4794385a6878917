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
from clinical.timeline import age_on, day_of, months_between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from clinical.record.case import Case, Echo, Observation
    from clinical.rules.fields import FieldKey, FieldRule
    from clinical.rules.rulebook import Rulebook

# A clock on the ward may be a little behind the one an entry was timed with (contract).
CLOCK_TOLERANCE = timedelta(minutes=5)


def problems(case: Case, rulebook: Rulebook, now: datetime | None = None) -> tuple[Problem, ...]:
    """Return everything wrong with a case; ``now`` also refuses entries from the future.

    Without ``now`` later entries are left alone: a record may be read as of an earlier time.
    """
    return (
        *_numbers(case, rulebook),
        *_orders(case, rulebook),
        *_given_doses(case, rulebook),
        *_ids(case),
        *_z_model(case, rulebook),
        *(_future(case, now) if now is not None else ()),
    )


def _z_model(case: Case, rulebook: Rulebook) -> Iterator[Problem]:
    if case.z_model is not None and case.z_model not in rulebook.z_models:
        yield Problem("z_model", "z_model_unknown", case.z_model, ", ".join(rulebook.z_models))


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


def _orders(case: Case, rulebook: Rulebook) -> Iterator[Problem]:
    illness, stay = case.illness, case.involvement
    onset = illness.fever_onset
    onset_day = onset.date() if isinstance(onset, datetime) else onset
    yield from _birth(case, onset_day, rulebook.record.oldest_months)
    spans: list[tuple[str, date | datetime | None, date | datetime | None]] = [
        ("illness.fever_ended", onset_day, illness.fever_ended),
        ("involvement.discharged_on", stay.admitted_on, stay.discharged_on),
    ]
    spans += [
        (f"treatments[{index}].end", item.start, item.end)
        for index, item in enumerate(case.treatments)
    ]
    for where, start, end in spans:
        if start is not None and end is not None and end < start:
            yield Problem(where, "end_before_start", end.isoformat(), start.isoformat())


def _birth(case: Case, onset: date | None, oldest_months: int) -> Iterator[Problem]:
    """Yield what cannot be, given when the child was born."""
    age, born = case.patient.age, case.patient.date_of_birth
    if age is not None and onset is not None and age_on(case.patient, onset) is None:
        yield Problem("patient.age", "born_after_onset", age.at.isoformat(), onset.isoformat())
    if born is None:
        return
    if onset is not None and onset < born:
        found = born.isoformat()
        yield Problem("patient.date_of_birth", "born_after_onset", found, onset.isoformat())
    first = onset or min((moment.date() for _, moment in _moments(case)), default=born)
    if months_between(born, first) > oldest_months:
        years = months_between(born, first) // 12
        yield Problem("patient.date_of_birth", "hard_limit", f"{years} years", "0..21 years")
    for place, moment in (*_moments(case), *_treatment_times(case)):
        if moment.date() < born:
            yield Problem(place, "before_birth", moment.isoformat(), born.isoformat())


def _moments(case: Case) -> Iterator[tuple[str, datetime]]:
    """Yield the time of each entry that is not a treatment or a plan, with its place."""
    for name in ("weights", "heights", "observations", "echos", "adverse_events", "notes"):
        for index, item in enumerate(getattr(case, name)):
            yield f"{name}[{index}].at", item.at


def _treatment_times(case: Case) -> Iterator[tuple[str, datetime]]:
    for index, item in enumerate(case.treatments):
        if item.start is not None:
            yield f"treatments[{index}].start", item.start


def _given_doses(case: Case, rulebook: Rulebook) -> Iterator[Problem]:
    """Yield the recorded doses that nobody can have given."""
    for index, item in enumerate(case.treatments):
        if item.dose is None:
            continue
        where, found = f"treatments[{index}].dose", f"{item.dose} {item.dose_unit or ''}".strip()
        if item.dose <= 0:
            yield Problem(where, "hard_limit", found, ">0..")
        for limit in rulebook.record.given_dose:
            fits = item.agent == limit.agent and item.dose_unit in limit.units
            if fits and item.dose > 0 and not limit.hard.holds(Fraction(item.dose)):
                yield Problem(where, "hard_limit", found, f"..{limit.hard.maximum}")


def _days(case: Case) -> Iterator[tuple[str, date | None]]:
    """Yield each calendar day of the record that cannot lie ahead, with its place."""
    illness, virus, stay = case.illness, case.sars_cov_2, case.involvement
    yield "patient.date_of_birth", case.patient.date_of_birth
    yield "patient.age.at", case.patient.age.at if case.patient.age is not None else None
    yield "illness.fever_ended", illness.fever_ended
    for name in type(illness.signs).model_fields:
        yield f"illness.signs.{name}.first_seen", getattr(illness.signs, name).first_seen
    for name in ("pcr_on", "antigen_on", "contact_on"):
        yield f"sars_cov_2.{name}", getattr(virus, name)
    yield "involvement.admitted_on", stay.admitted_on
    yield "involvement.discharged_on", stay.discharged_on


def _future(case: Case, now: datetime) -> Iterator[Problem]:
    latest = now + CLOCK_TOLERANCE
    for place, moment in _moments(case):
        if moment > latest:
            yield Problem(place, "in_the_future", moment.isoformat(), now.isoformat())
    onset = case.illness.fever_onset
    if onset is not None and day_of(onset, now) > latest.date():
        yield Problem("illness.fever_onset", "in_the_future", onset.isoformat(), now.isoformat())
    for place, day in _days(case):
        if day is not None and day > latest.date():
            yield Problem(place, "in_the_future", day.isoformat(), now.isoformat())


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
        "summaries",
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
