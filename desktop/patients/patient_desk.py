"""Patients: the list and the search, admitting, opening, and a child who comes back."""

from __future__ import annotations

import uuid
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinical.record.case import Case, Patient
from desktop.door.ask_page import Asked, AskPage, Question
from desktop.patients.child_line import child_line
from desktop.patients.keeper import PatientKeeper
from desktop.records_command import fault_text
from desktop.widgets.notice_bar import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from desktop.door.frame import Frame
    from desktop.door.link import RecordsLink
    from desktop.patients.near_page import NearPage
    from desktop.patients.patients_page import PatientsPage
    from records.faults import RecordsError
    from records.service.patients import OpenCase, Saved
    from records.service.records import Records
    from records.store.search import Found, NearName
    from reports.wording import Wording


class PatientDesk(QObject):
    """``opened(PatientKeeper)`` when a child is on the screen whose commits are kept.

    ``brought(PatientKeeper, Case, str)`` when it was found to be the one that was to be admitted,
    with what was entered of it and the draft that holds this.
    """

    opened = Signal(object)
    brought = Signal(object, object, str)

    def __init__(
        self,
        link: RecordsLink,
        words: Wording,
        pages: tuple[PatientsPage, NearPage, AskPage],
        frame: Frame,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._link, self._words, self._frame, self._clock = link, words, frame, clock
        self._page, self._near, self._ask_page = pages
        self._typed = ""
        # What was found, and by what was typed.
        self._found: tuple[str, Sequence[Found]] = ("", ())
        # Whose new name is compared with those of others, None where a child is to be admitted.
        self._renamed: PatientKeeper | None = None
        # What was entered of the child that is to be admitted.
        self._entered = Case()
        # The name under which drafts of it are kept: a second one would be offered back as another.
        self.draft_name: Callable[[], str] = _no_draft
        self._page.searched.connect(self.search)
        self._page.opened.connect(self.open)
        self._near.opened.connect(self._open_near)
        self._near.left.connect(frame.go_back)

    def show_list(self) -> None:
        """Show the patients, the latest first."""
        self._page.show_person(self._link)
        self._frame.show_page(self._page)
        self._page.setFocus()
        if self._link.may("search_patients"):
            self.search("")

    def search(self, typed: str) -> None:
        """Find what is typed; an answer that comes after the next key is not shown."""
        self._typed = typed
        self._link.ask(
            lambda records: records.patients.search(typed),
            lambda found: self._show_found(typed, found),
            self._refused,
        )

    def _show_found(self, typed: str, found: Sequence[Found]) -> None:
        if typed == self._typed and self._page.isVisible() and self._link.person is not None:
            self._found = (typed, found)
            self._draw_found()

    def _draw_found(self) -> None:
        now = self._clock()
        typed, found = self._found
        lines = [child_line(each, self._words, now) for each in found]
        self._page.show_found(lines, typed)

    def tick(self) -> None:
        """Say anew what is due, as the time passes; without a list on the screen none is kept."""
        if self._page.isVisible():
            self._draw_found()
        else:
            self._found = ("", ())

    # Opening.

    def open(self, case_id: str) -> None:
        """Open a record; that it was viewed is recorded."""
        self._frame.leave_child(
            lambda: self._link.ask_here(
                lambda records: records.patients.open(case_id), self._show, self._refused
            )
        )

    def _open_near(self, case_id: str) -> None:
        """It is a child who is here already: what was entered of it is brought to its record.

        First it is kept as a draft. A record whose name was changed is left as any other: what
        is not saved asks.
        """
        if self._renamed is not None:
            self._frame.go_back()
            self.open(case_id)
            return
        entered = self._entered
        if entered == Case(patient=entered.patient):
            # Nothing but the name by which it was found.
            self._frame.clear_child()
            self.open(case_id)
            return

        draft = self.draft_name()

        def work(records: Records) -> tuple[str, OpenCase]:
            records.drafts.keep(entered, draft)
            return draft, records.patients.open(case_id)

        def show(found: tuple[str, OpenCase]) -> None:
            draft, opened = found
            self._frame.clear_child()
            keeper = self._put_on_screen(opened)
            if not opened.closed:
                self.brought.emit(keeper, entered, draft)

        self._link.ask_here(work, show, self._refused)

    def _show(self, opened: OpenCase) -> None:
        self._put_on_screen(opened)

    def _put_on_screen(self, opened: OpenCase) -> PatientKeeper:
        keeper = PatientKeeper(self._link, opened, self._words, self._clock)
        self._frame.show_kept_child(opened.case, keeper)
        self.opened.emit(keeper)
        if opened.closed:
            self._ask_coming_back(keeper)
        return keeper

    def _ask_coming_back(self, keeper: PatientKeeper) -> None:
        answers: list[tuple[str, Callable[[], None]]] = []
        if self._link.may("admit_patient"):
            answers = [
                (self._words.text("returning.reopen"), partial(self._reopen, keeper)),
                (self._words.text("returning.readmit"), partial(self._readmit, keeper)),
            ]
        self._frame.question.ask(
            self._words.text("returning.text"), answers, stay=self._words.text("returning.read")
        )

    def _reopen(self, keeper: PatientKeeper) -> None:
        key = uuid.uuid4().hex
        self._write(lambda records: records.patients.reopen(keeper.opened, key))

    def _readmit(self, keeper: PatientKeeper) -> None:
        key = uuid.uuid4().hex
        self._write(lambda records: records.patients.readmit(keeper.opened, key))

    def end_admission(self, keeper: PatientKeeper) -> None:
        """End an admission, once it was said twice."""
        key = uuid.uuid4().hex

        def end() -> None:
            self._link.ask_here(
                lambda records: records.patients.close(keeper.opened, key),
                lambda _: self._frame.leave_child(self._frame.go_home),
                self._refused,
            )

        self._frame.question.ask(
            self._words.text("ending.text"),
            ((self._words.text("ending.end"), end),),
            stay=self._words.text("ending.leave"),
        )

    def _write(self, work: Callable[[Records], Saved]) -> None:
        self._link.ask_here(work, lambda saved: self._show(saved.case), self._not_begun)

    def _not_begun(self, error: RecordsError) -> None:
        """Lead to the record of this child that is open already, where that is why."""
        case = error.values.get("case")
        if case is None:
            self._refused(error)
            return

        def show(opened: OpenCase) -> None:
            self._show(opened)
            text = self._words.text("returning.open_already")
            self._frame.notices.post(Notice("info", text))

        self._link.ask_here(lambda records: records.patients.open(case), show, self._refused)

    # Admitting.

    def admit_new(self) -> None:
        """Ask who the child is, then admit it."""
        fields = (
            Asked("family_name"),
            Asked("given_name"),
            Asked("date_of_birth", day=True),
            Asked("identifier"),
        )
        self._ask_page.ask(Question("admit", fields, self._admit_typed, self._frame.go_back))
        self._frame.show_page(self._ask_page)
        self._ask_page.setFocus()

    def _admit_typed(self, typed: Mapping[str, str]) -> None:
        born = typed["date_of_birth"]
        patient = Patient(
            family_name=typed["family_name"] or None,
            given_name=typed["given_name"] or None,
            date_of_birth=date.fromisoformat(born) if born else None,
            identifier=typed["identifier"] or None,
        )
        # A second Enter is no second child.
        self._ask_page.set_busy(busy=True)
        self.admit(Case(patient=patient))

    def admit(self, case: Case) -> None:
        """Keep a case as a patient, once children with nearly the same name were looked at."""
        key = uuid.uuid4().hex

        def look(records: Records) -> tuple[NearName, ...] | Saved:
            near = records.patients.near_names(case.patient)
            return near or records.patients.admit(case, key)

        def looked(found: tuple[NearName, ...] | Saved) -> None:
            if isinstance(found, tuple):
                another = partial(self._admit_all_the_same, case, key, found)
                self._renamed, self._entered = None, case
                self._near.show_near(case.patient, found, another)
                self._frame.show_page(self._near)
                self._near.setFocus()
            else:
                self._admitted(found)

        self._link.ask_here(look, looked, self._not_admitted)

    def _admit_all_the_same(self, case: Case, key: str, near: tuple[NearName, ...]) -> None:
        seen = [each.found.patient for each in near]
        self._link.ask_here(
            lambda records: records.patients.admit(case, key, seen=seen),
            self._admitted,
            self._not_admitted,
        )

    def compare(self, keeper: PatientKeeper, patient: Patient) -> None:
        """Show the children that one could be taken for under its new name, before it is saved."""

        def show(found: Sequence[NearName]) -> None:
            self._renamed = keeper
            keep = partial(self._keep_name, keeper, found)
            self._near.show_near(patient, found, keep, renamed=True)
            self._frame.show_page(self._near)
            self._near.setFocus()

        self._link.ask_here(
            lambda records: records.patients.near_names(patient, apart_from=keeper.opened.patient),
            show,
            self._refused,
        )

    def _keep_name(self, keeper: PatientKeeper, near: Sequence[NearName]) -> None:
        self._frame.go_back()
        keeper.compared(each.found.patient for each in near)

    def _admitted(self, saved: Saved) -> None:
        self._ask_page.forget()
        self._show(saved.case)

    def _not_admitted(self, error: RecordsError) -> None:
        if self._ask_page.isVisible():
            self._ask_page.say("stop", fault_text(error))
        else:
            self._frame.go_back()
            self._refused(error)

    def _refused(self, error: RecordsError) -> None:
        if error.code not in ("session_locked", "signed_out"):
            self._frame.notices.post(Notice("stop", fault_text(error)))


def _no_draft() -> str:
    raise LookupError("nobody keeps drafts")
