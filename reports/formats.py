"""How numbers, units, doses, dates and ages are written, on screen and on paper alike.

One formatter for the whole product: no trailing zero, a leading zero, a space before the unit,
no grouping comma, 1,000 mg and more in g, dates as 21-Nov-2026, times as 14:20.
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.quantity import Quantity, Unit
from clinical.timeline import age_on, months_between, shift_months

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from clinical.record.case import Patient

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS_IN_FULL = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHOWN_UNITS: dict[Unit, str] = {
    Unit.BILLION_PER_L: "× 10⁹/L",
    Unit.THOUSAND_PER_UL: "× 10³/µL",
    Unit.TEN_THOUSAND_PER_UL: "× 10⁴/µL",
    Unit.PER_UL: "/µL",
    Unit.PER_MM3: "/mm³",
    Unit.MEQ_PER_L: "mEq/L",
    Unit.UMOL_PER_L: "µmol/L",
    Unit.UKAT_PER_L: "µkat/L",
    Unit.UG_PER_L: "µg/L",
    Unit.UG_PER_ML: "µg/mL",
    Unit.CELSIUS: "°C",
    Unit.FAHRENHEIT: "°F",
    Unit.PER_HIGH_POWER_FIELD: "per high-power field",
    Unit.MM_HG: "mmHg",
    Unit.PER_MINUTE: "per minute",
    Unit.POINTS: "",
    Unit.FRACTION: "L/L",
    Unit.MG_PER_L_FEU: "mg/L FEU",
    Unit.UG_PER_ML_FEU: "µg/mL FEU",
    Unit.NG_PER_ML_FEU: "ng/mL FEU",
    Unit.MG_PER_L_DDU: "mg/L DDU",
    Unit.UG_PER_ML_DDU: "µg/mL DDU",
    Unit.NG_PER_ML_DDU: "ng/mL DDU",
}
_UNITS: dict[str, Unit] = {member.value: member for member in Unit}
_GRAM_FROM_MG = 1000
_DECIMALS_OF_A_RATIO = 2
# So many decimals more are tried before a number is written out.
_FINER = 6
_FORTNIGHTS_IN_WEEKS = 4
_MONTHS_PER_YEAR = 12


def compared_text(value: Fraction, borders: Iterable[Decimal | Fraction], places: int = 2) -> str:
    """Return a number to so many decimals, and to more where fewer would cross a border."""
    limits = [Fraction(border) for border in borders]
    for decimals in range(places, places + _FINER):
        shown = Fraction(round(value * 10**decimals), 10**decimals)
        if all((shown >= limit) == (value >= limit) for limit in limits):
            return f"{float(shown):.{decimals}f}".replace("-", "−")
    return f"{float(value)}".replace("-", "−")


def number_text(value: Decimal | Fraction | int, places: int | None = None) -> str:
    """Return a number without trailing zeros; a fraction that does not end gets two decimals.

    ``places`` rounds half up to so many decimals, for reading only.
    """
    if isinstance(value, Fraction):
        if places is None and not _terminates(value):
            places = _DECIMALS_OF_A_RATIO
        value = Decimal(value.numerator) / Decimal(value.denominator)
    number = Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text.replace("-", "−")


def _terminates(value: Fraction) -> bool:
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return rest == 1


def unit_text(unit: Unit | str) -> str:
    """Return a unit as a ward writes it; the stored UCUM code is never shown."""
    known = _UNITS.get(unit)
    return _SHOWN_UNITS.get(known, known.value) if known is not None else str(unit)


def quantity_text(quantity: Quantity, comparator: str | None = None) -> str:
    """Return a number as entered, with its unit."""
    text = f"{comparator or ''}{number_text(quantity.value)} {unit_text(quantity.unit)}"
    return text.strip()


def dose_text(amount: Decimal, unit: str) -> str:
    """Return a dose with its unit; from 1,000 mg on in grams."""
    if unit == "mg" and amount >= _GRAM_FROM_MG:
        return f"{number_text(amount / _GRAM_FROM_MG)} g"
    return f"{number_text(amount)} {unit}"


def name_text(name: str) -> str:
    """Return a name that keeps its place beside others: one written from right to left alone.

    Without marks around it a screen would put such a family name behind the given name.
    """
    if any(unicodedata.bidirectional(mark) in _RIGHT_TO_LEFT for mark in name):
        return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
    return name


def day_text(day: date) -> str:
    """Return a day as 21-Nov-2026, whatever the machine's region is."""
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year:04d}"


def day_in_full(day: date) -> str:
    """Return a day as 21 November 2026, as it is written to a family."""
    return f"{day.day} {_MONTHS_IN_FULL[day.month - 1]} {day.year}"


def day_with_weekday(day: date) -> str:
    """Return a day as Sat 21-Nov-2026."""
    return f"{_WEEKDAYS[day.weekday()]} {day_text(day)}"


def clock_text(moment: datetime) -> str:
    """Return the time of day as 14:20."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def offset_text(moment: datetime) -> str:
    """Return the offset from universal time, as +02:00."""
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'−' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def moment_text(moment: datetime) -> str:
    """Return day and time as 21-Nov-2026 14:20."""
    return f"{day_text(moment.date())} {clock_text(moment)}"


def told_clock_text(moment: datetime) -> str:
    """Return the time of day as 14:20; its offset behind it where the clocks show it twice."""
    text = clock_text(moment)
    return f"{text} {offset_text(moment)}" if comes_twice(moment) else text


def comes_twice(moment: datetime) -> bool:
    """Return whether the clocks of its zone show this time twice, as they are put back."""
    first, second = (moment.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    # A time that the clocks leave out has two offsets as well, but the later is then ahead.
    return first > second


def told_moment_text(moment: datetime) -> str:
    """Return day and time as 21-Nov-2026 14:20; the offset behind it where it comes twice."""
    return f"{day_text(moment.date())} {told_clock_text(moment)}"


def hours_text(hours: Fraction) -> str:
    """Return a span as 36 h or 12 h 30 min, without zero parts."""
    minutes = (hours * 60 + Fraction(1, 2)).__floor__()
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole} h"] if whole else []
    if rest or not parts:
        parts.append(f"{rest} min")
    return " ".join(parts)


def age_text(patient: Patient, day: date) -> str:
    """Return the age as two units by size: 5d, 4w 1d, 13m 8d, 4y 1m; empty where unknown."""
    age = age_on(patient, day)
    if age is None:
        return ""
    born = patient.date_of_birth
    if born is None or age.days is None:
        years = age.years
        if years is not None and years >= 1:
            return f"{years}y"
        return (
            f"{age.months_low}m"
            if age.months is not None
            else (f"{age.months_low} to {age.months_high}m")
        )
    if age.days < _FORTNIGHTS_IN_WEEKS * 7:
        return f"{age.days}d"
    months = age.months_low
    if months < _MONTHS_PER_YEAR:
        return _pair(age.days // 7, "w", age.days % 7, "d")
    if months < 2 * _MONTHS_PER_YEAR:
        return _pair(months, "m", _days_past_month(born, day), "d")
    if months < 18 * _MONTHS_PER_YEAR:
        return _pair(months // 12, "y", months % 12, "m")
    return f"{months // 12}y"


def _pair(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large}{large_unit} {small}{small_unit}" if small else f"{large}{large_unit}"


def _days_past_month(born: date, day: date) -> int:
    """Return the days since the last completed month of life."""
    anniversary = shift_months(born, months_between(born, day))
    return max((day - anniversary).days, 0)
