"""The log in words: rows with both their times, due times, what each answer of a rung would do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from clinical.assess import assess
from clinical.dosing.step import RungStatus
from clinical.findings import Alert, Reason
from clinical.log.follows import Following
from clinical.log.treatment_log import treatment_log
from clinical.logic import Finding
from clinical.record.case import (
    AdverseEvent,
    Case,
    Echo,
    Height,
    Illness,
    Note,
    Observation,
    ReportedZ,
    Treatment,
    Weight,
)
from reports.log.days import day_words, due_line
from reports.log.follows import follow_lines
from reports.log.rows import row_words
from reports.wording import english
from tests.clinical.log_bench import ANACOMP, case_of, given, kept, log_of, oral, step
from tests.reports.logs import AS_OF, FIRST, child, crp, dose, ivig, read, temperature
from tests.reports.sheets import rulebook

if TYPE_CHECKING:
    from clinical.log.entries import LogItem

WORDS = english()
AT = FIRST + timedelta(hours=9)
MARK = {"at": AS_OF, "by": "Nurse A", "reason": "wrong child"}


def worded(item: LogItem) -> tuple[str, str, str]:
    places: dict[type, str] = {
        Observation: "observations", Treatment: "treatments", Echo: "echos", Weight: "weights",
        Height: "heights", AdverseEvent: "adverse_events", Note: "notes",
    }  # fmt: skip
    case = Case().replace(**{places[type(item)]: (item,)})
    (row,) = read(case)[1].rows
    told = row_words(row, rulebook(), WORDS)
    return told.kind, told.text, told.by


@pytest.mark.parametrize(
    ("item", "kind", "text"),
    [
        (temperature(9, "38.0", "axillary"), "Temperature", "38 °C (armpit), counts as 38.5 °C"),
        (temperature(9, "38.0", "rectal"), "Temperature", "38 °C (rectal)"),
        (crp(9, "0.3", comparator="<"), "Laboratory", "CRP <0.3 mg/L"),
        (
            Observation(at=AT, code="alt", interpretation="high"), "Laboratory", "ALT high",
        ),
        (
            dose(9, "66", route="subcutaneous", status="withheld", reason="vomiting"),
            "Dose", "anakinra 66 mg, subcutaneous: withheld (vomiting)",
        ),
        # From 1,000 mg on in grams, as everywhere.
        (dose(9, "1500", agent="aspirin"), "Dose", "aspirin 1.5 g"),
        (dose(9, "4", dose_unit="mg/kg/day"), "Dose", "anakinra 4 mg/kg a day"),
        (dose(9, "1", agent="other", name="omeprazole", dose=None, dose_unit=None), "Dose",
         "omeprazole dose not recorded"),
        (Weight(at=AT, kg=Decimal(16), method="estimated"), "Weight", "Weight 16 kg (estimated)"),
        (Height(at=AT, cm=Decimal(103)), "Weight", "Height 103 cm"),
        (AdverseEvent(at=AT, term="rash", grade=1), "Event", "rash, grade 1"),
        (AdverseEvent(at=AT, term="rash"), "Event", "rash"),
        (Note(at=AT, text="asleep"), "Note", "asleep"),
        (
            Echo(at=AT, lad_mm=Decimal("2.1"), lvef_percent=Decimal(61), aneurysm="present"),
            "Echo",
            "LAD 2.1 mm · Ejection fraction 61 % · Coronary aneurysm",
        ),
        (Echo(at=AT, reported_z={"lad": ReportedZ(z=Decimal(3))}), "Echo", "LAD z 3"),
        (Echo(at=AT, aneurysm="absent"), "Echo", "Echocardiogram"),
    ],
    ids=str,
)  # fmt: skip
def test_each_kind_of_entry_has_its_words(item: Any, kind: str, text: str) -> None:  # noqa: ANN401 (any entry)
    assert worded(item)[:2] == (kind, text)


@pytest.mark.hazard("H47")
@pytest.mark.parametrize(
    ("minutes", "by"),
    [
        (0, "Nurse A"),
        (47, "Nurse A, charted 09:47"),
        (24 * 60, "Nurse A, charted 12-Nov-2026 09:00"),
    ],
)
def test_the_time_of_charting_is_said_where_it_is_another(minutes: int, by: str) -> None:
    recorded = {"at": AT + timedelta(minutes=minutes), "by": "Nurse A"}
    assert worded(dose(9, "66", recorded=recorded))[2] == by


def test_a_row_says_that_it_was_struck_lies_ahead_or_before_admission() -> None:
    def state(item: Observation, **stay: Any) -> str:  # noqa: ANN401 (entries of the stay)
        case = child(item)
        case = case.replace(involvement=case.involvement.replace(**stay))
        return row_words(read(case)[1].rows[0], rulebook(), WORDS).state

    struck = Observation.model_validate({**temperature(9, "38").model_dump(), "struck": MARK})
    assert state(struck) == "Struck by Nurse A, 14-Nov-2026 12:00: wrong child"
    assert state(temperature(90, "38")) == "Later than now: not counted"
    early = (FIRST + timedelta(days=1)).date()
    assert state(temperature(9, "38"), admitted_on=early) == "Before admission"
    assert state(temperature(30, "38"), admitted_on=early) == ""


def test_a_day_without_a_value_says_so() -> None:
    _, log = read(child())
    told = day_words(log.current, WORDS)
    assert (told.highest, told.crp, told.doses, told.late) == (
        "not measured", "not measured", "none due", "",
    )  # fmt: skip


@pytest.mark.hazard("H30")
def test_a_waiting_rung_says_what_each_answer_would_do() -> None:
    book = rulebook()
    case, now = case_of(
        "day 11 00:10", [ANACOMP], [given("day 10 12:00")], kg="16.5 at day 9 08:00",
        neutrophils="5 10*9/L at day 9 09:00", allergies="none known",
    )  # fmt: skip
    assessment = assess(case, book, now)
    lines = follow_lines(treatment_log(case, assessment), assessment, WORDS)
    waits = [line for line in lines if line.state == "waiting"]
    assert waits[0].text.startswith("Hour 12, 21-Nov-2026 00:00:")
    assert waits[0].said == "Waits"
    # A supplement of 2 mg/kg of 16.5 kg where there is fever (S3).
    assert waits[1].text.startswith("33 mg ")
    assert "38.0 °C or more" in waits[1].text
    assert [line.source for line in waits[:2]] == ["S3", "S3"]


def test_what_is_late_comes_first_and_where_the_course_stands_last() -> None:
    case, now = case_of(
        "day 10 15:00", [ANACOMP], temperature=oral("37.0 at day 9 06:00", "37.0 at day 10 06:00")
    )
    assessment = assess(case, rulebook(), now)
    lines = follow_lines(treatment_log(case, assessment), assessment, WORDS)
    order = [line.state for line in lines]
    ranks = ["overdue", "due", "attention", "waiting", "planned", "open", "done"]
    assert order[0] == "overdue"
    own = order[: len(order) - order[::-1].index("done")]
    assert own == sorted(own, key=ranks.index)


def test_a_due_time_says_where_it_stands_in_words() -> None:
    case, now = case_of("day 10 12:30", [ANACOMP])
    log = log_of(rulebook(), case, now)
    said = [due_line(due, now, WORDS) for due in log.dues.times]
    assert [(line.time, line.dose, line.said) for line in said] == [
        ("12:00", "anakinra 66 mg", "due now"),
        ("00:00", "anakinra 33 mg, only fever", "to come"),
    ]


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("doses", "said"),
    [
        ([given("day 10 12:40")], "given 12:40"),
        # What was given is said, not what was planned; what was withheld is no dose.
        (
            [given("day 10 12:00", status="withheld"), given("day 10 12:40", "11")],
            "11 mg given 12:40",
        ),
        ([given("day 10 12:40"), given("day 10 12:50", "20")], "given 12:40 · 20 mg given 12:50"),
        ([given("day 10 12:40", None)], "dose not recorded given 12:40"),
        (
            [given("day 11 00:10", answers=("plan-1", 1, 1))],
            "given 21-Nov-2026 00:10",
        ),
        (
            [given("day 10 12:00", "4", dose_unit="mg/kg/day", end="day 10 13:00")],
            "4 mg/kg a day given 12:00",
        ),
        ([given("day 10 12:00", status="withheld")], "not given, as charted"),
    ],
)
def test_a_due_time_says_what_was_really_given(doses: list[dict[str, Any]], said: str) -> None:
    case, now = case_of("day 11 00:20", [ANACOMP], doses)
    first = log_of(rulebook(), case, now).dues.times[0]
    assert due_line(first, now, WORDS).said == said


@pytest.mark.hazard("H46")
def test_a_due_time_of_the_day_before_is_named_with_its_day() -> None:
    case, now = case_of("day 11 08:00", [kept(step("day 10 23:00"))])
    (due,) = log_of(rulebook(), case, now).current.carried
    line = due_line(due, now, WORDS)
    assert (line.time, line.said) == ("20-Nov-2026 23:00", "OVERDUE")


def test_a_crp_that_the_laboratory_calls_high_is_measured() -> None:
    judged = Observation(at=AS_OF - timedelta(hours=1), code="crp", interpretation="high")
    _, log = read(child(judged))
    assert day_words(log.current, WORDS).crp == "high"


@pytest.mark.hazard("H42")
def test_the_end_of_an_infusion_and_a_strike_are_read_on_the_clock_of_the_ward() -> None:
    # Written in universal time by another program; the child is an hour ahead of it.
    abroad = {"at": "2026-11-14T08:00:00+00:00", "by": "Nurse A", "reason": "wrong child"}
    infusion = dose(
        9, "33", agent="ivig", dose_unit="g", end="2026-11-12T00:30:00+00:00", struck=abroad
    )
    told = row_words(read(child(infusion))[1].rows[0], rulebook(), WORDS)
    assert told.text == "immunoglobulin 33 g, until 12-Nov-2026 01:30"
    assert told.state == "Struck by Nurse A, 14-Nov-2026 09:00: wrong child"


@pytest.mark.hazard("H42")
def test_a_time_that_comes_twice_is_told_with_its_offset_and_no_other_time() -> None:
    # 25-Oct-2026: in Berlin the hour from 02:00 to 03:00 comes twice.
    berlin = ZoneInfo("Europe/Berlin")
    readings = [
        temperature(0, "38.5").replace(at=datetime.fromisoformat(f"2026-10-25T{at}"))
        for at in ("01:30:00+02:00", "02:30:00+02:00", "02:30:00+01:00", "03:30:00+01:00")
    ]
    infusion = dose(0, "33", agent="ivig", dose_unit="g").replace(
        start=readings[0].at, end=readings[2].at
    )
    now = datetime(2026, 10, 25, 12, 0, tzinfo=berlin)
    log = read(child(*readings, infusion), now)[1]
    told = [row_words(row, rulebook(), WORDS) for row in log.rows]
    assert [row.time for row in told if row.kind == "Temperature"] == [
        "01:30", "02:30 +02:00", "02:30 +01:00", "03:30",
    ]  # fmt: skip
    (given_over,) = (row.text for row in told if row.kind == "Dose")
    assert given_over == "immunoglobulin 33 g, until 25-Oct-2026 02:30 +01:00"


@pytest.mark.hazard("H42")
def test_what_follows_says_the_offset_of_a_time_that_comes_twice() -> None:
    # 25-Oct-2026 in Berlin: 36 h after an infusion that ended on 23-Oct at 14:30 are 02:30, twice.
    zone = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 10, 24, 20, 0, tzinfo=zone)
    end = datetime(2026, 10, 23, 14, 30, tzinfo=zone)
    infusion = ivig(0, 1).replace(start=end - timedelta(hours=10), end=end)
    case = Case(illness=Illness(fever_onset=date(2026, 10, 19)), treatments=(infusion,))
    assessment, log = read(case, at)
    lines = [line.text for line in follow_lines(log, assessment, WORDS)]
    assert [text for text in lines if "36 h reached at 25-Oct-2026 02:30 +02:00" in text]
    assert not [text for text in lines if "14:30 +02:00" in text]


@pytest.mark.hazard("H46")
def test_a_rung_of_a_plan_that_is_refused_now_says_why_and_names_no_dose() -> None:
    rung = RungStatus(12, FIRST, "due", "fever", 1)
    stop = Alert("stop", "weight_missing", {}, "S1", "V")
    reason = Reason("log.rung", Finding.UNKNOWN, {"hour": 12, "at": FIRST}, "S3", "V")
    held = Following("rung", "attention", reason, FIRST, rung=rung, stops=(stop,))
    assessment, log = read(child())
    log = replace(log, follows=(held,))
    (line, *_) = follow_lines(log, assessment, WORDS)
    assert line.said == "Attention"
    assert line.text.startswith("Hour 12, 11-Nov-2026 00:00: due: fever (readings: 1). No dose of")
    assert WORDS.alert(stop) in line.text
