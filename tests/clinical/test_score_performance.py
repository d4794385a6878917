"""What is said of a score's performance is what was published, cohort by cohort."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.clinical.table import document

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

PUBLISHED: dict[str, list[dict[str, Any]]] = document("score_performance")["score"]


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.hazard("H31")
@pytest.mark.parametrize("name", PUBLISHED)
def test_the_performance_of_a_score_is_the_published_one(name: str, rulebook: Rulebook) -> None:
    (score,) = (score for score in rulebook.scores if score.id == name)
    rows = PUBLISHED[name]
    for said, row in zip(score.performance, rows, strict=True):
        assert row["who"] in said.cohort
        assert said.children == row.get("children")
        assert said.sensitivity == number(row.get("sensitivity"))
        assert said.specificity == number(row.get("specificity"))
        assert said.ppv == number(row.get("ppv"))
        assert said.npv == number(row.get("npv"))
        assert said.auc == number(row.get("auc"))


def test_no_score_speaks_of_its_performance_unchecked(rulebook: Rulebook) -> None:
    speaking = {score.id for score in rulebook.scores if score.performance}
    assert speaking == set(PUBLISHED)
