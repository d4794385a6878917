"""Doses recorded as given: what nobody can have given is refused, what is unusual asks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from clinical.alerts import record_alerts
from clinical.course.given_limits import hard_limit, unusual_dose
from clinical.record.case import Case, Treatment, Weight
from clinical.record.validity import problems
from clinical.values import frozen_collections
from tests.clinical.child import moment

if TYPE_CHECKING:
    from clinical.record.vocabulary import Agent, DoseUnit
    from clinical.rules.rulebook import Rulebook

START = "2026-11-12T09:00:00+01:00"


def with_dose(agent: str, dose: str, unit: str | None, **more: Any) -> Case:  # noqa: ANN401 (keys)
    entry = {"agent": agent, "start": START, "dose": dose, "dose_unit": unit} | more
    return Case.model_validate(frozen_collections({"treatments": [entry]}))


# Reference 10.3: immunoglobulin over 4 g/kg in one infusion, anakinra over 15 mg/kg/day.
@pytest.mark.hazard("H03", "H18")
@pytest.mark.parametrize(
    ("agent", "dose", "unit", "refused"),
    [
        ("ivig", "0", "g/kg", True),
        ("ivig", "-2", "g/kg", True),
        ("ivig", "0", "g", True),
        ("ivig", "-33", "g", True),
        ("aspirin", "0", "mg", True),
        ("aspirin", "0", None, True),
        ("aspirin", "0.1", "mg", False),
        ("ivig", "0.5", "g/kg", False),
        ("anakinra", "0.5", "mg/kg", False),
        ("ivig", "4", "g/kg", False),
        ("ivig", "4.01", "g/kg", True),
        ("ivig", "66", "g", False),
        ("anakinra", "15", "mg/kg", False),
        ("anakinra", "15.1", "mg/kg", True),
        ("anakinra", "15", "mg/kg/day", False),
        ("anakinra", "15.1", "mg/kg/day", True),
        ("anakinra", "66", "mg", False),
        ("methylprednisolone", "30", "mg/kg", False),
    ],
)
def test_a_dose_nobody_can_have_given_is_refused(
    agent: str, dose: str, unit: str | None, refused: bool, rulebook: Rulebook
) -> None:
    found = problems(with_dose(agent, dose, unit), rulebook)
    expected = [("treatments[0].dose", "hard_limit")] if refused else []
    assert [(problem.where, problem.code) for problem in found] == expected


# Reference 10.3: over 2.1 g/kg in one infusion; the highest labelled dose is 8 mg/kg/day.
@pytest.mark.hazard("H18", "H30")
@pytest.mark.parametrize(
    ("agent", "dose", "unit", "asks"),
    [
        ("ivig", "2.1", "g/kg", False),
        ("ivig", "2.11", "g/kg", True),
        ("ivig", "34", "g", False),
        ("anakinra", "8", "mg/kg", False),
        ("anakinra", "8.1", "mg/kg", True),
        ("anakinra", "8", "mg/kg/day", False),
        ("anakinra", "8.1", "mg/kg/day", True),
        ("anakinra", "66", "mg", False),
        ("aspirin", "80", "mg/kg/day", False),
    ],
)
def test_an_unusual_dose_is_asked_about(
    agent: str, dose: str, unit: str, asks: bool, rulebook: Rulebook
) -> None:
    found = record_alerts(with_dose(agent, dose, unit), rulebook, moment("day 5 12:00"))
    expected = [("dose_unusual", "confirm")] if asks else []
    assert [(alert.code, alert.severity) for alert in found] == expected


def test_an_unusual_dose_that_was_withheld_is_not_asked_about(rulebook: Rulebook) -> None:
    case = with_dose("ivig", "3", "g/kg", status="withheld")
    assert record_alerts(case, rulebook, moment("day 5 12:00")) == ()


def test_a_treatment_without_a_dose_says_nothing(rulebook: Rulebook) -> None:
    case = Case.model_validate(
        frozen_collections({"treatments": [{"agent": "ivig", "start": START}]})
    )
    assert problems(case, rulebook) == ()
    assert record_alerts(case, rulebook, moment("day 5 12:00")) == ()


@pytest.mark.parametrize(("born", "refused"), [("2026-11-12", False), ("2026-11-13", True)])
def test_a_treatment_before_birth_is_refused(born: str, refused: bool, rulebook: Rulebook) -> None:
    entries = {
        "patient": {"date_of_birth": born},
        "treatments": [{"agent": "ivig", "start": START}, {"agent": "aspirin", "start": None}],
    }
    found = problems(Case.model_validate(frozen_collections(entries)), rulebook)
    expected = [("treatments[0].start", "before_birth")] if refused else []
    assert [(problem.where, problem.code) for problem in found] == expected


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    ("agent", "dose", "unit", "most"),
    [
        ("ivig", "4", "g/kg", None),
        ("ivig", "4.01", "g/kg", "4"),
        ("anakinra", "15", "mg/kg/day", None),
        ("anakinra", "15.1", "mg/kg/day", "15"),
        ("anakinra", "4000", "mg", None),
        ("aspirin", "900", "mg/kg", None),
        (None, "900", "mg/kg", None),
    ],
)
def test_the_most_that_can_have_been_given_is_named(
    agent: Agent | None, dose: str, unit: DoseUnit, most: str | None, rulebook: Rulebook
) -> None:
    found = hard_limit(agent, Decimal(dose), unit, rulebook.record)
    assert found == (Decimal(most) if most is not None else None)


# Usual are up to 2.1 g/kg and up to 8 mg/kg (reference 10.3); the child weighs 14 kg.
@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    ("agent", "dose", "unit", "per_kg"),
    [
        ("ivig", "2.1", "g/kg", None),
        ("ivig", "2.2", "g/kg", Fraction(22, 10)),
        ("ivig", "28", "g", None),
        ("ivig", "35", "g", Fraction(35, 14)),
        ("anakinra", "112", "mg", None),
        ("anakinra", "140", "mg", Fraction(10)),
        ("anakinra", "9", "mg/kg/day", Fraction(9)),
        ("anakinra", "9", "mL", None),
        ("anakinra", None, None, None),
        ("aspirin", "9000", "mg", None),
    ],
)
def test_a_dose_that_is_much_for_the_weight_is_unusual(
    agent: str, dose: str | None, unit: str | None, per_kg: Fraction | None, rulebook: Rulebook
) -> None:
    now = datetime.fromisoformat(START)
    fields: dict[str, Any] = {"agent": agent, "start": now}
    fields |= {"dose": Decimal(dose) if dose is not None else None, "dose_unit": unit}
    item = Treatment.model_validate(fields)
    weights = (Weight(at=now, kg=Decimal(14)),)
    found = unusual_dose(item, Case(weights=weights), rulebook.record, now)
    assert (found.per_kg if found is not None else None) == per_kg
    # Without a weight only what was charted per kg can tell.
    bare = unusual_dose(item, Case(), rulebook.record, now)
    by_kg = unit is not None and "/kg" in unit
    assert (bare is not None) == (per_kg is not None and by_kg)
