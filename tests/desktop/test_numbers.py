"""The number grammar, as text in and value or refusal out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop.entry.numbers import read_number

READ = [
    ("16", "16"),
    ("16.5", "16.5"),
    ("16,5", "16.5"),
    ("1.50", "1.50"),
    ("0", "0"),
    ("0.5", "0.5"),
    ("0,5", "0.5"),
    (" 16.5 ", "16.5"),
    ("\u00a016.5\u202f", "16.5"),
    ("16.5 kg", "16.5"),
    ("16.5kg", "16.5"),
    ("16.5\u00a0kg", "16.5"),
]

REFUSED = [
    (".5", "leading_mark"),
    (",5", "leading_mark"),
    ("5.", "trailing_mark"),
    ("5,", "trailing_mark"),
    ("1.2.3", "two_marks"),
    ("1,,5", "two_marks"),
    ("1.234,5", "both_marks"),
    ("1,234.5", "both_marks"),
    ("1,234", "grouping"),
    ("1.234", "grouping"),
    ("+5", "sign"),
    ("-5", "sign"),
    ("\u22125", "sign"),
    ("1e2", "exponent"),
    ("1E2", "exponent"),
    ("1e+2", "exponent"),
    ("\uff11\uff15", "other_digits"),
    ("\u0661\u0665", "other_digits"),
    ("\u06f1\u06f5", "other_digits"),
    ("5\u00b2", "other_digits"),
    ("1_5", "not_a_number"),
    ("NaN", "not_a_number"),
    ("inf", "not_a_number"),
    ("True", "not_a_number"),
    ("\u00bd", "not_a_number"),
    ("kg", "not_a_number"),
    ("1 5", "two_numbers"),
    ("1\u00a0234", "two_numbers"),
    ("05", "leading_zero"),
    ("1234", "too_many_whole"),
    ("5523", "too_many_whole"),
    ("1.55", "too_many_decimals"),
    ("<5", "comparator"),
    ("16.5 lb", "other_unit"),
    ("16.5 KG", "unknown_unit"),
    ("16.5 mg", "unknown_unit"),
    ("1'234", "unknown_unit"),
    ("1\u066b5", "unknown_unit"),
    ("1\u200b5", "unknown_unit"),
    ("0x10", "unknown_unit"),
]


@pytest.mark.hazard("H02", "H12")
@pytest.mark.parametrize(("text", "value"), READ)
def test_a_clear_number_is_read_as_it_stands(text: str, value: str) -> None:
    reading = read_number(text, 3, 1 if value != "1.50" else 2, units=("kg",))
    assert str(reading.value) == value
    assert reading.problem is None


@pytest.mark.hazard("H02", "H05", "H12")
@pytest.mark.parametrize(("text", "problem"), REFUSED)
def test_what_is_unclear_is_refused_with_its_reason(text: str, problem: str) -> None:
    reading = read_number(text, 3, 1, units=("kg",), other_units=("lb", "g"))
    assert reading.value is None
    assert reading.problem == problem


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\t"])
def test_blank_text_is_neither_a_value_nor_a_problem(text: str) -> None:
    reading = read_number(text, 3, 1)
    assert reading.value is None
    assert reading.problem is None


@pytest.mark.hazard("H02")
def test_three_decimals_are_read_only_where_the_field_has_three() -> None:
    assert read_number("1.234", 3, 3).value == Decimal("1.234")
    assert read_number("1.234", 3, 2).problem == "grouping"
    assert read_number("450.000", 7, 0).problem == "grouping"


@pytest.mark.hazard("H02")
def test_three_decimals_behind_a_zero_are_no_thousands() -> None:
    assert read_number("0.125", 3, 3).value == Decimal("0.125")
    assert read_number("0.125", 3, 2).problem == "too_many_decimals"


def test_a_refusal_names_both_readings() -> None:
    params = read_number("1,234", 4, 1).params
    assert (params["decimal"], params["whole"]) == ("1.234", "1234")


@pytest.mark.parametrize("minus", ["-", "\u2212"])
def test_a_minus_is_read_where_the_field_has_signs(minus: str) -> None:
    assert read_number(f"{minus}18.2", 2, 1, signed=True).value == Decimal("-18.2")
    assert read_number("+18.2", 2, 1, signed=True).problem == "sign"


@pytest.mark.parametrize(
    ("text", "comparator"), [("<0.3", "<"), ("< 0.3", "<"), ("<=0.3", "<="), ("≥0.3", ">=")]
)
def test_a_laboratory_comparator_is_kept_beside_the_number(text: str, comparator: str) -> None:
    reading = read_number(text, 2, 1, comparators=True)
    assert (reading.value, reading.comparator) == (Decimal("0.3"), comparator)


def test_spaces_and_the_two_micro_signs_do_not_make_another_unit() -> None:
    for text in ("5 × 10^9/L", "5 ×10^9/L"):
        assert read_number(text, 3, 0, units=("× 10^9/L",)).value == Decimal(5)
    assert read_number("5 \u03bcmol/L", 3, 0, units=("\u00b5mol/L",)).value == Decimal(5)
