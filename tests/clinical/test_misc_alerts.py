"""What asks for shock, and what shock with Kawasaki disease makes one consider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.quantity import Quantity, Unit
from tests.clinical.child import child

if TYPE_CHECKING:
    from clinical.findings import Alert
    from clinical.rules.rulebook import Rulebook

COMPLETE: dict[str, Any] = {
    "age": "4 years",
    "present": ["conjunctivae", "mouth", "rash", "hands and feet"],
    "absent": "the rest",
}
SUSPECTED = COMPLETE | {"as_of": "day 3 12:00"}


def alert(given: dict[str, Any], rulebook: Rulebook, code: str) -> Alert | None:
    bedside = child(given)
    found = assess(bedside.case, rulebook, bedside.as_of).alerts
    return next((item for item in found if item.code == code), None)


# Reference 3.4, PALS 5th centile: under 60 (0 to 28 days), 70 (1 to 12 months), 70 and twice the
# age in years (1 to 10 years), 90 (over 10 years).
@pytest.mark.hazard("H22")
@pytest.mark.parametrize(
    ("age", "limit"),
    [
        ({"age": "0 days"}, 60),
        ({"age": "28 days"}, 60),
        ({"age": "29 days"}, 70),
        ({"age": "11 months"}, 70),
        ({"age": "12 months"}, 72),
        ({"age": "23 months"}, 72),
        ({"age": "5 years"}, 80),
        ({"age": "10 years 11 months"}, 90),
        ({"age": "11 years"}, 90),
        ({"age": "17 years"}, 90),
        # A range of ages, or none: only what is low for each of them asks.
        ({"completed": {"months": 0}}, 60),
        ({"completed": {"months": 3}}, 70),
        ({"completed": {"years": 0}}, 60),
        ({"completed": {"years": 6}}, 82),
        ({}, 60),
    ],
)
def test_a_pressure_under_the_limit_for_age_asks_for_shock(
    age: dict[str, Any], limit: int, rulebook: Rulebook
) -> None:
    given = age | {"fever_onset": "day 8"}
    under = given | {"systolic_pressure": f"{limit - 1} mm[Hg]"}
    asked = alert(under, rulebook, "pressure_low")
    assert asked is not None
    assert (asked.severity, asked.field, asked.mark) == ("confirm", "involvement.shock", "M")
    assert asked.values["limit"] == limit
    at = given | {"systolic_pressure": f"{limit} mm[Hg]"}
    assert alert(at, rulebook, "pressure_low") is None


@pytest.mark.parametrize("answer", ["present", "absent"])
def test_where_shock_is_answered_no_pressure_asks_for_it(answer: str, rulebook: Rulebook) -> None:
    low = {"age": "5 years", "systolic_pressure": "60 mm[Hg]", "involvement": {"shock": answer}}
    assert alert(low, rulebook, "pressure_low") is None


def test_a_low_pressure_asks_still_when_a_later_one_is_normal(rulebook: Rulebook) -> None:
    pressures = ["61 mm[Hg] at day 5 08:00", "62 mm[Hg] at day 6 08:00", "95 mm[Hg] at day 7 08:00"]
    asked = alert({"age": "5 years", "systolic_pressure": pressures}, rulebook, "pressure_low")
    assert asked is not None
    quantity = asked.values["quantity"]
    assert isinstance(quantity, Quantity)
    assert (int(quantity.value), quantity.unit) == (62, Unit.MM_HG)


def test_a_pressure_never_answers_for_shock(rulebook: Rulebook) -> None:
    bedside = child(COMPLETE | {"systolic_pressure": "40 mm[Hg]"})
    found = assess(bedside.case, rulebook, bedside.as_of).misc
    assert found.phenotype.cv_shock.value == "unknown"
    assert "involvement.shock" in found.phenotype.missing


@pytest.mark.parametrize("given", [COMPLETE, SUSPECTED], ids=["complete", "suspected"])
@pytest.mark.parametrize("entry", ["shock", "hypotension"])
def test_shock_with_kawasaki_disease_says_what_to_consider(
    given: dict[str, Any], entry: str, rulebook: Rulebook
) -> None:
    assert alert(given | {"involvement": {entry: "present"}}, rulebook, "kd_shock") is not None
    assert alert(given | {"involvement": {entry: "absent"}}, rulebook, "kd_shock") is None
    assert alert(given, rulebook, "kd_shock") is None


def test_shock_without_kawasaki_disease_says_nothing_of_it(rulebook: Rulebook) -> None:
    nothing: list[str] = []
    given = COMPLETE | {"present": nothing, "involvement": {"shock": "present"}}
    assert alert(given, rulebook, "kd_shock") is None
