"""Striking a charted dose, with the reason: it is corrected and never undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.record.entry import Struck
from desktop.door.ask_page import Asked, AskPage, Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.case_store import CaseStore
    from desktop.door.frame import Frame
    from records.people.session import Person
    from reports.wording import Wording


def ask_strike(
    store: CaseStore, words: Wording, person: Person | None, shown_in: tuple[AskPage, Frame]
) -> None:
    """Ask why the dose that was charted last is struck, then strike it."""
    page, frame = shown_in
    doses = [each for each in store.committed.treatments if each.struck is None]
    if not doses or person is None:
        return
    dose = doses[-1]

    def submit(typed: Mapping[str, str]) -> None:
        if not typed["reason"]:
            page.say("stop", words.text("records.reason_missing", least=1))
            return
        struck = Struck(at=store.now(), by=person.shown, reason=typed["reason"])
        case = store.committed
        treatments = tuple(
            each.replace(struck=struck) if each.id == dose.id else each for each in case.treatments
        )
        page.forget()
        frame.go_back()
        store.commit(case.replace(treatments=treatments))

    told = f"{words.name(f'agent.{dose.agent}')} {dose.dose or ''} {dose.dose_unit or ''}".strip()
    question = Question("strike", (Asked("reason"),), submit, frame.go_back, {"dose": told})
    page.ask(question)
    frame.show_page(page)
    page.setFocus()
