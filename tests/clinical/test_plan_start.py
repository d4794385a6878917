"""When a plan may start: not before birth, and neither long ago nor before the weight unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.plan import Choice, plan
from tests.clinical.child import child, moment
from tests.clinical.site import BLOCK

if TYPE_CHECKING:
    from clinical.dosing.plan import Plan
    from clinical.rules.rulebook import Rulebook

STARTS = {"start_before_birth", "start_in_the_past", "start_before_weight"}


def starting(start: str, rulebook: Rulebook, **given: Any) -> Plan:  # noqa: ANN401 (table words)
    bedside = child(BLOCK | given)
    return plan(bedside.case, rulebook, Choice("ivig", moment(start)), bedside.as_of)


def said(found: Plan) -> dict[str, str]:
    return {r.code: r.severity for r in found.reasons if r.code in STARTS}


@pytest.mark.hazard("H30", "H43")
@pytest.mark.parametrize(
    ("start", "asks"),
    [
        ("day 5 12:30", False),
        ("day 5 12:00", False),
        ("day 5 11:01", False),
        ("day 5 11:00", False),
        ("day 5 10:59", True),
    ],
)
def test_a_start_more_than_an_hour_ago_asks(start: str, asks: bool, rulebook: Rulebook) -> None:
    found = starting(start, rulebook)
    assert said(found) == ({"start_in_the_past": "confirm"} if asks else {})
    assert found.verdict == ("confirm" if asks else "ready")


@pytest.mark.hazard("H40")
@pytest.mark.parametrize(
    ("start", "codes"),
    [
        ("day 5 08:00", {"start_in_the_past"}),
        ("day 5 07:59", {"start_in_the_past", "start_before_weight"}),
    ],
)
def test_a_start_before_the_weight_was_taken_asks(
    start: str, codes: set[str], rulebook: Rulebook
) -> None:
    found = starting(start, rulebook, kg="16.5 at day 5 08:00")
    assert said(found) == dict.fromkeys(codes, "confirm")


@pytest.mark.hazard("H29")
@pytest.mark.parametrize(("start", "refused"), [("day -9 00:00", False), ("day -10 23:59", True)])
def test_a_start_before_birth_is_refused(start: str, refused: bool, rulebook: Rulebook) -> None:
    # Read on day 5, 15-Nov: a child of 14 days was born on 1-Nov, day -9.
    found = starting(start, rulebook, age="14 days", kg="3.5", cm="50")
    assert ("start_before_birth" in said(found)) is refused
    assert (found.verdict == "refused") is refused
    assert (found.steps == ()) is refused


def test_without_a_weight_a_past_start_is_asked_about_all_the_same(rulebook: Rulebook) -> None:
    found = starting("day 5 06:00", rulebook, kg=[])
    assert said(found) == {"start_in_the_past": "confirm"}
    assert found.verdict == "refused"


def test_without_a_day_of_birth_no_start_lies_before_it(rulebook: Rulebook) -> None:
    found = starting("day -10 23:59", rulebook, age="unknown", completed={"years": 4})
    assert "start_before_birth" not in said(found)
