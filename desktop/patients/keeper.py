"""Keeps one patient's record: every commit is one save, in the background and in order.

"Saved" is said after the commit and never before. What is missing in a commit stays in the record,
struck. A save that failed stays on the screen until one succeeds; each save holds all of the case,
so that the next one brings what the failed one lacked.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.patients.dose_correction import charts, with_corrections
from desktop.records_command import fault_text
from records.faults import NotAllowedError, RecordsError, RefusedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from clinical.record.case import Case, Echo, Height, Observation, Weight
    from clinical.record.entry import Entry
    from desktop.door.link import RecordsLink
    from records.people.roles import Action
    from records.service.patients import OpenCase, Saved
    from records.service.records import Records
    from records.store.case_parts import CaseParts
    from reports.wording import Wording

    _Timed = Weight | Height | Observation | Echo


class PatientKeeper(QObject):
    """``saved(Case)`` when a case stands on the disk; ``changed`` when the state of saving did.

    ``refused(RecordsError)`` for a commit that was not taken, ``failed(RecordsError)`` for a save;
    ``identity_wanted(Case, bool)`` carries the commit that waits until the child was named again,
    and whether every entry of it can be read.
    """

    saved = Signal(object)
    changed = Signal()
    refused = Signal(object)
    failed = Signal(object)
    identity_wanted = Signal(object, bool)

    def __init__(
        self,
        link: RecordsLink,
        opened: OpenCase,
        words: Wording,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(link)
        self._link, self._words, self._clock = link, words, clock
        # As it stands on the disk; changed by the one thread of the records.
        self._opened = opened
        self._parts: tuple[Case, CaseParts] | None = None
        # What kept the last save from the disk; told by the thread of the records.
        self._fault: RecordsError | None = None
        # What was handed over and saved last, until the record is changed from elsewhere.
        self._held: Case | None = None
        self._waiting = 0
        # As it was handed over last, on the disk or on its way there.
        self._kept: Case = opened.case
        # The children of the same name or identifier whom the person was shown.
        self._seen: frozenset[str] = frozenset()
        self.saved_at: datetime | None = None
        self.failure: RecordsError | None = None

    @property
    def opened(self) -> OpenCase:
        """The record as it stands on the disk; what waits to be saved is not in it."""
        return self._opened

    @property
    def id(self) -> str:
        return self._opened.id

    @property
    def is_saving(self) -> bool:
        return self._waiting > 0

    @property
    def is_confirmed(self) -> bool:
        """Whether the child was named again in this session."""
        return self.id in self._link.confirmed

    # What the store of the window asks.

    def prepared(self, before: Case, after: Case, *, undo: bool, readable: bool) -> Case | None:
        """Return a commit as it is kept, None where it is refused."""
        try:
            return self._prepared(before, after, undo=undo, readable=readable)
        except RecordsError as error:
            if error.code == "identity_needed":
                self.identity_wanted.emit(after, readable)
            else:
                self.refused.emit(error)
            return None

    @property
    def person(self) -> str:
        """Who is signed in, as the record names that person."""
        person = self._link.person
        return person.shown if person is not None else ""

    def why_not(self, action: Action) -> str | None:
        """Return why the person may not do something now, None where it is allowed."""
        if self._link.may(action):
            return None
        return fault_text(NotAllowedError("not_allowed", action=action))

    def keep(self, case: Case) -> None:
        """Save a case after those before it."""
        if case.patient != self._kept.patient:
            # What was typed again was another name.
            self._link.confirmed.discard(self.id)
        self._kept = case
        self._save(case, uuid.uuid4().hex)

    # What the window asks.

    def again(self) -> None:
        """Try once more to save what is on the screen."""
        self.keep(self._kept)

    def compared(self, seen: Iterable[str]) -> None:
        """Hear that the children of nearly the same name were looked at, and save all the same."""
        self._seen |= frozenset(seen)
        self.again()

    def when_settled(self, then: Callable[[], None]) -> None:
        """Go on once everything handed over was tried."""
        self._link.ask(lambda _: None, lambda _: then(), lambda _: then())

    def assured(self) -> OpenCase:
        """Return the record once all that was handed over before stands on the disk.

        To be asked where the records are, after that.

        Raises:
            RecordsError: what kept the last save from it.
        """
        if self._fault is not None:
            raise self._fault
        return self._opened

    def holds(self, case: Case) -> bool:
        """Return whether the record holds just this by now; to be asked where the records are."""
        return self._fault is None and case == self._held

    def taken(self, saved: Saved) -> Case:
        """Hear of a change made elsewhere, such as a signature, and return the case it left."""
        self._opened, self._kept, self._held = saved.case, saved.case.case, None
        self._parts = None
        return saved.case.case

    def begin_from(self, opened: OpenCase) -> None:
        """Go on from the record as somebody else left it."""
        self._opened, self._kept, self._held = opened, opened.case, None
        self.failure = self._fault = None
        self._parts = None

    def _prepared(self, before: Case, after: Case, *, undo: bool, readable: bool) -> Case:
        from clinical.record.entry import Recorded
        from records.service.areas import actions_needed
        from records.service.going_back import check_struck, forward
        from records.service.limits import check_somebody
        from records.store.case_parts import difference, identified, parts_of

        person = self._link.person
        if person is None:
            raise NotAllowedError("signed_out")
        if self._opened.closed:
            raise RefusedError("case_closed")
        now = self._clock()
        if readable and after.patient != before.patient:
            check_somebody(after)
        reason = self._words.text("keeping.undone" if undo else "keeping.emptied")
        joined = _rejoined(before, after)
        if readable:
            # What cannot be read yet is no correction: the dose stands as it did in the record.
            corrected = self._words.text("keeping.undone" if undo else "keeping.corrected")
            joined = with_corrections(self._kept, joined, now, person.shown, corrected)
        case = forward(before, joined, now, person.shown, reason)
        if undo:
            check_struck(before, case)
        case = identified(case, Recorded(at=now, by=person.shown), lambda: uuid.uuid4().hex)
        known = self._parts if self._parts is not None and self._parts[0] is before else None
        old = known[1] if known is not None else parts_of(before)
        new = parts_of(case, (before, old))
        for action in sorted(actions_needed(difference(old, new))):
            if not self._link.may_always(action):
                raise NotAllowedError("not_allowed", action=action)
        if not self.is_confirmed and charts(before, case):
            raise RefusedError("identity_needed")
        self._parts = (case, new)
        return case

    def _save(self, case: Case, key: str) -> None:
        self._waiting += 1
        self.changed.emit()
        seen = self._seen

        def work(records: Records) -> Saved:
            try:
                saved = kept(records)
            except RecordsError as error:
                self._fault = error
                raise
            self._opened, self._fault, self._held = saved.case, None, case
            return saved

        def kept(records: Records) -> Saved:
            try:
                return records.patients.save(self._opened, case, key, seen=seen)
            except StoreError:
                # The disk may have it all the same: only the store knows.
                found = records.patients.was_saved(key)
                if found is None:
                    raise
                return found

        self._link.ask(work, lambda saved: self._done(saved, case), self._not_done)

    def _done(self, _: Saved, case: Case) -> None:
        self._waiting -= 1
        self.failure = None
        self.saved_at = self._clock()
        self.saved.emit(case)
        self.changed.emit()

    def _not_done(self, error: RecordsError) -> None:
        self._waiting -= 1
        self.failure = error
        self.failed.emit(error)
        self.changed.emit()


def _rejoined(before: Case, after: Case) -> Case:
    """Return a commit in which an item typed anew at its own time is the item it was.

    Between two keys an entry may hold no value ("15." on the way to 15.5), and the case then no
    item; that is one change of it, and not one struck and another written.
    """
    changed: dict[str, tuple[Entry, ...]] = {}
    for kind in ("weights", "heights", "observations", "echos"):
        news: tuple[_Timed, ...] = getattr(after, kind)
        if all(item.id is not None for item in news):
            continue
        present = {item.id for item in news}
        gone: dict[object, _Timed] = {
            _place(item): item
            for item in getattr(before, kind)
            if item.id not in present and item.struck is None
        }
        joined = tuple(
            item.replace(id=old.id, recorded=old.recorded)
            if item.id is None and (old := gone.pop(_place(item), None)) is not None
            else item
            for item in news
        )
        changed[kind] = joined
    return after.replace(**changed) if changed else after


def _place(item: _Timed) -> object:
    return item.at, getattr(item, "code", None)
