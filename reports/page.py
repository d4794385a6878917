"""The frame of every printed page: the child's identity above, where the page came from below.

A document hands over its content and gets a PDF in which no page can stand alone without the
child's identity, the rules it was made by and "page x of y". No clock: the time of printing is
handed in. Nothing is written to disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.doctemplate import LayoutError

from reports.fonts import BOLD, REGULAR, PaperError, is_printable, register_fonts
from reports.formats import age_text, day_text, moment_text
from reports.plan_code import scanned_text
from reports.square_code import SquareCode
from reports.typesetting import (
    BAND,
    CAPTION,
    CODE,
    EM_DASH,
    IDENTITY,
    INK,
    LABEL,
    LINE,
    OUTLINED_BAND,
    SMALL,
    TINT,
    Cell,
    Markup,
    Padding,
    bold,
    gap,
    joined,
    paragraph,
    plain,
    quiet,
    table,
    together,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from reportlab.platypus import Flowable

    from clinical.record.case import Patient
    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

Paper = Literal["A4", "Letter"]
_SIZES: dict[Paper, tuple[float, float]] = {"A4": A4, "Letter": LETTER}
SIDE = 42.0
_EDGE = 30.0
_BELOW_HEADER, _ABOVE_FOOTER = 12.0, 8.0
# More than this for identity and footer would leave too little page for what it is about.
_LARGEST_SHARE = 0.4
_HASH_DIGITS = 12
_BETWEEN_BANDS = 2.5
_CODE_WIDTH, _BAR_HEIGHT, _PAGE_SIZE = 150.0, 15.0, 9.0
# 25 modules of 0.5 mm; four empty ones around them.
_SQUARE, _SQUARE_WIDTH = 36.0, 44.0


@dataclass(frozen=True, slots=True)
class Printed:
    """When, by whom and by which version of the program a document was printed."""

    at: datetime
    by: str | None
    version: str
    # How far the history of the records reached, to be held against them later.
    head: str | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on every page. ``title`` holds no patient data: it is seen outside the paper.

    ``bands`` forbid use as it is (white on black), ``marks`` say what the pen has to do.
    The age printed is that of ``day``, the day the document speaks of, not that of the printing.
    """

    title: str
    patient: Patient
    day: date
    printed: Printed
    rulebook: Rulebook
    bands: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    code: str | None = None
    # Of a plan that is kept; None for one that is not.
    version: int | None = None
    footnote: str | None = None


class _Placed(NamedTuple):
    """A part of the frame with the height it took."""

    part: Flowable
    height: float


def page_width(paper: Paper) -> float:
    """Return the width between the side margins, in points."""
    return _SIZES[paper][0] - 2 * SIDE


def document_pdf(
    content: Sequence[Flowable], furniture: Furniture, words: Wording, paper: Paper
) -> bytes:
    """Return the PDF of a document; the same input gives the same bytes.

    Raises:
        PaperError: where a letter cannot be drawn, or a text is too long for any page.
    """
    register_fonts()
    width, height = _SIZES[paper]
    frame = _Frame(furniture, words, width - 2 * SIDE, height)
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=(width, height),
        title=furniture.title,
        subject=furniture.title,
        author=words.text("product.name"),
        creator=f"{words.text('product.name')} {furniture.printed.version}",
        lang="en-GB",
        displayDocTitle=True,
        # Without it every page names a font of the machine that nothing is written in.
        initialFontName=REGULAR,
        invariant=True,
    )
    below = _EDGE + frame.footer_height + _ABOVE_FOOTER
    room = height - _EDGE - frame.header_height - _BELOW_HEADER - below
    body = Frame(
        SIDE, below, width - 2 * SIDE, room,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip

    def numbered(filename: str | IO[bytes], /, **settings: Any) -> Canvas:  # noqa: ANN401 (handed on)
        canvas = _CountingCanvas(filename, **settings)
        canvas.page_text = frame.page_text
        canvas.page_right = width - SIDE
        return canvas

    document.addPageTemplates(PageTemplate(frames=[body], onPage=frame.draw))
    try:
        document.build(list(content), canvasmaker=numbered)
    except LayoutError as error:
        raise PaperError("too_long") from error
    return buffer.getvalue()


class _CountingCanvas(Canvas):
    """Fills in, once the total is known, the "Page 1 of 3" that each page has left room for."""

    page_text: Callable[[int, int], str]
    page_right: float

    def save(self) -> None:
        total = self.getPageNumber() - 1
        for number in range(1, total + 1):
            self.beginForm(_page_form(number))  # pyright: ignore[reportUnknownMemberType] (the stubs leave it open)
            self.setFillColor(INK)
            self.setFont(BOLD, _PAGE_SIZE)
            self.drawRightString(self.page_right, _EDGE + 2, self.page_text(number, total))
            self.endForm()  # pyright: ignore[reportUnknownMemberType] (the stubs leave it open)
        super().save()


def _page_form(number: int) -> str:
    return f"page_{number}"


class _Frame:
    """The parts around the content, measured once and drawn anew on each page."""

    def __init__(
        self, furniture: Furniture, words: Wording, width: float, page_height: float
    ) -> None:
        self._furniture, self._words, self._width = furniture, words, width
        self._top = page_height - _EDGE
        self.header_height = sum(placed.height for placed in self._header())
        self.footer_height = self._measured(self._footer()).height
        if self.header_height + self.footer_height > page_height * _LARGEST_SHARE:
            raise PaperError("frame_too_long")

    def draw(self, canvas: Canvas, _document: object) -> None:
        canvas.saveState()
        top = self._top
        for placed in self._header():
            top -= placed.height
            placed.part.drawOn(canvas, SIDE, top)
        footer = self._measured(self._footer())
        footer.part.drawOn(canvas, SIDE, _EDGE)
        canvas.doForm(_page_form(canvas.getPageNumber()))  # pyright: ignore[reportUnknownMemberType] (the stubs leave it open)
        canvas.restoreState()

    def page_text(self, number: int, total: int) -> str:
        return self._words.text("paper.page", number=number, total=total)

    def _measured(self, part: Flowable) -> _Placed:
        return _Placed(part, part.wrap(self._width, self._top)[1])

    def _header(self) -> list[_Placed]:
        parts: list[Flowable] = [
            identity_strip(self._furniture.patient, self._furniture.day, self._words, self._width)
        ]
        for band in self._furniture.bands:
            parts += [gap(_BETWEEN_BANDS), self._band(band)]
        if self._furniture.marks:
            parts += [gap(_BETWEEN_BANDS), self._outlined()]
        return [self._measured(part) for part in parts]

    def _band(self, text: str) -> Flowable:
        whole = (0, 0), (-1, -1)
        return table(
            [[paragraph(plain(text), BAND)]],
            [self._width],
            [("BACKGROUND", *whole, INK)],
            padding=Padding(8, 8, 2.5, 3.5),
        )

    def _outlined(self) -> Flowable:
        whole = (0, 0), (-1, -1)
        marks = [paragraph(plain(mark), OUTLINED_BAND) for mark in self._furniture.marks]
        return table(
            [marks],
            [self._width / len(marks)] * len(marks),
            [("BOX", *whole, (1, INK)), ("INNERGRID", *whole, (1, INK))],
            padding=Padding(8, 8, 1.5, 2.5),
        )

    def _footer(self) -> Flowable:
        furniture, words = self._furniture, self._words
        lines = [words.text("product.name") + " " + furniture.printed.version, self._rules()]
        site = furniture.rulebook.site
        if site is not None:
            lines.append(
                words.text("paper.site_rules", name=site.name, hash=site.sha256[:_HASH_DIGITS])
            )
        at = moment_text(furniture.printed.at)
        by = furniture.printed.by
        printed = (
            words.text("paper.printed_by", at=at, by=by)
            if by is not None
            else words.text("paper.printed", at=at)
        )
        left: list[Flowable] = []
        if furniture.footnote is not None:
            left.append(paragraph(plain(furniture.footnote), CAPTION))
        left.append(paragraph(joined([plain(line) for line in lines], Markup(" · ")), SMALL))
        head = furniture.printed.head
        if head is not None:
            printed = f"{printed} · {words.text('paper.head', head=head)}"
        left.append(paragraph(plain(printed), SMALL))
        right: list[Flowable] = []
        square: Cell = []
        if furniture.code is not None:
            code, version = furniture.code, furniture.version
            square = [SquareCode(scanned_text(code, version, furniture.rulebook), _SQUARE)]
            right.append(_barcode(code))
            key = "code" if version is None else "code_version"
            shown = words.text(f"paper.{key}", code=code, version=version)
            right.append(paragraph(bold(together(shown)), CODE))
        # Room for "Page 1 of 3", which is drawn when the total is known.
        right.append(gap(_PAGE_SIZE + 3))
        return table(
            [[left, square, right]],
            [self._width - _CODE_WIDTH - _SQUARE_WIDTH, _SQUARE_WIDTH, _CODE_WIDTH],
            [
                ("LINEABOVE", (0, 0), (-1, 0), (0.8, INK)),
                ("RIGHTPADDING", (0, 0), (0, 0), 14),
                ("TOPPADDING", (0, 0), (-1, 0), 5),
                ("ALIGN", (1, 0), (-1, 0), "RIGHT"),
            ],
            padding=Padding(0, 0, 5, 0),
        )

    def _rules(self) -> str:
        rulebook = self._furniture.rulebook
        return self._words.text(
            "paper.rules", edition=rulebook.edition, hash=rulebook.sha256[:_HASH_DIGITS]
        )


def _barcode(code: str) -> Flowable:
    """Return the code as Code 128, whose quiet zone is the empty page around it."""
    # 0.9 points are 0.32 mm, which a ward's hand-held reader takes.
    bars = Code128(code.replace("-", ""), barWidth=0.9, barHeight=_BAR_HEIGHT, quiet=False)
    bars.hAlign = "RIGHT"
    return bars


def identity_strip(patient: Patient, day: date, words: Wording, width: float) -> Flowable:
    """Return who the child is; a child without any identity gets lines to write it by hand."""
    whole = (0, 0), (-1, -1)
    anonymous = not any((
        patient.identifier, patient.family_name, patient.given_name, patient.date_of_birth,
        patient.age, patient.sex != "unknown",
    ))  # fmt: skip
    if anonymous:
        return _strip_to_fill_in(words, width)
    missing = words.text("paper.not_recorded")
    names = _name(patient, words)
    sex = words.text(f"paper.sex.{patient.sex}")
    parts = [
        bold(plain(names)),
        _born(patient, day, words),
        _labelled(words.text("paper.sex_label"), sex),
        _labelled(words.text("paper.identifier"), patient.identifier or missing),
    ]
    return table(
        [[paragraph(joined(parts, EM_DASH), IDENTITY)]],
        [width],
        [("BACKGROUND", *whole, TINT), ("BOX", *whole, (0.8, INK))],
        padding=Padding(8, 8, 4, 6),
    )


def _born(patient: Patient, day: date, words: Wording) -> Markup:
    """Return the date of birth with the age, or an age in whole units with its day."""
    if patient.age is not None:
        at = patient.age.at
        known = words.text("paper.age_on", age=age_text(patient, at), day=day_text(at))
        return _labelled(words.text("paper.age"), known)
    if patient.date_of_birth is None:
        return _labelled(words.text("paper.born"), words.text("paper.not_recorded"))
    born = f"{day_text(patient.date_of_birth)} ({age_text(patient, day)})"
    return _labelled(words.text("paper.born"), born)


def _name(patient: Patient, words: Wording) -> str:
    if not patient.family_name and not patient.given_name:
        return words.text("paper.name_not_recorded")
    missing = words.text("paper.not_recorded")
    return words.text(
        "paper.name",
        family=_capitals(patient.family_name) if patient.family_name else missing,
        given=patient.given_name or missing,
    )


def _capitals(name: str) -> str:
    """Return a family name in capitals, or as it is where the font has none for its letters."""
    capitals = name.upper()
    return capitals if is_printable(capitals) else name


def _labelled(label: str, value: str) -> Markup:
    """Return a quiet label that stays on the line of its value."""
    return Markup(f"{quiet(together(label + ' '))}{bold(together(value))}")


def _strip_to_fill_in(words: Wording, width: float) -> Flowable:
    labels = ("name_label", "born", "sex_label", "identifier")
    shares = (0.4, 0.2, 0.12, 0.28)
    cells = [paragraph(plain(words.text(f"paper.{label}")), LABEL) for label in labels]
    whole = (0, 0), (-1, -1)
    return table(
        [cells, [paragraph(Markup("&nbsp;"), LINE) for _ in labels]],
        [width * share for share in shares],
        [("BOX", *whole, (0.8, INK)), ("LINEAFTER", (0, 0), (-2, -1), (0.5, INK))],
        padding=Padding(8, 8, 2, 2),
    )
