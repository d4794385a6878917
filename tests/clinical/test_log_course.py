"""Where the course stands: aspirin, the visits of the trial, anakinra, immunoglobulin."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from clinical.logic import Finding
from tests.clinical.child import day, moment
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


@pytest.mark.parametrize(
    ("now", "temperatures", "code", "state", "at"),
    [
        ("day 8 12:00", ("38.5 at day 8 11:00",), "waits", "waiting", None),
        ("day 8 12:00", ("37.0 at day 8 06:00",), "switch_at", "planned", "day 10 06:00"),
        (
            "day 10 06:10",
            ("37.0 at day 8 06:00", "37.0 at day 10 05:59"), "switch_at", "planned", "day 10 06:00",
        ),
        (
            "day 10 06:10",
            ("37.0 at day 8 06:00", "37.0 at day 10 06:00"), "switch", "due", "day 10 06:00",
        ),
    ],
)  # fmt: skip
def test_high_dose_aspirin_gives_way_48_hours_after_the_fever(
    *,
    now: str,
    temperatures: tuple[str, ...],
    code: str,
    state: FollowState,
    at: str | None,
    rulebook: Rulebook,
) -> None:
    log = read(rulebook, now, [ASPIRIN], temperature=oral(*temperatures))
    found = one(log, "aspirin")
    assert (found.reason.code, found.state) == (f"log.aspirin_{code}", state)
    assert found.at == (moment(at) if at else None)


def test_aspirin_charted_by_the_day_is_recognised_by_its_dose(rulebook: Rulebook) -> None:
    def topics(per_kg: str) -> list[str]:
        course = {"agent": "aspirin", "start": "day 6 08:00", "dose": per_kg,
                  "dose_unit": "mg/kg/day", "status": "given"}  # fmt: skip
        log = read(rulebook, "day 8 12:00", doses=[course], temperature=oral("37.0 at day 8 06:00"))
        return [each.reason.code for each in following(log, "aspirin")]

    assert topics("80") == ["log.aspirin_switch_at", "log.aspirin_review"]
    assert topics("30") == ["log.aspirin_switch_at", "log.aspirin_review"]
    # The low dose does not end with the fever: its stop is discussed weeks later.
    assert topics("4") == ["log.aspirin_review"]


@pytest.mark.parametrize(
    ("now", "state"), [("day 42 12:00", "planned"), ("day 43 00:00", "due")]
)  # fmt: skip
def test_stopping_aspirin_is_discussed_six_weeks_after_the_first_day_of_fever(
    now: str, state: FollowState, rulebook: Rulebook
) -> None:
    course = {"agent": "aspirin", "start": "day 6 08:00", "dose": "4",
              "dose_unit": "mg/kg/day", "status": "given"}  # fmt: skip
    found = one(read(rulebook, now, doses=[course]), "aspirin")
    assert (found.state, found.at) == (state, day("day 43"))


@pytest.mark.parametrize(
    ("now", "visit", "state"),
    [
        # Reference 7.3: visits on day 2, 3, 4, 6, 7, 14, 30, 45 and 60; day 0 is the first dose.
        ("day 11 12:00", 2, "planned"),
        ("day 12 12:00", 2, "due"),
        ("day 15 12:00", 6, "planned"),
        ("day 70 12:00", 60, "due"),
    ],
)
def test_the_next_visit_of_the_trial_is_due_on_its_day(
    now: str, visit: int, state: FollowState, rulebook: Rulebook
) -> None:
    log = read(rulebook, now, doses=[given("day 10 12:00")])
    found = [each for each in following(log, "visit") if each.reason.values["title"] == "ANACOMP"]
    assert [(each.reason.values["visit"], each.state) for each in found] == [(visit, state)]


def test_after_the_last_visit_none_is_due(rulebook: Rulebook) -> None:
    log = read(rulebook, "day 71 12:00", doses=[given("day 10 12:00")])
    assert following(log, "visit") == []


@pytest.mark.parametrize(
    ("now", "plans", "code", "values"),
    [
        ("day 10 12:00", (), "anakinra_day", (1, None)),
        ("day 11 11:59", (), "anakinra_day", (1, None)),
        ("day 11 12:00", (ANACOMP,), "anakinra_day_of", (2, 14)),
        ("day 23 12:00", (ANACOMP,), "anakinra_day_of", (14, 14)),
        ("day 24 12:00", (ANACOMP,), "anakinra_over", (15, 14)),
        ("day 11 12:00", (ASPIRIN, kept(step("day 10 12:00"))), "anakinra_day", (2, None)),
    ],
)
def test_the_day_of_anakinra_is_counted_from_its_first_dose(
    now: str,
    plans: tuple[Any, ...],
    code: str,
    values: tuple[int, int | None],
    rulebook: Rulebook,
) -> None:
    doses = [given("day 11 12:00"), given("day 10 12:00")]
    found = one(read(rulebook, now, plans, doses), "anakinra_day")
    shown = found.reason.values
    assert (found.reason.code, shown["day"], shown.get("days")) == (f"log.{code}", *values)
    assert found.state == ("due" if code == "anakinra_over" else "open")


@pytest.mark.parametrize(
    ("doses", "code", "day"),
    [
        # Given two hours before the plan begins, it is the plan's first dose.
        (("day 5 12:00", "day 10 10:00"), "anakinra_day_of", 3),
        # Nothing is charted of the plan yet: the days are those since the first dose of all.
        (("day 5 12:00", "day 10 09:59"), "anakinra_day", 8),
    ],
)
def test_a_second_course_of_anakinra_has_days_of_its_own(
    doses: tuple[str, ...], code: str, day: int, rulebook: Rulebook
) -> None:
    found = one(
        read(rulebook, "day 12 12:00", [ANACOMP], [given(at) for at in doses]), "anakinra_day"
    )
    assert (found.reason.code, found.reason.values["day"]) == (f"log.{code}", day)


def test_immunoglobulin_is_added_up_in_g_per_kg(rulebook: Rulebook) -> None:
    second = {"agent": "ivig", "start": "day 7 20:00", "end": "day 8 08:00", "dose": "33",
              "dose_unit": "g"}  # fmt: skip
    whole = one(read(rulebook, "day 8 12:00", doses=[second], **IVIG), "ivig_total").reason
    # 2 g/kg, and 33 g of 16.5 kg.
    assert (whole.code, whole.values["total"], whole.values["count"]) == (
        "log.ivig_total", Fraction(4), 2,
    )  # fmt: skip
    bare = {**second, "dose": None, "dose_unit": None}
    part = one(read(rulebook, "day 8 12:00", doses=[bare], **IVIG), "ivig_total").reason
    assert (part.code, part.values["total"], part.field) == (
        "log.ivig_total_open", Fraction(2), "weight",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "dose", "code"),
    [
        ("day 8 19:59", "33", "log.ivig_total_running"),
        ("day 8 20:00", "33", "log.ivig_total"),
        ("day 8 19:59", None, "log.ivig_total_open_running"),
    ],
)
def test_what_still_runs_is_not_said_to_be_given(
    now: str, dose: str | None, code: str, rulebook: Rulebook
) -> None:
    second = {"agent": "ivig", "start": "day 7 20:00", "end": "day 8 20:00", "dose": dose,
              "dose_unit": "g" if dose else None}  # fmt: skip
    found = one(read(rulebook, now, doses=[second], **IVIG), "ivig_total").reason
    assert found.code == code
    running = code.endswith("running")
    assert found.values.get("end") == (moment("day 8 20:00") if running else None)
    assert found.finding is (Finding.UNKNOWN if running else Finding.MET)


@pytest.mark.parametrize(("now", "days"), [("day 13 11:59", [3]), ("day 13 12:00", [])])
def test_a_course_of_anakinra_that_has_ended_has_no_day_any_more(
    now: str, days: list[int], rulebook: Rulebook
) -> None:
    course = given("day 10 12:00", "4", dose_unit="mg/kg/day", end="day 13 12:00")
    found = following(read(rulebook, now, doses=[course]), "anakinra_day")
    assert [each.reason.values["day"] for each in found] == days


def test_after_an_aneurysm_nobody_is_told_from_when_to_talk_about_stopping_aspirin(
    rulebook: Rulebook,
) -> None:
    """Reference 9.2: after an aneurysm the low dose goes on."""
    course = {"agent": "aspirin", "start": "day 6 08:00", "dose": "4",
              "dose_unit": "mg/kg/day", "status": "given"}  # fmt: skip
    # A diameter of 8 mm or more is a giant aneurysm without any z.
    log = read(rulebook, "day 12 12:00", doses=[course], echo={"lad_mm": "8.2"})
    found = one(log, "aspirin")
    assert (found.reason.code, found.state, found.at) == ("log.aspirin_goes_on", "open", None)
