"""Naming the child again before the first charted dose and the first print of a session.

The banner is out of sight meanwhile: who has the wrong child open must type the name it has in
mind, not the one on the screen (hazard H34).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.door.ask_page import Asked, AskPage, Question
from desktop.records_command import fault_text
from desktop.widgets.notice_bar import Notice
from records.faults import RecordsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clinical.record.case import Patient
    from desktop.door.frame import Frame
    from desktop.door.link import RecordsLink
    from desktop.patients.keeper import PatientKeeper
    from records.service.identity import IdentityQuestion
    from reports.wording import Wording


class IdentityDesk:
    """Asks once for each child in a session."""

    def __init__(self, link: RecordsLink, words: Wording, page: AskPage, frame: Frame) -> None:
        self._link, self._words, self.page, self.frame = link, words, page, frame

    def confirm(self, keeper: PatientKeeper, then: Callable[[], None]) -> None:
        """Go on once the child was named again; at once where it was before."""
        if keeper.is_confirmed:
            then()
            return
        self._link.ask_here(
            lambda records: records.patients.identity_question(keeper.opened),
            lambda question: self._ask(keeper, question, then),
            self._cannot,
        )

    def confirm_new(self, patient: Patient, then: Callable[[], None]) -> None:
        """Go on once a child was named that is kept only now, with a dose charted before."""
        from records.service.identity import matches, needs

        try:
            question = needs(patient)
        except RecordsError as error:
            self._cannot(error)
            return

        def submit(typed: Mapping[str, str]) -> None:
            if not matches(patient, typed["letters"], typed[question.number]):
                self.page.say("stop", self._words.text("records.identity_differs"))
                return
            self._leave(then)

        self._show(question, submit)

    def _ask(
        self, keeper: PatientKeeper, question: IdentityQuestion, then: Callable[[], None]
    ) -> None:
        def submit(typed: Mapping[str, str]) -> None:
            letters, digits = typed["letters"], typed[question.number]
            self.page.set_busy(busy=True)
            self._link.ask_here(
                lambda records: records.patients.confirm_identity(keeper.opened, letters, digits),
                lambda _: confirmed(),
                lambda error: self.page.say("stop", fault_text(error)),
            )

        def confirmed() -> None:
            self._link.confirmed.add(keeper.id)
            self._leave(then)

        self._show(question, submit)

    def _show(
        self, question: IdentityQuestion, submit: Callable[[Mapping[str, str]], None]
    ) -> None:
        fields = (Asked("letters", by_hand=True), Asked(question.number, by_hand=True))
        values = {"letters": question.letters}
        self.page.ask(Question("identity", fields, submit, self.frame.go_back, values))
        self.frame.show_page(self.page)
        self.page.setFocus()

    def _leave(self, then: Callable[[], None]) -> None:
        self.page.forget()
        self.frame.go_back()
        then()

    def _cannot(self, error: RecordsError) -> None:
        self.frame.notices.post(Notice("caution", fault_text(error)))
        self.frame.question.withdraw()


def why_not(error: RecordsError, words: Wording) -> Notice:
    """Return the message of a commit that was not taken."""
    return Notice("caution", words.text("keeping.not_taken", fault=fault_text(error)))
