"""Finalising the discharge summary, and when each document of a child was last printed.

What is finalised is the very summary that was shown: its code is compared before the person is
asked and again when the password was typed. Behind it no undo reaches.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Literal

from clinical.record.kept_plan import RulebookMark, SiteMark
from desktop.door.ask_page import Asked, Question
from desktop.door.door_desk import refuse
from desktop.patients.plan_words import child_words
from desktop.widgets.notice_bar import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from clinical.record.case import Case
    from desktop.case_store import CaseStore, State
    from desktop.door.link import RecordsLink
    from desktop.patients.identity_desk import IdentityDesk
    from desktop.patients.keeper import PatientKeeper
    from records.faults import RecordsError
    from records.service.open_case import Saved
    from records.store.audit import Change
    from reports.discharge.made import MadeSummary
    from reports.wording import Wording

Printed = dict[str, "tuple[datetime, str]"]


class LetterDesk:
    """Asks for the person again, and keeps the version of the summary on the screen."""

    def __init__(
        self, link: RecordsLink, words: Wording, store: CaseStore, identity: IdentityDesk
    ) -> None:
        self._link, self._words, self._store = link, words, store
        self._page, self._frame = identity.page, identity.frame
        # What was said of a version, and the record it was said of.
        self._said: tuple[Notice, Case] | None = None
        store.changed.connect(self._follow)

    def finalise(self, keeper: PatientKeeper, code: str) -> None:
        """Ask to finalise the summary on the screen, which had this code when it was shown."""
        made = self._made_now(keeper)
        if made is None:
            return
        from reports.discharge.overtaken import overtaken_lines

        if made.code != code or made.standing.kept is not None:
            self._tell("caution", self._words.text("signing.not_as_shown"))
            return
        earlier = made.standing.earlier

        def submit(typed: Mapping[str, str]) -> None:
            self._seal(keeper, made, typed["password"], typed.get("reason", ""))

        person = self._link.person
        values = {
            "name": person.shown if person is not None else "",
            "version": made.standing.version,
            "earlier": earlier.version if earlier is not None else "",
        }
        fields = (Asked("password", secret=True),)
        if earlier is not None:
            fields = (Asked("reason"), *fields)
        old = (text for _, text in overtaken_lines(made.summary, self._words))
        about = (child_words(made.case.patient, self._words), made.summary.title, *old)
        key = "finalise" if earlier is None else "amend"
        self._page.ask(Question(key, fields, submit, self._frame.go_back, values, about=about))
        self._frame.show_page(self._page)
        self._page.setFocus()

    def _made_now(self, keeper: PatientKeeper) -> MadeSummary | None:
        """Return the summary of the child on the screen, None where nothing is calculated."""
        from reports.discharge.made import summary_in_force

        state = self._store.state
        if state.keeper is not keeper or state.assessment is None or state.typing:
            return None
        return summary_in_force(state.case, state.assessment, self._words)

    def _seal(self, keeper: PatientKeeper, made: MadeSummary, secret: str, reason: str) -> None:
        """Keep the very summary that the page names, once all of the record is saved.

        The clock went on while the password was typed; what is kept speaks of when it was shown.
        """
        from records.service.summary_changes import Finished

        now = self._store.state
        if now.keeper is not keeper or now.case != made.case:
            self._page.forget()
            self._frame.go_back()
            self._tell("caution", self._words.text("signing.not_as_shown"))
            return
        rules = made.assessment.rulebook
        site = rules.site
        finished = Finished(
            as_of=made.assessment.as_of,
            code=made.code,
            rulebook=RulebookMark(edition=rules.edition, sha256=rules.sha256),
            site_rules=SiteMark(name=site.name, sha256=site.sha256) if site is not None else None,
            reason=reason,
        )
        key = uuid.uuid4().hex

        def done(saved: Saved) -> None:
            self._page.forget()
            self._store.adopt(keeper.taken(saved))
            self._frame.go_back()
            version = made.standing.version
            said = Notice("info", self._words.text("signing.finalised", version=version))
            self._said = said, saved.case.case
            self._frame.notices.post(said)

        def late(saved: Saved) -> None:
            # Final it is; the page was left meanwhile and nobody is led away from another one.
            if self._store.state.keeper is keeper:
                self._store.adopt(keeper.taken(saved))

        self._page.set_busy(busy=True)
        self._link.ask_here(
            lambda records: records.summaries.finalise(keeper.assured(), finished, secret, key),
            done,
            self._refused,
            late,
        )

    def ask_printed(self, keeper: PatientKeeper, hear: Callable[[Printed], None]) -> None:
        """Tell when each document of a child was last printed or saved."""
        if not self._link.may("read_history"):
            return
        self._link.ask_here(
            lambda records: records.trail.of_case(keeper.id),
            lambda found: hear(last_printed(found)),
            lambda _: None,
        )

    def _follow(self, state: State) -> None:
        """Take down that the summary is final once the record is another one."""
        if self._said is None or state.case == self._said[1]:
            return
        self._frame.notices.withdraw(self._said[0])
        self._said = None

    def _refused(self, error: RecordsError) -> None:
        refuse(self._page, error, self._link, self._words)

    def _tell(self, tone: Literal["info", "caution"], text: str) -> None:
        self._frame.notices.post(Notice(tone, text))


def last_printed(found: Sequence[Change]) -> Printed:
    """Return by kind of document who last printed or saved it; the history comes latest first.

    One that was announced and withdrawn never reached the paper.
    """
    last: Printed = {}
    withdrawn: dict[tuple[str, str], int] = {}
    for change in found:
        if change.action not in {"printed", "not_printed"}:
            continue
        kind, code = str(change.detail.get("document")), str(change.detail.get("code"))
        if change.action == "not_printed":
            withdrawn[kind, code] = withdrawn.get((kind, code), 0) + 1
        elif withdrawn.get((kind, code), 0):
            withdrawn[kind, code] -= 1
        else:
            last.setdefault(kind, (change.at, change.shown))
    return last
