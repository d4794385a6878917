"""Signing a plan, and the second person who checks it: each is asked for again, by password.

The plan is kept first, as a draft; what is signed is what the store holds. Behind a signature no
undo reaches.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clinical.dosing.second_check import Checked, same_order
from clinical.record.kept_plan import Signature
from desktop.door.ask_page import Asked, Question
from desktop.door.door_desk import refuse
from desktop.patients.plan_words import child_words, plan_words
from desktop.records_command import fault_text
from desktop.sheets import PaperMarks
from desktop.widgets.notice_bar import Notice
from reports.kept_plan import kept_of, next_version
from reports.plan_code import plan_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinical.dosing.plan import Plan
    from clinical.record.case import Patient
    from clinical.record.kept_plan import KeptPlan
    from desktop.case_store import CaseStore
    from desktop.door.link import RecordsLink
    from desktop.patients.identity_desk import IdentityDesk
    from desktop.patients.keeper import PatientKeeper
    from records.faults import RecordsError
    from records.people.session import Person
    from records.service.patients import Saved
    from records.service.records import Records
    from reports.wording import Wording

_DOCUMENT = "dosing_plan"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page was opened about; anything else is not signed, checked or printed by it."""

    keeper: PatientKeeper
    plan: Plan
    patient: Patient


class SigningDesk:
    """Signatures, checks, and what goes on paper, of the plan on the screen."""

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
        self._page, self._frame, self._identity = identity.page, identity.frame, identity
        self._show_both = show_both
        # Who had which sheet of which child announced.
        self._announced: tuple[Person | None, PatientKeeper, str] | None = None

    # Signing.

    def sign(self, keeper: PatientKeeper) -> None:
        """Ask for the person again, and sign the plan on the screen."""
        self._fix_start()
        shown = self._shown_now(keeper)
        if shown is None or shown.plan.verdict != "ready":
            return

        def submit(typed: Mapping[str, str]) -> None:
            secret, key = typed["password"], uuid.uuid4().hex

            def work(records: Records, kept: tuple[str, int]) -> Saved:
                return records.plans.sign(keeper.assured(), kept, secret, key)

            self._seal(shown, work, lambda saved: self._done(keeper, saved, "signing.done"))

        values = {"name": self._shown()}
        fields = (Asked("password", secret=True),)
        about = self._told(shown)
        self._ask(Question("sign", fields, submit, self._frame.go_back, values, about=about))

    def check(self, keeper: PatientKeeper, plan: Plan) -> None:
        """Ask the second person, who agreed on weight and drug, to sign in for it."""
        now = self._shown_now(keeper)
        if now is None or not same_order(now.plan, plan):
            self._changed()
            return
        shown = now

        def submit(typed: Mapping[str, str]) -> None:
            name, password, key = typed["name"], typed["password"], uuid.uuid4().hex

            def work(records: Records, kept: tuple[str, int]) -> Saved:
                return records.plans.check(keeper.assured(), kept, name, password, key)

            self._seal(shown, work, checked)

        def checked(saved: Saved) -> None:
            self._done(keeper, saved, "signing.checked")
            now = self._store.state.plan
            found = kept_of(saved.case.case, now) if now is not None else None
            if now is not None and found is not None and found.checked is not None:
                prescriber = found.signed.by if found.signed is not None else self._shown()
                self._store.end_check(Checked(now, shown.patient, prescriber, found.checked))

        fields = (Asked("name"), Asked("password", secret=True))
        about = self._told(shown)
        self._ask(Question("check", fields, submit, self._frame.go_back, about=about))

    def _seal(
        self,
        shown: _Shown,
        work: Callable[[Records, tuple[str, int]], Saved],
        done: Callable[[Saved], None],
    ) -> None:
        """Sign or check the very plan that the page names, once all of the record is saved."""
        keeper = shown.keeper
        kept = self._kept(keeper) if self._is_shown(shown) else None
        if kept is None:
            self._page.forget()
            self._frame.go_back()
            self._changed()
            return

        def late(saved: Saved) -> None:
            # Signed it is; the page was left meanwhile and nobody is led away from another one.
            if self._store.state.keeper is keeper:
                self._store.adopt(keeper.taken(saved))

        self._page.set_busy(busy=True)
        self._link.ask_here(lambda records: work(records, kept), done, self._refused, late)

    def _fix_start(self) -> None:
        """Give the plan on the screen its time: a start left open would go on with the clock."""
        state = self._store.state
        plan, choice = state.plan, state.choice
        if plan is None or choice is None or choice.start is not None:
            return
        if plan.verdict != "refused" and not state.typing:
            self._store.choose(replace(choice, start=plan.start))

    def _shown_now(self, keeper: PatientKeeper) -> _Shown | None:
        """Return what is on the screen of a child, None where it has no plan to give."""
        state = self._store.state
        if state.keeper is not keeper or state.plan is None or state.plan.verdict == "refused":
            return None
        return _Shown(keeper, state.plan, state.case.patient)

    def _is_shown(self, shown: _Shown) -> bool:
        """Return whether the plan is still the one that was shown, of the same child."""
        now = self._shown_now(shown.keeper)
        return (
            now is not None
            and now.patient == shown.patient
            and now.plan.verdict == shown.plan.verdict
            and same_order(now.plan, shown.plan)
        )

    def _told(self, shown: _Shown) -> tuple[str, str]:
        return child_words(shown.patient, self._words), plan_words(shown.plan, self._words)

    def _changed(self) -> None:
        self._frame.notices.post(Notice("caution", self._words.text("signing.changed")))

    def _kept(self, keeper: PatientKeeper) -> tuple[str, int] | None:
        """Return the name and version under which the plan on the screen is kept, kept now."""
        state = self._store.state
        plan = state.plan
        if plan is None:
            return None
        kept = kept_of(state.case, plan)
        if kept is None:
            created = Signature(at=self._store.now(), by=self._shown())
            kept = next_version(
                state.case, plan, self._words, new_name=uuid.uuid4().hex, created=created
            )
            case = self._store.committed
            self._store.commit(case.replace(plans=(*case.plans, kept)))
        return _name(kept)

    def _done(self, keeper: PatientKeeper, saved: Saved, key: str) -> None:
        self._page.forget()
        self._store.adopt(keeper.taken(saved))
        self._frame.go_back()
        self._frame.notices.post(Notice("info", self._words.text(key)))

    def _refused(self, error: RecordsError) -> None:
        refuse(self._page, error, self._link, self._words)

    def _ask(self, question: Question) -> None:
        self._page.ask(question)
        self._frame.show_page(self._page)
        self._page.setFocus()

    def _shown(self) -> str:
        person = self._link.person
        return person.shown if person is not None else ""

    # Paper.

    def announce(self, keeper: PatientKeeper, then: Callable[[PaperMarks], object]) -> None:
        """Have the child named again, record that a sheet is made, and go on with its marks.

        What is not saved yet is on no paper: first everything of the record must be.
        """
        self._fix_start()
        shown = self._shown_now(keeper)
        if shown is None:
            then(PaperMarks())
            return
        code, person = plan_code(shown.plan, self._store.state.case), self._link.person

        def go_on(head: str) -> None:
            self._announced = (person, keeper, code)
            state = self._store.state
            if not self._is_shown(shown) or state.plan is None:
                self.withdrawn(went_out=False)
                self._changed()
                return
            kept = kept_of(state.case, state.plan)
            signed = kept.signed if kept is not None else None
            checked = kept.checked if kept is not None else None
            then(PaperMarks(signed, checked, self._shown(), head))

        def too_late(_: str) -> None:
            self._announced = (person, keeper, code)
            self.withdrawn(went_out=False)

        def not_announced(error: RecordsError) -> None:
            # A sheet of a version that others have changed is not printed.
            if error.code == "changed_meanwhile":
                self._show_both(keeper)
            elif keeper.failure is not None:
                self._not_saved(error)
            else:
                self._not_allowed(error)

        def named() -> None:
            self._link.ask_here(
                lambda records: records.plans.printed(keeper.assured(), _DOCUMENT, code),
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

        A sheet that is of no child in the records goes out without being asked about.
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
        if announced is None or announced[0] != self._link.person:
            # Nothing is said in the name of who came after.
            return
        _, keeper, code = announced
        if went_out:
            self._store.forget_steps()
            return
        self._link.ask(
            lambda records: records.plans.not_printed(keeper.opened, _DOCUMENT, code),
            _nothing,
            self._not_allowed,
        )

    def _not_saved(self, error: RecordsError) -> None:
        text = self._words.text("signing.not_saved", fault=fault_text(error))
        self._frame.notices.post(Notice("stop", text))

    def _not_allowed(self, error: RecordsError) -> None:
        if error.code not in ("session_locked", "signed_out"):
            self._frame.notices.post(Notice("caution", fault_text(error)))


def _name(kept: KeptPlan) -> tuple[str, int]:
    return kept.id or "", kept.version


def _nothing(_: object) -> None:
    pass
