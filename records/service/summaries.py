"""Finalising a discharge summary: once for each version, by a clinician who is asked for again."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from clinical.record.entry import Recorded
from clinical.record.kept_plan import Signature
from records.service.open_case import ChangeOf
from records.service.summary_changes import LEAST_REASON, next_summary
from records.service.typed import checked_reason

if TYPE_CHECKING:
    from clinical.record.case import Case
    from records.service.desk import Desk
    from records.service.door import Door
    from records.service.open_case import OpenCase, Saved
    from records.service.patients import Patients
    from records.service.summary_changes import Finished

_FINALISED = "summary_finalised"


class Summaries:
    """The versions of a child's discharge summary."""

    def __init__(self, desk: Desk, door: Door, patients: Patients) -> None:
        self._desk, self._door, self._patients = desk, door, patients

    def finalise(self, before: OpenCase, finished: Finished, secret: str, key: str) -> Saved:
        """Finalise the summary of a record as the person signed in.

        Raises:
            SignInError: ``wrong_password``, ``wait``: it was not this person.
            NotAllowedError: ``not_allowed``.
            RefusedError: ``summary_unfinished``, ``summary_same``, ``reason_missing``,
                ``reason_form``, and those of a save.
        """
        self._desk.allowed("finalise_summary")
        person = self._door.confirm(secret)
        signature = Signature(at=self._desk.now(), by=person.shown)
        given = finished.reason
        reason = checked_reason(given, LEAST_REASON) if given.strip() else None

        def prepared(stored: Case) -> Case:
            kept = next_summary(stored, finished, signature, reason)
            recorded = Recorded(at=signature.at, by=signature.by)
            kept = kept.replace(id=uuid.uuid4().hex, recorded=recorded)
            return stored.replace(summaries=(*stored.summaries, kept))

        deed = ChangeOf(_FINALISED, key, {"code": finished.code})
        return self._patients.change(before, deed, prepared)
