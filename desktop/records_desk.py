"""Everything about people and patients in the window, put together: pages, desks, and the lock.

The window shows its pages, asks it who keeps a child, and knows nothing of the store.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinical.record.case import Case
from desktop.backups.desk import BackupDesk
from desktop.door.ask_page import AskPage
from desktop.door.clock_watch import ClockWatch
from desktop.door.door_desk import DoorDesk
from desktop.door.emergency import Emergency
from desktop.door.key_page import KeyPage
from desktop.door.lock_desk import LockDesk
from desktop.patients.begun_desk import BegunDesk
from desktop.patients.conflict_desk import ConflictDesk
from desktop.patients.draft_desk import DraftDesk
from desktop.patients.exporting import ask_export
from desktop.patients.field_words import field_name, plan_names
from desktop.patients.history_page import HistoryPage, history_lines
from desktop.patients.identity_desk import IdentityDesk, why_not
from desktop.patients.letter_desk import LetterDesk
from desktop.patients.near_page import NearPage
from desktop.patients.paper_desk import PaperDesk
from desktop.patients.parting import Parting
from desktop.patients.patient_desk import PatientDesk
from desktop.patients.patients_page import PatientsPage
from desktop.patients.plan_words import child_words
from desktop.patients.signing_desk import SigningDesk
from desktop.patients.striking import ask_strike
from desktop.people.own_desk import OwnDesk
from desktop.people.people_desk import PeopleDesk
from desktop.people.people_page import PeoplePage
from desktop.records_command import fault_text
from desktop.widgets.notice_bar import Notice
from reports.formats import clock_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from clinical.dosing.plan import Plan
    from clinical.record.case import Patient
    from desktop.case_store import CaseStore
    from desktop.documents.document import Document
    from desktop.door.frame import Frame
    from desktop.door.link import RecordsLink
    from desktop.patients.keeper import PatientKeeper
    from desktop.sheets import Marks
    from records.faults import RecordsError
    from records.service.door import SignedIn
    from records.store.audit import Change, FieldHistory
    from reports.wording import Wording


class RecordsDesk(QObject):
    """``changed`` when the state of saving did."""

    changed = Signal()

    def __init__(self, link: RecordsLink, words: Wording, store: CaseStore, frame: Frame) -> None:
        super().__init__(link)
        self.link, self._words, self._store, self._frame = link, words, store, frame
        self.keeper: PatientKeeper | None = None
        self._failed: Notice | None = None
        self._compared: Patient | None = None
        self.ask_page, self.lock_page = AskPage(words), AskPage(words)
        self.key_page, self.near_page = KeyPage(words), NearPage(words)
        self.patients_page = PatientsPage(words)
        self.history_page = HistoryPage(words)
        self.conflict = ConflictDesk(link, words, store, frame, self._not_taken)
        self.door = DoorDesk(link, words, (self.ask_page, self.key_page), frame)
        self.patients = PatientDesk(
            link, words, (self.patients_page, self.near_page, self.ask_page), frame, store.now
        )
        self.people_page = PeoplePage(words)
        self.people = PeopleDesk(link, words, (self.people_page, *self.door.pages), frame)
        self.backups = BackupDesk(link, words, self.ask_page, frame, self.people.show)
        self.people.show_backups = self.door.show_backups = self.backups.show
        self.own = OwnDesk(link, words, self.ask_page, frame)
        self.identity = IdentityDesk(link, words, self.ask_page, frame)
        self.signing = SigningDesk(link, words, store, self.identity)
        self.letters = LetterDesk(link, words, store, self.identity)
        self.paper = PaperDesk(link, words, store, self.identity, self.conflict.show)
        self.drafts = DraftDesk(link, words, store, frame, self.conflict)
        self.begun = BegunDesk(link, words, store, frame)
        self._parting = Parting(words, frame, self.drafts)
        self.patients.draft_name = self.drafts.name_of_unadmitted
        self.lock_desk = LockDesk(link, words, self.lock_page, self.drafts.keep)
        self.emergency = Emergency(link, self.ask_page, frame, self.lock_desk)
        self.emergency.ended.connect(self._reading_ended)
        self.clock_watch = ClockWatch(link, words, frame.notices)
        self.door.told.connect(self.clock_watch.hear_of)
        self.lock_desk.ticked.connect(self.clock_watch.look)
        self.patients.opened.connect(self._opened)
        self.patients.brought.connect(self._brought)
        self.patients_page.wanted.connect(self._go)
        self.lock_desk.returned.connect(self._returned)
        self.lock_desk.replaced.connect(self._replaced)
        self.door.entered.connect(self._entered)
        self.history_page.left.connect(frame.go_back)
        store.changed.connect(self._follow)

    @property
    def pages(self) -> tuple[QWidget, ...]:
        """Every page that stands in the window; that of the lock stands over it."""
        return (
            self.ask_page,
            self.key_page,
            self.near_page,
            self.patients_page,
            self.conflict.page,
            self.history_page,
            self.people_page,
            self.backups.page,
        )

    @property
    def is_signed_in(self) -> bool:
        return self.link.person is not None

    @property
    def has_failed(self) -> bool:
        return self.keeper is not None and self.keeper.failure is not None

    @property
    def status(self) -> str:
        """What is true of saving the child on the screen, in a few words."""
        keeper, words = self.keeper, self._words
        if keeper is None:
            return ""
        if keeper.failure is not None and not keeper.is_saving:
            return words.text("window.not_saved")
        if keeper.is_saving:
            return words.text("window.saving")
        if self._store.state.unsaved:
            return words.text("window.unsaved")
        if keeper.saved_at is not None:
            return words.text("window.saved", time=clock_text(keeper.saved_at))
        return words.text("window.saved_earlier")

    # What a person asks for.

    def sign_in(self) -> None:
        """Lead somebody in, and show the patients."""
        self._frame.leave_child(self.door.enter)

    def sign_out(self) -> None:
        """Leave: the child on the screen is saved first, and nothing of it stays."""

        def leave() -> None:
            self._frame.clear_child()
            self.backups.leave()
            self.link.take(None)
            self._frame.go_home()

        self._frame.leave_child(leave)

    def keep_child(self) -> None:
        """Keep the child on the screen: as a patient, after signing in where nobody is."""
        if self.keeper is not None:
            if self.keeper.failure is not None:
                self.keeper.again()
            return
        case = self._store.committed
        admit = partial(self.patients.admit, case)
        if any(dose.struck is None for dose in case.treatments):
            # What was charted before becomes the record of a child: of the one that is meant.
            admit = partial(self.identity.confirm_new, case.patient, admit)
        self.door.enter(admit)

    def sign(self) -> None:
        """Sign the plan on the screen."""
        if self.keeper is not None:
            self.signing.sign(self.keeper)

    def check(self, plan: Plan) -> None:
        """Have the second person sign in who agreed on a plan."""
        if self.keeper is not None:
            self.signing.check(self.keeper, plan)

    def finalise(self, code: str) -> None:
        """Finalise the discharge summary that was shown under a code."""
        if self.keeper is not None:
            self.letters.finalise(self.keeper, code)

    def announce(self, document: Document, then: Callable[[Marks], object]) -> None:
        """Go on with a document of the child on the screen once it may be printed."""
        if self.keeper is not None:
            self.paper.announce(self.keeper, document, then)

    def export(self, then: Callable[[], None]) -> None:
        """Go on with a plain file of the child on the screen once that stands in the history."""
        if self.keeper is not None:
            ask_export(self.link, self.identity, self.keeper, then, self._not_taken)

    def show_history(self, entry: str = "") -> None:
        """Show who changed what of the child on the screen; ``entry`` narrows it."""
        keeper = self.keeper
        if keeper is None:
            return
        plans = plan_names(keeper.opened.case, self._store.state.rulebook, self._words)
        sought = field_name(entry, self._words, plans) if entry else ""

        def show(found: tuple[Sequence[Change], Sequence[FieldHistory]]) -> None:
            self.history_page.show_history(
                history_lines(*found, self._words, plans),
                sought,
                child_words(self._store.state.case.patient, self._words),
            )
            self._frame.show_page(self.history_page)
            self.history_page.setFocus()

        self.link.ask_here(
            lambda records: (
                records.trail.of_case(keeper.id),
                records.trail.of_record(keeper.id),
            ),
            show,
            self._not_taken,
        )

    def end_admission(self) -> None:
        """End the admission of the child on the screen."""
        if self.keeper is not None:
            self.patients.end_admission(self.keeper)

    def show_home(self) -> bool:
        """Show the patients, where somebody is signed in."""
        if self.is_signed_in:
            self.patients.show_list()
        return self.is_signed_in

    def leave(self, then: Callable[[], None]) -> None:
        """Go on once the child on the screen is saved, or ask where that fails."""
        self._parting.leave(self.keeper, then)

    def forget_child(self) -> None:
        """Hear that another child comes: what was said of the last one goes."""
        self.keeper = self.drafts.keeper = None
        self.begun.turn_to(None)
        self._failed = self._compared = None
        self.conflict.forget()

    def close(self) -> None:
        """Sign out before the program ends."""
        self.link.close()

    # What happens.

    def _go(self, way: str) -> None:
        match way:
            case "admit":
                self.patients.admit_new()
            case "new":
                self._frame.start_new()
            case "open":
                self._frame.file_desk.choose_file()
            case "people":
                self.people.show()
            case "emergency":
                self.emergency.ask()
            case "lock":
                self.lock_desk.lock()
            case _:
                self.sign_out()

    def _entered(self) -> None:
        self.backups.look(after_save=False)
        if not self._store.state.unsaved:
            self.drafts.offer(None)

    def _opened(self, keeper: PatientKeeper) -> None:
        self.keeper = self.drafts.keeper = keeper
        self.begun.turn_to(keeper)
        self.backups.look()
        keeper.saved.connect(partial(self._saved, keeper))
        keeper.failed.connect(partial(self._not_saved, keeper))
        keeper.changed.connect(self.changed)
        keeper.refused.connect(self._not_taken)
        keeper.identity_wanted.connect(partial(self._name_again, keeper))
        self.changed.emit()
        if not keeper.opened.closed:
            self.drafts.offer(keeper)
            self.begun.offer()

    def _saved(self, keeper: PatientKeeper, case: Case) -> None:
        self.clock_watch.saved()
        self.backups.look()
        if keeper is self.keeper:
            self._withdraw()
            self._store.saved(None, case)

    def _not_saved(self, keeper: PatientKeeper, error: RecordsError) -> None:
        if keeper is not self.keeper or error.code in ("session_locked", "signed_out"):
            return
        if error.code == "changed_meanwhile":
            self.conflict.show(keeper)
            return
        self._withdraw()
        key, act, fault = "keeping.again", keeper.again, fault_text(error)
        patient = self._store.committed.patient
        if error.code == "near_names":
            key, act = "keeping.compare", partial(self.patients.compare, keeper, patient)
        elif error.code == "identity_needed":
            act = partial(self.identity.confirm, keeper, keeper.again)
        if error.code in ("near_names", "identity_needed"):
            # Asked elsewhere too, where nothing was to be saved: their sentences do not say it.
            fault = self._words.text("keeping.ask", fault=fault)
        self._failed = Notice("stop", fault, self._words.text(key), act)
        self._frame.notices.post(self._failed)
        if error.code == "near_names" and patient != self._compared:
            # Shown by itself once; then the notice leads there.
            self._compared = patient
            act()

    def _withdraw(self) -> None:
        if self._failed is not None:
            self._frame.notices.withdraw(self._failed)
            self._failed = None

    def _not_taken(self, error: RecordsError) -> None:
        notice = why_not(error, self._words)
        if (dose := error.values.get("dose")) is not None:
            # That very dose, and not whichever stands last.
            act = partial(self.strike, str(dose))
            notice = replace(notice, action=self._words.text("keeping.strike"), act=act)
        self._frame.notices.post(notice)

    def strike(self, dose: str) -> None:
        """Strike one charted dose, with the reason."""
        shown_in = (self.ask_page, self._frame)
        ask_strike(self._store, self._words, self.link.person, shown_in, dose)

    def _name_again(self, keeper: PatientKeeper, case: Case, readable: bool) -> None:
        def commit() -> None:
            # What mended an entry waited until now; its field shows the record again.
            for entry in self._store.state.unreadable if readable else ():
                self._store.forgotten(entry)
            self._store.commit(case)

        self.identity.confirm(keeper, commit)

    def _returned(self) -> None:
        if self.keeper is not None and self.keeper.failure is not None:
            self.keeper.again()

    def _replaced(self, signed_in: SignedIn) -> None:
        lost = self.key_page.must_be_answered
        self.key_page.forget()
        # First of all nothing more goes into the record under another person's name.
        self._store.open(Case())
        self._frame.clear_child()
        self._frame.go_home()
        self.door.tell(signed_in)
        if lost:
            self._frame.notices.post(Notice("stop", self._words.text("recovery.lost")))
        self.drafts.offer(None)

    def _brought(self, keeper: PatientKeeper, entered: Case, draft: str) -> None:
        self.conflict.show_brought(keeper, entered, partial(self.drafts.drop, draft))

    def _reading_ended(self) -> None:
        self._frame.clear_child()
        self._frame.go_home()
        self._frame.notices.post(Notice("info", self._words.text("patients.reading_ended")))

    def _follow(self, _: object) -> None:
        self.patients.tick()
        if self.keeper is not None and not self._store.state.kept:
            self.forget_child()
