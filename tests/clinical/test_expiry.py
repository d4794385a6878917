"""When a sheet is no longer true though nobody entered anything: time alone ends it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.expiry import why_expired
from clinical.dosing.plan import Choice, Plan, plan
from tests.clinical.child import child, moment

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook


def at(rulebook: Rulebook, now: str, *, start: str | None = None, kg: str = "16.5") -> Plan:
    entered: dict[str, Any] = {"as_of": now, "age": "4 years", "kg": f"{kg} at day 10 09:00"}
    bedside = child(entered)
    choice = Choice("anakinra_fixed", start=moment(start) if start else None)
    return plan(bedside.case, rulebook, choice, bedside.as_of)


@pytest.mark.hazard("H28", "H51")
@pytest.mark.parametrize(
    ("later", "start", "expected"),
    [
        ("day 10 12:01", None, None),
        ("day 10 20:00", None, None),
        # S: a weight of more than 24 hours is told, of more than 7 days is asked about.
        ("day 11 08:59", None, None),
        ("day 11 10:01", None, "no_longer_said"),
        ("day 17 09:00", "day 18 12:00", None),
        ("day 17 23:59", "day 18 12:00", None),
        ("day 18 00:00", "day 18 12:00", "weight_too_old"),
    ],
)
def test_a_sheet_holds_until_time_changes_what_it_says(
    rulebook: Rulebook, later: str, start: str | None, expected: str | None
) -> None:
    made = at(rulebook, "day 10 12:00", start=start)
    assert why_expired(made, at(rulebook, later, start=start)) == expected


@pytest.mark.hazard("H28")
def test_a_sheet_whose_plan_cannot_be_made_any_more_is_expired(rulebook: Rulebook) -> None:
    assert why_expired(at(rulebook, "day 10 12:00"), None) == "no_longer_said"


def test_another_dose_or_other_rules_end_a_sheet(rulebook: Rulebook) -> None:
    made = at(rulebook, "day 10 12:00")
    assert why_expired(made, at(rulebook, "day 10 12:00", kg="17")) == "no_longer_said"
    other = replace(made, rulebook=replace(rulebook, sha256="0" * 64))
    assert why_expired(made, other) == "no_longer_said"


def test_a_sheet_without_a_weight_is_not_ended_by_its_age(rulebook: Rulebook) -> None:
    made = replace(at(rulebook, "day 10 12:00"), weight=None)
    later = replace(at(rulebook, "day 10 12:00"), as_of=moment("day 30 12:00"))
    assert why_expired(made, later) is None
