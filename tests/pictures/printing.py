"""From what was taken to what is kept: few colours, few bytes, and many on one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from clinical.assess import assess
from desktop.demo import example_sheet
from desktop.examples import FICTIONAL_LOG
from desktop.pdf_pages import PdfPages
from desktop.rules import load_rulebook
from desktop.version import version
from reports.page import Printed
from reports.treatment_log import treatment_log_pdf
from reports.wording import english

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.pictures.scenes import Part

# A screen of flat colours loses nothing that an eye would miss.
_COLOURS = 48
_COLUMNS, _THUMB, _GAP = 4, (683, 384), 8
_PAGE_WIDTH = 1000


def small(taken: Path, kept: Path, part: Part | None = None) -> None:
    """Keep a picture, or a part of it, in few colours."""
    picture = Image.open(taken).convert("RGB")
    if part is not None:
        width, height = picture.size
        picture = picture.crop(
            (
                round(part[0] * width),
                round(part[1] * height),
                round(part[2] * width),
                round(part[3] * height),
            )
        )
    reduced = picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    kept.parent.mkdir(parents=True, exist_ok=True)
    reduced.save(kept, optimize=True)


def contact_sheet(taken: Sequence[Path], kept: Path) -> None:
    """Put many pictures on one."""
    rows = -(-len(taken) // _COLUMNS)
    width, height = _THUMB[0] + _GAP, _THUMB[1] + _GAP
    sheet = Image.new("RGB", (width * _COLUMNS, height * rows), "#808080")
    for number, path in enumerate(taken):
        thumb = Image.open(path).convert("RGB")
        thumb.thumbnail(_THUMB, Image.Resampling.LANCZOS)
        sheet.paste(thumb, (number % _COLUMNS * width, number // _COLUMNS * height))
    sheet.save(kept)


def log_page(kept: Path) -> None:
    """Take the page of the log sheet that has the chart, of the invented boy."""
    rulebook = load_rulebook()
    case, at = FICTIONAL_LOG.case(rulebook), FICTIONAL_LOG.at
    printed = Printed(at=at, by=None, version=version())
    pages = PdfPages(treatment_log_pdf(case, assess(case, rulebook, at), english(), printed))
    pages.image(1, _PAGE_WIDTH).save(str(kept))
    pages.close()


def plan_page(kept: Path) -> None:
    """Take the first page of the sheet of the example child."""
    pages = PdfPages(example_sheet(load_rulebook()))
    pages.image(0, _PAGE_WIDTH).save(str(kept))
    pages.close()
