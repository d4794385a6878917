"""Ages that cannot be are refused, ages unusual for the disease are told, open ages ask less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.alerts import record_alerts
from clinical.assess import assess
from clinical.record.case import Case
from clinical.record.validity import problems
from clinical.values import frozen_collections
from tests.clinical.child import child
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

LIMITS = document("limits")
AT = "2026-11-12T09:00:00+01:00"
LATER = "2026-12-12T09:00:00+01:00"


def refusals(rulebook: Rulebook, **entries: Any) -> list[tuple[str, str]]:  # noqa: ANN401 (keys)
    case = Case.model_validate(frozen_collections(entries))
    return [(problem.where, problem.code) for problem in problems(case, rulebook)]


@pytest.mark.parametrize(
    ("age", "refused"),
    [
        # A whole year or month leaves a range of births; refused once none of them fits.
        ({"years": 0, "at": "2027-11-10"}, False),
        ({"years": 0, "at": "2027-11-11"}, True),
        ({"years": 1, "at": "2028-11-10"}, False),
        ({"years": 1, "at": "2028-11-11"}, True),
        ({"months": 3, "at": "2027-03-10"}, False),
        ({"months": 3, "at": "2027-03-11"}, True),
    ],
)
def test_an_age_that_puts_the_birth_after_the_onset_is_refused(
    age: dict[str, Any], refused: bool, rulebook: Rulebook
) -> None:
    found = refusals(rulebook, patient={"age": age}, illness={"fever_onset": "2026-11-11"})
    assert found == ([("patient.age", "born_after_onset")] if refused else [])


# Reference 10.3: no child is older than 21 years.
@pytest.mark.parametrize(("born", "refused"), [("2004-11-13", False), ("2004-11-12", True)])
@pytest.mark.parametrize("first", ["onset", "entry"])
def test_a_child_older_than_21_years_is_refused(
    born: str, refused: bool, first: str, rulebook: Rulebook
) -> None:
    entries: dict[str, Any] = {"patient": {"date_of_birth": born}}
    if first == "onset":
        entries["illness"] = {"fever_onset": "2026-11-12"}
    else:
        # The first entry counts, whatever comes later.
        entries["weights"] = [{"at": LATER, "kg": "60"}, {"at": AT, "kg": "60"}]
    found = refusals(rulebook, **entries)
    assert found == ([("patient.date_of_birth", "hard_limit")] if refused else [])


def test_a_birthday_alone_is_never_too_long_ago(rulebook: Rulebook) -> None:
    assert refusals(rulebook, patient={"date_of_birth": "2004-11-12"}) == []


@pytest.mark.parametrize(
    ("age", "code"),
    [
        ({"age": "2 months 20 days"}, "age_unusual_young"),
        ({"age": "3 months"}, None),
        ({"age": "8 years"}, None),
        ({"age": "8 years 1 months"}, "age_unusual_old"),
        ({"age": "unknown"}, None),
        # An age in years: told only where it holds for every month of it.
        ({"age": "unknown", "completed": {"years": 0}}, None),
        ({"age": "unknown", "completed": {"years": 8}}, None),
        ({"age": "unknown", "completed": {"years": 9}}, "age_unusual_old"),
        ({"age": "unknown", "completed": {"months": 2}}, "age_unusual_young"),
    ],
)
def test_an_age_unusual_for_the_disease_is_told(
    age: dict[str, Any], code: str | None, rulebook: Rulebook
) -> None:
    bedside = child({"as_of": "day 1 12:00"} | age)
    found = record_alerts(bedside.case, rulebook, bedside.as_of)
    assert [(a.code, a.severity) for a in found] == ([(code, "info")] if code else [])


@pytest.mark.parametrize(("age", "told"), [("3 months", True), ("3 months 7 days", False)])
def test_the_age_is_that_of_the_first_day_of_fever(
    age: str, told: bool, rulebook: Rulebook
) -> None:
    # Read on day 8: a child of three months that day was two months old a week before.
    bedside = child({"as_of": "day 8 12:00", "age": age})
    codes = {alert.code for alert in assess(bedside.case, rulebook, bedside.as_of).alerts}
    assert ("age_unusual_young" in codes) is told


@pytest.mark.hazard("H01", "H03", "H04")
@pytest.mark.parametrize("row", LIMITS["by_years"], ids=lambda row: f"{row['years']} {row['key']}")
def test_with_an_age_in_years_a_size_asks_only_where_no_possible_age_fits(
    row: dict[str, Any], rulebook: Rulebook
) -> None:
    for kind, codes in (("quiet", []), ("asks", ["value_unusual"])):
        for number in row[kind]:
            bedside = child({"completed": {"years": row["years"]}, row["key"]: number})
            found = record_alerts(bedside.case, rulebook, bedside.as_of)
            asked = [alert.code for alert in found if alert.code == "value_unusual"]
            assert asked == codes, number
