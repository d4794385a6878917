"""Two versions of one record: what is here, or was being typed, beside what others saved meanwhile.

Nothing is decided unseen: both are shown field by field, then the person chooses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.record.case import Case, Patient
from desktop.patients.conflict_page import ConflictPage
from desktop.patients.joining import Joiner, taken_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.case_store import CaseStore
    from desktop.door.frame import Frame
    from desktop.door.link import RecordsLink
    from desktop.patients.keeper import PatientKeeper
    from records.faults import RecordsError
    from records.service.drafts import Draft
    from records.service.patients import OpenCase
    from reports.wording import Wording


class ConflictDesk:
    """Shows the two and does what is chosen; ``page`` stands in the window."""

    def __init__(
        self,
        link: RecordsLink,
        words: Wording,
        store: CaseStore,
        frame: Frame,
        refused: Callable[[RecordsError], None],
    ) -> None:
        self._link, self._words, self._store, self._frame = link, words, store, frame
        self._refused = refused
        self.page = ConflictPage(words)
        self._keep: Callable[[], None] | None = None
        self._give_up: Callable[[], None] | None = None
        self.page.mine_wanted.connect(lambda: self._choose(self._keep))
        self.page.theirs_wanted.connect(lambda: self._choose(self._give_up))
        self.page.left.connect(self._leave)

    def forget(self) -> None:
        """Hear that another child comes."""
        self._keep = self._give_up = None

    def show(self, keeper: PatientKeeper) -> None:
        """Show what is here beside what somebody else saved."""

        def show(theirs: OpenCase) -> None:
            self._keep = lambda: self._keep_mine(keeper, theirs)
            self._give_up = lambda: self._take_theirs(keeper, theirs)
            self.page.show_both(self._joined(keeper, theirs), theirs.case)
            self._bring()

        self._link.ask_here(lambda records: records.patients.open(keeper.id), show, self._refused)

    def show_draft(self, keeper: PatientKeeper, draft: Draft, discard: Callable[[], None]) -> None:
        """Show what was being typed beside the record, which was changed since."""

        def show(began: Case) -> None:
            theirs = self._store.committed
            mine = taken_up(began, draft.case, theirs, self._joiner())

            def take() -> None:
                self._frame.go_back()
                if self._store.committed is theirs:
                    self._store.commit(mine)

            def give_up() -> None:
                self._frame.go_back()
                discard()

            self._keep, self._give_up = take, give_up
            self.page.show_both(mine, theirs, "draft")
            self._bring()

        self._link.ask_here(
            lambda records: records.drafts.began_from(draft),
            show,
            self._refused,
        )

    def show_brought(
        self, keeper: PatientKeeper, entered: Case, discard: Callable[[], None]
    ) -> None:
        """Show what was entered before this record was found to be the child's.

        Who the child is stays as it is in the record, but for what is missing there. ``discard``
        forgets the draft of what was entered, once it is in the record or was given up.
        """
        theirs = self._store.committed
        case = entered.replace(patient=_lacking(theirs.patient, entered.patient))
        mine = taken_up(Case(), case, theirs, self._joiner())

        def saved(_: object) -> None:
            keeper.saved.disconnect(saved)
            discard()

        def take() -> None:
            self._frame.go_back()
            if self._store.committed is theirs:
                keeper.saved.connect(saved)
                self._store.commit(mine)

        def give_up() -> None:
            self._frame.go_back()
            discard()

        self._keep, self._give_up = take, give_up
        self.page.show_both(mine, theirs, "brought")
        self._bring()

    def _bring(self) -> None:
        self._frame.show_page(self.page)
        self.page.first.setFocus()

    def _choose(self, chosen: Callable[[], None] | None) -> None:
        if chosen is not None:
            self.forget()
            chosen()

    def _leave(self) -> None:
        self.forget()
        self._frame.go_back()

    def _keep_mine(self, keeper: PatientKeeper, theirs: OpenCase) -> None:
        """Save what was changed here as the next change; nothing else of theirs is touched.

        A dose that they charted counts, whatever is chosen.
        """
        mine = self._joined(keeper, theirs)
        self._take_theirs(keeper, theirs)
        self._store.commit(mine)

    def _take_theirs(self, keeper: PatientKeeper, theirs: OpenCase) -> None:
        keeper.begin_from(theirs)
        self._store.open(theirs.case, keeper=keeper)
        self._frame.go_back()

    def _joined(self, keeper: PatientKeeper, theirs: OpenCase) -> Case:
        """Return what others saved with what was changed here since both were one."""
        began = keeper.opened.case
        return taken_up(began, self._store.committed, theirs.case, self._joiner())

    def _joiner(self) -> Joiner:
        person = self._link.person
        shown = person.shown if person is not None else ""
        return Joiner(self._store.now(), shown, self._words.text("keeping.corrected"))


def _lacking(known: Patient, entered: Patient) -> Patient:
    """Return of what was entered only what is not known."""
    nothing = Patient()
    lacking = {
        name: value for name, value in entered if getattr(known, name) == getattr(nothing, name)
    }
    if known.date_of_birth is not None or known.age is not None:
        lacking |= {"date_of_birth": None, "age": None}
    return nothing.replace(**lacking)
