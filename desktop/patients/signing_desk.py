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
from desktop.widgets.notice_bar import Notice
from reports.kept_plan import kept_of, next_version

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
    from records.service.patients import Saved
    from records.service.records import Records
    from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page was opened about; anything else is not signed, checked or printed by it."""

    keeper: PatientKeeper
    plan: Plan
    patient: Patient


class SigningDesk:
    """Signatures and checks of the plan on the screen."""

    def __init__(
        self,
        link: RecordsLink,
        words: Wording,
        store: CaseStore,
        identity: IdentityDesk,
    ) -> None:
        self._link, self._words, self._store = link, words, store
        self._page, self._frame = identity.page, identity.frame

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


def _name(kept: KeptPlan) -> tuple[str, int]:
    return kept.id or "", kept.version
