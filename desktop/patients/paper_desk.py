"""Paper of a patient: the child is named again, and that it leaves is recorded before it does.

What is not saved yet is on no paper. A document that was announced and never printed or saved is
recorded as withdrawn: the history would claim a sheet else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from desktop.records_command import fault_text
from desktop.sheets import Marks
from desktop.widgets.notice_bar import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.case_store import CaseStore
    from desktop.documents.document import Document
    from desktop.door.link import RecordsLink
    from desktop.patients.identity_desk import IdentityDesk
    from desktop.patients.keeper import PatientKeeper
    from records.faults import RecordsError
    from records.people.session import Person
    from reports.wording import Wording


class _Announced(NamedTuple):
    """Who had which document of which child announced."""

    person: Person | None
    keeper: PatientKeeper
    kind: str
    code: str


class PaperDesk:
    """Announces a document of a patient, and withdraws it where nothing came of it."""

    def __init__(
        self,
        link: RecordsLink,
        words: Wording,
        store: CaseStore,
        identity: IdentityDesk,
        show_both: Callable[[PatientKeeper], None],
    ) -> None:
        """``show_both`` is called where somebody else changed the record meanwhile."""
        self._link, self._words, self._store = link, words, store
        self._frame, self._identity, self._show_both = identity.frame, identity, show_both
        self._announced: _Announced | None = None

    def announce(
        self, keeper: PatientKeeper, document: Document, then: Callable[[Marks], object]
    ) -> None:
        """Have the child named again, record that a document is made, and go on with its marks."""
        document.settle(self._store)
        before = self._store.state
        if document.why_not(before) is not None:
            # Whoever shows it says why there is none.
            then(Marks())
            return
        announced = _Announced(self._link.person, keeper, document.kind, document.code(before))

        def go_on(head: str) -> None:
            self._announced = announced
            now = self._store.state
            if (
                now.keeper is not keeper
                or document.why_not(now) is not None
                or not document.still_meant(before, now)
            ):
                self.withdrawn(went_out=False)
                self._tell("caution", self._words.text("paper_desk.changed"))
                return
            person = self._link.person
            then(Marks(person.shown if person is not None else "", head))

        def too_late(_: str) -> None:
            self._announced = announced
            self.withdrawn(went_out=False)

        def not_announced(error: RecordsError) -> None:
            # A document of a version that others have changed is not printed.
            if error.code == "changed_meanwhile":
                self._show_both(keeper)
            elif keeper.failure is not None:
                self._not_saved(error)
            else:
                self._not_allowed(error)

        def named() -> None:
            self._link.ask_here(
                lambda records: records.plans.printed(
                    keeper.assured(), announced.kind, announced.code
                ),
                go_on,
                not_announced,
                too_late,
            )

        if keeper.failure is not None and not keeper.is_saving:
            self._not_saved(keeper.failure)
        else:
            self._identity.confirm(keeper, named)

    def let_out(self, then: Callable[[], None], refused: Callable[[str], None]) -> None:
        """Go on with paper or a file at the moment it is made, if the session still may.

        A document that is of no child in the records goes out without being asked about.
        """
        if self._announced is None:
            then()
            return
        self._link.ask_here(
            lambda records: records.door.still_may("print_document"),
            lambda _: then(),
            lambda error: refused(fault_text(error)),
        )

    def withdrawn(self, *, went_out: bool) -> None:
        """Hear that the preview was left; without paper or file that is recorded too."""
        announced, self._announced = self._announced, None
        if announced is None or announced.person != self._link.person:
            # Nothing is said in the name of who came after.
            return
        if went_out:
            self._store.forget_steps()
            return
        self._link.ask(
            lambda records: records.plans.not_printed(
                announced.keeper.opened, announced.kind, announced.code
            ),
            lambda _: None,
            self._not_allowed,
        )

    def _not_saved(self, error: RecordsError) -> None:
        self._tell("stop", self._words.text("paper_desk.not_saved", fault=fault_text(error)))

    def _not_allowed(self, error: RecordsError) -> None:
        if error.code not in ("session_locked", "signed_out"):
            self._tell("caution", fault_text(error))

    def _tell(self, tone: Literal["caution", "stop"], text: str) -> None:
        self._frame.notices.post(Notice(tone, text))
