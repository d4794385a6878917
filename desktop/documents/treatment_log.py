"""The sheet of the treatment log, as a document of the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.documents.document import Document

if TYPE_CHECKING:
    from desktop.preview import Paper
    from desktop.state import State
    from reports.page import Printed
    from reports.wording import Wording


def _make(state: State, words: Wording, paper: Paper, printed: Printed) -> bytes:
    from reports.treatment_log import treatment_log_pdf

    if state.assessment is None:
        raise ValueError("nothing was calculated")
    return treatment_log_pdf(state.case, state.assessment, words, printed, paper=paper)


# What is due and what is overdue goes on with the clock: it leaves as it is by then.
TREATMENT_LOG = Document("treatment_log", _make, as_of_now=True)
