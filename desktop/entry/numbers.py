"""Reads a typed or pasted number, strictly: what could be meant in two ways is refused.

The locale of the machine plays no part. Nothing is clamped and no character is dropped, because
a swallowed decimal mark is a tenfold dose (hazards H02, H05, H12). Limits are not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?", re.ASCII)
# An exponent needs digits on both sides: "5 E" is left to the unit.
_EXPONENT = re.compile(r"[0-9][0-9.,]*[eE][+\-−]?[0-9]+", re.ASCII)
_PARTS = re.compile(rf"([+\-−]?(?:{_EXPONENT.pattern}|[0-9.,_]+))(.*)", re.ASCII | re.DOTALL)
_GROUPED = 3
_MINUSES = "-−"
_MARKS = ".,"
# Longest first, so that "<=" is not read as "<" and a stray "=".
_COMPARATORS = {"<=": "<=", ">=": ">=", "≤": "<=", "≥": ">=", "<": "<", ">": ">"}


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number, or the code of what is wrong with the text and the values its sentence needs.

    ``unit`` is the spelling of the field's units that stood behind the number.
    """

    value: Decimal | None = None
    problem: str | None = None
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    comparator: str | None = None
    unit: str | None = None


def read_number(
    text: str,
    whole_digits: int,
    decimals: int,
    *,
    signed: bool = False,
    comparators: bool = False,
    units: Sequence[str] = (),
    other_units: Sequence[str] = (),
) -> NumberReading:
    """Read one number with at most so many digits before and after the decimal mark.

    ``units`` are spellings of the field's own unit, which may stand behind the number;
    ``other_units`` are named in the refusal. Blank text has neither value nor problem. The value
    keeps the digits as typed (``1.50`` stays ``Decimal("1.50")``).
    """
    rest = text.strip()
    if not rest:
        return NumberReading()
    comparator, rest = _split_comparator(rest)
    if comparator is not None and not comparators:
        return _refused("comparator", text)
    number, tail = _split_unit(rest)
    negative = number[:1] != "" and number[:1] in _MINUSES
    if number[:1] == "+" or (negative and not signed):
        return _refused("sign", text)
    number = number[1:] if negative else number
    problem = _shape_problem(number, tail) or _digits_problem(number, whole_digits, decimals)
    if problem is not None:
        return _refused(problem, text, whole_digits=whole_digits, decimals=decimals, number=number)
    unit = (tail if tail in units else _same_unit(tail, units)) if tail else None
    if tail and unit is None:
        code = "other_unit" if _same_unit(tail, other_units) else "unknown_unit"
        return _refused(code, text, unit=tail)
    value = Decimal(number.replace(",", "."))
    return NumberReading(-value if negative else value, comparator=comparator, unit=unit)


def without_unit(text: str) -> str:
    """Return a text without what stands behind its number."""
    return split_number(text)[0]


def split_number(text: str) -> tuple[str, str]:
    """Split "<0.3 mg/L H" into its number with the comparator and what stands behind it."""
    comparator, rest = _split_comparator(text.strip())
    number, tail = _split_unit(rest)
    return f"{comparator or ''}{number}", tail


def _split_comparator(text: str) -> tuple[str | None, str]:
    for written, meant in _COMPARATORS.items():
        if text.startswith(written):
            return meant, text[len(written) :].lstrip()
    return None, text


def _split_unit(text: str) -> tuple[str, str]:
    """Split "16.5 kg" into number and unit; what begins with no number stays whole."""
    parts = _PARTS.fullmatch(text)
    return (parts[1], parts[2].strip()) if parts else (text, "")


def _shape_problem(number: str, tail: str) -> str | None:
    """Return what is wrong with the form of a number, None where it reads in one way."""
    marks = [character for character in number if character in _MARKS]
    if any(character.isdigit() and not character.isascii() for character in number + tail[:1]):
        return "other_digits"
    if _EXPONENT.fullmatch(number):
        return "exponent"
    if tail[:1].isascii() and tail[:1].isdigit():
        return "two_numbers"
    if len(set(marks)) > 1:
        return "both_marks"
    if len(marks) > 1:
        return "two_marks"
    if number[:1] and number[0] in _MARKS:
        return "leading_mark"
    if number[-1:] and number[-1] in _MARKS:
        return "trailing_mark"
    if not _NUMBER.fullmatch(number):
        return "not_a_number"
    return None


def _digits_problem(number: str, whole_digits: int, decimals: int) -> str | None:
    whole, _, part = number.replace(",", ".").partition(".")
    if len(part) == _GROUPED and whole.strip("0") and decimals < _GROUPED:
        return "grouping"
    # "05" is as likely a lost decimal mark (0.5) as a five.
    if len(whole) > 1 and whole.startswith("0"):
        return "leading_zero"
    if len(whole) > whole_digits:
        return "too_many_whole"
    if len(part) > decimals:
        return "no_decimals" if decimals == 0 else "too_many_decimals"
    return None


def _same_unit(tail: str, units: Sequence[str]) -> str | None:
    folded = _folded(tail)
    return next((unit for unit in units if _folded(unit) == folded), None)


def _folded(unit: str) -> str:
    """Return a spelling to compare: inner spaces and the two micro signs make no difference.

    Case does: mg and Mg, mL and ML differ in earnest.
    """
    return "".join(unit.replace("μ", "µ").split())


def _refused(code: str, text: str, **params: object) -> NumberReading:
    shown = {"text": text.strip()} | {name: str(value) for name, value in params.items()}
    if code == "grouping":
        whole, _, part = shown["number"].replace(",", ".").partition(".")
        shown |= {"whole": whole + part, "decimal": f"{whole}.{part}"}
    if code == "leading_zero":
        bare = shown["number"].lstrip("0")
        shown |= {"without": bare if bare[:1].isdigit() else f"0{bare}"}
    if code == "leading_mark":
        shown |= {"with_zero": f"0{shown['number']}".replace(",", ".")}
    return NumberReading(problem=code, params=shown)
