"""Every question of a plan under a code of its own, so that one reason answers one question."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.dose import decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinical.findings import Alert


def told_apart(reasons: Iterable[Alert]) -> list[Alert]:
    """Return the reasons, with what is asked behind a code that two questions would share.

    Behind it stands the setting, the hour of the rung, or the dose. A question that is alone
    keeps the code as it is.
    """
    listed = list(reasons)
    shared = Counter(reason.code for reason in listed if reason.severity == "confirm")
    taken: Counter[str] = Counter()
    found: list[Alert] = []
    for reason in listed:
        if reason.severity != "confirm" or shared[reason.code] == 1:
            found.append(reason)
            continue
        code = ".".join(part for part in (reason.code, _subject(reason)) if part)
        taken[code] += 1
        again = f".{taken[code]}" if taken[code] > 1 else ""
        found.append(replace(reason, code=f"{code}{again}"))
    return found


def _subject(reason: Alert) -> str:
    """Return in one word what a question is about."""
    values = reason.values
    if "name" in values:
        return str(values["name"]).rpartition(".")[2]
    if "hour" in values:
        return f"h{values['hour']}"
    amount = values.get("given", values.get("calculated"))
    if not isinstance(amount, Fraction):
        return "" if amount is None else f"{amount}".replace(".", "_")
    return f"{decimal_of(amount):f}".replace(".", "_")
