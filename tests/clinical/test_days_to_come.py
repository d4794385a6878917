"""Days of the record that lie ahead: refused against the clock, counted as of an earlier time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.alerts import record_alerts
from clinical.assess import assess
from clinical.record.case import Case
from clinical.record.validity import problems
from clinical.values import frozen_collections
from tests.clinical.child import child, day, moment

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

PLACES = [
    "patient.age.at",
    "illness.fever_onset",
    "illness.fever_ended",
    "illness.signs.conjunctivitis.first_seen",
    "illness.signs.oral_changes.first_seen",
    "illness.signs.rash.first_seen",
    "illness.signs.extremity_changes.first_seen",
    "illness.signs.cervical_lymphadenopathy.first_seen",
    "sars_cov_2.pcr_on",
    "sars_cov_2.antigen_on",
    "sars_cov_2.contact_on",
    "involvement.admitted_on",
    "involvement.discharged_on",
]


def case_with(place: str, on: str) -> Case:
    """Return a record that holds one day alone, at its place."""
    *path, last = place.split(".")
    value: dict[str, Any] = {last: day(on).isoformat()}
    if last == "at":
        value["years"] = 4
    for name in reversed(path):
        value = {name: value}
    return Case.model_validate(frozen_collections(value))


@pytest.mark.hazard("H43")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("now", "refused"),
    [("day 6 00:00", False), ("day 5 23:55", False), ("day 5 23:54", True)],
)
def test_a_day_later_than_the_clock_is_refused(
    place: str, now: str, refused: bool, rulebook: Rulebook
) -> None:
    case = case_with(place, "day 6")
    found = [(problem.where, problem.code) for problem in problems(case, rulebook, moment(now))]
    assert found == ([(place, "in_the_future")] if refused else [])
    assert problems(case, rulebook) == (), "read as of an earlier time it is left alone"


@pytest.mark.parametrize(
    "place",
    [
        "illness.fever_onset",
        "illness.fever_ended",
        "illness.signs.rash.first_seen",
        "illness.signs.cervical_lymphadenopathy.first_seen",
    ],
)
@pytest.mark.parametrize(("as_of", "count"), [("day 6 12:00", 0), ("day 5 12:00", 1)])
def test_a_day_of_the_illness_later_than_the_moment_is_counted(
    place: str, as_of: str, count: int, rulebook: Rulebook
) -> None:
    found = record_alerts(case_with(place, "day 6"), rulebook, moment(as_of))
    counted = [(alert.code, alert.values["count"]) for alert in found]
    assert counted == ([("entries_after_as_of", 1)] if count else [])


def test_everything_that_is_still_to_come_is_counted_together(rulebook: Rulebook) -> None:
    bedside = child(
        {
            "as_of": "day 4 12:00",
            "fever_onset": "day 5",
            "fever_ended": "day 9",
            "present": ["rash"],
            "rash_first_seen": "day 6",
            "crp": ["5 mg/dL at day 6 09:00", "5 mg/dL at day 4 09:00"],
        }
    )
    found = assess(bedside.case, rulebook, bedside.as_of)
    counts = [a.values["count"] for a in found.alerts if a.code == "entries_after_as_of"]
    assert counts == [4]
