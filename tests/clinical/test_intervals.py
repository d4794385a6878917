"""A value known between two ends, compared with one number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from clinical.logic import Finding
from clinical.quantity import Interval

MET, NOT_MET, UNKNOWN = Finding.MET, Finding.NOT_MET, Finding.UNKNOWN


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("low", "high", "finding"),
    [(5, 5, MET), (4, 4, NOT_MET), (6, 6, NOT_MET), (4, 6, UNKNOWN), (5, 6, UNKNOWN)],
)
def test_a_value_is_the_number_only_where_nothing_else_is_left(
    low: int, high: int, finding: Finding
) -> None:
    assert Interval(Fraction(low), Fraction(high)).compare("==", 5) is finding


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("found", "finding"),
    [
        (Interval(None, Fraction(5), high_closed=False), NOT_MET),
        (Interval(None, Fraction(5), high_closed=True), UNKNOWN),
        (Interval(Fraction(5), None, low_closed=False), NOT_MET),
        (Interval(Fraction(5), None, low_closed=True), UNKNOWN),
    ],
)
def test_an_open_end_leaves_out_the_number_it_ends_at(found: Interval, finding: Finding) -> None:
    assert found.compare("==", 5) is finding
