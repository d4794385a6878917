"""Striking a charted dose, with the reason: it is corrected and never undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.record.entry import Struck
from desktop.door.ask_page import Asked, AskPage, Question
from reports.formats import dose_text, moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from clinical.record.case import Treatment
    from desktop.case_store import CaseStore
    from desktop.door.frame import Frame
    from records.people.session import Person
    from reports.wording import Wording


def ask_strike(
    store: CaseStore,
    words: Wording,
    person: Person | None,
    shown_in: tuple[AskPage, Frame],
    dose_id: str,
) -> None:
    """Ask why a charted dose is struck, then strike it; the page says which, and when it was."""
    page, frame = shown_in
    live = (each for each in store.committed.treatments if each.struck is None)
    dose = next((each for each in live if each.id == dose_id), None)
    if dose is None or person is None:
        return

    def submit(typed: Mapping[str, str]) -> None:
        if not typed["reason"]:
            page.say("stop", words.text("records.reason_none"))
            return
        struck = Struck(at=store.now(), by=person.shown, reason=typed["reason"])
        case = store.committed
        treatments = tuple(
            each.replace(struck=struck) if each.id == dose.id else each for each in case.treatments
        )
        page.forget()
        frame.go_back()
        store.commit(case.replace(treatments=treatments))

    values = {"dose": dose_words(dose, words, store.now().tzinfo)}
    question = Question("strike", (Asked("reason"),), submit, frame.go_back, values)
    page.ask(question)
    frame.show_page(page)
    page.setFocus()


def dose_words(dose: Treatment, words: Wording, zone: tzinfo | None) -> str:
    """Return which dose it is: drug, amount and time."""
    amount = dose_text(dose.dose, dose.dose_unit) if dose.dose and dose.dose_unit else ""
    at = moment_text(dose.start.astimezone(zone)) if dose.start is not None else ""
    drug = " ".join(filter(None, (words.name(f"agent.{dose.agent}"), amount)))
    return ", ".join(filter(None, (drug, at)))
