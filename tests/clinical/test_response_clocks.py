"""The clocks against the contract's sentence, said again in the plainest way, and across DST.

The model below knows whole minutes and tenths of a degree and nothing of the program.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.infused import HOUR, START, Temperature, answer, dose, temperature, verdicts

if TYPE_CHECKING:
    from clinical.course.ivig_response import IvigResponse

# Contract and reference 2: hours after the end, inclusive; 7 days, exclusive; 6 h antipyretic.
CLOCKS = {"h24": 24 * HOUR, "aha_36h": 36 * HOUR, "h48": 48 * HOUR, "anacomp": 48 * HOUR}
SEVEN_DAYS = 7 * 24 * HOUR
BERLIN = ZoneInfo("Europe/Berlin")
# Minutes around every edge of the clocks, and anywhere in the 9 days after the end.
EDGES = [hours * HOUR + off for hours in (0, 18, 24, 36, 48, 168) for off in (-361, -360, -1, 0, 1)]
MINUTES = st.sampled_from(EDGES) | st.integers(0, 9 * 24 * HOUR)
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
