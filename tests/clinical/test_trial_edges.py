"""Runs what the trial's list and the follow-up leave to the reader; holds their words to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from clinical.record.vocabulary import ScreeningItem
from reports.wording import english
from tests.clinical.answers import differences
from tests.clinical.site import with_site
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

WORDS = english()


@pytest.mark.hazard("H13", "H22")
@pytest.mark.parametrize("row", rows("trial_edges"))
def test_an_entry_without_a_time_or_a_number_is_read_as_the_table_says(
    row: Row, rulebook: Rulebook
) -> None:
    assert differences("trial_edges", row, rulebook) == [], row.source


def test_every_item_of_the_list_is_a_rule_and_has_its_words(rulebook: Rulebook) -> None:
    items = rulebook.trials["anacomp"].item
    assert {item.id for item in items} == set(get_args(ScreeningItem))
    for item in items:
        assert WORDS.find(f"eligibility.item.{item.id}")
        assert WORDS.find(f"name.screening.{item.id}")
        for name in item.history:
            assert WORDS.find(f"name.history.{name}")
        for agent in item.agents:
            assert WORDS.find(f"name.agent.{agent}")


def test_every_outcome_has_its_words(rulebook: Rulebook) -> None:
    for trial in rulebook.trials.values():
        for outcome in trial.outcome:
            for key in [f"{outcome.id}_{start}" for start in outcome.clocks] or [outcome.id]:
                assert WORDS.find(f"outcomes.name.{key}")


def test_every_reminder_of_the_follow_up_has_its_words(rulebook: Rulebook) -> None:
    rule = rulebook.follow_up
    whys = [
        "at_diagnosis",
        *(window.id for window in rule.echo),
        "enlarged",
        "giant",
        "giant_later",
    ]
    assert all(WORDS.find(f"follow_up.why.{why}") for why in whys)
    assert all(WORDS.find(f"follow_up.advice.{advice.id}") for advice in rule.advice)
    columns = {name for table in rule.table for row in table.row for name in row.cells}
    assert all(WORDS.find(f"follow_up.column.{name}") for name in columns)


def test_the_reminders_order_nothing() -> None:
    assert "review stopping aspirin" in WORDS.text("follow_up.aspirin.met", on="").lower()
    assert WORDS.text("verdict.eligibility.eligible") == "Criteria met"


def test_a_site_may_let_health_insurance_count(rule_texts: dict[str, str]) -> None:
    rulebook = with_site(rule_texts, "[rules.anacomp]\nhealth_insurance_counts = true\n")
    child = next(row.values[0] for row in rows("anacomp"))
    assert isinstance(child, Row)
    screening = {**child.given["screening"], "I9": "absent"}
    uninsured = Row("", {**child.given, "screening": screening}, {"verdict": "not_eligible"}, "")
    assert differences("anacomp", child, rulebook) == []
    assert differences("anacomp", uninsured, rulebook) == []
