"""Runs the tables of follow-up: dates, the review of aspirin, both level tables cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.clinical.answers import answer, at, differences
from tests.clinical.schedule_cells import difference, lengths, words
from tests.clinical.table import Row, document, rows

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

# What is not a cell but a fact about the row, compared as it stands.
FACTS = {"level", "unverified"}


def cell_differences(table: str, row: Row, rulebook: Rulebook) -> list[str]:
    """Return where a row of the document says something else than the printed row."""
    found = cast("dict[str, Any]", at(answer(row, rulebook), str(document(table)["root"])))
    wrong = [
        f"{name}: {found[name]!r}"
        for name in sorted(FACTS & set(row.expect))
        if found[name] != row.expect[name]
    ]
    for name in sorted(set(row.expect) - FACTS):
        said = difference(row.expect[name], found[name])
        if said is not None:
            wrong.append(f"{name}: {said}")
    return wrong


@pytest.mark.hazard("H13", "H22", "H31", "H44")
@pytest.mark.parametrize("row", rows("follow_up"))
def test_the_follow_up_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert differences("follow_up", row, rulebook) == [], row.source


@pytest.mark.hazard("H31")
@pytest.mark.parametrize("row", rows("levels_2017"))
def test_the_schedule_of_2017_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert cell_differences("levels_2017", row, rulebook) == [], row.source


@pytest.mark.hazard("H31")
@pytest.mark.parametrize("row", rows("levels_2024"))
def test_the_schedule_of_2024_is_that_of_the_table(row: Row, rulebook: Rulebook) -> None:
    assert cell_differences("levels_2024", row, rulebook) == [], row.source


def test_a_printed_cell_and_a_sentence_are_read_alike() -> None:
    assert lengths("3, 6, 12 mo then q6-12 mo") == lengths(
        "at 3, 6 and 12 months, then every 6 to 12 months"
    )
    assert lengths("6 mo, then yearly") == [(6, "month"), (1, "year")]
    assert words("LDA + clopidogrel") == words("low-dose aspirin with clopidogrel")


@pytest.mark.parametrize(
    ("printed", "product"),
    [
        ("q2-3 y", "every 2 to 4 years"),
        ("q2-3 y", "every 2 to 3 months"),
        ("LDA", "low-dose aspirin with clopidogrel"),
        ("none", None),
        ("null", "every year"),
        ("...12 mo -> q2 y", "at 6 months, then every 2 years"),
    ],
)
def test_a_cell_that_says_something_else_is_noticed(printed: str, product: str | None) -> None:
    assert difference(printed, product) is not None
