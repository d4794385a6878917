"""Undo as a change forward: what was entered stays in the record, struck. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.record.entry import Struck
from records.faults import RefusedError
from records.store.case_parts import KINDS, entry_key

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.entry import Entry
    from records.store.case_parts import EntryKey


def going_back(before: Case, after: Case) -> frozenset[EntryKey]:
    """Return which entries a step back takes away that still count."""
    kept = {entry_key(kind, item) for kind in KINDS for item in getattr(after, kind) if item.id}
    live = {
        entry_key(kind, item)
        for kind in KINDS
        for item in getattr(before, kind)
        if item.struck is None
    }
    return frozenset(live - kept)


def forward(before: Case, after: Case, at: datetime, by: str, reason: str) -> Case:
    """Return the case ``after`` with each item that it lacks still there, and struck.

    Raises:
        RefusedError: ``dose_removed`` with the ``dose``, which is corrected and not undone;
            ``plan_signed`` for a signed plan, ``summary_final`` for a finalised summary.
    """
    struck = Struck(at=at, by=by, reason=reason)
    kept: dict[str, tuple[Entry, ...]] = {}
    for kind in KINDS:
        olds: tuple[Entry, ...] = getattr(before, kind)
        news: tuple[Entry, ...] = getattr(after, kind)
        present = {entry_key(kind, item) for item in news if item.id is not None}
        missing = [item for item in olds if entry_key(kind, item) not in present]
        if not missing:
            continue
        doses = [item for item in missing if item.struck is None]
        if kind == "treatments" and doses:
            raise RefusedError("dose_removed", dose=doses[-1].id)
        if kind == "plans" and any(plan.signed for plan in before.plans if plan in missing):
            raise RefusedError("plan_signed")
        if kind == "summaries":
            raise RefusedError("summary_final")
        gone = {id(item): _struck(item, struck) for item in missing}
        kept[kind] = _in_order(olds, news, gone)
    return after.replace(**kept) if kept else after


def check_struck(before: Case, after: Case) -> None:
    """Accept a step back unless a dose that was struck would count again by it.

    Raises:
        RefusedError: ``dose_struck``.
    """
    struck = {dose.id for dose in before.treatments if dose.struck is not None}
    if any(dose.struck is None and dose.id in struck for dose in after.treatments):
        raise RefusedError("dose_struck")


def _struck(item: Entry, struck: Struck) -> Entry:
    return item if item.struck is not None else item.replace(struck=struck)


def _in_order(
    olds: tuple[Entry, ...], news: tuple[Entry, ...], gone: dict[int, Entry]
) -> tuple[Entry, ...]:
    """Return the new items, with what is gone behind those that stood before it."""
    result = list(news)
    for place, item in enumerate(olds):
        if id(item) in gone:
            result.insert(min(place, len(result)), gone[id(item)])
    return tuple(result)
