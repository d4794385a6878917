"""The discharge summary on paper: heading by heading, the chart after the course, who completed it.

Drawn from the very summary that the window shows; nothing is decided here. Where a mandatory
heading is empty every page says DRAFT and which; what nobody finalised says so too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak

from reports.chart.paper import ChartDrawing
from reports.citations import Citations
from reports.discharge.made import MadeSummary, standing_line
from reports.letterhead import letterhead
from reports.page import Furniture, Paper, Printed, document_pdf, page_width
from reports.two_places import two_places
from reports.typesetting import (
    CAPTION,
    FAINT_RULE,
    HEADING,
    INK,
    LABEL,
    RULE,
    STRONG,
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
)
from reports.wording import DAGGER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.platypus import Flowable

    from clinical.record.vocabulary import DischargeHeading
    from reports.discharge.parts import Fact, Section
    from reports.summary.table import Table
    from reports.wording import Wording

_ROOM_FOR_A_HEADING = 64.0
_BULLET = 10.0
# Shares of the width, by the number of columns of a table.
_SHARES: dict[int, tuple[float, ...]] = {
    2: (0.3, 0.7),
    5: (0.16, 0.21, 0.21, 0.21, 0.21),
    6: (0.25, 0.14, 0.15, 0.13, 0.14, 0.19),
    7: (0.18, 0.12, 0.12, 0.11, 0.13, 0.16, 0.18),
}
_MEDICINES = (0.205, 0.15, 0.235, 0.185, 0.225)
# A longer text may go on overleaf; a row of fewer letters stays whole.
_LONG_CELL = 400
_SHORT_TABLE = 8


def discharge_summary_pdf(
    made: MadeSummary, words: Wording, printed: Printed, *, paper: Paper = "A4"
) -> bytes:
    """Return the summary as a PDF; the same input gives the same bytes.

    Raises:
        PaperError: where a letter cannot be drawn, or a text is too long for any page.
    """
    rulebook = made.assessment.rulebook
    citations = Citations(rulebook, words)
    content = _Letter(made, words, citations, page_width(paper)).content()
    furniture = Furniture(
        title=words.text("discharge.document"),
        patient=made.case.patient,
        day=made.assessment.as_of.date(),
        printed=printed,
        rulebook=rulebook,
        bands=tuple(_bands(made, words)),
        marks=_marks(made, words),
        code=None,
        footnote=words.text("product.dagger") if citations.dagger_used else None,
    )
    return document_pdf(content, furniture, words, paper)


def _bands(made: MadeSummary, words: Wording) -> list[str]:
    bands = [words.text("discharge.example_child")] if made.case.training is not None else []
    missing = [section.title for section in made.summary.sections if section.missing]
    if missing:
        bands.append(words.text("discharge.draft_band", names=", ".join(missing)))
    site = made.assessment.rulebook.site
    if site is not None and site.example:
        bands.append(words.text("sheet.example_site", name=site.name))
    return bands


def _marks(made: MadeSummary, words: Wording) -> tuple[str, ...]:
    kept = made.standing.kept
    if made.standing.state == "draft":
        return ()
    if kept is None:
        return (words.text("discharge.not_final"),)
    return (
        words.text(
            "discharge.final_band",
            version=kept.version,
            by=kept.finalised.by,
            at=kept.finalised.at.astimezone(made.assessment.as_of.tzinfo),
        ),
    )


class _Letter:
    def __init__(
        self, made: MadeSummary, words: Wording, citations: Citations, width: float
    ) -> None:
        self._made, self._words, self._citations = made, words, citations
        self._width = width
        chart: list[Flowable] = [
            paragraph(plain(words.text("chart.title")), LABEL),
            ChartDrawing(made.scene),
            *(paragraph(plain(note), CAPTION) for note in made.scene.notes),
            gap(9),
        ]
        # After the course where the page has room for it, else after the diagnoses.
        self._chart_here, self._chart_later = two_places(chart)

    def content(self) -> list[Flowable]:
        made, words = self._made, self._words
        below = [words.text("discharge.as_of", at=made.assessment.as_of)]
        if line := standing_line(made, words):
            below.append(line)
        title = [paragraph(plain(made.summary.title), TITLE)]
        title += [paragraph(plain(line), CAPTION) for line in below]
        parts: list[Flowable] = [
            letterhead(title, made.assessment.rulebook, words, self._width),
            gap(6),
        ]
        last = made.summary.sections[-1]
        blank: list[str] = []
        for section in made.summary.sections[:-1]:
            if section.blank and not section.mandatory:
                blank.append(section.title)
                continue
            parts += self._section(section)
            if section.heading == "diagnoses":
                parts.append(self._chart_later)
        if blank and not made.summary.died:
            text = words.text("discharge.blank_many", names=", ".join(blank))
            parts += [paragraph(plain(text), CAPTION), gap(8)]
        parts.append(self._completed(last))
        cited = self._citations.listed()
        if cited:
            heading = paragraph(plain(words.text("sheet.sources_heading")), HEADING)
            parts += [gap(8), CondPageBreak(_ROOM_FOR_A_HEADING), heading, *cited]
        return parts

    def _section(self, section: Section) -> list[Flowable]:
        """Return a heading with what staff wrote, what the record says, and its tables."""
        parts: list[Flowable] = [
            CondPageBreak(_ROOM_FOR_A_HEADING),
            _heading(section.title, self._width),
            gap(2.5),
            *self._written(section),
        ]
        if section.facts_title and section.facts:
            parts.append(paragraph(plain(section.facts_title), LABEL))
        if section.heading == "clinical_summary":
            parts += [self._prose(section.facts), gap(6), self._chart_here]
            return [*parts, gap(9)]
        bullets = [self._bullets(section.facts)] if section.facts else []
        tables = [part for each in section.tables for part in self._table(each, section.heading)]
        if section.heading == "medications":
            return [*parts, *tables, gap(4), *bullets, gap(9)]
        return [*parts, *bullets, *tables, gap(9)]

    def _written(self, section: Section) -> list[Flowable]:
        if section.written:
            return [
                paragraph(plain(line) if line.strip() else Markup("&nbsp;"))
                for line in section.written.splitlines()
            ]
        if section.mandatory:
            return [paragraph(bold(plain(self._words.text("discharge.blank"))))]
        return []

    def _marked(self, fact: Fact) -> Markup:
        if DAGGER in fact.text:
            self._citations.dagger_used = True
        return Markup(plain(fact.text) + self._citations.mark(fact.source))

    def _prose(self, facts: Sequence[Fact]) -> Flowable:
        return paragraph(Markup(" ".join(self._marked(fact) for fact in facts)))

    def _bullets(self, facts: Sequence[Fact]) -> Flowable:
        rows: list[Sequence[Cell]] = [
            [paragraph(Markup("•")), paragraph(self._marked(fact))] for fact in facts
        ]
        widths = [_BULLET, self._width - _BULLET]
        return table(rows, widths, padding=Padding(0, 0, 0.4, 1.0), rows_break=True)

    def _table(self, found: Table, heading: DischargeHeading) -> list[Flowable]:
        if DAGGER in found.title or any(DAGGER in cell for row in found.rows for cell in row):
            self._citations.dagger_used = True
        columns = len(found.rows[0])
        shares = _MEDICINES if heading == "medications" else _SHARES[columns]
        head: list[Cell] = [paragraph(plain(cell), LABEL) for cell in found.rows[0]]
        rows: list[Sequence[Cell]] = [
            [paragraph(plain(cell) if cell else Markup("")) for cell in row]
            for row in found.rows[1:]
        ]
        whole = (0, 0), (-1, -1)
        commands: list[Command] = [
            ("INNERGRID", *whole, (0.3, FAINT_RULE)),
            ("BACKGROUND", (0, 0), (-1, 0), TINT),
            ("LINEBELOW", (0, 0), (-1, 0), (0.8, RULE)),
            ("BOX", *whole, (0.8, INK)),
        ]
        title = paragraph(plain(found.title), LABEL)
        grid = table(
            [head, *rows],
            [self._width * share for share in shares],
            commands,
            padding=Padding(4, 3, 1.2, 2.2),
            heading_rows=1,
            rows_break=any(len(cell) > _LONG_CELL for row in found.rows for cell in row),
        )
        if len(found.rows) <= _SHORT_TABLE:
            return [gap(4), keep([title, grid])]
        return [gap(4), CondPageBreak(_ROOM_FOR_A_HEADING), title, grid]

    def _completed(self, section: Section) -> Flowable:
        """Return who completed the record, with room for the pen where nobody finalised it."""
        words, kept = self._words, self._made.standing.kept
        person = section.written or words.text("discharge.blank")
        signed = gap(20)
        if kept is not None:
            at = kept.finalised.at.astimezone(self._made.assessment.as_of.tzinfo)
            signed = paragraph(plain(words.text("sheet.signed", by=kept.finalised.by, at=at)))
        half = self._width / 2
        rows: list[list[Cell]] = [
            [
                paragraph(plain(words.text("discharge.completed_by")), STRONG),
                paragraph(plain(words.text("discharge.signature")), STRONG),
            ],
            [paragraph(plain(person)), signed],
        ]
        box = table(
            rows,
            [half, half],
            [
                ("BOX", (0, 0), (-1, -1), (0.8, INK)),
                ("LINEAFTER", (0, 0), (0, -1), (0.4, RULE)),
            ],
            padding=Padding(7, 7, 2, 4),
        )
        return keep([_heading(section.title, self._width), box])


def _heading(title: str, width: float) -> Flowable:
    return table(
        [[paragraph(plain(title), HEADING)]],
        [width],
        [("LINEBELOW", (0, 0), (-1, -1), (0.6, RULE))],
        padding=Padding(0, 0, 0, 0),
    )
