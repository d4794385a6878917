"""What is due by the plans in force, and what was charted in answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinical.record.entry import Struck
from tests.clinical.child import moment
from tests.clinical.log_bench import case_of, given, kept, log_of, read, step

if TYPE_CHECKING:
    from clinical.log.treatment_log import TreatmentLog
    from clinical.record.kept_plan import KeptPlan
    from clinical.rules.rulebook import Rulebook

DAILY = kept(*(step(f"day {day} 12:00") for day in (10, 11, 12)))
SIX_HOURLY = kept(*(step(f"day 10 {hour}:00") for hour in ("00", "06", "12", "18")))


def states(log: TreatmentLog) -> list[str]:
    return [due.state for due in log.dues.times]


@pytest.mark.hazard("H30", "H46")
@pytest.mark.parametrize(
    ("now", "doses", "expected"),
    [
        ("day 10 11:59", (), "planned planned planned"),
        ("day 10 12:00", (), "due planned planned"),
        # Two hours after its time, and not before, a dose is overdue.
        ("day 10 14:00", (), "due planned planned"),
        ("day 10 14:01", (), "overdue planned planned"),
        ("day 10 13:00", ("day 10 12:40",), "given planned planned"),
        # A dose far from its time is still nearest to it.
        ("day 10 23:00", ("day 10 22:00",), "given planned planned"),
        # The next time has come: the one before can no longer be given.
        ("day 11 12:00", (), "missed due planned"),
        ("day 11 12:30", ("day 11 12:20",), "missed given planned"),
        # The first dose may be given ahead by as much as it may be late; what was given before
        # that is none of the plan.
        ("day 10 13:00", ("day 10 11:50",), "given planned planned"),
        ("day 10 13:00", ("day 10 10:00",), "given planned planned"),
        ("day 10 13:00", ("day 10 09:59",), "due planned planned"),
        ("day 13 12:00", ("day 10 12:00", "day 11 12:00"), "given given overdue"),
        ("day 13 12:00", ("day 10 12:00", "day 12 12:00"), "given missed given"),
    ],
)
def test_a_due_time_stands_as_the_chart_says(
    now: str, doses: tuple[str, ...], expected: str, rulebook: Rulebook
) -> None:
    log = read(rulebook, now, [DAILY], [given(at) for at in doses])
    assert states(log) == expected.split()


def test_a_dose_given_ahead_passes_over_the_times_before_it(rulebook: Rulebook) -> None:
    ahead = given("day 10 12:00", answers=("plan-1", 1, 3))
    log = read(rulebook, "day 10 13:00", [DAILY], [ahead])
    assert states(log) == ["missed", "passed", "given"]


@pytest.mark.hazard("H46")
def test_two_doses_near_one_time_leave_the_next_open(rulebook: Rulebook) -> None:
    twice = [given("day 10 12:00"), given("day 10 12:01")]
    log = read(rulebook, "day 11 12:00", [DAILY], twice)
    assert states(log) == ["given", "due", "planned"]
    assert len(log.dues.times[0].answers) == 2


def test_a_dose_withheld_or_refused_is_answered_and_not_given(rulebook: Rulebook) -> None:
    doses = [given("day 10 12:00", status="withheld"), given("day 11 12:00", status="refused")]
    log = read(rulebook, "day 11 13:00", [DAILY], doses)
    assert states(log) == ["withheld", "withheld", "planned"]
    assert [(day.due, day.given) for day in log.days if day.due][:2] == [(1, 0), (1, 0)]


def test_a_struck_dose_answers_nothing(rulebook: Rulebook) -> None:
    struck = {"at": "2026-11-20T13:00:00+01:00", "by": "Nurse A", "reason": "wrong child"}
    log = read(rulebook, "day 10 13:00", [DAILY], [given("day 10 12:00", struck=struck)])
    assert states(log)[0] == "due"
    assert [row.struck for row in log.rows if row.kind == "dose"] == [True]


def test_a_dose_before_its_plan_and_one_of_another_drug_stand_beside_it(
    rulebook: Rulebook,
) -> None:
    doses = [
        given("day 10 09:00"),
        {"agent": "paracetamol", "start": "day 10 12:00", "status": "given"},
    ]
    log = read(rulebook, "day 10 13:00", [DAILY], doses)
    assert [dose.agent for dose in log.dues.beside] == ["anakinra", "paracetamol"]
    assert [len(day.beside) for day in log.days if day.date == moment("day 10 12:00").date()] == [2]


@pytest.mark.parametrize(
    ("now", "doses", "expected"),
    [
        ("day 10 23:00", (), "planned planned planned"),
        # A step that may stay without a dose takes no other's turn.
        ("day 11 01:00", (), "due waiting planned"),
        ("day 11 12:00", (), "missed passed due"),
        ("day 11 01:00", ("day 11 00:05",), "given waiting planned"),
        ("day 11 01:00", ("day 10 23:50", "day 11 00:35"), "given given planned"),
    ],
)
def test_a_step_that_waits_may_stay_without_a_dose(
    now: str, doses: tuple[str, ...], expected: str, rulebook: Rulebook
) -> None:
    ladder = kept(step("day 11 00:00"), step("day 11 00:30", "33", "fever"), step("day 11 12:00"))
    charted = [given(at, answers=("plan-1", 1, number)) for number, at in enumerate(doses, start=1)]
    log = read(rulebook, now, [ladder], charted)
    assert states(log) == expected.split()
    waits = [due for due in log.dues.times if due.optional]
    assert [due.at for due in waits] == [moment("day 11 00:30")]


def test_of_several_steps_at_one_time_one_dose_is_asked(rulebook: Rulebook) -> None:
    either = kept(
        step("day 10 12:00"),
        step("day 11 12:00", "66", "no fever"),
        step("day 11 12:00", "99", "fever"),
    )
    log = read(rulebook, "day 11 15:00", [either], [given("day 10 12:00")])
    assert states(log) == ["given", "overdue"]
    assert log.dues.times[1].only_step is None
    assert log.dues.times[0].only_step == (1, either.steps[0])
    after = read(
        rulebook, "day 11 15:00", [either], [given("day 10 12:00"), given("day 11 12:10", "99")]
    )
    assert states(after) == ["given", "given"]


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        (("plan-1", 2, 2), "missed given planned"),
        # The step of the version before stood at noon of day 11 too.
        (("plan-1", 1, 2), "missed given planned"),
        # A version that nobody kept: by the time of the dose.
        (("plan-1", 7, 2), "given due planned"),
        (("plan-1", 1, 9), "given due planned"),
        (("another", 1, 1), "missed due planned"),
    ],
)
def test_a_dose_answers_the_step_it_points_at(
    pointer: tuple[str, int, int], expected: str, rulebook: Rulebook
) -> None:
    first = kept(step("day 9 12:00"), step("day 11 12:00"), state="void")
    second = kept(*DAILY.steps, version=2)
    doses = [given("day 10 16:00", answers=pointer)]
    log = read(rulebook, "day 11 13:00", [first, second], doses)
    assert states(log) == expected.split()


def test_a_course_charted_by_the_day_stands_for_each_of_its_doses(rulebook: Rulebook) -> None:
    course = given("day 10 10:00", "4", dose_unit="mg/kg/day", end="day 11 12:00")
    log = read(rulebook, "day 12 13:00", [DAILY], [course])
    assert states(log) == ["given", "given", "due"]


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("now", "end", "expected"),
    [
        # Without an end it is one entry: it answers one due time, and none of those after it.
        ("day 10 07:00", None, "missed given planned planned"),
        ("day 10 13:00", None, "missed given due planned"),
        # What is to come is not given, though the course is to go on over it.
        ("day 10 07:00", "day 10 18:00", "missed given planned planned"),
        ("day 10 13:00", "day 10 18:00", "missed given given planned"),
        # A span that holds no due time is one dose, as any other.
        ("day 10 13:00", "day 10 05:40", "missed given due planned"),
    ],
)
def test_what_is_charted_by_the_day_answers_only_what_it_covered(
    now: str, end: str | None, expected: str, rulebook: Rulebook
) -> None:
    course = given("day 10 05:30", "8", dose_unit="mg/kg/day")
    if end is not None:
        course["end"] = end
    log = read(rulebook, now, [SIX_HOURLY], [course])
    assert states(log) == expected.split()


def test_a_version_is_followed_until_the_next_was_signed(rulebook: Rulebook) -> None:
    old = kept(*DAILY.steps, state="superseded", signed="day 10 09:00")
    new = kept(step("day 12 08:00"), version=2, signed="day 11 20:00")
    log = read(rulebook, "day 12 08:30", [old, new], [given("day 10 12:00")])
    assert [(due.plan.version, due.state) for due in log.dues.times] == [
        (1, "given"), (1, "missed"), (2, "due"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (kept(*DAILY.steps, state="stopped"), ["given"]),
        (kept(*DAILY.steps, state="superseded"), ["given"]),
        (kept(*DAILY.steps, state="draft"), []),
        (kept(*DAILY.steps, state="void"), []),
    ],
)
def test_a_plan_that_is_not_followed_asks_for_nothing(
    plan: KeptPlan, expected: list[str], rulebook: Rulebook
) -> None:
    log = read(rulebook, "day 12 13:00", [plan], [given("day 10 12:00")])
    assert states(log) == expected


@pytest.mark.parametrize(
    ("now", "given_at", "counts"),
    [
        ("day 10 05:00", (), (4, 0, 1, 0)),
        ("day 10 07:00", ("day 10 00:05", "day 10 06:00"), (4, 2, 0, 0)),
        ("day 10 21:00", ("day 10 00:05", "day 10 06:00"), (4, 2, 1, 1)),
    ],
)
def test_a_day_counts_the_doses_given_of_those_due(
    now: str, given_at: tuple[str, ...], counts: tuple[int, ...], rulebook: Rulebook
) -> None:
    log = read(rulebook, now, [SIX_HOURLY], [given(at) for at in given_at])
    day = log.current
    assert (day.due, day.given, day.overdue, day.missed) == counts


def test_a_struck_plan_is_no_plan(rulebook: Rulebook) -> None:
    mark = Struck(at=moment("day 10 09:00"), by="Dr B", reason="wrong child")
    log = read(rulebook, "day 10 13:00", [DAILY.replace(struck=mark)])
    assert log.dues.times == ()


@pytest.mark.hazard("H46")
def test_a_dose_that_is_late_at_midnight_can_still_be_given_on_the_new_day(
    rulebook: Rulebook,
) -> None:
    evening = kept(step("day 9 23:00"), step("day 10 23:00"), step("day 11 23:00"))
    log = read(rulebook, "day 11 01:30", [evening], [given("day 9 23:00")])
    assert [(due.at, due.state) for due in log.current.carried] == [
        (moment("day 10 23:00"), "overdue")
    ]
    # It is late today; what today itself asks for is counted without it.
    assert (log.current.due, log.current.given, log.current.overdue) == (1, 0, 1)
    assert [due.at for due in log.current.dues] == [moment("day 11 23:00")]
    before = log.days[log.today - 1]
    assert (before.carried, before.overdue) == ((), 1)
    charted = read(
        rulebook, "day 11 01:40", [evening], [given("day 9 23:00"), given("day 11 01:35")]
    )
    assert (charted.current.carried, charted.current.overdue) == ((), 0)


@pytest.mark.hazard("H46")
def test_of_a_child_who_died_only_what_was_given_stands(rulebook: Rulebook) -> None:
    case, as_of = case_of("day 12 13:00", [DAILY], [given("day 10 12:00")])
    died = case.replace(involvement=case.involvement.replace(died="present"))
    log = log_of(rulebook, died, as_of)
    assert states(log) == ["given"]
    assert [(day.overdue, day.missed) for day in log.days if day.overdue or day.missed] == []
    assert [(each.topic, each.state) for each in log.follows if each.topic == "died"] == [
        ("died", "attention")
    ]
    # Nothing is to come, due or waited for.
    assert {each.state for each in log.follows} <= {"attention", "open", "done"}
