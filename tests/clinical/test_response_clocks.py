"""The clocks against the contract's sentence, said again in the plainest way, and across DST.

The model below knows whole minutes and tenths of a degree and nothing of the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinical.course.ivig_response import IvigResponse, assess_ivig_response
from clinical.record.case import Case
from clinical.rules.files import parse
from clinical.values import frozen_collections
from reports.wording import english
from resources import names, read_text

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

RULEBOOK = parse({name.removeprefix("rules/"): read_text(name) for name in names("rules", ".toml")})
START = datetime(2026, 11, 10, 8, tzinfo=UTC)
HOUR = 60
# Contract and reference 2: hours after the end, inclusive; 7 days, exclusive; 6 h antipyretic.
CLOCKS = {"h24": 24 * HOUR, "aha_36h": 36 * HOUR, "h48": 48 * HOUR, "anacomp": 48 * HOUR}
SEVEN_DAYS = 7 * 24 * HOUR
BERLIN = ZoneInfo("Europe/Berlin")
# Minutes around every edge of the clocks, and anywhere in the 9 days after the end.
EDGES = [hours * HOUR + off for hours in (0, 18, 24, 36, 48, 168) for off in (-361, -360, -1, 0, 1)]
MINUTES = st.sampled_from(EDGES) | st.integers(0, 9 * 24 * HOUR)


@dataclass(frozen=True)
class Temperature:
    at: int
    tenths: int
    axillary: bool
    struck: bool


TEMPERATURES = st.lists(
    st.builds(
        Temperature,
        at=MINUTES,
        tenths=st.sampled_from([360, 374, 375, 379, 380, 381, 392]),
        axillary=st.booleans(),
        struck=st.sampled_from([False, False, False, True]),
    ),
    max_size=6,
    unique_by=lambda reading: reading.at,
)


def plainly(
    hours: int, temperatures: list[Temperature], drugs: list[int], rescues: list[int], now: int
) -> str:
    """Say the contract's sentence on response clocks; every time is in minutes after the end."""
    if now < hours:
        return "too_early"
    begun = [rescue for rescue in rescues if 0 < rescue <= now]
    counted = [
        reading
        for reading in temperatures
        if not reading.struck
        and reading.at <= now
        and hours <= reading.at < SEVEN_DAYS
        and all(reading.at <= rescue for rescue in begun)
    ]
    fever = [reading.tenths + (5 if reading.axillary else 0) >= 380 for reading in counted]
    if any(fever):
        return "resistant"
    if not counted:
        return "undetermined"
    last = max(reading.at for reading in counted)
    masked = any(0 <= last - drug <= 6 * HOUR for drug in drugs if drug <= now)
    return "undetermined" if masked else "responded"


def at(minute: int) -> str:
    return (START + timedelta(minutes=minute)).isoformat()


def temperature(reading: Temperature) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "at": at(reading.at),
        "code": "temperature",
        "value": f"{reading.tenths // 10}.{reading.tenths % 10}",
        "unit": "Cel",
        "site": "axillary" if reading.axillary else "oral",
    }
    if reading.struck:
        entry["struck"] = {"at": at(0), "by": "Nurse A", "reason": "wrong child"}
    return entry


def dose(agent: str, start: int, end: int | None = None) -> dict[str, Any]:
    entry: dict[str, Any] = {"agent": agent, "start": at(start)}
    return entry if end is None else entry | {"end": at(end)}


def answer(entries: dict[str, Any], as_of: datetime, rules: Rulebook = RULEBOOK) -> IvigResponse:
    return assess_ivig_response(Case.model_validate(frozen_collections(entries)), rules, as_of)


def verdicts(found: IvigResponse) -> dict[str, str]:
    return {clock.rule.id: clock.verdict.value for clock in found.first.clocks}


@pytest.mark.hazard("H30")
@given(
    temperatures=TEMPERATURES,
    drugs=st.lists(MINUTES, max_size=2),
    rescues=st.lists(
        st.tuples(MINUTES, st.sampled_from(["infliximab", "anakinra", "methylprednisolone"])),
        max_size=2,
    ),
    now=MINUTES,
)
def test_the_clocks_say_what_the_contract_says(
    temperatures: list[Temperature],
    drugs: list[int],
    rescues: list[tuple[int, str]],
    now: int,
) -> None:
    # A course that was running before the infusion ended is no rescue; here each begins after it.
    begun = [(minute, agent) for minute, agent in rescues if minute > 0]
    found = answer(
        {
            "observations": [temperature(reading) for reading in temperatures],
            "treatments": [
                dose("ivig", -12 * HOUR, 0),
                *(dose("paracetamol", minute) for minute in drugs),
                *(dose(agent, minute) for minute, agent in begun),
            ],
        },
        START + timedelta(minutes=max(now, 0)),
    )
    starts = [minute for minute, _ in begun]
    assert verdicts(found) == {
        name: plainly(hours, temperatures, drugs, starts, max(now, 0))
        for name, hours in CLOCKS.items()
    }


@pytest.mark.hazard("H30")
@given(
    temperatures=TEMPERATURES,
    gaps=st.lists(st.integers(1, 100 * HOUR), min_size=1, max_size=3),
    now=st.integers(0, 12 * 24 * HOUR),
)
def test_each_infusion_has_a_clock_of_its_own_that_the_next_one_stops(
    temperatures: list[Temperature], gaps: list[int], now: int
) -> None:
    lasting = 10 * HOUR
    starts = [-lasting]
    for gap in gaps:
        starts.append(starts[-1] + lasting + gap)
    found = answer(
        {
            "observations": [temperature(reading) for reading in temperatures],
            "treatments": [dose("ivig", start, start + lasting) for start in reversed(starts)],
        },
        START + timedelta(minutes=now),
    )
    given_by_now = [start for start in starts if start <= now]
    assert [item.infusion.n for item in found.by_infusion] == [
        number + 1 for number in range(len(given_by_now))
    ]
    for item, start in zip(found.by_infusion, given_by_now, strict=True):
        end = start + lasting
        shifted = [
            Temperature(one.at - end, one.tenths, one.axillary, one.struck) for one in temperatures
        ]
        later = [other - end for other in given_by_now if other > start]
        wanted = plainly(CLOCKS["aha_36h"], shifted, [], later, now - end)
        assert item.deciding.verdict.value == wanted


@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("minute", "verdict"), [(-1, "too_early"), (0, "resistant"), (1, "resistant")]
)
def test_the_hour_itself_is_hour_36(minute: int, verdict: str) -> None:
    reading = Temperature(36 * HOUR + minute, 380, axillary=False, struck=False)
    found = answer(
        {"observations": [temperature(reading)], "treatments": [dose("ivig", -600, 0)]},
        START + timedelta(hours=36, minutes=minute),
    )
    assert verdicts(found)["aha_36h"] == verdict


@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("end", "hour_36"),
    [
        # The night of 25-Oct-2026 has 25 hours, the night of 29-Mar-2026 has 23.
        ("2026-10-24T16:00:00+02:00", "2026-10-26T03:00:00+01:00"),
        ("2026-03-28T12:00:00+01:00", "2026-03-30T01:00:00+02:00"),
        ("2026-11-14T12:00:00+01:00", "2026-11-16T00:00:00+01:00"),
    ],
)
def test_hours_are_elapsed_on_the_nights_the_clocks_change(end: str, hour_36: str) -> None:
    ended, reached = datetime.fromisoformat(end), datetime.fromisoformat(hour_36)

    def asked(as_of: datetime) -> IvigResponse:
        treatment = {"agent": "ivig", "start": (ended - timedelta(hours=8)).isoformat(), "end": end}
        fever = {"at": hour_36, "code": "temperature", "value": "38.0", "unit": "Cel"}
        return answer({"treatments": [treatment], "observations": [fever]}, as_of)

    before = asked((reached.astimezone(UTC) - timedelta(minutes=1)).astimezone(BERLIN))
    after = asked(reached.astimezone(BERLIN))
    assert verdicts(before)["aha_36h"] == "too_early"
    assert verdicts(after)["aha_36h"] == "resistant"
    told = before.first.deciding.reached_at
    assert told is not None
    assert told.isoformat() == hour_36, "in local time"
    changes = ended.utcoffset() != reached.utcoffset()
    codes = {alert.code for alert in before.alerts}
    assert ("response.clocks_change" in codes) is changes


def test_an_infusion_still_running_is_too_early() -> None:
    found = answer({"treatments": [dose("ivig", -60, 600)]}, START)
    assert set(verdicts(found).values()) == {"too_early"}
    assert found.first.hours_since_end is None
    assert found.first.deciding.hours_until == 46


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


@pytest.mark.hazard("H30", "H42")
def test_in_the_hour_that_comes_twice_the_second_one_counts() -> None:
    # Clocks go back at 03:00 of 25-Oct-2026; 36 hours after this end it is 02:10 for the second
    # time, and 02:30 for the first time is 40 minutes too early.
    end = datetime(2026, 10, 23, 15, 10, tzinfo=BERLIN)
    entries = {"treatments": [{"agent": "ivig", "end": end.isoformat()}]}
    first = answer(entries, datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0))
    assert verdicts(first)["aha_36h"] == "too_early"
    assert first.first.deciding.hours_until == Fraction(2, 3)
    second = answer(entries, datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1))
    assert verdicts(second)["aha_36h"] == "undetermined", "the hour is reached, a reading missing"


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
