"""The page for the family, as a document of the preview; there is none of a child who died."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.documents.document import Document, why_not_calculated

if TYPE_CHECKING:
    from desktop.preview import Paper
    from desktop.state import State
    from reports.page import Printed
    from reports.wording import Wording


def _why_not(state: State) -> str | None:
    if state.case.involvement.died == "present":
        return "no_family_page"
    return why_not_calculated(state)


def _make(state: State, words: Wording, paper: Paper, printed: Printed) -> bytes:
    from reports.family_page import family_page_pdf

    if state.assessment is None:
        raise ValueError("nothing was calculated")
    return family_page_pdf(state.case, state.assessment, words, printed, paper=paper)


# Its next dose and its dates go on with the clock.
FAMILY_PAGE = Document("family_page", _make, why_not=_why_not, as_of_now=True)
