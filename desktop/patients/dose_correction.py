"""A charted dose that is entered otherwise: the old one is struck, and it is charted anew. Pure.

The rows of the Risk tab show one infusion and let its times and dose be typed over; what stood in
the record before stays there, with who corrected it (promise 6). Filling in what was empty is no
correction.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from clinical.record.entry import Struck

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case, Treatment


def with_corrections(kept: Case, after: Case, at: datetime, by: str, reason: str) -> Case:
    """Return the case with each dose that says otherwise than the one kept as a new dose.

    It stands in the place of the old one, which stands struck behind all others.
    """
    from records.service.authorship import says_otherwise

    known = {dose.id: dose for dose in kept.treatments if dose.id is not None}
    doses: list[Treatment] = []
    struck: list[Treatment] = []
    for dose in after.treatments:
        was = known.get(dose.id) if dose.id is not None else None
        if was is None or was.struck is not None or not says_otherwise(was, dose):
            doses.append(dose)
            continue
        anew = dose.replace(id=uuid.uuid4().hex, recorded=None)
        doses.append(anew)
        mark = Struck(at=at, by=by, reason=reason, replaced_by=anew.id)
        struck.append(was.replace(struck=mark))
    return after.replace(treatments=(*doses, *struck)) if struck else after


def charts(before: Case, after: Case) -> bool:
    """Return whether a dose counts after a change that did not count before it."""
    live = {dose.id for dose in before.treatments if dose.struck is None}
    return any(dose.struck is None and dose.id not in live for dose in after.treatments)
