"""How numbers, doses, dates and ages are written, by the tables of the conventions.

Typed from the ISMP list of error-prone abbreviations and the NHS Common User Interface guides:
no trailing zero, a leading zero, a space before the unit, no grouping, ages in two units by size.
"""

from __future__ import annotations

import locale
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from clinical.quantity import Quantity, Unit
from clinical.record.case import Age, Patient
from reports.formats import (
    age_text,
    clock_text,
    day_text,
    day_with_weekday,
    dose_text,
    hours_text,
    moment_text,
    number_text,
    quantity_text,
    unit_text,
)
from reports.wording import value_text, z_text

MINUS = "\u2212"


@pytest.mark.hazard("H49")
@pytest.mark.parametrize(
    ("amount", "unit", "written"),
    [
        ("5.0", "mg", "5 mg"),
        ("5", "mg", "5 mg"),
        (".5", "mg", "0.5 mg"),
        ("0.50", "mg", "0.5 mg"),
        ("66", "mg", "66 mg"),
        ("100", "mg", "100 mg"),
        ("1E+2", "mg", "100 mg"),
        ("999", "mg", "999 mg"),
        ("999.9", "mg", "999.9 mg"),
        ("1000", "mg", "1 g"),
        ("1000.0", "mg", "1 g"),
        ("1320", "mg", "1.32 g"),
        ("12500", "mg", "12.5 g"),
        ("33.0", "g", "33 g"),
        ("120", "g", "120 g"),
        ("1200", "g", "1200 g"),
        ("0.44", "mL", "0.44 mL"),
        ("330.0", "mL", "330 mL"),
        ("1000", "mL", "1000 mL"),
        ("27.5", "mL/h", "27.5 mL/h"),
    ],
)
def test_a_dose_is_written_without_trailing_zero_or_comma(
    amount: str, unit: str, written: str
) -> None:
    assert dose_text(Decimal(amount), unit) == written


DOSES = st.decimals(min_value=0, max_value=200_000, places=3, allow_nan=False)


@pytest.mark.hazard("H49")
@given(DOSES)
def test_no_dose_has_a_trailing_zero_a_naked_point_or_a_grouping_comma(amount: Decimal) -> None:
    written = dose_text(amount, "mg")
    assert re.fullmatch(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])? m?g", written), written
    number, unit = written.split(" ")
    assert Decimal(number) * (1000 if unit == "g" else 1) == amount
    assert (unit == "g") == (amount >= 1000)


@pytest.mark.hazard("H49")
@given(st.decimals(min_value=-10_000, max_value=10_000, places=4, allow_nan=False))
def test_a_number_is_written_so_that_it_reads_back_the_same(value: Decimal) -> None:
    written = number_text(value)
    assert Decimal(written.replace(MINUS, "-")) == value
    assert "-" not in written
    assert "," not in written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("0.0"), "0"),
        (Decimal("-0.00"), "0"),
        (Decimal("-18.20"), f"{MINUS}18.2"),
        (Decimal(10), "10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (1_000, "1000"),
        (Fraction(1, 4), "0.25"),
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(-2, 3), f"{MINUS}0.67"),
        (Fraction(30, 10), "3"),
    ],
)
def test_numbers_are_written_plainly(value: Decimal | Fraction | int, written: str) -> None:
    assert number_text(value) == written


@pytest.mark.hazard("H20")
@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("9.95", 1, "10"),
    ],
)
def test_rounding_for_reading_is_half_up(value: str, places: int, written: str) -> None:
    assert number_text(Decimal(value), places) == written


@pytest.mark.parametrize(
    ("day", "written", "weekday"),
    [
        (date(2026, 11, 21), "21-Nov-2026", "Sat 21-Nov-2026"),
        (date(2024, 2, 29), "29-Feb-2024", "Thu 29-Feb-2024"),
        (date(2026, 1, 1), "01-Jan-2026", "Thu 01-Jan-2026"),
        (date(2026, 12, 9), "09-Dec-2026", "Wed 09-Dec-2026"),
    ],
)
def test_a_day_has_two_digits_a_month_in_letters_and_four_digits(
    day: date, written: str, weekday: str
) -> None:
    assert day_text(day) == written
    assert day_with_weekday(day) == weekday


@pytest.mark.hazard("H41")
@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_no_day_can_be_read_as_another(day: date) -> None:
    written = day_text(day)
    assert re.fullmatch(r"[0-9]{2}-[A-Z][a-z]{2}-[0-9]{4}", written)
    assert datetime.strptime(written, "%d-%b-%Y").date() == day  # noqa: DTZ007 (a day has no zone)


@pytest.mark.hazard("H41")
def test_the_machines_language_changes_no_date_and_no_number() -> None:
    moment = datetime(2026, 5, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))
    before = locale.setlocale(locale.LC_ALL)
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    try:
        locale.setlocale(locale.LC_ALL, "")
        assert moment_text(moment) == "03-May-2026 04:05"
        assert day_with_weekday(moment.date()) == "Sun 03-May-2026"
        assert number_text(Decimal("1234.5")) == "1234.5"
    finally:
        locale.setlocale(locale.LC_ALL, before)


@pytest.mark.parametrize(
    ("hour", "minute", "written"),
    [(0, 0, "00:00"), (9, 5, "09:05"), (14, 20, "14:20"), (23, 59, "23:59")],
)
def test_a_time_of_day_has_24_hours(hour: int, minute: int, written: str) -> None:
    moment = datetime(2026, 11, 21, hour, minute, tzinfo=timezone(timedelta(hours=1)))
    assert clock_text(moment) == written
    assert moment_text(moment) == f"21-Nov-2026 {written}"


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        (Fraction(36), "36 h"),
        (Fraction(25, 2), "12 h 30 min"),
        (Fraction(1, 2), "30 min"),
        (Fraction(0), "0 min"),
        (Fraction(719, 60), "11 h 59 min"),
        (Fraction(48), "48 h"),
    ],
)
def test_a_span_has_no_zero_parts(hours: Fraction, written: str) -> None:
    assert hours_text(hours) == written


def born(day: str, on: str) -> str:
    return age_text(Patient(date_of_birth=date.fromisoformat(day)), date.fromisoformat(on))


# Conventions 4.2: under 4 weeks days; under 1 year weeks and days; under 2 years months and
# days; under 18 years years and months; then years. Both sides of each limit.
@pytest.mark.parametrize(
    ("birth", "on", "written"),
    [
        ("2026-11-21", "2026-11-21", "0d"),
        ("2026-11-20", "2026-11-21", "1d"),
        ("2026-10-25", "2026-11-21", "27d"),
        ("2026-10-24", "2026-11-21", "4w"),
        ("2026-10-23", "2026-11-21", "4w 1d"),
        ("2025-11-22", "2026-11-21", "52w"),
        ("2025-11-21", "2026-11-21", "12m"),
        ("2025-10-13", "2026-11-21", "13m 8d"),
        ("2024-11-22", "2026-11-21", "23m 30d"),
        ("2024-11-21", "2026-11-21", "2y"),
        ("2024-08-14", "2026-11-21", "2y 3m"),
        ("2022-10-21", "2026-11-21", "4y 1m"),
        ("2022-01-15", "2026-11-14", "4y 9m"),
        ("2008-11-22", "2026-11-21", "17y 11m"),
        ("2008-11-21", "2026-11-21", "18y"),
        ("2006-01-01", "2026-11-21", "20y"),
    ],
)
def test_an_age_has_two_units_by_its_size(birth: str, on: str, written: str) -> None:
    assert born(birth, on) == written


@pytest.mark.hazard("H44")
@pytest.mark.parametrize(
    ("birth", "on", "written"),
    [
        ("2024-02-29", "2025-02-28", "52w 1d"),
        ("2024-02-29", "2025-03-01", "12m 1d"),
        ("2020-02-29", "2024-02-28", "3y 11m"),
        ("2020-02-29", "2024-02-29", "4y"),
        ("2025-01-31", "2026-03-01", "13m 1d"),
        ("2025-08-31", "2026-09-30", "12m 30d"),
    ],
)
def test_an_age_is_counted_by_the_calendar(birth: str, on: str, written: str) -> None:
    assert born(birth, on) == written


@pytest.mark.hazard("H44")
@given(st.dates(date(2004, 1, 1), date(2026, 11, 21)), st.integers(0, 8_000))
def test_an_age_never_shows_a_part_that_is_too_large(birth: date, days: int) -> None:
    written = age_text(Patient(date_of_birth=birth), birth + timedelta(days=days))
    largest = {"d": 30, "m": 23, "w": 52, "y": 30}
    parts = re.findall(r"([0-9]+)([dmwy])", written)
    assert " ".join(f"{number}{unit}" for number, unit in parts) == written
    assert all(int(number) <= largest[unit] for number, unit in parts)
    if [unit for _, unit in parts] == ["y", "m"]:
        assert int(parts[1][0]) in range(1, 12)
    if [unit for _, unit in parts] == ["w", "d"]:
        assert int(parts[1][0]) in range(1, 7)


@pytest.mark.parametrize(
    ("patient", "on", "written"),
    [
        (Patient(), "2020-05-04", ""),
        (Patient(age=Age(years=4, at=date(2020, 4, 5))), "2020-04-05", "4y"),
        (Patient(age=Age(months=7, at=date(2020, 4, 5))), "2020-04-05", "7m"),
        (Patient(date_of_birth=date(2020, 5, 5)), "2020-05-04", ""),
    ],
)
def test_an_age_that_is_known_less_well_says_no_more_than_is_known(
    patient: Patient, on: str, written: str
) -> None:
    assert age_text(patient, date.fromisoformat(on)) == written


@pytest.mark.parametrize("unit", list(Unit))
def test_no_ucum_code_is_shown_on_a_ward(unit: Unit) -> None:
    shown = unit_text(unit)
    for code in ("10*", "[degF]", "{", "}", "ug", "uL", "umol", "ukat", "Cel", "meq"):
        assert code not in shown
    assert unit_text(unit.value) == shown


def test_a_measurement_is_shown_as_it_was_entered() -> None:
    assert quantity_text(Quantity(Decimal(120), Unit("mg/L"))) == "120 mg/L"
    assert quantity_text(Quantity(Decimal("0.3"), Unit("mg/dL")), "<") == "<0.3 mg/dL"
    assert quantity_text(Quantity(Decimal("301.0"), Unit("10*9/L"))) == "301 \u00d7 10\u2079/L"


BORDERS = (Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def side(z: Fraction | Decimal) -> tuple[bool, ...]:
    return tuple(Fraction(z) >= Fraction(border) for border in BORDERS)


def read_back(written: str) -> Decimal:
    return Decimal(written.replace(MINUS, "-"))


@pytest.mark.hazard("H24")
@given(
    st.sampled_from(BORDERS),
    st.integers(1, 9) | st.integers(10, 10_000_000),
    st.integers(3, 12),
    st.booleans(),
)
def test_a_z_score_near_a_border_is_shown_on_its_own_side(
    border: Decimal, digits: int, places: int, below: bool
) -> None:
    distance = Fraction(digits, 10**places)
    z = Fraction(border) - distance if below else Fraction(border) + distance
    shown = read_back(z_text(z))
    assert side(shown) == side(z)
    assert abs(Fraction(shown) - z) <= Fraction(1, 200)


@pytest.mark.hazard("H24")
@given(st.floats(min_value=-10, max_value=40))
def test_any_z_score_is_shown_to_two_decimals_or_more_and_on_its_own_side(z: float) -> None:
    written = z_text(z)
    assert re.fullmatch(rf"{MINUS}?[0-9]+\.[0-9]{{2,}}", written), written
    assert side(read_back(written)) == side(Fraction(z))


@pytest.mark.hazard("H24")
@pytest.mark.parametrize(
    ("z", "written"),
    [
        ("2.5", "2.50"),
        ("2.4999", "2.4999"),
        ("2.496", "2.496"),
        ("2.494", "2.49"),
        ("1.995", "1.995"),
        ("1.99999", "1.99999"),
        ("4.998", "4.998"),
        ("9.9999", "9.9999"),
        ("10", "10.00"),
        ("3.591", "3.59"),
        ("-1.204", f"{MINUS}1.20"),
        ("-0.001", "0.00"),
    ],
)
def test_two_decimals_are_shown_unless_they_would_cross_a_border(z: str, written: str) -> None:
    assert z_text(Decimal(z)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 11, 21), "21-Nov-2026"),
        (datetime(2026, 11, 21, 14, 20, tzinfo=timezone(timedelta(hours=1))), "21-Nov-2026 14:20"),
        (Quantity(Decimal("16.50"), Unit("kg")), "16.5 kg"),
        (Decimal("0.50"), "0.5"),
        ("text", "text"),
    ],
)
def test_every_value_in_a_sentence_is_written_the_same_way(value: object, written: str) -> None:
    assert value_text(value) == written
