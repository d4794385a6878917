"""Runs the table of what the record itself warns of, and holds the warnings to be few."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

import pytest

from clinical.assess import assess
from records.case_file import case_of
from reports.wording import english
from resources import read_text
from tests.clinical.answers import answer, differences
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

ROWS = rows("interactions")


@pytest.mark.hazard("H27")
@pytest.mark.parametrize("row", ROWS)
def test_the_record_warns_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    assert differences("interactions", row, rulebook) == [], row.source


@pytest.mark.parametrize("row", ROWS)
def test_no_pair_of_drugs_is_warned_of_twice(row: Row, rulebook: Rulebook) -> None:
    codes = [alert["code"] for alert in answer(row, rulebook)["alerts"]]
    own = [code for code in codes if code.startswith("interaction.")]
    assert len(own) == len(set(own))
    both = {"interaction.anakinra_with_etanercept", "interaction.anakinra_after_etanercept"}
    assert not both <= {*own}


def test_every_warning_of_the_rule_file_is_given_by_a_row(rulebook: Rulebook) -> None:
    alerts = [cast("Row", row.values[0]).expect.get("alerts", []) for row in ROWS]
    # A row may name the severity behind the code.
    given = {alert.partition(" ")[0] for row in alerts for alert in row}
    assert given == {f"interaction.{rule.id}" for rule in rulebook.interactions}


@pytest.mark.hazard("H54")
@pytest.mark.parametrize("name", ["s1-patient-1", "s1-patient-2", "fictional-complete"])
def test_an_ordinary_record_raises_none_of_them(name: str, rulebook: Rulebook) -> None:
    case = case_of(read_text(f"cases/{name}.json").encode(), rulebook)
    found = assess(case, rulebook, datetime.fromisoformat("2026-11-17T07:00:00+01:00"))
    assert [a.code for a in found.alerts if a.code.startswith("interaction.")] == []


def test_each_warning_says_what_to_do(rulebook: Rulebook) -> None:
    doing = ("discuss", "check", "avoid", "watch", "postpone", "stop")
    values = ("day", "weeks", "until", "quantity", "at", "total", "unit", "hours", "count")
    for rule in rulebook.interactions:
        sentence = english().text(
            f"alert.interaction.{rule.id}",
            **dict.fromkeys((*values, "dose", "limit"), ""),
        )
        assert any(word in sentence.lower() for word in doing), sentence
