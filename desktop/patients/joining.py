"""What is here and what others saved meanwhile, made one record. Pure.

No choice takes back a dose that others charted or a plan that they signed. Of a dose that two
people corrected only one correction counts: that of who chooses, who has seen the other.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from clinical.record.case import Case
from clinical.record.entry import Struck
from clinical.values import frozen_collections

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clinical.record.case import Treatment
    from clinical.record.entry import Entry


class Joiner(NamedTuple):
    """Who joins the two, when, and the reason that stands beside what is struck for it."""

    at: datetime
    by: str
    reason: str


def with_doses_of(mine: Case, theirs: Case, joiner: Joiner) -> Case:
    """Return the case with what others charted and signed meanwhile.

    A dose that they struck stays struck; where both corrected one, theirs is struck for mine.
    """
    from records.service.authorship import says_otherwise

    charted = {dose.id: dose for dose in theirs.treatments}
    doses: list[Treatment] = []
    overtaken: dict[str | None, str | None] = {}
    for dose in mine.treatments:
        other = charted.get(dose.id)
        if other is None:
            doses.append(dose)
        elif other.struck is None:
            doses.append(dose if dose.struck is None else other.replace(struck=dose.struck))
        else:
            ours = dose.struck.replaced_by if dose.struck is not None else None
            if dose.struck is None and says_otherwise(other, dose):
                # Typed over here, and not yet a correction.
                anew = dose.replace(id=uuid.uuid4().hex, recorded=None)
                doses.append(anew)
                ours = anew.id
            doses.append(other)
            rival = _in_force(other, charted)
            if ours is not None and rival is not None and rival.id != ours:
                overtaken[rival.id] = ours
    known = {dose.id for dose in doses}
    doses += [dose for dose in theirs.treatments if dose.id not in known]
    doses = [
        dose.replace(struck=Struck(**joiner._asdict(), replaced_by=overtaken[dose.id]))
        if dose.id in overtaken and dose.struck is None
        else dose
        for dose in doses
    ]
    versions = {(plan.id, plan.version) for plan in mine.plans}
    signed = [
        plan
        for plan in theirs.plans
        if plan.signed is not None and (plan.id, plan.version) not in versions
    ]
    return mine.replace(
        treatments=tuple(doses),
        plans=(*mine.plans, *signed),
        # What was finalised stands as it is, whoever did it.
        summaries=theirs.summaries,
    )


def _in_force(dose: Treatment, known: Mapping[str | None, Treatment]) -> Treatment | None:
    """Return the correction that counts in the place of a dose that was struck."""
    seen: set[str | None] = set()
    found: Treatment | None = dose
    while found is not None and found.struck is not None and found.id not in seen:
        seen.add(found.id)
        found = known.get(found.struck.replaced_by) if found.struck.replaced_by else None
    return found if found is not None and found.struck is None else None


def taken_up(began: Case, drafted: Case, theirs: Case, joiner: Joiner) -> Case:
    """Return the record as others left it with what a draft changed, and nothing else of it.

    ``began`` is the record as it stood when the draft was begun.
    """
    from records.store.case_parts import KINDS

    documents = [
        each.model_dump(mode="json", exclude_defaults=True, exclude=set(KINDS))
        for each in (began, drafted, theirs)
    ]
    document = _merged(*documents)
    items: dict[str, Any] = {kind: _items(kind, began, drafted, theirs) for kind in KINDS}
    untimed = Case.model_validate(frozen_collections(document))
    return with_doses_of(untimed.replace(**items), theirs, joiner)


def _merged(began: Any, drafted: Any, theirs: Any) -> Any:  # noqa: ANN401 (JSON of any shape)
    """Return theirs with what the draft changed; a list is one value."""
    if drafted == began or not isinstance(drafted, dict) or not isinstance(theirs, dict):
        return cast("Any", theirs if drafted == began else drafted)
    mine, other = cast("dict[str, Any]", drafted), cast("dict[str, Any]", theirs)
    before = cast("dict[str, Any]", began) if isinstance(began, dict) else {}
    merged: dict[str, Any] = {}
    for key in {**other, **mine, **before}:
        value = _merged(before.get(key), mine.get(key), other.get(key))
        if value is not None:
            merged[key] = value
    return merged


def _items(kind: str, began: Case, drafted: Case, theirs: Case) -> tuple[Entry, ...]:
    """Return the items of others with those that the draft added, altered or emptied."""
    from records.store.case_parts import entry_key

    olds: tuple[Entry, ...] = getattr(began, kind)
    before = {entry_key(kind, item): item for item in olds}
    mine: tuple[Entry, ...] = getattr(drafted, kind)
    named = {entry_key(kind, item): item for item in mine if item.id is not None}
    kept: list[Entry] = []
    for item in getattr(theirs, kind):
        place = entry_key(kind, item)
        emptied = place in before and place not in named
        changed = place in named and named[place] != before.get(place)
        if changed:
            kept.append(named[place])
        elif not emptied or item != before[place] or item.struck is not None:
            kept.append(item)
    known = {entry_key(kind, item) for item in kept}
    added = [
        item for item in mine if item.id is None or (entry_key(kind, item) not in {*known, *before})
    ]
    return (*kept, *added)
