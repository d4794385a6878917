"""The grammar of days and times, as text in and value or refusal out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from desktop.entry.dates import read_date, read_date_time, read_time_alone, shown_moment

BERLIN = ZoneInfo("Europe/Berlin")
WINTER = timezone(timedelta(hours=1))
SUMMER = timezone(timedelta(hours=2))

DAYS = [
    "2026-11-21",
    "21-Nov-2026",
    "21 Nov 2026",
    "21 November 2026",
    "21-nov-2026",
    "21.11.2026",
    "21/11/2026",
    "11/21/2026",
    "Sat 21-Nov-2026",
    "Saturday, 21 November 2026",
    " 21-Nov-2026 ",
]

NO_DAYS = [
    ("05.11.2026", "ambiguous"),
    ("11/05/2026", "ambiguous"),
    ("21.11.26", "short_year"),
    ("21-Nov-26", "short_year"),
    ("21-Nov-0026", "year_range"),
    ("2926-11-21", "year_range"),
    ("31-Feb-2026", "no_such_day"),
    ("29-Feb-2026", "no_such_day"),
    ("2026-13-01", "no_such_day"),
    ("35.11.2026", "no_such_day"),
    ("Sun 21-Nov-2026", "wrong_weekday"),
    ("21 Mai 2026", "unknown_month"),
    ("20261121", "not_a_date"),
    ("21/11", "not_a_date"),
    ("yesterday", "not_a_date"),
    ("٢١-Nov-2026", "not_a_date"),
]

MOMENTS = [
    "21-Nov-2026 14:20",
    "2026-11-21 14:20",
    "2026-11-21T14:20",
    "2026-11-21T13:20Z",
    "2026-11-21T14:20+01:00",
    "21 Nov 2026 1420",
    "21.11.2026, 14:20",
    "21 November 2026 at 14:20",
    "Sat 21-Nov-2026 14:20",
]

NO_MOMENTS = [
    ("21-Nov-2026", "time_missing"),
    ("14:20", "date_missing"),
    ("0905", "date_missing"),
    ("21-Nov-2026 24:00", "no_such_time"),
    ("21-Nov-2026 14:60", "no_such_time"),
    ("21-Nov-2026 9", "not_a_time"),
    ("21-Nov-2026 2pm", "not_a_time"),
    ("21-Nov-2026 14.20", "not_a_time"),
    ("21-Nov-2026 14:20 +99:00", "not_a_time"),
    ("05.11.2026 14:20", "ambiguous"),
    ("21-Nov-26 14:20", "short_year"),
]


@pytest.mark.parametrize("text", DAYS)
def test_a_clear_day_is_read_in_any_of_its_forms(text: str) -> None:
    assert read_date(text).value == date(2026, 11, 21)


@pytest.mark.hazard("H41")
@pytest.mark.parametrize(("text", "problem"), NO_DAYS)
def test_an_unclear_day_is_refused_with_its_reason(text: str, problem: str) -> None:
    reading = read_date(text)
    assert (reading.value, reading.problem) == (None, problem)


@pytest.mark.hazard("H41")
def test_an_ambiguous_day_names_both_of_its_readings() -> None:
    params = read_date("05.11.2026").params
    assert (params["one"], params["other"]) == ("05-Nov-2026", "11-May-2026")


def test_two_equal_numbers_are_one_reading() -> None:
    assert read_date("11.11.2026").value == date(2026, 11, 11)


@pytest.mark.parametrize("text", ["", "  "])
def test_blank_text_is_neither_a_day_nor_a_problem(text: str) -> None:
    assert (read_date(text).value, read_date(text).problem) == (None, None)
    moment = read_date_time(text, BERLIN)
    assert (moment.value, moment.problem) == (None, None)


@pytest.mark.parametrize("text", MOMENTS)
def test_a_clear_moment_is_read_on_the_clock_of_the_ward(text: str) -> None:
    value = read_date_time(text, BERLIN).value
    assert value == datetime(2026, 11, 21, 14, 20, tzinfo=WINTER)
    assert value is not None
    assert value.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("text", ["21-Nov-2026 9:05", "21-Nov-2026 09:05", "21-Nov-2026 0905"])
def test_the_hour_may_be_written_short(text: str) -> None:
    value = read_date_time(text, BERLIN).value
    assert value == datetime(2026, 11, 21, 9, 5, tzinfo=WINTER)


@pytest.mark.hazard("H41")
@pytest.mark.parametrize(("text", "problem"), NO_MOMENTS)
def test_an_unclear_moment_is_refused_with_its_reason(text: str, problem: str) -> None:
    reading = read_date_time(text, BERLIN)
    assert (reading.value, reading.problem) == (None, problem)


@pytest.mark.hazard("H42")
def test_a_time_the_clock_change_skipped_is_refused() -> None:
    assert read_date_time("29-Mar-2026 02:30", BERLIN).problem == "time_skipped"
    assert read_date_time("29-Mar-2026 03:00", BERLIN).value == datetime(
        2026, 3, 29, 3, 0, tzinfo=SUMMER
    )


@pytest.mark.hazard("H42")
def test_a_time_that_came_twice_asks_which_is_meant() -> None:
    reading = read_date_time("25-Oct-2026 02:30", BERLIN)
    assert reading.problem == "time_repeated"
    assert (reading.params["first"], reading.params["second"]) == ("+02:00", "+01:00")
    first = read_date_time("25-Oct-2026 02:30 +02:00", BERLIN).value
    second = read_date_time("25-Oct-2026 02:30 +01:00", BERLIN).value
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.hazard("H42")
def test_every_half_hour_of_a_year_is_shown_in_a_form_that_reads_back_as_it() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    lost: list[str] = []
    while moment.year == 2026:
        shown = shown_moment(moment, BERLIN)
        if read_date_time(shown, BERLIN).value != moment:
            lost.append(shown)
        moment += timedelta(minutes=30)
    assert lost == []


def test_a_moment_of_another_zone_is_shown_on_the_clock_of_the_ward() -> None:
    assert shown_moment(datetime(2026, 11, 21, 23, 30, tzinfo=UTC), BERLIN) == "22-Nov-2026 00:30"


@pytest.mark.parametrize(
    ("typed", "now", "slack", "read"),
    [
        ("14:00", "2026-11-21T14:20+01:00", 0, "2026-11-21T14:00+01:00"),
        ("14:20", "2026-11-21T14:20+01:00", 0, "2026-11-21T14:20+01:00"),
        ("1421", "2026-11-21T14:20+01:00", 0, "2026-11-20T14:21+01:00"),
        ("14:25", "2026-11-21T14:20+01:00", 5, "2026-11-21T14:25+01:00"),
        ("14:26", "2026-11-21T14:20+01:00", 5, "2026-11-20T14:26+01:00"),
        ("23:50", "2026-11-21T00:10+01:00", 0, "2026-11-20T23:50+01:00"),
        # The day before had the other offset.
        ("14:00", "2026-10-25T12:00+01:00", 0, "2026-10-24T14:00+02:00"),
        ("02:30 +01:00", "2026-10-25T12:00+01:00", 0, "2026-10-25T02:30+01:00"),
    ],
)
def test_a_time_alone_is_the_last_one_up_to_now(
    typed: str, now: str, slack: int, read: str
) -> None:
    found = read_time_alone(typed, BERLIN, datetime.fromisoformat(now), timedelta(minutes=slack))
    assert found.value == datetime.fromisoformat(read)


@pytest.mark.hazard("H42")
@pytest.mark.parametrize(
    ("now", "problem"),
    [
        ("2026-10-25T12:00+01:00", "time_repeated"),
        ("2026-10-26T01:00+01:00", "time_repeated"),
        ("2026-03-29T12:00+02:00", "time_skipped"),
    ],
)
def test_a_time_alone_that_a_clock_change_leaves_in_doubt_is_refused(
    now: str, problem: str
) -> None:
    found = read_time_alone("02:30", BERLIN, datetime.fromisoformat(now), timedelta())
    assert (found.value, found.problem) == (None, problem)
