"""Text, styles and tables for paper: the one place where words become marked-up paragraphs.

``Markup`` is text that is already escaped; plain text gets there by ``plain`` and by no other
way, so nothing a person typed can act as markup. Nothing here knows about children or doses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NewType, cast
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from reports.fonts import BOLD, REGULAR, printable, register_fonts, runs

Markup = NewType("Markup", str)
Cell = Flowable | Sequence[Flowable]
_Corner = tuple[int, int]
_Row = int | Literal["splitlast"]
Command = tuple[str, tuple[int, _Row], tuple[int, _Row], float | str | Color | tuple[float, Color]]

# All greys keep a contrast of 7 and more on white, so that a faint printer stays legible.
INK = HexColor("#000000")
QUIET = HexColor("#4a4a4a")
RULE = HexColor("#8c8c8c")
FAINT_RULE = HexColor("#c4c4c4")
TINT = HexColor("#f0f0f0")
PAPER = HexColor("#ffffff")
NO_BREAK_SPACE = "\u00a0"
# The space inside "66 mg": a number and its unit stay on one line.
_AMOUNT = re.compile(r"(?<=[0-9]) (?=(?:mg|g|kg|mL|cm|%|percent|hours|minutes|days)\b|%)")
EM_DASH = Markup(f"{NO_BREAK_SPACE}— ")


def _style(
    size: float,
    leading: float,
    font: str = REGULAR,
    colour: Color = INK,
    *,
    after: float = 0,
    alignment: Literal[0, 2] = TA_LEFT,
) -> ParagraphStyle:
    return ParagraphStyle(
        f"{font} {size}",
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=colour,
        spaceAfter=after,
        alignment=alignment,
        splitLongWords=1,
    )


# Line heights are 125 to 140 percent of the size.
TITLE = _style(17, 22, BOLD)
LINE = _style(11.5, 15.5)
IDENTITY = _style(10.5, 14.5)
CODE = _style(8, 10.6, alignment=TA_RIGHT)
BODY = _style(9.5, 12.8)
STRONG = _style(9.5, 12.8, BOLD)
SUBTITLE = _style(12.5, 16.5, BOLD, after=2)
HEADING = _style(10.5, 14, BOLD, after=3)
LABEL = _style(8, 12.8, colour=QUIET)
CAPTION = _style(8, 10.6, colour=QUIET)
SMALL = _style(7.5, 10, colour=QUIET)
FIGURE = _style(13, 17, BOLD)
BAND = _style(10, 13, BOLD, PAPER)
OUTLINED_BAND = _style(10, 13, BOLD)


def plain(text: str) -> Markup:
    """Return text escaped, composed and known to be drawable; no amount leaves its unit.

    Raises:
        UnprintableTextError: where a letter would not print as what it is.
    """
    shown = _AMOUNT.sub(NO_BREAK_SPACE, printable(text))
    if shown.isascii():
        return Markup(escape(shown))
    return Markup(
        "".join(
            escape(part) if font is None else f'<font name="{font}">{escape(part)}</font>'
            for font, part in runs(shown)
        )
    )


def bold(markup: Markup) -> Markup:
    """Return the text in bold."""
    return Markup(f"<b>{markup}</b>")


def quiet(markup: Markup) -> Markup:
    """Return a label lighter than the value beside it."""
    return Markup(f'<font color="{QUIET.hexval().replace("0x", "#")}">{markup}</font>')


def small(markup: Markup) -> Markup:
    """Return an addition to a heading, in the size and weight of the text."""
    return Markup(f'<font name="{REGULAR}" size="{BODY.fontSize}">{markup}</font>')


def together(text: str) -> Markup:
    """Return plain text that never breaks across a line: a label and its value, a dose."""
    return plain(text.replace(" ", NO_BREAK_SPACE))


def joined(parts: Sequence[Markup], separator: Markup) -> Markup:
    """Return the parts with a separator between them."""
    return Markup(separator.join(parts))


def bold_parts(text: str) -> Markup:
    """Return a sentence of the wording file in which ``*...*`` is bold and never breaks.

    The sentence is split before values are looked at, so an asterisk somebody typed cannot occur
    here: hand over only sentences whose values are numbers and dates.
    """
    parts = text.split("*")
    return Markup(
        "".join(
            bold(together(part)) if index % 2 else plain(part) for index, part in enumerate(parts)
        )
    )


def paragraph(markup: Markup, style: ParagraphStyle = BODY) -> Paragraph:
    """Return a paragraph that wraps and is never cut."""
    register_fonts()
    return Paragraph(markup, style)


def decimals(numbers: Sequence[str], *, strong: bool = False) -> list[Paragraph]:
    """Return the numbers of a column, right-aligned so that their decimal points stand in line."""
    register_fonts()
    font = BOLD if strong else REGULAR
    tails = [stringWidth(_fraction(number), font, BODY.fontSize) for number in numbers]
    widest = max(tails, default=0)
    column: list[Paragraph] = []
    for number, tail in zip(numbers, tails, strict=True):
        style = ParagraphStyle(
            "decimal", parent=BODY, fontName=font, alignment=TA_RIGHT, rightIndent=widest - tail
        )
        column.append(paragraph(together(number), style))
    return column


def _fraction(number: str) -> str:
    """Return the point of a number and what follows it."""
    _, point, digits = number.partition(".")
    return point + digits


def gap(points: float) -> Spacer:
    """Return empty space of a height."""
    return Spacer(0, points)


def keep(parts: Sequence[Flowable]) -> KeepTogether:
    """Return the parts as one that moves to the next page rather than break."""
    return KeepTogether(list(parts))


@dataclass(frozen=True, slots=True)
class Padding:
    """Space inside the cells of a table, in points."""

    left: float = 0
    right: float = 6
    top: float = 1.5
    bottom: float = 1.5


def table(
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    commands: Sequence[Command] = (),
    *,
    padding: Padding | None = None,
    heading_rows: int = 0,
    rows_break: bool = False,
) -> Table:
    """Return a table whose rows are as high as their text; heading rows stand on every page.

    ``rows_break`` lets a row go on overleaf, for text of any length that somebody typed.
    """
    room = padding or Padding()
    whole = (0, 0), (-1, -1)
    style = TableStyle(
        [
            ("VALIGN", *whole, "TOP"),
            # The default would name a font of the machine.
            ("FONTNAME", *whole, REGULAR),
            ("LEFTPADDING", *whole, room.left),
            ("RIGHTPADDING", *whole, room.right),
            ("TOPPADDING", *whole, room.top),
            ("BOTTOMPADDING", *whole, room.bottom),
        ]
    )
    for command in commands:
        operation, start, stop, value = command
        values = value if isinstance(value, tuple) else (value,)
        # The stubs know "splitlast" as a column only; it names a row.
        style.add(operation, cast("_Corner", start), cast("_Corner", stop), *values)
    return Table(
        [list(row) for row in rows],
        list(widths),
        style=style,
        repeatRows=heading_rows,
        splitInRow=int(rows_break),
        hAlign="LEFT",
    )
