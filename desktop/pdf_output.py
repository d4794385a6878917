"""Writes a document of the command line as a PDF: whole or not at all, and over nothing else."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clinical.problem import InputError, Problem
from reports.wording import english

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from reports.page import Printed

_PDF_START = b"%PDF-"


def write_pdf(place: Path, at: datetime, make: Callable[[Printed], bytes]) -> None:
    """Write what ``make`` returns for a time of printing.

    Raises:
        InputError: where no page can be made of the case, or something else stands at the place.
    """
    from desktop.version import version
    from records.files import write_whole
    from reports.fonts import PaperError
    from reports.page import Printed

    words = english()
    try:
        content = make(Printed(at=at, by=None, version=version()))
    except PaperError as error:
        why = words.text(f"paper.{error.code}", **error.values)
        raise InputError([Problem("--pdf", "no_paper", why)]) from None
    _refuse_other_files(place)
    write_whole(place, content)


def _refuse_other_files(place: Path) -> None:
    """Refuse to write a sheet over a file that is no sheet, such as the case itself."""
    # Asked before it is opened: a pipe would wait for somebody to write into it.
    with suppress(OSError):
        if not place.is_file():
            return
        with place.open("rb") as stream:
            start = stream.read(len(_PDF_START))
        if start not in {b"", _PDF_START}:
            raise InputError([Problem(str(place), "file_not_a_pdf")])
