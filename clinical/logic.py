"""Three-valued logic: met, not met, unknown.

Unknown is never "no" and never zero. A conjunction with one item not met is not met whatever
the rest may be; a disjunction with one item met is met; everything else that holds an unknown
item is unknown.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Finding(StrEnum):
    """Whether something holds, as far as the record tells."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


def finding_of(value: bool | None) -> Finding:  # noqa: FBT001 (the truth value is the subject)
    """Return the finding for a truth value, where None stands for unknown."""
    if value is None:
        return Finding.UNKNOWN
    return Finding.MET if value else Finding.NOT_MET


def negate(finding: Finding) -> Finding:
    """Return the opposite; the opposite of unknown is unknown."""
    if finding is Finding.UNKNOWN:
        return Finding.UNKNOWN
    return Finding.MET if finding is Finding.NOT_MET else Finding.NOT_MET


def at_least(count: int, findings: Iterable[Finding]) -> Finding:
    """Return whether at least ``count`` of the findings are met."""
    listed = tuple(findings)
    met = sum(finding is Finding.MET for finding in listed)
    unknown = sum(finding is Finding.UNKNOWN for finding in listed)
    if met >= count:
        return Finding.MET
    return Finding.UNKNOWN if met + unknown >= count else Finding.NOT_MET


def any_of(*findings: Finding) -> Finding:
    """Return whether at least one finding is met."""
    return at_least(1, findings)


def all_of(*findings: Finding) -> Finding:
    """Return whether every finding is met."""
    return at_least(len(findings), findings)
