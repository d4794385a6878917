"""What is said to change the response to immunoglobulin does change it, once it is entered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.wording import english
from tests.clinical.infused import HOUR, START, Temperature, answer, at, dose, temperature
from tests.clinical.test_response_clocks import MINUTES, TEMPERATURES

if TYPE_CHECKING:
    from clinical.course.ivig_response import IvigResponse

# Reference 2 and 8.1: hour 36, inclusive; 7 days, exclusive; 38.0; 6 h after an antipyretic.
HOUR_36, SEVEN_DAYS = 36 * HOUR, 7 * 24 * HOUR
FEVER, NO_FEVER = 380, 379


def heard(found: IvigResponse) -> dict[str, tuple[int, int]]:
    """Return each line as its code with the minutes after the end it speaks of."""
    spans: dict[str, tuple[int, int]] = {}
    for reason in found.would_change:
        since, until = reason.values["since"], reason.values["until"]
        spans[reason.code.removeprefix("change.response_")] = (
            int((since - START).total_seconds()) // 60,  # type: ignore[operator]
            int((until - START).total_seconds()) // 60,  # type: ignore[operator]
        )
    return spans


def infused(readings: list[Temperature], *rest: dict[str, Any]) -> dict[str, Any]:
    return {
        "observations": [temperature(reading) for reading in readings],
        "treatments": [dose("ivig", -600, 0), *rest],
    }


def oral(minute: int, tenths: int) -> Temperature:
    return Temperature(minute, tenths, axillary=False, struck=False)


@pytest.mark.parametrize(
    ("readings", "rest", "now", "lines"),
    [
        ([], (), 10 * HOUR, {"fever_in_window": (HOUR_36, SEVEN_DAYS),
                             "free_in_window": (HOUR_36, SEVEN_DAYS)}),
        ([oral(40 * HOUR, NO_FEVER)], (), 60 * HOUR, {"fever_in_window": (HOUR_36, SEVEN_DAYS)}),
        ([oral(HOUR_36, FEVER)], (), 60 * HOUR, {}),
        ([], (dose("infliximab", 50 * HOUR),), 60 * HOUR,
         {"fever_until_rescue": (HOUR_36, 50 * HOUR), "free_until_rescue": (HOUR_36, 50 * HOUR)}),
        ([], (dose("infliximab", 30 * HOUR),), 60 * HOUR, {}),
        ([oral(40 * HOUR, NO_FEVER)], (dose("paracetamol", 36 * HOUR),), 60 * HOUR,
         {"fever_in_window": (HOUR_36, SEVEN_DAYS),
          "free_after_in_window": (40 * HOUR, SEVEN_DAYS)}),
        # The only reading was taken as the rescue was begun: none can come after it.
        ([oral(40 * HOUR, NO_FEVER)],
         (dose("paracetamol", 36 * HOUR), dose("infliximab", 40 * HOUR)), 60 * HOUR,
         {"fever_until_rescue": (HOUR_36, 40 * HOUR)}),
        ([], ({"agent": "paracetamol"},), 60 * HOUR, {"fever_in_window": (HOUR_36, SEVEN_DAYS)}),
    ],
)  # fmt: skip
def test_the_hours_in_which_a_temperature_decides_are_told(
    readings: list[Temperature],
    rest: tuple[dict[str, Any], ...],
    now: int,
    lines: dict[str, tuple[int, int]],
) -> None:
    found = answer(infused(readings, *rest), START + timedelta(minutes=now))
    assert heard(found) == lines


def test_without_its_end_an_infusion_asks_for_it_and_without_one_nothing_is_said() -> None:
    begun = {"treatments": [dose("ivig", -600)]}
    found = answer(begun, START + timedelta(hours=40))
    assert [reason.code for reason in found.would_change] == ["change.response_end"]
    assert found.would_change[0].values["hours"] == 36
    assert answer({}, START + timedelta(hours=40)).would_change == ()


def test_a_rescue_without_its_time_is_what_would_tell() -> None:
    entries = infused([], {"agent": "infliximab"})
    found = answer(entries, START + timedelta(hours=40))
    assert [reason.code for reason in found.would_change] == ["change.response_rescue_time"]


def test_a_reading_that_does_not_tell_leaves_only_the_fever_that_would() -> None:
    unclear = temperature(oral(40 * HOUR, 385)) | {"comparator": "<"}
    entries = infused([]) | {"observations": [unclear]}
    found = answer(entries, START + timedelta(hours=60))
    assert heard(found) == {"fever_in_window": (HOUR_36, SEVEN_DAYS)}


def test_the_latest_infusion_is_the_one_that_is_spoken_of() -> None:
    again = dose("ivig", 50 * HOUR, 60 * HOUR)
    found = answer(infused([], again), START + timedelta(hours=70))
    hour_36 = 60 * HOUR + HOUR_36
    assert heard(found)["fever_in_window"] == (hour_36, 60 * HOUR + SEVEN_DAYS)


def test_a_line_names_the_limit_as_corrected_and_both_times() -> None:
    found = answer(infused([]), START + timedelta(hours=10))
    fever, free = (english().reason(reason) for reason in found.would_change)
    assert fever == (
        "One temperature of 38 °C or more, corrected for its site, taken from 11-Nov-2026 20:00 on "
        "and before 17-Nov-2026 08:00: resistant by AHA"
    )
    assert "less than 38 °C" in free
    assert "no antipyretic in the 6 hours before it" in free


@pytest.mark.hazard("H30")
@given(
    temperatures=TEMPERATURES,
    drugs=st.lists(MINUTES, max_size=2),
    rescues=st.lists(MINUTES, max_size=1),
    now=MINUTES,
    share=st.integers(0, 100),
)
def test_what_is_said_to_change_it_does(
    temperatures: list[Temperature], drugs: list[int], rescues: list[int], now: int, share: int
) -> None:
    now = max(now, 0)
    rest = [
        *(dose("paracetamol", minute) for minute in drugs if minute <= now),
        *(dose("infliximab", minute) for minute in rescues if 0 < minute <= now),
    ]
    known = [reading for reading in temperatures if reading.at <= now]
    found = answer(infused(known, *rest), START + timedelta(minutes=now))
    taken = {reading.at for reading in known}
    for code, (since, until) in heard(found).items():
        last = until if code.endswith("rescue") else until - 1
        first = since + 1 if "after" in code else since
        minute = first + (last - first) * share // 100
        if "free" in code and any(0 <= minute - drug <= 6 * HOUR for drug in drugs):
            continue
        if minute in taken:
            continue
        entered = oral(minute, FEVER if code.startswith("fever") else NO_FEVER)
        then = answer(infused([*known, entered], *rest), START + timedelta(days=12))
        wanted = "resistant" if code.startswith("fever") else "responded"
        assert then.first.deciding.verdict.value == wanted, (code, at(minute))
