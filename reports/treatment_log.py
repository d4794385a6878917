"""The treatment log on paper: today and what follows, the days, the chart, and every entry by time.

Drawn from the very log and chart that are on the screen; nothing is decided here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak

from clinical.log.treatment_log import treatment_log
from reports.chart.build import ChartWish, chart_height, chart_scene
from reports.chart.paper import ChartDrawing
from reports.citations import Citations
from reports.counted_rows import CountedRows
from reports.letterhead import letterhead
from reports.log.days import day_words, due_line
from reports.log.follows import follow_lines
from reports.log.rows import row_words
from reports.page import Furniture, Paper, Printed, document_pdf, page_width
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
    joined,
    keep,
    paragraph,
    plain,
    table,
    together,
)
from reports.wording import DAGGER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.platypus import Flowable

    from clinical.assess import Assessment
    from clinical.log.treatment_log import TreatmentLog
    from clinical.record.case import Case
    from reports.chart.series import SeriesKey
    from reports.wording import Wording

# Two further series leave the chart and the days one page.
PRINTED_SERIES: tuple[SeriesKey, ...] = ("platelets", "lvef")
_DAY_SHARES = (0.2, 0.15, 0.15, 0.15, 0.13, 0.22)
_ROW_SHARES = (0.12, 0.07, 0.105, 0.145, 0.37, 0.19)
_LINE_SHARES = (0.13, 0.87)


def treatment_log_pdf(
    case: Case,
    assessment: Assessment,
    words: Wording,
    printed: Printed,
    *,
    paper: Paper = "A4",
    series: Sequence[SeriesKey] = PRINTED_SERIES,
) -> bytes:
    """Return the log of a case as a PDF; the same input gives the same bytes.

    Raises:
        PaperError: where a letter cannot be drawn, or a text is too long for any page.
    """
    log = treatment_log(case, assessment)
    citations = Citations(assessment.rulebook, words)
    sheet = _Sheet(case, assessment, log, words, citations, page_width(paper), tuple(series))
    content = sheet.content()
    site = assessment.rulebook.site
    example = site is not None and site.example
    furniture = Furniture(
        title=words.text("log_sheet.document"),
        patient=case.patient,
        day=assessment.as_of.date(),
        printed=printed,
        rulebook=assessment.rulebook,
        bands=(words.text("sheet.example_site", name=site.name),)
        if example and site is not None else (),
        footnote=words.text("product.dagger") if citations.dagger_used else None,
    )  # fmt: skip
    return document_pdf(content, furniture, words, paper)


class _Sheet:
    def __init__(  # noqa: PLR0917 (the log and what it was worked out of, and the room)
        self,
        case: Case,
        assessment: Assessment,
        log: TreatmentLog,
        words: Wording,
        citations: Citations,
        width: float,
        series: tuple[SeriesKey, ...],
    ) -> None:
        self._case, self._assessment, self._log = case, assessment, log
        self._words, self._citations = words, citations
        self._width, self._series = width, series

    def content(self) -> list[Flowable]:
        text = self._words.text
        at = self._assessment.as_of
        return [
            letterhead(
                [
                    paragraph(plain(text("log_sheet.title")), TITLE),
                    paragraph(plain(text("log_sheet.as_of", at=at)), CAPTION),
                ],
                self._assessment.rulebook,
                self._words,
                self._width,
            ),
            gap(6),
            *self._today(),
            *self._follows(),
            gap(8),
            *self._chart(),
            gap(8),
            *self._days(),
            gap(8),
            *self._rows(),
            *self._sources(),
        ]

    def _text(self, key: str, **values: object) -> str:
        return self._words.text(f"log_sheet.{key}", **values)

    def _today(self) -> list[Flowable]:
        day = day_words(self._log.current, self._words)
        head = [day.title, day.illness_day]
        facts = [
            self._text("highest", value=day.highest),
            self._text("crp", value=day.crp),
            self._text("doses", value=day.doses),
            day.late,
        ]
        dot = Markup(" · ")
        parts: list[Flowable] = [
            paragraph(joined([plain(each) for each in head if each], dot), STRONG),
            paragraph(joined([plain(each) for each in facts if each], dot)),
        ]
        for due in (*self._log.current.carried, *self._log.current.dues):
            line = due_line(due, self._assessment.as_of, self._words)
            said = bold(plain(line.said)) if line.state == "overdue" else plain(line.said)
            parts.append(
                paragraph(Markup(f"{bold(together(line.time))}&nbsp; {plain(line.dose)}: {said}"))
            )
        return [keep([paragraph(plain(self._text("today")), HEADING), *parts]), gap(6)]

    def _follows(self) -> list[Flowable]:
        lines = follow_lines(self._log, self._assessment, self._words)
        if not lines:
            return []
        rows: list[list[Cell]] = []
        for line in lines:
            urgent = line.state in {"overdue", "due", "attention"}
            said = bold(plain(line.said)) if urgent else plain(line.said)
            if DAGGER in line.text:
                self._citations.dagger_used = True
            mark = self._citations.mark(line.source)
            rows.append([paragraph(said), paragraph(Markup(plain(line.text) + mark))])
        grid = table(
            rows,
            [self._width * share for share in _LINE_SHARES],
            [("LINEBELOW", (0, 0), (-1, -1), (0.3, FAINT_RULE))],
            padding=Padding(2, 4, 1.2, 2.2),
        )
        return [paragraph(plain(self._text("follows")), HEADING), grid]

    def _chart(self) -> list[Flowable]:
        scene = chart_scene(
            self._case, self._assessment, self._log, self._words,
            ChartWish(more=self._series),
            (self._width, chart_height(self._case, 2 + len(self._series))),
        )  # fmt: skip
        notes = [paragraph(plain(note), CAPTION) for note in scene.notes]
        return [
            keep(
                [paragraph(plain(self._words.text("chart.title")), HEADING), ChartDrawing(scene),
                 *notes]
            )
        ]  # fmt: skip

    def _days(self) -> list[Flowable]:
        rows: list[Sequence[Cell]] = []
        for day in self._log.days:
            told = day_words(day, self._words)
            highest = bold(plain(told.highest)) if told.fever else plain(told.highest)
            number = str(day.illness_day) if day.illness_day is not None else ""
            rows.append(
                [
                    paragraph(together(told.title)),
                    paragraph(plain(number)),
                    paragraph(highest),
                    paragraph(plain(told.crp)),
                    paragraph(plain(told.doses)),
                    paragraph(bold(plain(told.late))),
                ]
            )
        names = ("date", "illness_day", "highest_column", "crp_column", "doses_column", "late")
        return [
            CondPageBreak(90),
            paragraph(plain(self._text("days")), HEADING),
            self._counted(names, rows, _DAY_SHARES, "count_days"),
        ]

    def _rows(self) -> list[Flowable]:
        rows: list[Sequence[Cell]] = []
        # A page may be held alone: its first entry always has its day.
        dated: list[Sequence[Cell]] = []
        shown = ""
        for row in reversed(self._log.rows):
            told = row_words(row, self._assessment.rulebook, self._words)
            text = plain(told.text)
            cell: list[Flowable] = [
                paragraph(Markup(f"<strike>{text}</strike>") if row.struck else text)
            ]
            if told.state:
                cell.append(paragraph(bold(plain(told.state)), CAPTION))
            day = told.day.split(" ")[-1] if row.at is not None else told.day
            when = [paragraph(bold(plain(told.time or told.day)))]
            with_day = [paragraph(together(day), CAPTION), *when] if row.at is not None else when
            others: list[Cell] = [
                paragraph(plain(told.illness_day)),
                paragraph(together(told.since)),
                paragraph(plain(told.kind)),
                cell,
                paragraph(plain(told.by), CAPTION),
            ]
            rows.append([when if day == shown else with_day, *others])
            dated.append([with_day, *others])
            shown = day
        names = ("time", "illness_day", "since", "kind", "entry", "by")
        return [
            CondPageBreak(120),
            paragraph(plain(self._text("entries")), HEADING),
            self._counted(names, rows, _ROW_SHARES, "count_rows", dated),
        ]

    def _counted(
        self,
        names: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        shares: Sequence[float],
        said: str,
        opening: Sequence[Sequence[Cell]] = (),
    ) -> Flowable:
        if not rows:
            return paragraph(plain(self._text("nothing")), CAPTION)
        whole = (0, 0), (-1, -1)
        commands: list[Command] = [
            ("INNERGRID", *whole, (0.3, FAINT_RULE)),
            ("BACKGROUND", (0, 0), (-1, 0), TINT),
            ("LINEBELOW", (0, 0), (-1, 0), (0.8, RULE)),
            ("BOX", *whole, (0.8, INK)),
        ]
        return CountedRows(
            [partial(paragraph, plain(self._text(f"column_{name}")), LABEL) for name in names],
            rows,
            [self._width * share for share in shares],
            commands,
            lambda first, last, total: self._text(said, first=first, last=last, total=total),
            padding=Padding(4, 3, 1.2, 2.2),
            opening=opening,
        )

    def _sources(self) -> list[Flowable]:
        cited = self._citations.listed()
        heading = paragraph(plain(self._words.text("sheet.sources_heading")), HEADING)
        return [gap(8), heading, *cited] if cited else []
