"""Ages by the calendar, illness days around midnight, and dose times across clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinical.alerts import record_alerts
from clinical.assess import assess
from clinical.dosing.plan import Choice, plan
from clinical.record.case import Age, Case, Patient
from clinical.timeline import age_on, fever_days, illness_day, months_between, shift_months
from clinical.values import frozen_collections
from tests.clinical.child import child, moment
from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

AGES = document("ages")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "UTC")
BERLIN = ZoneInfo("Europe/Berlin")


def case_of(**entries: object) -> Case:
    return Case.model_validate(frozen_collections(entries))


@pytest.mark.hazard("H44")
@pytest.mark.parametrize("row", AGES["age"], ids=lambda row: f"{row['born']} on {row['on']}")
def test_an_age_is_counted_by_the_calendar(row: dict[str, Any]) -> None:
    found = age_on(Patient(date_of_birth=row["born"]), row["on"])
    assert found is not None
    assert (found.months, found.days, found.years) == (
        row["months"],
        row["days"],
        row["months"] // 12,
    )


@pytest.mark.hazard("H44")
@pytest.mark.parametrize("row", AGES["given"], ids=str)
def test_an_age_in_completed_units_is_a_range(row: dict[str, Any]) -> None:
    unit = "years" if "years" in row else "months"
    found = age_on(Patient(age=Age.model_validate({unit: row[unit], "at": row["at"]})), row["on"])
    assert found is not None
    assert (found.months_low, found.months_high) == (row["low"], row["high"])
    assert found.days is None
    assert found.months == (row["low"] if row["low"] == row["high"] else None)


def test_before_birth_there_is_no_age() -> None:
    assert age_on(Patient(date_of_birth=date(2026, 1, 2)), date(2026, 1, 1)) is None
    assert age_on(Patient(), date(2026, 1, 1)) is None


@pytest.mark.hazard("H44")
@given(st.dates(date(2004, 1, 1), date(2030, 12, 31)), st.integers(0, 252))
def test_a_month_is_completed_on_its_day_and_not_the_day_before(born: date, months: int) -> None:
    index = born.year * 12 + born.month - 1 + months
    year, month = divmod(index, 12)
    try:
        birthday = date(year, month + 1, born.day)
    except ValueError:  # the month is too short: completed on the 1st of the next
        birthday = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    assert months_between(born, birthday) == months
    assert months_between(born, birthday - timedelta(days=1)) == months - 1


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 5), 11, date(2026, 12, 5)),
    ],
)
def test_months_are_counted_away_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert shift_months(day, months) == expected


@pytest.mark.hazard("H45")
@pytest.mark.parametrize(
    ("onset", "as_of", "day"),
    [
        ("2026-11-11", "2026-11-11T00:00:00+01:00", 1),
        ("2026-11-11", "2026-11-11T23:59:59+01:00", 1),
        ("2026-11-11", "2026-11-12T00:00:00+01:00", 2),
        ("2026-11-11", "2026-11-14T23:59:00+01:00", 4),
        ("2026-11-11", "2026-11-15T00:00:00+01:00", 5),
        ("2026-11-11T23:30:00+01:00", "2026-11-12T00:30:00+01:00", 2),
        ("2026-11-11T23:30:00-05:00", "2026-11-12T12:00:00+01:00", 1),
        ("2026-11-12T02:00:00+09:00", "2026-11-15T12:00:00+01:00", 5),
        ("2024-02-28", "2024-03-01T12:00:00+00:00", 3),
        ("2026-12-31", "2027-01-01T12:00:00+00:00", 2),
    ],
)
def test_the_first_day_of_fever_is_day_1_where_the_child_is(
    onset: str, as_of: str, day: int
) -> None:
    now = datetime.fromisoformat(as_of)
    case = case_of(illness={"fever_onset": onset})
    assert illness_day(case, now.date(), now) == day
    assert fever_days(case, now) == day


@pytest.mark.hazard("H45")
def test_the_four_day_rules_turn_at_midnight(rulebook: Rulebook) -> None:
    four = ["conjunctivae", "mouth", "rash", "hands and feet"]
    last = child({"as_of": "day 4 23:59:59", "present": four})
    first = child({"as_of": "day 5 00:00", "present": four})
    before = assess(last.case, rulebook, last.as_of)
    after = assess(first.case, rulebook, first.as_of)
    assert (before.kawasaki.rule, after.kawasaki.rule) == ("4_day", "5_day")
    points = [
        {item.rule.id: item.points for item in found.scores[0].items}["day_of_treatment"]
        for found in (before, after)
    ]
    assert points == [2, 0]


@pytest.mark.hazard("H45")
def test_an_infusion_begun_just_before_midnight_is_of_the_day_before(rulebook: Rulebook) -> None:
    for start, expected in (("day 4 23:59", 2), ("day 5 00:00", 0)):
        bedside = child({"as_of": "day 9 12:00", "ivig": start})
        found = assess(bedside.case, rulebook, bedside.as_of).scores[0]
        assert {item.rule.id: item.points for item in found.items}["day_of_treatment"] == expected


WEIGHED = {"as_of": "day 1 00:00", "age": "4 years", "kg": "16.5 at day -1 12:00"}


def steps_from(start: datetime, rulebook: Rulebook, days: int) -> list[datetime]:
    bedside = child(WEIGHED)
    choice = Choice("anakinra_fixed", start, {"days": str(days)})
    steps = plan(bedside.case, rulebook, choice, bedside.as_of).steps
    return [step.at for step in steps if step.at is not None]


@pytest.mark.hazard("H42")
@pytest.mark.parametrize(
    ("start", "next_dose"),
    [
        (datetime(2026, 10, 24, 20, tzinfo=BERLIN), "2026-10-25T19:00:00+01:00"),
        (datetime(2027, 3, 27, 20, tzinfo=BERLIN), "2027-03-28T21:00:00+02:00"),
        (datetime(2026, 11, 14, 20, tzinfo=BERLIN), "2026-11-15T20:00:00+01:00"),
    ],
)
def test_a_day_between_doses_is_24_hours_on_the_night_the_clocks_change(
    start: datetime, next_dose: str, rulebook: Rulebook
) -> None:
    found = steps_from(start, rulebook, 2)[1]
    assert found.isoformat() == next_dose


@pytest.mark.hazard("H42")
def test_an_infusion_of_12_hours_lasts_12_hours_when_the_clocks_go_back(rulebook: Rulebook) -> None:
    bedside = child(WEIGHED)
    start = datetime(2026, 10, 24, 20, tzinfo=BERLIN)
    (step,) = plan(bedside.case, rulebook, Choice("ivig", start), bedside.as_of).steps
    assert step.infusion is not None
    assert step.infusion.end.isoformat() == "2026-10-25T07:00:00+01:00"


@pytest.mark.hazard("H42")
@pytest.mark.parametrize("zone", ZONES)
def test_doses_stay_24_hours_apart_through_a_year(zone: str, rulebook: Rulebook) -> None:
    for hour in (0, 1, 2, 3, 13):
        start = datetime(2026, 9, 1, hour, 30, tzinfo=ZoneInfo(zone))
        for first in range(0, 365, 50):
            begun = (start.astimezone(UTC) + timedelta(days=first)).astimezone(ZoneInfo(zone))
            times = steps_from(begun, rulebook, 60)
            # UTC on purpose: two times of one zone subtract by the clock on the wall.
            apart = {b.astimezone(UTC) - a.astimezone(UTC) for a, b in pairwise(times)}
            assert apart == {timedelta(hours=24)}
            assert {at.tzinfo for at in times} == {ZoneInfo(zone)}


def test_with_only_an_offset_the_offset_is_kept(rulebook: Rulebook) -> None:
    times = steps_from(moment("day 1 20:00"), rulebook, 3)
    assert {at.utcoffset() for at in times} == {timedelta(hours=1)}
    assert [at.hour for at in times] == [20, 20, 20]


@pytest.mark.hazard("H42")
@pytest.mark.parametrize(
    ("end", "asks"),
    [
        ("2026-10-25T05:00:00+01:00", False),
        ("2026-10-24T22:00:00+02:00", False),
        ("2026-10-24T21:59:00+02:00", True),
        ("2026-10-26T19:00:00+01:00", False),
        ("2026-10-26T19:01:00+01:00", True),
    ],
)
def test_the_length_of_an_infusion_is_elapsed_time(
    end: str, asks: bool, rulebook: Rulebook
) -> None:
    # From 20:00 summer time; 48 hours later it is 19:00.
    case = case_of(treatments=[{"agent": "ivig", "start": "2026-10-24T20:00:00+02:00", "end": end}])
    alerts = record_alerts(case, rulebook, datetime(2026, 11, 1, tzinfo=BERLIN))
    assert [alert.code for alert in alerts] == (["infusion_duration"] if asks else [])


@pytest.mark.hazard("H42")
def test_the_age_of_a_weight_is_elapsed_time(rulebook: Rulebook) -> None:
    # 24 hours before 20:00 on the day after the clocks went back was 21:00 summer time.
    for weighed, told in (
        ("2026-10-24T21:00:00+02:00", False),
        ("2026-10-24T20:59:00+02:00", True),
    ):
        case = case_of(weights=[{"at": weighed, "kg": "16.5"}])
        now = datetime(2026, 10, 25, 20, tzinfo=BERLIN)
        codes = {reason.code for reason in plan(case, rulebook, Choice("ivig"), now).reasons}
        assert ("weight_not_of_today" in codes) is told


@pytest.mark.hazard("H42")
def test_a_time_entered_in_the_same_zone_is_elapsed_time_too(rulebook: Rulebook) -> None:
    # Two times of one zone subtract by the clock on the wall: 25 hours would look like 24.
    weighed = datetime(2026, 10, 24, 20, tzinfo=BERLIN)
    begun, ended = weighed, datetime(2026, 10, 26, 19, 30, tzinfo=BERLIN)
    case = Case.model_validate(
        {
            "weights": ({"at": weighed, "kg": "16.5"},),
            "treatments": ({"agent": "ivig", "start": begun, "end": ended},),
        }
    )
    now = datetime(2026, 10, 25, 20, tzinfo=BERLIN)
    codes = {reason.code for reason in plan(case, rulebook, Choice("ivig"), now).reasons}
    assert "weight_not_of_today" in codes, "25 hours"
    alerts = record_alerts(case, rulebook, datetime(2026, 11, 1, tzinfo=BERLIN))
    assert [alert.code for alert in alerts] == ["infusion_duration"], "48 hours and a half"
