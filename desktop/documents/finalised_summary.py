"""The latest finalised version of the discharge summary as a document, as it was finalised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.documents.document import Document, why_not_calculated
from reports.wording import english

if TYPE_CHECKING:
    from desktop.preview import Paper
    from desktop.state import State
    from reports.page import Printed
    from reports.wording import Wording


def _why_not(state: State) -> str | None:
    from reports.discharge.made import finalised_summary

    refusal = why_not_calculated(state)
    if refusal is not None:
        return refusal
    found = finalised_summary(state.case, state.rulebook, english())
    return found if isinstance(found, str) else None


def _code(state: State) -> str:
    from reports.discharge.made import finalised_summary

    found = finalised_summary(state.case, state.rulebook, english())
    return "" if isinstance(found, str) else found.code


def _make(state: State, words: Wording, paper: Paper, printed: Printed) -> bytes:
    from reports.discharge.made import finalised_summary
    from reports.discharge_summary import discharge_summary_pdf

    found = finalised_summary(state.case, state.rulebook, words)
    if not isinstance(found, str):
        return discharge_summary_pdf(found, words, printed, paper=paper)
    # Asked beforehand: nobody comes here.
    raise ValueError(found)


FINALISED_SUMMARY = Document("finalised_summary", _make, why_not=_why_not, code=_code)
