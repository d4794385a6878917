"""What follows from a log: each thing with where it stands, when it is due, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clinical.child import moment
from tests.clinical.log_bench import (
    ANACOMP,
    ASPIRIN,
    IVIG,
    following,
    given,
    kept,
    one,
    oral,
    read,
    step,
)

if TYPE_CHECKING:
    from clinical.log.follows import FollowState
    from clinical.rules.rulebook import Rulebook

DAILY = kept(*(step(f"day {number} 12:00") for number in (10, 11, 12)), settings={"days": "28"})


@pytest.mark.parametrize(
    ("now", "state", "code"),
    [
        ("day 10 11:00", "planned", "log.dose_next"),
        ("day 10 13:00", "due", "log.dose_due"),
        ("day 10 14:01", "overdue", "log.dose_overdue"),
    ],
)
def test_the_dose_whose_time_has_come_or_the_next_one(
    now: str, state: FollowState, code: str, rulebook: Rulebook
) -> None:
    found = one(read(rulebook, now, [DAILY]), "dose")
    assert (found.state, found.reason.code, found.at) == (state, code, moment("day 10 12:00"))
    assert found.due is not None
    assert found.due.only_step == (1, DAILY.steps[0])
    assert found.reason.source == "kd_bedside"


def test_after_the_last_dose_none_follows(rulebook: Rulebook) -> None:
    log = read(rulebook, "day 12 13:00", [DAILY], [given("day 12 12:10")])
    assert following(log, "dose") == []


@pytest.mark.parametrize(
    ("now", "temperatures", "rungs"),
    [
        ("day 10 20:00", (), {12: "planned", 24: "planned"}),
        ("day 11 00:10", (), {12: "waiting", 24: "planned"}),
        ("day 11 00:10", ("38.0 at day 11 00:05",), {12: "due", 24: "planned"}),
        ("day 11 02:01", ("38.0 at day 11 00:05",), {12: "overdue", 24: "planned"}),
        ("day 11 00:10", ("37.9 at day 11 00:05",), {24: "planned"}),
    ],
)
def test_an_open_rung_of_a_running_ladder_is_said_with_what_each_answer_does(
    now: str, temperatures: tuple[str, ...], rungs: dict[int, str], rulebook: Rulebook
) -> None:
    log = read(
        rulebook, now, [ANACOMP], [given("day 10 12:00")],
        temperature=oral(*temperatures), neutrophils="5 10*9/L at day 9 09:00",
        allergies="none known", kg="16.5 at day 9 08:00",
    )  # fmt: skip
    found = following(log, "rung")
    assert {each.rung.hour: each.state for each in found if each.rung} == rungs
    # The due time of hour 12 says the same: what a temperature decided waits for no answer.
    (twelve,) = (due for due in log.dues.times if due.optional)
    assert twelve.state == rungs.get(12, "passed")
    late = twelve.state in {"due", "overdue"}
    assert (log.current.due, log.current.overdue) == (
        (1, 0) if now.startswith("day 10") else (int(late), int(twelve.state == "overdue"))
    )
    waiting = [each for each in found if each.state == "waiting"]
    for each in waiting:
        # 2 mg/kg of 16.5 kg where there is fever; without, nothing is given at hour 12.
        assert [str(each_step.dose.given) for each_step in each.steps] == ["33"]
        assert each.steps[0].conditions


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("temperatures", "states", "on_the_card"),
    [
        ((), {12: "waiting", 24: "planned"}, "waiting"),
        (("38.0 at day 11 00:05",), {12: "attention", 24: "planned"}, "held"),
        (("37.9 at day 11 00:05",), {24: "planned"}, "passed"),
    ],
)
def test_the_rungs_of_a_plan_that_is_refused_now_are_said_without_a_dose(
    temperatures: tuple[str, ...], states: dict[int, str], on_the_card: str, rulebook: Rulebook
) -> None:
    # Reference 6.0: under 1.5 neutrophils anakinra is not given.
    log = read(
        rulebook, "day 11 00:10", [ANACOMP], [given("day 10 12:00")],
        temperature=oral(*temperatures), neutrophils="1.4 10*9/L at day 10 20:00",
        allergies="none known", kg="16.5 at day 9 08:00",
    )  # fmt: skip
    found = following(log, "rung")
    assert {each.rung.hour: each.state for each in found if each.rung} == states
    assert all(each.steps == () and each.stops for each in found)
    (twelve,) = (due for due in log.dues.times if due.optional)
    assert twelve.state == on_the_card
    # A dose that is held is none that is due.
    assert log.current.overdue == 0


def test_a_plan_of_settings_the_rules_do_not_know_has_no_rungs(rulebook: Rulebook) -> None:
    odd = ANACOMP.replace(settings={"days": "14", "speed": "fast"})
    log = read(rulebook, "day 10 20:00", [odd], [given("day 10 12:00")])
    assert following(log, "rung") == []
    unknown = ANACOMP.replace(regimen="anakinra_of_old")
    log = read(rulebook, "day 10 20:00", [unknown], [given("day 10 12:00")])
    assert following(log, "rung") == []
    assert one(log, "anakinra_day").reason.code == "log.anakinra_day"


def test_the_next_level_of_a_wean_has_its_time_or_what_it_waits_for(rulebook: Rulebook) -> None:
    # Reference 6.3: 8, then 6, 2 mg/kg/day less each step.
    dated = kept(
        step("day 10 12:00", "33", per_kg="8"),
        step("day 11 12:00", "25", per_kg="6"),
        step("day 12 12:00", "17", per_kg="4"),
        regimen="anakinra_misc_iv",
    )
    found = one(read(rulebook, "day 10 13:00", [dated]), "wean")
    assert (found.state, found.at) == ("planned", moment("day 11 12:00"))
    assert (found.reason.values["before"], found.reason.values["level"]) == (8, 6)
    assert found.reason.source == "S5"
    # Once at 6 the next is 4; after the last there is none.
    later = one(read(rulebook, "day 11 12:00", [dated]), "wean")
    assert later.at == moment("day 12 12:00")
    assert following(read(rulebook, "day 12 12:00", [dated]), "wean") == []
    open_ended = kept(
        step("day 10 12:00", per_kg="8"),
        step(None, per_kg="6", condition="48 hours after stable"),
        regimen="anakinra_misc_iv",
    )
    waits = one(read(rulebook, "day 10 13:00", [open_ended]), "wean")
    assert (waits.state, waits.at) == ("waiting", None)
    assert waits.reason.values["condition"] == "48 hours after stable"


@pytest.mark.hazard("H30", "H42")
@pytest.mark.parametrize(
    ("now", "temperatures", "state", "at"),
    [
        ("day 7 10:00", (), "planned", "day 7 16:00"),
        ("day 7 16:00", (), "due", None),
        # Reference 8.2: the window closes seven days after the end.
        ("day 13 04:00", (), "due", None),
        ("day 13 04:01", (), "open", None),
        ("day 7 17:00", ("38.0 at day 7 16:00",), "attention", None),
        ("day 7 17:00", ("37.9 at day 7 16:00",), "done", None),
    ],
)
def test_the_clock_of_resistance_says_when_its_hour_is_or_what_it_found(
    now: str, temperatures: tuple[str, ...], state: FollowState, at: str | None, rulebook: Rulebook
) -> None:
    found = one(read(rulebook, now, temperature=oral(*temperatures), **IVIG), "response")
    assert (found.state, found.at) == (state, moment(at) if at else None)
    assert found.reason.source == "aha_2017"


def test_an_infusion_without_its_end_leaves_the_clock_open(rulebook: Rulebook) -> None:
    found = one(read(rulebook, "day 7 10:00", ivig="day 5 16:00"), "response")
    assert (found.state, found.reason.field) == ("open", "ivig_end")


def test_the_clock_is_that_of_the_latest_infusion(rulebook: Rulebook) -> None:
    second = {"agent": "ivig", "start": "day 7 20:00", "end": "day 8 08:00", "dose": "2",
              "dose_unit": "g/kg"}  # fmt: skip
    log = read(rulebook, "day 8 12:00", doses=[second], **IVIG)
    found = one(log, "response")
    # 36 hours after day 8 08:00.
    assert (found.state, found.at) == ("planned", moment("day 9 20:00"))
    assert found.response is not None
    assert found.response.infusion.n == 2


@pytest.mark.parametrize(
    ("now", "temperatures", "code", "state", "at"),
    [
        ("day 8 12:00", ("38.5 at day 8 11:00",), "fever", "open", None),
        ("day 8 12:00", ("37.0 at day 8 06:00",), "running", "planned", "day 9 06:00"),
        # The hours are over and nobody measured: a temperature is due.
        ("day 9 07:00", ("37.0 at day 8 06:00",), "running", "due", "day 9 06:00"),
        (
            "day 9 07:00",
            ("37.0 at day 8 06:00", "37.1 at day 9 06:00"), "lasting", "done", None,
        ),
        (
            "day 9 07:00",
            ("37.0 at day 8 06:00", "37.1 at day 9 05:59"), "running", "due", "day 9 06:00",
        ),
        (
            "day 9 07:00",
            ("37.0 at day 8 06:00", "38.0 at day 8 12:00", "37.1 at day 9 06:00"),
            "running", "planned", "day 10 06:00",
        ),
    ],
)  # fmt: skip
def test_the_hours_without_fever_are_counted_from_reading_to_reading(
    *,
    now: str,
    temperatures: tuple[str, ...],
    code: str,
    state: FollowState,
    at: str | None,
    rulebook: Rulebook,
) -> None:
    found = one(read(rulebook, now, temperature=oral(*temperatures)), "afebrile")
    assert (found.reason.code, found.state) == (f"log.afebrile_{code}", state)
    assert found.at == (moment(at) if at else None)


def test_a_low_reading_after_an_antipyretic_leaves_the_hours_open(rulebook: Rulebook) -> None:
    drug = {"agent": "paracetamol", "start": "day 8 08:00", "status": "given"}
    log = read(rulebook, "day 8 12:00", doses=[drug], temperature=oral("37.0 at day 8 11:00"))
    assert one(log, "afebrile").reason.code == "log.afebrile_unclear"


@pytest.mark.parametrize(
    ("now", "samples", "state"),
    [
        # Reference 8.2: the value nearest to 24 hours, from 18 to 36 hours after the end.
        ("day 6 21:59", (), "planned"),
        ("day 6 22:00", (), "due"),
        ("day 7 04:00", (), "due"),
        ("day 7 04:01", (), "overdue"),
        ("day 7 16:00", (), "overdue"),
    ],
)
def test_a_sample_is_due_a_day_after_immunoglobulin(
    now: str, samples: tuple[str, ...], state: FollowState, rulebook: Rulebook
) -> None:
    found = one(read(rulebook, now, crp=list(samples), **IVIG), "laboratory")
    assert (found.state, found.at) == (state, moment("day 7 04:00"))
    assert (found.reason.code, found.reason.source) == ("log.laboratory_both", "S4")


def test_a_sample_that_was_taken_is_not_asked_for_and_a_missed_one_is_said_to_be(
    rulebook: Rulebook,
) -> None:
    half = read(rulebook, "day 7 05:00", crp="6 mg/dL at day 7 04:00", **IVIG)
    assert one(half, "laboratory").reason.code == "log.laboratory_one"
    assert one(half, "laboratory").reason.values["name"] == "wbc"
    late = one(read(rulebook, "day 7 16:01", **IVIG), "laboratory")
    assert (late.state, late.reason.code) == ("open", "log.laboratory_both_missed")
    one_late = read(rulebook, "day 7 16:01", crp="6 mg/dL at day 7 04:00", **IVIG)
    assert one(one_late, "laboratory").reason.code == "log.laboratory_one_missed"
    whole = read(
        rulebook, "day 7 05:00", crp="6 mg/dL at day 7 04:00", wbc="9 10*9/L at day 7 04:00", **IVIG
    )
    assert following(whole, "laboratory") == []


@pytest.mark.parametrize(
    ("now", "state"),
    [("day 8 12:00", "planned"), ("day 9 09:00", "planned"), ("day 9 09:01", "overdue")],
)
def test_liver_enzymes_of_grade_2_are_repeated_within_48_hours(
    now: str, state: FollowState, rulebook: Rulebook
) -> None:
    log = read(
        rulebook, now, doses=[given("day 6 12:00")],
        alt=["30 U/L at day 6 09:00", {"value": "140 U/L", "at": "day 7 09:00", "high": "40"}],
    )  # fmt: skip
    found = one(log, "hold")
    assert (found.state, found.at) == (state, moment("day 9 09:00"))
    assert found.reason.code == "hold.liver_repeat"


def test_low_neutrophils_hold_anakinra(rulebook: Rulebook) -> None:
    count = "1.49 10*9/L at day 8 09:00"
    log = read(rulebook, "day 8 12:00", doses=[given("day 6 12:00")], neutrophils=count)
    assert (one(log, "hold").state, one(log, "hold").at) == ("attention", None)


def test_each_thing_that_follows_names_its_source(rulebook: Rulebook) -> None:
    log = read(
        rulebook, "day 12 13:00", [ANACOMP, ASPIRIN], [given("day 10 12:00")],
        temperature=oral("37.0 at day 12 06:00"), **IVIG,
    )  # fmt: skip
    assert {each.topic for each in log.follows} >= {
        "dose", "rung", "response", "afebrile", "aspirin", "visit", "anakinra_day", "ivig_total",
    }  # fmt: skip
    assert [each.topic for each in log.follows if each.reason.source is None] == []
