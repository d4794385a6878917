"""What a step waits for, what ends it and where a rung stands: each code has its words."""

from __future__ import annotations

from typing import Any, get_args

from clinical.dosing.step import RungState
from desktop.rules import load_rulebook
from reports.wording import catalogue, english

WORDS = english()
CATALOGUE: dict[str, Any] = catalogue("en")
RULES = load_rulebook()


def test_every_condition_end_and_rung_of_a_regimen_has_its_words() -> None:
    conditions = {"fever", "no_fever", "fever_ask", "level_reached"}
    ends: set[str] = set()
    for regimen in RULES.regimens.values():
        assert WORDS.find(f"sheet.drug.{regimen.agent}")
        conditions |= {phase.condition for phase in regimen.phase if phase.condition is not None}
        ends |= {phase.until for phase in regimen.phase if phase.until is not None}
        if regimen.wean is not None:
            conditions.add(regimen.wean.condition)
            ends.add(regimen.wean.condition)
    assert {code for code in conditions if WORDS.find(f"condition.{code}") is None} == set()
    assert {code for code in ends if WORDS.find(f"until.{code}") is None} == set()
    assert conditions == set(CATALOGUE["condition"])
    assert ends == set(CATALOGUE["until"])


RUNGS = {
    "planned": ["not_yet", "fever"],
    "waiting": ["no_temperature", "unclear", "first_dose", "site"],
    "due": ["fever"],
    "overdue": ["fever"],
    "given": ["charted", "charted_differs", "charted_unknown"],
    "passed": ["charted", "charted_differs", "not_charted", "no_fever", "chosen"],
}


def test_every_state_of_a_rung_has_its_words() -> None:
    wanted = {f"{state}_{why}" for state, reasons in RUNGS.items() for why in reasons}
    # What was charted stands behind the state.
    wanted |= {"charted", "charted_no_amount", "masked", "masked_unknown"}
    assert wanted == set(CATALOGUE["rung"])
    assert set(RUNGS) == set(get_args(RungState))
