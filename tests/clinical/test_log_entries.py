"""The rows and the days of a log: illness day, hours since immunoglobulin, two clocks of a row."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from clinical.log.treatment_log import treatment_log
from clinical.record.case import Case, Note
from clinical.record.entry import Recorded
from tests.clinical.child import ZONE, moment
from tests.clinical.log_bench import case_of, given, log_of, read

if TYPE_CHECKING:
    from clinical.log.entries import LogRow
    from clinical.rules.rulebook import Rulebook

NOW = "day 8 12:00"
IVIG: dict[str, Any] = {"ivig": "day 5 16:00 to day 6 04:00"}


def kinds(rows: tuple[LogRow, ...]) -> list[str]:
    return [row.kind for row in rows]


def test_what_was_taken_at_one_time_is_one_row_and_each_temperature_its_own(
    rulebook: Rulebook,
) -> None:
    log = read(
        rulebook,
        NOW,
        kg="16.5 at day 6 08:00",
        cm="103 at day 6 08:00",
        crp="12 mg/dL at day 6 09:00",
        wbc=["18 10*9/L at day 6 09:00", "9 10*9/L at day 7 09:00"],
        systolic_pressure="90 mm[Hg] at day 6 10:00",
        heart_rate="120 /min at day 6 10:00",
        physician_activity="6 {score} at day 6 11:00",
        temperature=["38.0 Cel at day 6 12:00", "38.4 Cel at day 6 12:00"],
        echo={"at": "day 6 13:00", "lad_mm": "2.1"},
        adverse_events=[{"at": "day 6 14:00", "term": "rash", "grade": 1}],
        notes=[{"at": "day 6 15:00", "text": "asleep"}],
        **IVIG,
    )
    assert [(row.kind, len(row.items)) for row in log.rows] == [
        ("dose", 1),
        ("size", 2),
        ("laboratory", 2),
        ("vital", 2),
        ("activity", 1),
        ("temperature", 1),
        ("temperature", 1),
        ("echo", 1),
        ("event", 1),
        ("note", 1),
        ("laboratory", 1),
    ]


@pytest.mark.hazard("H42", "H45")
@pytest.mark.parametrize(
    ("at", "illness_day", "since"),
    [
        ("day 0 23:59", None, None),
        ("day 1 00:00", 1, None),
        ("day 5 20:00", 5, None),
        ("day 6 03:59", 6, None),
        ("day 6 04:00", 6, (Fraction(0), 1)),
        ("day 7 16:30", 7, (Fraction(73, 2), 1)),
        # Counted anew from the end of the second infusion.
        ("day 8 10:00", 8, (Fraction(1), 2)),
    ],
)
def test_a_row_says_the_illness_day_and_the_hours_since_immunoglobulin(
    at: str, illness_day: int | None, since: tuple[Fraction, int] | None, rulebook: Rulebook
) -> None:
    second = {"agent": "ivig", "start": "day 7 21:00", "end": "day 8 09:00", "dose": "2",
              "dose_unit": "g/kg"}  # fmt: skip
    log = read(rulebook, NOW, doses=[second], temperature=f"37 Cel at {at}", **IVIG)
    (row,) = (row for row in log.rows if row.kind == "temperature")
    assert row.illness_day == illness_day
    found = row.since_ivig
    assert (None if found is None else (found.hours, found.infusion)) == since


def test_without_a_first_day_of_fever_there_is_no_illness_day(rulebook: Rulebook) -> None:
    log = read(rulebook, NOW, fever_onset="unknown", temperature="37 Cel at day 8 11:00")
    assert {row.illness_day for row in log.rows} == {None}
    assert log.current.illness_day is None


@pytest.mark.hazard("H47")
def test_the_time_of_charting_stands_beside_the_time_of_giving(rulebook: Rulebook) -> None:
    recorded = {"at": moment("day 8 11:00"), "by": "Nurse A"}
    log = read(rulebook, NOW, doses=[given("day 7 12:00", recorded=recorded)])
    (row,) = (row for row in log.rows if row.kind == "dose")
    assert (row.at, row.charted_at) == (moment("day 7 12:00"), moment("day 8 11:00"))
    # The day is that of giving.
    assert [day.rows for day in log.days if day.date == moment("day 7 12:00").date()] == [1]


@pytest.mark.hazard("H43")
def test_two_entries_of_one_minute_keep_the_order_they_were_written_in(rulebook: Rulebook) -> None:
    at = moment("day 8 10:00")
    written = [moment("day 8 10:02"), moment("day 8 10:01"), moment("day 8 10:01")]
    notes = tuple(
        Note(at=at, text=text, recorded=Recorded(at=by, by="Nurse A"))
        for text, by in zip(("third", "first", "second"), written, strict=True)
    )
    case, as_of = case_of(NOW)
    log = log_of(rulebook, case.replace(notes=notes), as_of)
    texts = [row.items[0].text for row in log.rows if isinstance(row.items[0], Note)]
    assert texts == ["first", "second", "third"]


def test_a_dose_without_a_time_comes_first_and_is_not_lost(rulebook: Rulebook) -> None:
    log = read(rulebook, NOW, ivig="given at an unknown time", temperature="37 Cel at day 8 09:00")
    assert [(row.kind, row.at is None) for row in log.rows if row.kind != "size"] == [
        ("dose", True),
        ("temperature", False),
    ]
    assert log.rows[0].since_ivig is None


def test_an_entry_of_before_admission_has_its_row_and_its_day(rulebook: Rulebook) -> None:
    log = read(
        rulebook,
        NOW,
        involvement={"admitted_on": "day 6"},
        kg="16.5 at day 8 08:00",
        temperature=["39 Cel at day 3 20:00", "38 Cel at day 6 00:00"],
    )
    early = [(row.illness_day, row.early) for row in log.rows if row.kind == "temperature"]
    assert early == [(3, True), (6, False)]
    # The day of the entry, and then every day from admission on.
    assert [day.illness_day for day in log.days] == [3, 6, 7, 8]
    assert [day.rows for day in log.days] == [1, 1, 0, 1]


def test_the_days_end_with_the_discharge(rulebook: Rulebook) -> None:
    stay = {"admitted_on": "day 4", "discharged_on": "day 6"}
    log = read(rulebook, NOW, involvement=stay, kg="16.5 at day 5 08:00")
    assert [day.illness_day for day in log.days] == [4, 5, 6, 8]
    assert log.current.illness_day == 8


@pytest.mark.hazard("H13")
def test_a_day_shows_its_highest_temperature_once_the_site_is_allowed_for(
    rulebook: Rulebook,
) -> None:
    struck = {"value": "41 Cel", "at": "day 8 06:00", "struck": True}
    log = read(
        rulebook,
        NOW,
        kg="16.5 at day 8 07:00",
        temperature=[
            {"value": "38.2 Cel", "at": "day 8 08:00", "site": "oral"},
            {"value": "37.8 Cel", "at": "day 8 09:00", "site": "axillary"},
            {"value": "38.3 Cel", "at": "day 8 10:00", "site": "rectal"},
            {"interpretation": "high", "at": "day 8 11:00"},
            struck,
        ],
    )
    highest = log.current.highest
    assert highest is not None
    # 37.8 in the armpit counts as 38.3; of two that are equal the earlier.
    assert highest.at == moment("day 8 09:00")
    assert [row.struck for row in log.rows if row.kind == "temperature"].count(True) == 1


def test_a_day_without_a_reading_says_so_and_a_judgement_is_no_number(rulebook: Rulebook) -> None:
    log = read(rulebook, NOW, crp=["high at day 8 09:00"], temperature="high at day 8 09:00")
    assert log.current.highest is None
    # It was measured: the day shows the word of the laboratory.
    assert log.current.crp is not None
    assert (log.current.crp.interval, log.current.crp.observation.interpretation) == (None, "high")


def test_a_day_shows_its_last_crp(rulebook: Rulebook) -> None:
    log = read(rulebook, NOW, crp=["12 mg/dL at day 8 06:00", "9 mg/dL at day 8 11:00"])
    crp = log.current.crp
    assert crp is not None
    assert crp.observation.value == 9


@pytest.mark.hazard("H43")
def test_what_lies_after_the_moment_of_reading_is_marked_and_counts_for_nothing(
    rulebook: Rulebook,
) -> None:
    log = read(rulebook, NOW, temperature=["38 Cel at day 8 11:00", "40 Cel at day 8 13:00"])
    assert [row.later for row in log.rows if row.kind == "temperature"] == [False, True]
    highest = log.current.highest
    assert highest is not None
    assert highest.at == moment("day 8 11:00")


@pytest.mark.hazard("H56")
def test_no_entry_of_a_year_long_log_is_left_out(rulebook: Rulebook) -> None:
    first = moment("day 1 00:30")
    notes = tuple(Note(at=first + timedelta(hours=2 * n), text=str(n)) for n in range(12 * 365))
    case, _ = case_of("day 366 23:00", kg="16.5 at day 1 00:00")
    as_of = moment("day 1 00:00") + timedelta(days=365, hours=23)
    log = log_of(rulebook, case.replace(notes=notes), as_of)
    assert len(log.rows) == 12 * 365 + 1
    assert sum(day.rows for day in log.days) == len(log.rows)
    assert len(log.days) == 366
    assert log.days[-1] is log.current


def test_an_empty_record_has_today_and_nothing_else(rulebook: Rulebook) -> None:
    now = moment(NOW).astimezone(ZONE)
    log = treatment_log(Case(), assess(Case(), rulebook, now))
    assert (len(log.days), log.rows, log.follows) == (1, (), ())
    assert (log.current.due, log.current.given, log.current.highest) == (0, 0, None)


def test_rows_of_any_kind_can_be_struck(rulebook: Rulebook) -> None:
    sample: dict[str, Any] = {"at": "day 7 09:00", "struck": True}
    log = read(
        rulebook,
        NOW,
        kg="16.5 at day 7 08:00",
        crp=[{"value": "12 mg/dL", **sample}, "9 mg/dL at day 7 09:00"],
        wbc={"value": "9 10*9/L", **sample},
        echo={"at": "day 7 10:00", "lad_mm": "2", "struck": True},
    )
    rows = [(row.kind, row.struck, len(row.items)) for row in log.rows if row.kind != "size"]
    assert rows == [
        ("laboratory", True, 1),
        ("laboratory", False, 1),
        ("laboratory", True, 1),
        ("echo", True, 1),
    ]
