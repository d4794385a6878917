"""The discharge summary as a document of the preview: the version in force, or a draft of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.documents.document import Document
from reports.wording import english

if TYPE_CHECKING:
    from desktop.preview import Paper
    from desktop.state import State
    from reports.page import Printed
    from reports.wording import Wording


def _code(state: State) -> str:
    from reports.discharge.made import summary_in_force

    if state.assessment is None:
        return ""
    return summary_in_force(state.case, state.assessment, english()).code


def _make(state: State, words: Wording, paper: Paper, printed: Printed) -> bytes:
    from reports.discharge.made import summary_in_force
    from reports.discharge_summary import discharge_summary_pdf

    if state.assessment is None:
        raise ValueError("nothing was calculated")
    made = summary_in_force(state.case, state.assessment, words)
    return discharge_summary_pdf(made, words, printed, paper=paper)


# A draft goes on with the clock; a version that was finalised speaks of its own moment.
DISCHARGE_SUMMARY = Document("discharge_summary", _make, code=_code, as_of_now=True)
