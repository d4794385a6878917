"""The page for the family on paper: large letters, plain words, dose, dates, whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.family_words import family_page
from reports.fonts import PaperError
from reports.formats import day_in_full
from reports.letterhead import letterhead
from reports.page import Furniture, Paper, Printed, document_pdf, page_width
from reports.typesetting import (
    CAPTION,
    FIGURE,
    INK,
    LINE,
    RULE,
    SUBTITLE,
    TINT,
    TITLE,
    Cell,
    Command,
    Markup,
    Padding,
    bold,
    gap,
    keep,
    paragraph,
    plain,
    table,
    together,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.platypus import Flowable

    from clinical.assess import Assessment
    from clinical.record.case import Case
    from reports.family_doses import FamilyDose
    from reports.family_words import FamilyPage, FamilyPart
    from reports.wording import Wording

_BULLET = 14.0
_PEN = 16.0


def family_page_pdf(
    case: Case, assessment: Assessment, words: Wording, printed: Printed, *, paper: Paper = "A4"
) -> bytes:
    """Return the page as a PDF; the same input gives the same bytes.

    Raises:
        PaperError: ``after_death`` of a child who died, and where a letter cannot be drawn.
    """
    if case.involvement.died == "present":
        raise PaperError("after_death")
    page = family_page(case, assessment, words)
    content = _Page(page, assessment, words, page_width(paper)).content()
    site = assessment.rulebook.site
    bands = [words.text("discharge.example_child")] if case.training is not None else []
    if site is not None and site.example:
        bands.append(words.text("sheet.example_site", name=site.name))
    furniture = Furniture(
        title=words.text("family.document"),
        patient=case.patient,
        day=assessment.as_of.date(),
        printed=printed,
        rulebook=assessment.rulebook,
        bands=tuple(bands),
    )
    return document_pdf(content, furniture, words, paper)


class _Page:
    def __init__(
        self, page: FamilyPage, assessment: Assessment, words: Wording, width: float
    ) -> None:
        self._page, self._assessment, self._words, self._width = page, assessment, words, width

    def content(self) -> list[Flowable]:
        page, rulebook = self._page, self._assessment.rulebook
        parts: list[Flowable] = [
            letterhead([paragraph(plain(page.title), TITLE)], rulebook, self._words, self._width),
            gap(4),
        ]
        for part in page.parts:
            parts += [self._part(part), gap(7)]
        made = self._words.text("family.made", day=day_in_full(self._assessment.as_of.date()))
        return [*parts, self._call(), gap(7), paragraph(plain(made), CAPTION)]

    def _part(self, part: FamilyPart) -> Flowable:
        inside: list[Flowable] = [paragraph(plain(part.title), SUBTITLE)]
        inside += [self._dose(dose) for dose in part.doses]
        if part.lines:
            inside.append(self._lines(part.lines, self._width - (16 if part.urgent else 0)))
        if not part.urgent:
            return keep(inside)
        # A frame, and not a colour: it is copied and printed in grey.
        box = table(
            [[inside]],
            [self._width],
            [("BOX", (0, 0), (-1, -1), (1.6, INK))],
            padding=Padding(8, 8, 4, 6),
        )
        return keep([box])

    def _lines(self, lines: Sequence[str], width: float) -> Flowable:
        rows: list[Sequence[Cell]] = []
        for line in lines:
            cell: list[Flowable] = [paragraph(plain(line), LINE)]
            if line.endswith(":"):
                cell.append(_pen_line(width - _BULLET))
            rows.append([paragraph(Markup("•"), LINE), cell])
        return table(rows, [_BULLET, width - _BULLET], padding=Padding(0, 0, 1, 2))

    def _dose(self, dose: FamilyDose) -> Flowable:
        """Return a medicine in a frame, its dose in the largest letters of the page."""
        notes = [paragraph(plain(note), LINE) for note in dose.notes]
        head = Markup(f"{bold(plain(dose.medicine))} {together(dose.dose)}")
        inside: list[Flowable] = [
            paragraph(head, FIGURE),
            paragraph(bold(plain(dose.how)), LINE),
            *notes,
        ]
        commands: list[Command] = [
            ("BOX", (0, 0), (-1, -1), (0.8, INK)),
            ("BACKGROUND", (0, 0), (-1, -1), TINT),
        ]
        return table([[inside]], [self._width], commands, padding=Padding(8, 8, 4, 6))

    def _call(self) -> Flowable:
        words, page = self._words, self._page
        lines: list[Flowable] = [paragraph(plain(words.text("family.call_title")), SUBTITLE)]
        if page.place:
            lines.append(paragraph(plain(page.place), LINE))
        blank = ["family.appointment"]
        if page.telephone:
            number = words.text("family.call", number=page.telephone)
            lines.append(paragraph(bold(plain(number)), LINE))
        else:
            blank.insert(0, "family.call_blank")
        return keep([*lines, self._to_write(blank)])

    def _to_write(self, keys: Sequence[str]) -> Flowable:
        """Return labels with room to write behind each, side by side."""
        share = self._width / len(keys)
        cells: list[Cell] = [paragraph(plain(self._words.text(key)), LINE) for key in keys]
        return table(
            [cells],
            [share] * len(keys),
            [("LINEBELOW", (0, 0), (-1, -1), (0.6, RULE))],
            padding=Padding(0, 12, 6, 4),
        )


def _pen_line(width: float) -> Flowable:
    """Return a line to write on."""
    return table(
        [[gap(_PEN)]], [width], [("LINEBELOW", (0, 0), (-1, -1), (0.6, RULE))],
        padding=Padding(0, 0, 0, 0),
    )  # fmt: skip
