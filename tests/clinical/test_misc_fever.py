"""How long a fever lasted where the hours are not all known, and what low temperatures say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.diagnosis.misc_fever import fever_hours
from clinical.quantity import Interval
from tests.clinical.child import child, moment

if TYPE_CHECKING:
    from clinical.diagnosis.misc_items import Definition
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook

UNASKED: dict[str, Any] = {"age": "8 years"}
DENIED = UNASKED | {"subjective_fever_24h": "absent"}
NO_ONSET = DENIED | {"fever_onset": "unknown"}


def with_onset(given: dict[str, Any], at: str) -> Case:
    """Return the record of a child whose fever began at a time."""
    case = child(given).case
    return case.replace(illness=case.illness.replace(fever_onset=moment(at)))


def cdc(case: Case, rulebook: Rulebook, as_of: str | datetime) -> Definition:
    at = moment(as_of) if isinstance(as_of, str) else as_of
    return assess(case, rulebook, at).misc.cdc


def fever(found: Definition) -> str:
    return next(item.finding.value for item in found.items if item.id == "fever")


def state(given: dict[str, Any], rulebook: Rulebook) -> str:
    bedside = child(given)
    return fever(cdc(bedside.case, rulebook, bedside.as_of))


@pytest.mark.hazard("H45")
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("day 1 23:59", "unknown"),
        ("day 2 12:00", "unknown"),
        ("day 2 23:59", "unknown"),
        ("day 3 00:00", "met"),
    ],
)
def test_a_first_day_without_a_time_is_24_hours_of_fever_from_the_third_day_on(
    as_of: str, expected: str, rulebook: Rulebook
) -> None:
    assert state(UNASKED | {"as_of": as_of}, rulebook) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"), [("day 2 13:59", "unknown"), ("day 2 14:00", "met")]
)
def test_a_first_hour_of_fever_makes_24_hours_exact(
    as_of: str, expected: str, rulebook: Rulebook
) -> None:
    case = with_onset(UNASKED, "day 1 14:00")
    assert fever(cdc(case, rulebook, as_of)) == expected


@pytest.mark.hazard("H30")
@pytest.mark.parametrize(("at", "expected"), [("10:59", "unknown"), ("11:00", "met")])
def test_24_hours_of_fever_are_real_hours_on_the_night_the_clocks_go_back(
    at: str, expected: str, rulebook: Rulebook
) -> None:
    case = child(UNASKED).case
    onset = datetime.fromisoformat("2026-10-24T12:00:00+02:00")
    case = case.replace(illness=case.illness.replace(fever_onset=onset))
    as_of = datetime.fromisoformat(f"2026-10-25T{at}:00+01:00")
    assert fever(cdc(case, rulebook, as_of)) == expected


@pytest.mark.parametrize(
    ("ended", "expected"), [("day 1", "not_met"), ("day 2", "unknown"), ("day 3", "met")]
)
def test_a_measured_fever_that_ended_lasted_what_its_days_allow(
    ended: str, expected: str, rulebook: Rulebook
) -> None:
    given = {
        "fever_ended": ended,
        "temperature": ["38.0 Cel at day 1 08:00", "37.0 Cel at day 4 08:00"],
    }
    assert state(DENIED | given, rulebook) == expected


def test_days_of_fever_stand_for_a_report_only_where_nobody_answered(rulebook: Rulebook) -> None:
    assert state(UNASKED, rulebook) == "met"
    bedside = child(DENIED)
    found = cdc(bedside.case, rulebook, bedside.as_of)
    assert fever(found) == "unknown"
    assert "temperature" in found.missing
    assert "subjective_fever_24h" not in found.missing


@pytest.mark.parametrize(
    ("ended", "low", "high"), [("day 1", 0, 10), ("day 2", 10, 34), ("day 3", 34, 58)]
)
def test_the_hours_of_a_fever_run_from_its_first_hour_into_its_last_day(
    ended: str, low: int, high: int
) -> None:
    case = with_onset(UNASKED | {"fever_ended": ended}, "day 1 14:00")
    found = fever_hours(case, moment("day 8 12:00"))
    assert found is not None
    assert (found.low, found.high, found.high_closed) == (low, high, False)


def test_a_fever_that_goes_on_has_lasted_until_now() -> None:
    case = with_onset(UNASKED, "day 1 14:00")
    assert fever_hours(case, moment("day 2 02:00")) == Interval.exactly(12)


@pytest.mark.parametrize("given", [{"fever_onset": "unknown"}, {"fever_onset": "day 9"}])
def test_without_a_first_day_by_now_there_are_no_hours_of_fever(given: dict[str, Any]) -> None:
    assert fever_hours(child(UNASKED | given).case, moment("day 8 12:00")) is None


def test_a_short_fever_says_from_when_on_it_will_be_long_enough(rulebook: Rulebook) -> None:
    found = cdc(child(UNASKED).case, rulebook, "day 2 12:00")
    changes = {reason.code: reason.values for reason in found.would_change}
    assert changes["change.misc_fever_hours"]["at"] == moment("day 3 00:00")
    assert "subjective_fever_24h" in found.missing


def test_who_says_until_which_day_a_fever_would_have_to_go_on(rulebook: Rulebook) -> None:
    bedside = child(UNASKED | {"as_of": "day 2 12:00"})
    found = assess(bedside.case, rulebook, bedside.as_of).misc.who
    changes = {reason.code: reason.values for reason in found.would_change}
    assert changes["change.misc_fever_until"]["day"] == moment("day 3 00:00").date()
    assert "fever_onset" not in found.missing


def readings(*texts: str) -> dict[str, Any]:
    return NO_ONSET | {"temperature": list(texts)}


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # 38.0 twice a day apart, and a reading under it between them: two short fevers perhaps.
        (
            readings(
                "38.0 Cel at day 3 08:00", "37.9 Cel at day 3 20:00", "38.0 Cel at day 4 08:00"
            ),
            "unknown",
        ),
        # Between two readings without fever less than 24 hours apart there is no room for it.
        (
            readings(
                "37.0 Cel at day 3 08:00", "39.0 Cel at day 3 20:00", "37.0 Cel at day 4 08:00"
            ),
            "not_met",
        ),
        (
            readings(
                "37.0 Cel at day 3 08:00", "39.0 Cel at day 3 20:00", "37.0 Cel at day 4 08:01"
            ),
            "unknown",
        ),
        # A reading of "under 39" between two fevers may have been none.
        (
            readings(
                "38.0 Cel at day 3 08:00", "<39 Cel at day 3 20:00", "38.0 Cel at day 4 08:00"
            ),
            "unknown",
        ),
        (
            readings(
                "38.0 Cel at day 3 08:00", "38.4 Cel at day 3 20:00", "38.0 Cel at day 4 08:00"
            ),
            "met",
        ),
    ],
)
def test_readings_show_or_deny_24_hours_of_fever_only_where_they_can(
    given: dict[str, Any], expected: str, rulebook: Rulebook
) -> None:
    assert state(given, rulebook) == expected


def test_normal_temperatures_after_the_fever_ended_deny_nothing(rulebook: Rulebook) -> None:
    after = {"fever_ended": "day 4", "temperature": ["36.8 Cel at day 6 08:00"]}
    assert state(UNASKED | after, rulebook) == "met"


def test_low_temperatures_during_a_recorded_fever_make_one_ask(rulebook: Rulebook) -> None:
    bedside = child(UNASKED | {"temperature": ["37.9 Cel at day 3 08:00"]})
    found = assess(bedside.case, rulebook, bedside.as_of).misc
    assert fever(found.cdc) == fever(found.cste) == "unknown"
    assert "subjective_fever_24h" in found.cdc.missing
    assert not any("fever" in reason.code for reason in found.cdc.would_change)


def test_a_temperature_from_before_the_illness_is_no_fever_of_it(rulebook: Rulebook) -> None:
    given = DENIED | {
        "fever_onset": "day 8",
        "fever_ended": "day 8",
        "temperature": ["39.0 Cel at day -19 08:00", "39.0 Cel at day -18 08:00"],
    }
    assert state(given, rulebook) == "not_met"
