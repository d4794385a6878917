"""Signing a plan, and the second person who checks it: each is asked for again, by password.

The plan is kept first, as a draft; what is signed is what the store holds. Behind a signature no
undo reaches.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from clinical.dosing.second_check import Checked
from clinical.record.kept_plan import Signature
from desktop.door.ask_page import Asked, Question
from desktop.door.door_desk import refuse
from desktop.records_command import fault_text
from desktop.sheets import PaperMarks
from desktop.widgets.notice_bar import Notice
from reports.kept_plan import kept_of, next_version
from reports.plan_code import plan_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinical.dosing.plan import Plan
    from clinical.record.kept_plan import KeptPlan
    from desktop.case_store import CaseStore
    from desktop.door.link import RecordsLink
    from desktop.patients.identity_desk import IdentityDesk
    from desktop.patients.keeper import PatientKeeper
    from records.faults import RecordsError
    from records.service.patients import Saved
    from reports.wording import Wording

_DOCUMENT = "dosing_plan"


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
        self._announced: tuple[PatientKeeper, str] | None = None

    # Signing.

    def sign(self, keeper: PatientKeeper) -> None:
        """Ask for the person again, and sign the plan on the screen."""
        plan = self._store.state.plan
        if plan is None or plan.verdict != "ready":
            return

        def submit(typed: Mapping[str, str]) -> None:
            kept, secret, key = self._kept(keeper), typed["password"], uuid.uuid4().hex
            if kept is None:
                return
            self._page.set_busy(busy=True)
            self._link.ask(
                lambda records: records.plans.sign(keeper.opened, kept, secret, key),
                lambda saved: self._done(keeper, saved, "signing.done"),
                self._refused,
            )

        person = self._link.person
        values = {"name": person.shown if person is not None else ""}
        fields = (Asked("password", secret=True),)
        self._ask(Question("sign", fields, submit, self._frame.go_back, values))

    def check(self, keeper: PatientKeeper, plan: Plan) -> None:
        """Ask the second person, who agreed on weight and drug, to sign in for it."""
        patient = self._store.state.case.patient

        def submit(typed: Mapping[str, str]) -> None:
            kept, key = self._kept(keeper), uuid.uuid4().hex
            name, password = typed["name"], typed["password"]
            if kept is None:
                return
            self._page.set_busy(busy=True)
            self._link.ask(
                lambda records: records.plans.check(keeper.opened, kept, name, password, key),
                checked,
                self._refused,
            )

        def checked(saved: Saved) -> None:
            self._done(keeper, saved, "signing.checked")
            now = self._store.state.plan
            found = kept_of(saved.case.case, now) if now is not None else None
            if now is not None and found is not None and found.checked is not None:
                prescriber = found.signed.by if found.signed is not None else self._shown()
                self._store.end_check(Checked(now, patient, prescriber, found.checked))

        fields = (Asked("name"), Asked("password", secret=True))
        self._ask(Question("check", fields, submit, self._frame.go_back))

    def _kept(self, keeper: PatientKeeper) -> tuple[str, int] | None:
        """Return the name and version under which the plan on the screen is kept, kept now."""
        state = self._store.state
        if state.choice is not None and state.plan is not None and state.choice.start is None:
            # What is signed has its time: a start left open would go on with the clock.
            self._store.choose(replace(state.choice, start=state.plan.start))
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
        """Have the child named again, record that a sheet is made, and go on with its marks."""
        state = self._store.state
        plan = state.plan
        if plan is None or plan.verdict == "refused":
            then(PaperMarks())
            return
        code = plan_code(plan, state.case)
        kept = kept_of(state.case, plan)

        def go_on(head: str) -> None:
            self._announced = (keeper, code)
            signed = kept.signed if kept is not None else None
            checked = kept.checked if kept is not None else None
            then(PaperMarks(signed, checked, self._shown(), head))

        def not_announced(error: RecordsError) -> None:
            # A sheet of a version that others have changed is not printed.
            if error.code == "changed_meanwhile":
                self._show_both(keeper)
            else:
                self._not_allowed(error)

        def named() -> None:
            self._link.ask(
                lambda records: records.plans.printed(keeper.opened, _DOCUMENT, code),
                go_on,
                not_announced,
            )

        self._identity.confirm(keeper, named)

    def withdrawn(self, *, went_out: bool) -> None:
        """Hear that the preview was left; without paper or file that is recorded too."""
        announced, self._announced = self._announced, None
        if announced is None:
            return
        keeper, code = announced
        if went_out:
            self._store.adopt(self._store.committed)
            return
        self._link.ask(
            lambda records: records.plans.not_printed(keeper.opened, _DOCUMENT, code),
            _nothing,
            self._not_allowed,
        )

    def _not_allowed(self, error: RecordsError) -> None:
        if error.code not in ("session_locked", "signed_out"):
            self._frame.notices.post(Notice("caution", fault_text(error)))


def _name(kept: KeptPlan) -> tuple[str, int]:
    return kept.id or "", kept.version


def _nothing(_: object) -> None:
    pass
