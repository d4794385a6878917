"""The children shipped day by day: those of S1 with what it reports, and an invented one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from clinical.assess import assess
from clinical.course.ivig_response import ResponseVerdict
from clinical.log.treatment_log import TreatmentLog, treatment_log
from desktop.examples import FICTIONAL_LOG, LOGS, PUBLISHED_1_LOG, PUBLISHED_2_LOG
from desktop.rules import load_rulebook
from reports.log.follows import follow_lines
from reports.wording import english

if TYPE_CHECKING:
    from desktop.examples import Example

RULES = load_rulebook()
# Every number that the report S1 gives of its two children; the figure gives none in words.
REPORTED = {
    PUBLISHED_1_LOG.id: {"21360", "77", "12.0", "54", "153", "2", "4"},
    PUBLISHED_2_LOG.id: {"12.8", "233", "136", "2.6", "3", "2.4", "2.2", "2.3", "2", "4"},
}


def log_at(example: Example, at: str | None = None) -> TreatmentLog:
    case = example.case(RULES)
    moment = datetime.fromisoformat(at) if at is not None else example.at
    return treatment_log(case, assess(case, RULES, moment))


@pytest.mark.parametrize("example", [PUBLISHED_1_LOG, PUBLISHED_2_LOG], ids=lambda each: each.id)
def test_a_published_child_holds_only_numbers_of_the_report(example: Example) -> None:
    case = example.case(RULES)
    numbers = {str(item.value) for item in case.observations if item.value is not None}
    numbers |= {str(dose.dose) for dose in case.treatments if dose.dose is not None}
    for echo in case.echos:
        numbers |= {str(echo.lad_mm)} if echo.lad_mm is not None else set()
        numbers |= {str(each.z) for each in echo.reported_z.values()}
    assert numbers <= REPORTED[example.id]
    # Fever is told in the report and shown in its figure, and never as a number.
    assert not [item for item in case.observations if item.code == "temperature"]


def test_the_second_immunoglobulin_of_patient_1_came_after_36_hours() -> None:
    case = PUBLISHED_1_LOG.case(RULES)
    first, second = (dose for dose in case.treatments if dose.agent == "ivig")
    assert first.start is not None
    assert second.start == first.start + timedelta(hours=36)
    # Ten days after onset, and for four weeks (S1).
    (anakinra,) = (dose for dose in case.treatments if dose.agent == "anakinra")
    assert anakinra.start is not None
    assert anakinra.end is not None
    assert (anakinra.start.date() - datetime(2020, 4, 1).date()).days == 10  # noqa: DTZ001
    assert anakinra.end - anakinra.start == timedelta(weeks=4)


def test_no_infusion_of_the_report_has_an_end_and_no_clock_is_counted_from_one() -> None:
    # S1 gives no duration of any infusion: 40 hours after the first one began nobody can tell.
    for example in (PUBLISHED_1_LOG, PUBLISHED_2_LOG):
        assert all(
            dose.end is None
            for dose in example.case(RULES).treatments
            if dose.agent in {"ivig", "aspirin"}
        )
    at = datetime.fromisoformat("2020-04-07T01:00:00+02:00")
    assessment = assess(PUBLISHED_1_LOG.case(RULES), RULES, at)
    assert assessment.response.first.deciding.verdict is ResponseVerdict.UNDETERMINED
    (clock,) = (each for each in log_at(PUBLISHED_1_LOG).follows if each.topic == "response")
    assert (clock.state, clock.at) == ("open", None)


def test_what_the_report_leaves_open_is_said_and_not_drawn() -> None:
    log = log_at(PUBLISHED_2_LOG)
    untimed = [row for row in log.rows if row.at is None]
    assert [row.kind for row in untimed] == ["dose", "dose", "dose"]
    (total,) = (each for each in log.follows if each.topic == "ivig_total")
    assert (total.reason.code, total.reason.values["total"]) == ("log.ivig_total_open", 2)


def test_the_invented_child_exercises_everything_that_follows_but_a_ladder() -> None:
    case = FICTIONAL_LOG.case(RULES)
    topics: set[str] = set()
    states: set[str] = set()
    for hours in range(0, 7 * 24, 3):
        at = datetime.fromisoformat("2026-11-09T12:00:00+01:00") + timedelta(hours=hours)
        found = treatment_log(case, assess(case, RULES, at))
        topics |= {each.topic for each in found.follows}
        states |= {due.state for due in found.dues.times}
    assert topics >= {
        "dose", "wean", "response", "afebrile", "laboratory", "aspirin", "visit",
        "anakinra_day", "ivig_total",
    }  # fmt: skip
    assert states >= {"planned", "due", "given", "withheld", "overdue"}


def test_the_wean_of_the_invented_child_goes_down_by_two_to_the_end() -> None:
    case = FICTIONAL_LOG.case(RULES)
    (plan,) = (
        each for each in case.plans if each.regimen == "anakinra_misc_iv" and each.version == 2
    )
    levels = list(dict.fromkeys(step.per_kg for step in plan.steps))
    # Reference 6.3: 8-6-4-2-0, each day in four equal doses of 29.6 kg.
    assert levels == [8, 6, 4, 2]
    assert [str(step.given) for step in plan.steps[::4]] == ["59", "44", "30", "15"]
    log = log_at(FICTIONAL_LOG)
    (wean,) = (each for each in log.follows if each.topic == "wean")
    assert (wean.reason.values["before"], wean.reason.values["level"]) == (6, 4)


@pytest.mark.parametrize("example", LOGS, ids=lambda each: each.id)
def test_every_line_of_a_replay_has_words_and_a_source(example: Example) -> None:
    case = example.case(RULES)
    assessment = assess(case, RULES, example.at)
    lines = follow_lines(treatment_log(case, assessment), assessment, english())
    assert lines
    for line in lines:
        assert line.text
        assert line.said
        recorded = "as recorded" in line.text
        assert recorded or line.source in RULES.sources, line
