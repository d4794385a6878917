"""How large a segment is: the classes of the AHA by z and diameter, the Japanese ones beside them.

A class is decided on the z as it was computed, never on the rounded one.
"""

from __future__ import annotations

from fractions import Fraction
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Literal

from clinical.diagnosis.evidence import presence
from clinical.logic import Finding, any_of, finding_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from clinical.quantity import Operator
    from clinical.record.case import Echo
    from clinical.record.vocabulary import Segment
    from clinical.rules.coronary import CoronaryRule, JapaneseCriteria
    from clinical.rules.criteria import Threshold
    from clinical.timeline import AgeRange

SizeClass = Literal["none", "dilation", "small", "medium", "giant"]
SIZES: tuple[SizeClass, ...] = ("none", "dilation", "small", "medium", "giant")
JapaneseClass = Literal["none", "small", "medium", "giant", "unknown"]
_MONTHS_A_YEAR = 12
_MEETS: dict[Operator, Callable[[Any, Any], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "==": eq,
}


def holds(limit: Threshold, value: Decimal | Fraction | float) -> bool:
    """Return whether a number meets a cut-off."""
    # Decimals, floats and fractions compare exactly; only a fraction and a decimal do not meet.
    cut_off = Fraction(limit.value) if isinstance(value, Fraction) else limit.value
    return _MEETS[limit.operator](value, cut_off)


def is_giant(rule: CoronaryRule, diameter_mm: Decimal | None) -> bool:
    """Return whether a diameter alone makes a giant aneurysm."""
    return diameter_mm is not None and holds(rule.giant_mm, diameter_mm)


def size_class(
    rule: CoronaryRule, z: Decimal | Fraction | float, diameter_mm: Decimal | None
) -> SizeClass:
    """Return the AHA class of a z score; from the giant diameter on the z does not matter."""
    if is_giant(rule, diameter_mm):
        return "giant"
    found: SizeClass = "none"
    limits: Mapping[SizeClass, Threshold] = {
        "dilation": rule.dilation,
        "small": rule.small,
        "medium": rule.medium,
        "giant": rule.giant,
    }
    for name, limit in limits.items():
        if holds(limit, z):
            found = name
    return found


def japanese_abnormal(
    rule: CoronaryRule, echo: Echo, segment: Segment, diameter_mm: Decimal, age: AgeRange | None
) -> tuple[Finding, bool]:
    """Return whether a segment is abnormal by the 1984 criteria, and whether it is at the limit.

    What was not measured or looked at is answered by "no aneurysm" or "normal" in words.
    """
    japan = rule.japan
    young = _is_young(japan, age)
    limits = {
        Finding.MET: [japan.abnormal_young_mm],
        Finding.NOT_MET: [japan.abnormal_older_mm],
        Finding.UNKNOWN: [japan.abnormal_young_mm, japan.abnormal_older_mm],
    }[young]
    by_age = {holds(limit, diameter_mm) for limit in limits}
    size = finding_of(by_age.pop() if len(by_age) == 1 else None)
    at_limit = any(diameter_mm == limit.value for limit in limits)
    otherwise = Finding.NOT_MET if _excluded(echo) else Finding.UNKNOWN
    ratio = _ratio(echo, segment, diameter_mm)
    beside = finding_of(holds(japan.abnormal_ratio, ratio)) if ratio is not None else otherwise
    lumen = presence(echo.lumen_irregular.get(segment, "unknown"))
    if lumen is Finding.UNKNOWN:
        lumen = otherwise
    return any_of(size, beside, lumen), at_limit


def japanese_size(
    rule: CoronaryRule, echo: Echo, segment: Segment, diameter_mm: Decimal, age: AgeRange | None
) -> JapaneseClass:
    """Return the size of 2008: by diameter, from 5 years of age on by the segment beside it."""
    japan = rule.japan
    if holds(japan.giant_mm, diameter_mm):
        return "giant"
    young = _is_young(japan, age)
    answers: set[JapaneseClass] = set()
    if young is not Finding.NOT_MET:
        answers.add(_size_in_young(japan, diameter_mm))
    if young is not Finding.MET:
        ratio = _ratio(echo, segment, diameter_mm)
        answers.add(_size_in_older(japan, diameter_mm, ratio, excluded=_excluded(echo)))
    return answers.pop() if len(answers) == 1 else "unknown"


def _size_in_young(japan: JapaneseCriteria, diameter_mm: Decimal) -> JapaneseClass:
    if not holds(japan.abnormal_young_mm, diameter_mm):
        return "none"
    return "medium" if holds(japan.medium_mm, diameter_mm) else "small"


def _size_in_older(
    japan: JapaneseCriteria, diameter_mm: Decimal, ratio: Fraction | None, *, excluded: bool
) -> JapaneseClass:
    dilated = holds(japan.abnormal_older_mm, diameter_mm)
    if ratio is None:
        # Only the segment beside it says how wide a vessel is, unless an aneurysm was denied.
        return "none" if excluded and not dilated else "unknown"
    if holds(japan.giant_ratio, ratio):
        return "giant"
    if holds(japan.medium_ratio, ratio):
        return "medium"
    return "small" if dilated or holds(japan.abnormal_ratio, ratio) else "none"


def _excluded(echo: Echo) -> bool:
    """Return whether the echocardiogram denies an aneurysm in words."""
    return echo.aneurysm == "absent" or echo.normal_coronaries == "present"


def _is_young(japan: JapaneseCriteria, age: AgeRange | None) -> Finding:
    if age is None:
        return Finding.UNKNOWN
    return age.in_months.compare("<", japan.older_from_years * _MONTHS_A_YEAR)


def _ratio(echo: Echo, segment: Segment, diameter_mm: Decimal) -> Fraction | None:
    beside = echo.adjacent_mm.get(segment)
    return None if beside is None or beside == 0 else Fraction(diameter_mm) / Fraction(beside)
