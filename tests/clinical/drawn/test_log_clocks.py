"""The clocks of the log over every start hour of a year in five zones, changes of the clocks in it.

The expected times are counted on the clock of universal time and only then shown where the child
is; a calculation with the hands of the clock is an hour off in the nights they are changed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from clinical.assess import assess
from clinical.log.entries import log_rows
from clinical.log.treatment_log import treatment_log
from clinical.quantity import Unit
from clinical.record.case import Case, Observation, Treatment

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
