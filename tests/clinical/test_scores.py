"""Runs the score tables: every cut-off on both sides, every missing value, every clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clinical.assess import assess
from tests.clinical.child import child
from tests.clinical.table import Row, rows

if TYPE_CHECKING:
    from clinical.risk.scores import ScoreAssessment
    from clinical.rules.rulebook import Rulebook


def score_of(row: Row, name: str, rulebook: Rulebook) -> ScoreAssessment:
    bedside = child(row.given)
    found = assess(bedside.case, rulebook, bedside.as_of)
    return {score.rule.id: score for score in found.scores}[name]


def said(score: ScoreAssessment) -> dict[str, object]:
    """Return a score in the words of the tables."""
    items = {item.rule.id: item for item in score.items}
    findings = dict(score.flags)
    return {
        "low": score.low,
        "high": score.high,
        "verdict": score.verdict,
        "at_least": score.at_least,
        "missing": set(score.missing),
        "treatment": score.treatment.state,
        "raise": findings.get("raise_eligible"),
        "age_on_boundary": items["age"].on_boundary if "age" in items else None,
    }


def check(row: Row, name: str, rulebook: Rulebook) -> None:
    score = score_of(row, name, rulebook)
    found = said(score)
    expected = {key: set(value) if key == "missing" else value for key, value in row.expect.items()}
    assert {key: found[key] for key in expected} == expected, row.source


@pytest.mark.hazard("H13", "H21", "H22", "H31")
@pytest.mark.parametrize("row", rows("score_kobayashi"))
def test_the_kobayashi_score_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    check(row, "kobayashi", rulebook)


@pytest.mark.hazard("H13", "H21", "H22", "H31")
@pytest.mark.parametrize("row", rows("score_egami"))
def test_the_egami_score_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    check(row, "egami", rulebook)


@pytest.mark.hazard("H13", "H21", "H22", "H31")
@pytest.mark.parametrize("row", rows("score_sano"))
def test_the_sano_score_is_as_the_table_says(row: Row, rulebook: Rulebook) -> None:
    check(row, "sano", rulebook)
