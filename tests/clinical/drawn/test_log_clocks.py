"""The clocks of the log over every start hour of a year in five zones, changes of the clocks in it.

The expected times are counted on the clock of universal time and only then shown where the child
is; a calculation with the hands of the clock is an hour off in the nights they are changed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from clinical.assess import assess
from clinical.course.ivig_response import reached_at
from clinical.dosing.rungs import Thermometer
from clinical.log.days import log_days
from clinical.log.dues import Dues
from clinical.log.entries import log_rows
from clinical.log.treatment_log import treatment_log
from clinical.quantity import Unit
from clinical.record.case import Case, Note, Observation, Treatment
from clinical.timeline import day_of_course

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "UTC")
HOUR = timedelta(hours=1)
HOURS_OF_A_YEAR = 8760


def starts(zone: ZoneInfo) -> list[datetime]:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    return [(first + HOUR * number).astimezone(zone) for number in range(HOURS_OF_A_YEAR)]


def record(start: datetime) -> Case:
    """Return 12 hours of immunoglobulin from a start on, and a temperature 37 hours after it."""
    instant = start.astimezone(UTC)
    ivig = Treatment(
        agent="ivig", start=start, end=(instant + 12 * HOUR).astimezone(start.tzinfo),
        dose=Decimal(2), dose_unit="g/kg", status="given",
    )  # fmt: skip
    reading = Observation(
        at=(instant + 49 * HOUR).astimezone(start.tzinfo),
        code="temperature",
        value=Decimal("38.2"),
        unit=Unit.CELSIUS,
        site="oral",
    )
    return Case(treatments=(ivig,), observations=(reading,))


@pytest.mark.hazard("H42")
@pytest.mark.parametrize("name", ZONES)
def test_the_hours_beside_a_row_are_hours_that_passed(name: str) -> None:
    zone = ZoneInfo(name)
    wrong: list[datetime] = []
    for start in starts(zone):
        as_of = (start.astimezone(UTC) + 60 * HOUR).astimezone(zone)
        dose, reading = log_rows(record(start), as_of)
        found = reading.since_ivig
        right = found is not None and found.hours == Fraction(37) and dose.since_ivig is None
        shown = (start.astimezone(UTC) + 49 * HOUR).astimezone(zone)
        if not right or reading.at is None or reading.at.replace(fold=0) != shown.replace(fold=0):
            wrong.append(start)
    assert wrong == []


# Every hour of the nights in which some of these zones change their clocks, and of a day.
CHANGES = ((3, 7), (3, 28), (4, 4), (10, 3), (10, 24), (10, 31), (7, 1))
NIGHTS = [datetime(2026, month, day, tzinfo=UTC) for month, day in CHANGES]


@pytest.mark.hazard("H42")
@pytest.mark.parametrize("name", ZONES)
def test_the_clock_of_resistance_is_reached_36_real_hours_after_the_end(
    name: str, rulebook: Rulebook
) -> None:
    zone = ZoneInfo(name)
    for night in NIGHTS:
        for number in range(0, 72, 3):
            start = (night - 48 * HOUR + HOUR * number).astimezone(zone)
            case = record(start).replace(observations=())
            reached = (start.astimezone(UTC) + 48 * HOUR).astimezone(zone)
            before = (reached.astimezone(UTC) - timedelta(minutes=1)).astimezone(zone)
            early = treatment_log(case, assess(case, rulebook, before)).follows
            late = treatment_log(case, assess(case, rulebook, reached)).follows
            (clock,) = (each for each in early if each.topic == "response")
            assert (clock.state, clock.at) == ("planned", reached), start
            (clock,) = (each for each in late if each.topic == "response")
            # The hour has come and nobody measured.
            assert clock.state == "due", start


@pytest.mark.hazard("H42")
@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)]
)
def test_a_day_is_as_long_as_the_clocks_make_it(day: str, hours: int, rulebook: Rulebook) -> None:
    zone = ZoneInfo("Europe/Berlin")
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC)
    readings = tuple(
        Observation(
            at=(midnight + HOUR * number).astimezone(zone),
            code="temperature", value=Decimal(37), unit=Unit.CELSIUS, site="oral",
        )
        for number in range(-1, hours + 1)
    )  # fmt: skip
    case = Case(observations=readings)
    as_of = (midnight + 40 * HOUR).astimezone(zone)
    log = treatment_log(case, assess(case, rulebook, as_of))
    rows = {str(each.date): each.rows for each in log.days}
    assert rows[day] == hours


def after(start: datetime, span: timedelta) -> datetime:
    """Return the moment so much real time on, counted in universal time."""
    return (start.astimezone(UTC) + span).astimezone(start.tzinfo)


def instants(*moments: datetime | None) -> list[datetime | None]:
    """Return moments to compare as what they are, not by the hands of the clock."""
    return [each.astimezone(UTC) if each is not None else None for each in moments]


@pytest.mark.hazard("H42")
@pytest.mark.parametrize("name", ZONES)
def test_36_hours_from_the_end_of_an_infusion_begun_at_any_hour_of_a_year(
    name: str, rulebook: Rulebook
) -> None:
    (rule,) = (each for each in rulebook.ivig_response.clock if each.hours == 36)
    wrong: list[datetime] = []
    for start in starts(ZoneInfo(name)):
        reached = reached_at(after(start, 12 * HOUR), rule)
        if instants(reached) != instants(after(start, 48 * HOUR)):
            wrong.append(start)
    assert wrong == []


@pytest.mark.hazard("H42")
@pytest.mark.parametrize("name", ZONES)
def test_hours_12_and_24_of_a_ladder_begun_at_any_hour_of_a_year(
    name: str, rulebook: Rulebook
) -> None:
    ladder = rulebook.regimens["anakinra_anacomp"].ladder
    assert ladder is not None
    wrong: list[datetime] = []
    for start in starts(ZoneInfo(name)):
        hours = Thermometer((), frozenset(), ladder, start, start, begun=True)
        found = instants(hours.moment(12), hours.moment(24))
        if found != instants(after(start, 12 * HOUR), after(start, 24 * HOUR)):
            wrong.append(start)
    assert wrong == []


@pytest.mark.hazard("H42")
@pytest.mark.parametrize("name", ZONES)
def test_the_day_of_a_treatment_begun_at_any_hour_of_a_year(name: str) -> None:
    minute = timedelta(minutes=1)
    for start in starts(ZoneInfo(name)):
        # Day 14 begins when 13 days of 24 hours have passed, and not a minute before.
        begins = after(start, 13 * 24 * HOUR)
        days = [day_of_course(start, each) for each in (start, after(begins, -minute), begins)]
        assert days == [1, 13, 14], start


@pytest.mark.hazard("H42")
@pytest.mark.parametrize("name", ZONES)
def test_every_hour_of_a_year_lies_on_the_day_its_clock_shows(name: str) -> None:
    zone = ZoneInfo(name)
    hours = starts(zone)
    notes = tuple(Note.model_construct(at=each, text="hour") for each in hours)
    case = Case.model_construct(notes=notes)
    as_of = hours[-1]
    days = log_days(case, log_rows(case, as_of), Dues((), ()), (), (), as_of)
    counted = {day.date: day.rows for day in days if day.rows}
    # From midnight to midnight, in seconds; a day has as many whole hours of universal time.
    first, last = (each.astimezone(UTC).timestamp() // 3600 for each in (hours[0], hours[-1]))
    expected: dict[date, int] = {}
    for number in range(-1, 367):
        day = date(2026, 1, 1) + timedelta(days=number)
        edges = [
            datetime.combine(each, time(), zone).timestamp() / 3600
            for each in (day, day + timedelta(days=1))
        ]
        begin, end = max(ceil(edges[0]), first), min(ceil(edges[1]), last + 1)
        if end > begin:
            expected[day] = int(end - begin)
    assert counted == expected
