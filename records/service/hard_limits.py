"""What no child can have is not kept: a number beyond a hard limit, a unit that is not the field's.

The window asks first; here it is asked again, since what stands in the records is believed. Only
what a save brings is looked at, so that rules which became narrower lock nobody out of a record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.record.case import Case
from clinical.record.validity import problems
from records.faults import RefusedError
from records.store.case_parts import KINDS, entry_key

if TYPE_CHECKING:
    from clinical.record.entry import Entry
    from clinical.rules.rulebook import Rulebook

_HARD = frozenset({"hard_limit", "unit_not_of_field", "unit_missing"})


def check_values(before: Case, after: Case, rulebook: Rulebook | None) -> None:
    """Accept the numbers that a save brings; without rules every one.

    Raises:
        RefusedError: ``value_refused`` with what was found.
    """
    if rulebook is None:
        return
    for problem in problems(_new(before, after), rulebook):
        if problem.code in _HARD:
            raise RefusedError("value_refused", found=problem.found or "")


def _new(before: Case, after: Case) -> Case:
    """Return a case of what is not in the one before, and counts."""
    new: dict[str, tuple[Entry, ...]] = {}
    for kind in KINDS:
        olds: tuple[Entry, ...] = getattr(before, kind)
        news: tuple[Entry, ...] = getattr(after, kind)
        if olds is news:
            continue
        known = {entry_key(kind, item): item for item in olds}
        new[kind] = tuple(
            item
            for item in news
            if item.struck is None and (item.id is None or known.get(entry_key(kind, item)) != item)
        )
    signs = {} if before.illness.signs == after.illness.signs else {"illness": after.illness}
    return Case().replace(**new, **signs)
