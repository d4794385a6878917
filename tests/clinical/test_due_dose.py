"""Which dose of a plan is next, by what was charted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.due import due_dose
from clinical.dosing.plan import Choice, plan
from tests.clinical.child import child, moment

if TYPE_CHECKING:
    from clinical.dosing.due import DueDose
    from clinical.rules.rulebook import Rulebook

START = "day 10 12:00"


def anakinra(*times: str) -> list[dict[str, Any]]:
    return [
        {"agent": "anakinra", "start": at, "dose": "66", "dose_unit": "mg", "status": "given"}
        for at in times
    ]


def due(
    rulebook: Rulebook, now: str, *charted: str, regimen: str = "anakinra_fixed", **given: str
) -> DueDose:
    entered: dict[str, Any] = {"as_of": now, "age": "4 years", "kg": "16.5", **given}
    if charted:
        entered["treatments"] = anakinra(*charted)
    bedside = child(entered)
    choice = Choice(regimen, start=moment(START))
    return due_dose(plan(bedside.case, rulebook, choice, bedside.as_of), bedside.case)


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("now", "charted", "next_at", "come"),
    [
        ("day 10 11:00", (), "day 10 12:00", False),
        ("day 10 12:00", (), "day 10 12:00", True),
        ("day 10 12:05", ("day 10 12:05",), "day 11 12:00", False),
        # Late, and still the dose of day 10; one nearer to the next due time is that one.
        ("day 10 23:00", ("day 10 23:00",), "day 11 12:00", False),
        ("day 11 13:00", ("day 11 02:00",), "day 12 12:00", False),
        ("day 11 12:00", ("day 10 12:00",), "day 11 12:00", True),
        # A dose that was missed is past: the one whose time has come is due.
        ("day 12 13:00", ("day 10 12:00",), "day 12 12:00", True),
        # A dose of before this plan answers nothing of it.
        ("day 10 12:00", ("day 9 12:00",), "day 10 12:00", True),
        # The first dose may be given ahead by as much as it may be late.
        ("day 10 12:00", ("day 10 10:00",), "day 11 12:00", False),
        ("day 10 12:00", ("day 10 09:59",), "day 10 12:00", True),
    ],
)
def test_the_next_dose_follows_the_chart(
    rulebook: Rulebook, now: str, charted: tuple[str, ...], next_at: str, come: bool
) -> None:
    found = due(rulebook, now, *charted)
    assert found.step is not None
    assert (found.step.at, found.now) == (moment(next_at), come)
    assert not found.undecided


def test_after_the_last_dose_nothing_is_due(rulebook: Rulebook) -> None:
    # Four weeks: the last of 28 doses is on day 37.
    found = due(rulebook, "day 37 13:00", "day 37 12:00")
    assert found.step is None
    assert not found.undecided
    assert found.last == moment("day 37 12:00")


def test_a_rung_nobody_decided_leaves_the_dose_open(rulebook: Rulebook) -> None:
    found = due(
        rulebook, "day 11 12:30", "day 10 12:00", regimen="anakinra_anacomp", neutrophils="5 10*9/L"
    )
    assert found.step is None
    assert found.undecided
    assert (found.at, found.now) == (moment("day 11 12:00"), True)


def test_a_treatment_without_a_dose_is_never_due(rulebook: Rulebook) -> None:
    found = due(rulebook, "day 10 12:00", regimen="plasma_exchange")
    assert found.step is None
    assert found.last is None


def test_a_step_that_has_no_date_yet_is_never_due(rulebook: Rulebook) -> None:
    # In MIS-C the wean is dated once the child is stable; four doses a day for two days are not.
    given: dict[str, Any] = {"as_of": "day 12 13:00", "age": "4 years", "kg": "16.5"}
    bedside = child(given | {"treatments": anakinra("day 12 06:00")})
    choice = Choice("anakinra_misc_iv", moment(START), {"critical": "true"})
    found = plan(bedside.case, rulebook, choice, bedside.as_of)
    assert any(step.at is None for step in found.steps)
    assert max(step.at for step in found.steps if step.at is not None) == moment("day 12 06:00")
    due_now = due_dose(found, bedside.case)
    assert (due_now.at, due_now.undecided) == (None, False)
