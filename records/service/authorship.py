"""Who wrote and who struck an entry is who is signed in, whatever a save says. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.record.case import Treatment
from clinical.record.entry import Recorded
from clinical.record.kept_plan import KeptPlan, Signature
from records.faults import RefusedError
from records.store.case_parts import KINDS, entry_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.record.entry import Entry
    from records.store.case_parts import EntryKey

# What a charted dose may still become: struck, and with its empty fields filled in.
_BESIDE_THE_DOSE = {"id", "recorded", "struck"}


def check_ids(case: Case) -> None:
    """Accept a case in which every id stands once, which an entry is found by.

    Raises:
        RefusedError: ``id_doubled``.
    """
    seen: set[str] = set()
    for kind in KINDS:
        for item in getattr(case, kind):
            if item.id is None:
                continue
            found = entry_key(kind, item).entry
            if found in seen:
                raise RefusedError("id_doubled", entry=found)
            seen.add(found)


def check_doses(before: Case, after: Case) -> None:
    """Accept what becomes of charted doses: corrected by striking and a new entry (promise 6).

    Raises:
        RefusedError: ``dose_changed``, ``dose_corrected``.
    """
    known = {treatment.id: treatment for treatment in before.treatments}
    for treatment in after.treatments:
        was = known.get(treatment.id) if treatment.id is not None else None
        if was is not None and says_otherwise(was, treatment):
            raise RefusedError("dose_changed")
    _check_replaced(before, after)


def _check_replaced(before: Case, after: Case) -> None:
    """Refuse a second correction of a dose beside the first: both would count."""
    live = {treatment.id for treatment in after.treatments if treatment.struck is None}
    known = {treatment.id: treatment.struck for treatment in before.treatments}
    for treatment in after.treatments:
        now = treatment.struck.replaced_by if treatment.struck is not None else None
        was = known.get(treatment.id) if now is not None and now in live else None
        if was is not None and was.replaced_by != now and was.replaced_by in live:
            raise RefusedError("dose_corrected")


def says_otherwise(was: Treatment, now: Treatment) -> bool:
    """Return whether a dose says anything else than it did; what was empty may be filled in."""
    fields = [name for name in Treatment.model_fields if name not in _BESIDE_THE_DOSE]
    return any(
        getattr(was, name) is not None and getattr(was, name) != getattr(now, name)
        for name in fields
    )


def signed_by_the_session(before: Case, after: Case, at: datetime, by: str) -> Case:
    """Return the case with every new entry and every new striking by the person signed in.

    What stood in the store before keeps who wrote and who struck it.
    """
    changed: dict[str, tuple[Entry, ...]] = {}
    for kind in KINDS:
        olds: tuple[Entry, ...] = getattr(before, kind)
        news: tuple[Entry, ...] = getattr(after, kind)
        if olds is news:
            continue
        known = {entry_key(kind, item): item for item in olds}
        marked = tuple(_marked(kind, item, known, Recorded(at=at, by=by)) for item in news)
        if any(new is not item for new, item in zip(marked, news, strict=True)):
            changed[kind] = marked
    return after.replace(**changed) if changed else after


def _marked(kind: str, item: Entry, known: Mapping[EntryKey, Entry], recorded: Recorded) -> Entry:
    was = known.get(entry_key(kind, item)) if item.id is not None else None
    if was is item:
        return item
    wanted: dict[str, object] = {"recorded": was.recorded if was is not None else recorded}
    if item.struck is not None:
        before = was.struck if was is not None else None
        if before is not None and before.reason == item.struck.reason:
            wanted["struck"] = before.replace(replaced_by=item.struck.replaced_by)
        else:
            wanted["struck"] = item.struck.replace(at=recorded.at, by=recorded.by)
    if isinstance(item, KeptPlan):
        wanted |= _of_plan(item, was if isinstance(was, KeptPlan) else None, recorded)
    differing = {name: value for name, value in wanted.items() if getattr(item, name) != value}
    return item.replace(**differing) if differing else item


def _of_plan(plan: KeptPlan, was: KeptPlan | None, recorded: Recorded) -> dict[str, object]:
    """Return who made a plan and who passed its confirmations."""
    passed = was.overrides if was is not None else ()
    overrides = tuple(
        one if one in passed or one.by is None else one.replace(by=recorded.by)
        for one in plan.overrides
    )
    created = plan.created
    if was is not None:
        created = was.created
    elif created is not None:
        created = Signature(at=recorded.at, by=recorded.by)
    return {"overrides": overrides, "created": created}
