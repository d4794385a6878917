"""The letters of a child from the command line: log, discharge summary, page for the family.

None asks anything: what is not written is "not recorded", and a summary without its mandatory
headings says DRAFT on each page.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clinical.assess import assess
from desktop.pdf_output import write_pdf
from reports.wording import english

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook

Read = tuple["Case", "Rulebook", "datetime"]


def write_log(read: Read, at: datetime, options: argparse.Namespace) -> str:
    """Write the sheet of the treatment log; return what to say of it."""
    from reports.treatment_log import treatment_log_pdf

    words = english()
    make = partial(treatment_log_pdf, read[0], assess(*read), words, paper=options.paper)
    write_pdf(options.pdf, at, make)
    return words.text("command.log_written", file=str(options.pdf))


def write_summary(read: Read, at: datetime, options: argparse.Namespace) -> str:
    """Write the discharge summary; return what to say of it.

    Without an explicit moment it is the version that was finalised, where that still holds.
    """
    from reports.discharge.made import make_summary, summary_in_force
    from reports.discharge_summary import discharge_summary_pdf

    words = english()
    make = make_summary if options.as_of is not None else summary_in_force
    made = make(read[0], assess(*read), words)
    write_pdf(options.pdf, at, partial(discharge_summary_pdf, made, words, paper=options.paper))
    said = words.text("command.summary_written", file=str(options.pdf))
    missing = [section.title for section in made.summary.sections if section.missing]
    if not missing:
        return said
    return "\n".join([said, words.text("discharge.draft_band", names=", ".join(missing))])


def write_family(read: Read, at: datetime, options: argparse.Namespace) -> str:
    """Write the page for the family; return what to say of it.

    Raises:
        InputError: of a child who died: there is none.
    """
    from reports.family_page import family_page_pdf

    words = english()
    make = partial(family_page_pdf, read[0], assess(*read), words, paper=options.paper)
    write_pdf(options.pdf, at, make)
    return words.text("command.family_written", file=str(options.pdf))
