"""What cuts a response clock short, what leaves it open, and what is said of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reports.wording import english
from tests.clinical.infused import (
    HOUR,
    START,
    Temperature,
    answer,
    at,
    dose,
    temperature,
    verdicts,
)

SEVEN_DAYS = 7 * 24 * HOUR


@pytest.mark.parametrize(
    ("history", "asked"),
    [
        ({}, ["response.active_infection_unknown", "response.mas_features_unknown"]),
        (
            {"active_infection": "present", "mas_features": "absent"},
            ["response.active_infection_present"],
        ),
        ({"active_infection": "absent", "mas_features": "absent"}, []),
    ],
)
def test_other_causes_are_asked_for_until_they_are_ruled_out(
    history: dict[str, str], asked: list[str]
) -> None:
    fever = Temperature(37 * HOUR, 390, axillary=False, struck=False)
    entries = {
        "observations": [temperature(fever)],
        "treatments": [dose("ivig", -600, 0)],
        "history": history,
    }
    found = answer(entries, START + timedelta(hours=40))
    assert [alert.code for alert in found.alerts] == asked
    assert answer(entries, START + timedelta(hours=30)).alerts == (), "too early to ask"


@pytest.mark.parametrize(
    ("value", "comparator", "verdict"),
    [("38.5", "<", "undetermined"), ("38.0", "<", "responded"), ("38.0", ">=", "resistant")],
)
def test_a_bound_decides_only_where_it_can(value: str, comparator: str, verdict: str) -> None:
    entry = {"at": at(37 * HOUR), "code": "temperature", "unit": "Cel", "site": "oral"}
    found = answer(
        {
            "observations": [entry | {"value": value, "comparator": comparator}],
            "treatments": [dose("ivig", -600, 0)],
        },
        START + timedelta(hours=40),
    )
    assert verdicts(found)["aha_36h"] == verdict


def test_a_fever_after_the_window_is_said_and_does_not_count() -> None:
    late = Temperature(SEVEN_DAYS, 390, axillary=False, struck=False)
    found = answer(
        {"observations": [temperature(late)], "treatments": [dose("ivig", -600, 0)]},
        START + timedelta(days=8),
    )
    assert verdicts(found)["aha_36h"] == "undetermined"
    assert [reason.code for reason in found.reasons] == ["response.fever_after_window"]


def test_fever_since_hour_24_is_provisional_until_hour_36() -> None:
    fever = Temperature(25 * HOUR, 390, axillary=False, struck=False)
    found = answer(
        {"observations": [temperature(fever)], "treatments": [dose("ivig", -600, 0)]},
        START + timedelta(hours=30),
    )
    assert (verdicts(found)["h24"], verdicts(found)["aha_36h"]) == ("resistant", "too_early")
    assert [reason.code for reason in found.reasons] == ["response.provisional"]


@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("given_at", "verdict"), [(36, "responded"), (44, "undetermined"), (46, "responded")]
)
def test_an_antipyretic_matters_before_the_last_temperature(given_at: int, verdict: str) -> None:
    calm = [Temperature(hour * HOUR, 370, axillary=False, struck=False) for hour in (37, 45)]
    found = answer(
        {
            "observations": [temperature(reading) for reading in calm],
            "treatments": [dose("ivig", -600, 0), dose("ibuprofen", given_at * HOUR)],
        },
        START + timedelta(hours=50),
    )
    assert verdicts(found)["aha_36h"] == verdict


@pytest.mark.parametrize(
    ("value", "unit", "site", "said"),
    [
        ("38.6", "Cel", "oral", "fever of 38.6 °C at 12-Nov-2026 08:00, 48 h after the end"),
        ("37.6", "Cel", "axillary", "48 h after the end: counts as 38.1 °C"),
        ("101.3", "[degF]", "oral", "48 h after the end: counts as 38.5 °C"),
    ],
)
def test_a_fever_is_said_as_entered_and_as_it_counts(
    value: str, unit: str, site: str, said: str
) -> None:
    entry = {"at": at(48 * HOUR), "code": "temperature", "value": value, "unit": unit, "site": site}
    found = answer(
        {"observations": [entry], "treatments": [dose("ivig", -600, 0)]},
        START + timedelta(hours=50),
    )
    assert english().reason(found.first.deciding.because).endswith(said)


def test_what_rescue_treatment_cut_short_asks_for_nothing() -> None:
    found = answer(
        {"treatments": [dose("ivig", -600, 0), dose("infliximab", 30 * HOUR)]},
        START + timedelta(hours=50),
    )
    assert verdicts(found)["aha_36h"] == "undetermined"
    assert found.missing == ("temperature",), "of hours 24 to 30 only"
    assert found.first.deciding.because.field is None


def test_a_rescue_without_a_time_leaves_the_answer_open() -> None:
    fever = Temperature(37 * HOUR, 390, axillary=False, struck=False)
    for agent in ("infliximab", "prednisolone"):
        found = answer(
            {
                "observations": [temperature(fever)],
                "treatments": [dose("ivig", -600, 0), {"agent": agent}],
            },
            START + timedelta(hours=40),
        )
        assert verdicts(found)["aha_36h"] == "undetermined"
        assert "treatments" in found.missing


def test_of_two_infusions_one_without_any_time_may_have_been_the_first() -> None:
    fever = Temperature(37 * HOUR, 390, axillary=False, struck=False)
    found = answer(
        {
            "observations": [temperature(fever)],
            "treatments": [dose("ivig", -600, 0), {"agent": "ivig"}],
        },
        START + timedelta(hours=40),
    )
    assert set(verdicts(found).values()) == {"undetermined"}
    assert found.missing == ("ivig_end",)


@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("begun", "verdict"), [(-20 * HOUR, "resistant"), (20 * HOUR, "undetermined")]
)
def test_steroids_that_were_running_already_are_no_rescue(begun: int, verdict: str) -> None:
    fever = Temperature(37 * HOUR, 390, axillary=False, struck=False)
    doses = [dose("prednisolone", begun + day * 24 * HOUR) for day in range(2)]
    found = answer(
        {
            "observations": [temperature(fever)],
            "treatments": [dose("ivig", -600, 0), *doses],
        },
        START + timedelta(hours=40),
    )
    assert verdicts(found)["aha_36h"] == verdict


@pytest.mark.hazard("H30")
def test_what_was_given_during_the_infusion_is_no_rescue() -> None:
    fever = Temperature(37 * HOUR, 390, axillary=False, struck=False)
    found = answer(
        {
            "observations": [temperature(fever)],
            "treatments": [dose("ivig", -600, 0), dose("infliximab", -60)],
        },
        START + timedelta(hours=40),
    )
    assert verdicts(found)["aha_36h"] == "resistant"


def told(entries: dict[str, Any], hours: int) -> str:
    found = answer(entries, START + timedelta(hours=hours))
    return english().reason(found.first.deciding.because)


def test_a_fever_after_a_rescue_is_said_to_be_one() -> None:
    fever = Temperature(50 * HOUR, 390, axillary=False, struck=False)
    entries = {
        "observations": [temperature(fever)],
        "treatments": [dose("ivig", -600, 0), dose("infliximab", 40 * HOUR)],
    }
    assert told(entries, 60) == (
        "no temperature recorded between hour 36 and the rescue treatment of 12-Nov-2026 00:00"
    )
    (reason,) = answer(entries, START + timedelta(hours=60)).reasons
    assert (
        english()
        .reason(reason)
        .startswith("Fever after the rescue treatment of 12-Nov-2026 00:00 (12-Nov-2026 10:00)")
    )


def test_of_an_infusion_that_resisted_no_fever_after_the_rescue_is_said() -> None:
    fevers = [Temperature(hour * HOUR, 390, axillary=False, struck=False) for hour in (37, 50)]
    entries = {
        "observations": [temperature(fever) for fever in fevers],
        "treatments": [dose("ivig", -600, 0), dose("infliximab", 40 * HOUR)],
    }
    codes = [reason.code for reason in answer(entries, START + timedelta(hours=60)).reasons]
    assert codes == ["response.persistent"]


def test_a_temperature_after_seven_days_is_not_said_to_be_none() -> None:
    late = Temperature(SEVEN_DAYS, 385, axillary=False, struck=False)
    entries = {"observations": [temperature(late)], "treatments": [dose("ivig", -600, 0)]}
    wanted = "no temperature recorded between hour 36 and day 7 after the infusion"
    assert told(entries, 8 * 24) == wanted


@pytest.mark.parametrize(
    ("hours", "drug", "said"),
    [
        (
            [37],
            dose("paracetamol", 36 * HOUR),
            "an antipyretic within 6 h before the only reading (11-Nov-2026 21:00)",
        ),
        (
            [37, 45],
            dose("paracetamol", 44 * HOUR),
            "an antipyretic within 6 h before the last of 2 readings (12-Nov-2026 05:00)",
        ),
        (
            [37],
            {"agent": "paracetamol"},
            "it may have been within 6 h before the only reading (11-Nov-2026 21:00)",
        ),
        (
            [37, 45],
            {"agent": "paracetamol"},
            "it may have been within 6 h before the last of 2 readings (12-Nov-2026 05:00)",
        ),
    ],
)
def test_an_antipyretic_is_said_to_hide_a_fever_only_where_its_time_is_known(
    hours: list[int], drug: dict[str, Any], said: str
) -> None:
    calm = [Temperature(hour * HOUR, 370, axillary=False, struck=False) for hour in hours]
    entries = {
        "observations": [temperature(reading) for reading in calm],
        "treatments": [dose("ivig", -600, 0), drug],
    }
    assert told(entries, 47).endswith(said)


def test_one_dose_in_two_halves_is_said_to_be_one() -> None:
    halves = [
        dose("ivig", start, start + 6 * HOUR) | {"dose": "1", "dose_unit": "g/kg"}
        for start in (-30 * HOUR, -6 * HOUR)
    ]
    found = answer({"treatments": halves}, START + timedelta(hours=40))
    assert [english().reason(reason) for reason in found.reasons] == [
        "One dose in two halves (2 g/kg in all): counted from the end of the second half"
    ]
    assert found.later == ()
