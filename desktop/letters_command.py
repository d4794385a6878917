"""The letters of a child from the command line: the discharge summary and the page for the family.

Neither asks anything: what is not written is "not recorded", and a summary without its mandatory
headings says DRAFT on each page.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clinical.assess import assess
from desktop.pdf_output import write_pdf
from reports.wording import english

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook
    from reports.discharge.made import MadeSummary
    from reports.page import Paper


def summary_of(case: Case, rulebook: Rulebook, as_of: datetime, *, asked: bool) -> MadeSummary:
    """Return the summary to print: the version that was finalised, where it still holds.

    Where a moment was ``asked`` for it is that of the moment, finalised or not.
    """
    from reports.discharge.made import make_summary, summary_in_force

    make = make_summary if asked else summary_in_force
    return make(case, assess(case, rulebook, as_of), english())


def write_summary(place: Path, made: MadeSummary, at: datetime, paper: Paper) -> str:
    """Write the discharge summary; return what to say of it."""
    from reports.discharge_summary import discharge_summary_pdf

    words = english()
    write_pdf(place, at, lambda printed: discharge_summary_pdf(made, words, printed, paper=paper))
    missing = [section.title for section in made.summary.sections if section.missing]
    said = words.text("command.summary_written", file=str(place))
    if missing:
        said += "\n" + words.text("discharge.draft_band", names=", ".join(missing))
    return said


def write_family(
    place: Path, read: tuple[Case, Rulebook, datetime], at: datetime, paper: Paper
) -> str:
    """Write the page for the family; return what to say of it.

    Raises:
        InputError: of a child who died: there is none.
    """
    from reports.family_page import family_page_pdf

    words, case = english(), read[0]
    write_pdf(place, at, partial(family_page_pdf, case, assess(*read), words, paper=paper))
    return words.text("command.family_written", file=str(place))
