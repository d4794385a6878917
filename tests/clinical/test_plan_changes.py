"""What is told to change a plan does change it: the plan made anew at that weight says so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from clinical.dosing.plan import Choice, Plan, plan
from clinical.dosing.plan_changes import plan_changes
from clinical.record.kept_plan import Override
from reports.summary.plan import plan_card
from reports.wording import english
from tests.clinical.child import child
from tests.clinical.regimen_cases import REGIMENS, draw, made

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

# Three of each regimen: light and heavy, whatever the settings drawn.
DRAWN = range(len(REGIMENS) * 3)


def planned(rulebook: Rulebook, regimen: str, kg: str, age: str, **settings: str) -> Plan:
    bedside = child({"age": age, "kg": kg, "cm": "110"})
    return plan(bedside.case, rulebook, Choice(regimen, settings=settings), bedside.as_of)


def weights(found: Plan) -> dict[str, Decimal]:
    """Return each line about the weight as its code with the kilograms it names."""
    return {
        reason.code.removeprefix("change.plan_"): Decimal(str(reason.values["kg"]))
        for reason in plan_changes(found)
        if "kg" in reason.values
    }


# Reference 6: 2 g/kg asks over 100 g; 3 mg/kg at most 81 mg; 4 mg/kg asks over 200 mg a day;
# 30 mg/kg at most 1000 mg; 0.8 mg/kg at most 50 mg.
@pytest.mark.hazard("H18")
@pytest.mark.parametrize(
    ("regimen", "kg", "lines"),
    [
        ("ivig", "16.5", {"confirm_over": "50"}),
        ("ivig", "50", {"confirm_over": "50"}),
        ("ivig", "50.1", {"confirm_up_to": "50"}),
        ("aspirin_low", "16.5", {"cap_over": "27"}),
        ("aspirin_low", "40", {"cap_up_to": "27"}),
        ("anakinra_fixed", "16.5", {"confirm_over": "50"}),
        ("methylprednisolone_pulse", "16.5", {"cap_over": "33.333"}),
        ("etanercept", "16.5", {"cap_over": "62.5"}),
        # The highest rung that is laid out: 6 mg/kg passes 200 mg over 33.333 kg.
        ("anakinra_kawakinra", "16.5", {"confirm_over": "33.333"}),
        ("methotrexate", "16.5", {}),
        ("plasma_exchange", "16.5", {}),
    ],
)
def test_the_weight_at_which_a_limit_bites_is_told(
    regimen: str, kg: str, lines: dict[str, str], rulebook: Rulebook
) -> None:
    found = planned(rulebook, regimen, kg, "6 years")
    assert weights(found) == {code: Decimal(at) for code, at in lines.items()}


def test_a_cap_below_it_keeps_a_question_away(rulebook: Rulebook) -> None:
    found = planned(rulebook, "ivig", "16.5", "6 years", max_g="80")
    assert weights(found) == {"cap_over": Decimal(40)}


def test_a_weight_that_no_child_has_is_not_told(rulebook: Rulebook) -> None:
    # 0.3 g/kg passes 100 g at 333 kg; a weight ends at 200 kg (reference 10.3).
    assert weights(planned(rulebook, "ivig", "16.5", "6 years", g_per_kg="0.3")) == {}


def test_once_every_question_is_answered_only_the_weight_is_left(rulebook: Rulebook) -> None:
    bedside = child({"age": "6 years", "kg": "16.5", "cm": "110"})
    first = planned(rulebook, "aspirin_low", "16.5", "6 years")
    answers = tuple(Override(code=each.code, reason="seen") for each in first.open_confirmations)
    choice = Choice("aspirin_low", overrides=answers)
    found = plan(bedside.case, rulebook, choice, bedside.as_of)
    assert found.verdict == "ready"
    assert lines(found) == ["cap_over"]


def test_a_dose_on_another_weight_than_the_childs_own_tells_none(rulebook: Rulebook) -> None:
    other = {"weight_basis": "ideal", "basis_weight_kg": "15"}
    assert weights(planned(rulebook, "ivig", "16.5", "6 years", **other)) == {}


@pytest.mark.parametrize(
    ("kg", "line"),
    [
        ("4.9", {}),
        ("8", {"ladder_disputed": Decimal(10)}),
        ("10", {"ladder_agreed": Decimal(10)}),
    ],
)
def test_an_infants_ladder_is_in_dispute_from_10_kg_on(
    kg: str, line: dict[str, Decimal], rulebook: Rulebook
) -> None:
    found = weights(planned(rulebook, "anakinra_kawakinra", kg, "5 months", ladder="infant"))
    assert {code: at for code, at in found.items() if code.startswith("ladder")} == line


@pytest.mark.hazard("H18")
@pytest.mark.parametrize("number", DRAWN)
def test_a_plan_made_anew_on_either_side_of_the_weight_says_the_same(
    number: int, rulebook: Rulebook
) -> None:
    drawn = draw(number)
    found = made(drawn, rulebook)
    for reason in plan_changes(found):
        if "limit" not in reason.values:
            continue
        at = Decimal(str(reason.values["kg"]))
        passed = [
            {
                (alert.values.get("limit"), alert.values.get("unit"))
                for alert in made(replace(drawn, kg=f"{kg:f}"), rulebook).reasons
                if alert.code.startswith("limit.")
            }
            for kg in (at, at + Decimal("0.001"))
        ]
        limit = (reason.values["limit"], reason.values["unit"])
        assert [limit in side for side in passed] == [False, True], reason
        assert (found.weight is not None and found.weight.kg <= at) == ("over" in reason.code)


def lines(found: Plan) -> list[str]:
    return [reason.code.removeprefix("change.plan_") for reason in plan_changes(found)]


@pytest.mark.parametrize(
    ("given", "regimen", "told"),
    [
        ({}, "aspirin_low", ["gap"]),
        ({"kg": "10"}, "methotrexate", ["gap"]),
        ({"kg": "30"}, "anakinra_misc_iv", ["gap"]),
        ({}, "anakinra_misc_iv", ["gaps"]),
    ],
)
def test_a_plan_refused_for_a_gap_says_that_it_is_only_that(
    given: dict[str, Any], regimen: str, told: list[str], rulebook: Rulebook
) -> None:
    bedside = child({"age": "6 years", **given})
    found = plan(bedside.case, rulebook, Choice(regimen), bedside.as_of)
    assert found.verdict == "refused"
    assert lines(found) == told


def test_a_plan_refused_for_a_finding_says_that_no_entry_lifts_it(rulebook: Rulebook) -> None:
    bedside = child({"age": "6 years", "kg": "16.5", "neutrophils": "1.4 10^9/L"})
    found = plan(bedside.case, rulebook, Choice("anakinra_fixed"), bedside.as_of)
    assert found.verdict == "refused"
    assert lines(found) == ["finding"]


def test_an_open_question_says_how_many_there_are_and_which_are_gaps(rulebook: Rulebook) -> None:
    found = planned(rulebook, "anakinra_fixed", "16.5", "6 years")
    assert found.verdict == "confirm"
    count = {
        reason.code.removeprefix("change.plan_"): reason.values["count"]
        for reason in plan_changes(found)
        if "count" in reason.values
    }
    gaps = [each for each in found.open_confirmations if each.code.endswith("_unknown")]
    assert count == {"questions": len(found.open_confirmations), "entries": len(gaps)}
    assert len(gaps) > 1


def test_the_card_says_it_in_words(rulebook: Rulebook) -> None:
    card = plan_card(planned(rulebook, "aspirin_low", "16.5", "6 years"), english())
    assert card.would_change[-1].text == "Over 27 kg the limit of 81 mg cuts a dose of this plan"
    assert card.would_change[-1].field == "weight"
