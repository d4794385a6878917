"""What is being typed, kept encrypted for its owner, and offered back after a crash or a lock.

A draft is written when the hand rests for a moment, and before a session locks. A commit that was
saved drops it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.patients.plan_words import child_words
from desktop.records_command import fault_text
from desktop.widgets.notice_bar import Notice
from reports.formats import moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clinical.record.case import Case
    from desktop.case_store import CaseStore, State
    from desktop.door.frame import Frame
    from desktop.door.link import RecordsLink
    from desktop.patients.conflict_desk import ConflictDesk
    from desktop.patients.keeper import PatientKeeper
    from records.faults import RecordsError
    from records.people.session import Person
    from records.service.drafts import Draft
    from records.service.records import Records
    from reports.wording import Wording

_REST_MS = 500


class DraftDesk(QObject):
    """Follows the store of the window while somebody is signed in."""

    def __init__(
        self,
        link: RecordsLink,
        words: Wording,
        store: CaseStore,
        frame: Frame,
        conflict: ConflictDesk,
    ) -> None:
        """``conflict`` compares a draft with a record that was changed since."""
        super().__init__()
        self._conflict = conflict
        self._link, self._words, self._store, self._frame = link, words, store, frame
        self.keeper: PatientKeeper | None = None
        # The case that a draft holds on the disk.
        self._drafted: Case | None = None
        # Under what the child on the screen is kept that was not admitted: each has its own draft.
        self._unadmitted: tuple[int, str] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._keep_at_rest)
        store.changed.connect(self._follow)

    def _follow(self, state: State) -> None:
        # A quick calculation stores nothing while it is worked on.
        if self._link.person is None or not state.kept:
            return
        if state.typing and state.case is not self._drafted:
            self._rest.start()

    def _is_unsaved(self, state: State) -> bool:
        """Whether something on the screen stands nowhere on the disk."""
        return state.unsaved or bool(state.typing)

    def _keep_at_rest(self) -> None:
        self.keep()

    def keep(
        self,
        kept: Callable[[], None] | None = None,
        not_kept: Callable[[str], None] | None = None,
    ) -> None:
        """Keep what is on the screen now, if it is not saved anyhow.

        ``kept`` is called once it stands on the disk, ``not_kept`` with the reason.
        """
        self._rest.stop()
        state = self._store.state
        if self._link.person is None or state.training or not self._is_unsaved(state):
            if kept is not None:
                kept()
            return
        case, keeper = state.case, self.keeper if state.kept else None
        self._drafted = case
        unadmitted = self._unadmitted_of(state.child) if keeper is None else ""

        def work(records: Records) -> None:
            if keeper is None:
                records.drafts.keep(case, unadmitted)
            elif not keeper.holds(case):
                records.drafts.keep(case, keeper.id, keeper.opened.version)

        def failed(error: RecordsError) -> None:
            # The next key tries again.
            self._drafted = None
            if not_kept is not None:
                not_kept(fault_text(error))
            else:
                self._refused(error)

        self._link.ask(work, lambda _: kept() if kept is not None else None, failed)

    def offer(self, keeper: PatientKeeper | None) -> None:
        """Offer back what was being typed of this child, or of one that was not admitted."""
        person = self._link.person

        def own(records: Records) -> list[Draft]:
            from records.service.drafts import is_nobody

            found = records.drafts.own()
            if keeper is None:
                return [each for each in found if is_nobody(each.case_id)]
            return [each for each in found if each.case_id == keeper.id]

        self._link.ask(
            own,
            lambda found: self._ask(keeper, found, person),
            self._refused,
        )

    def _ask(
        self, keeper: PatientKeeper | None, found: Sequence[Draft], person: Person | None
    ) -> None:
        if person != self._link.person:
            return
        if not found or (keeper is not None and found[0].case == keeper.opened.case):
            return
        draft = found[0]
        if keeper is not self.keeper:
            # Another child is in front by now.
            return
        stale = keeper is not None and draft.version != keeper.opened.version
        key = "draft.changed_since" if stale else "draft.text"
        if keeper is None:
            key = "draft.not_admitted"
        child = child_words(draft.case.patient, self._words)
        at = moment_text(draft.at.astimezone(self._store.now().tzinfo))
        discard = partial(self._discard, draft)
        later = self._words.text("draft.later")
        if keeper is not None:
            # What would be taken over is seen first, field by field: it may be half a number.
            compare = partial(self._conflict.show_draft, keeper, draft, discard)
            answers = [(self._words.text("draft.compare"), compare)]
        else:
            answers = [
                (self._words.text("draft.take"), partial(self._take, draft)),
                (self._words.text("draft.discard"), discard),
            ]
        self._frame.question.ask(self._words.text(key, at=at, child=child), answers, stay=later)

    def _take(self, draft: Draft) -> None:
        """Put a child that is no patient yet on the screen again; nothing of it is kept by that."""
        self._frame.show_draft(draft.case)
        self._unadmitted = (self._store.state.child, draft.case_id)

    def drop(self, case_id: str) -> None:
        """Forget a draft of one's own."""
        self._link.ask(lambda records: records.drafts.drop(case_id), _nothing, self._refused)

    def name_of_unadmitted(self) -> str:
        """Return the name under which drafts of the child on the screen are kept until admitted."""
        return self._unadmitted_of(self._store.state.child)

    def _unadmitted_of(self, child: int) -> str:
        from records.service.drafts import another_nobody

        if self._unadmitted is None or self._unadmitted[0] != child:
            self._unadmitted = (child, another_nobody())
        return self._unadmitted[1]

    def _discard(self, draft: Draft) -> None:
        self.drop(draft.case_id)

    def _refused(self, error: RecordsError) -> None:
        if error.code not in ("session_locked", "signed_out"):
            text = self._words.text("draft.not_kept", fault=fault_text(error))
            self._frame.notices.post(Notice("caution", text))


def _nothing(_: object) -> None:
    pass
