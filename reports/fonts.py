"""The embedded fonts of all paper, and the check that they can draw a text.

Everything the program says is drawn in two fonts. Names in Chinese, Japanese, Korean and Ethiopic
letters take a third and a fourth, which are read only when a page needs them. A letter that no
font has would print as an empty box, and one that needs joining, stacking or the other reading
direction would print as another word: both are refused, with the letter named. System fonts are
never used, so a page looks the same on every machine.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, cast

from reportlab.pdfbase.pdfmetrics import (
    registerFont,  # pyright: ignore[reportUnknownVariableType] (the stubs leave its argument open)
    registerFontFamily,  # pyright: ignore[reportUnknownVariableType] (likewise)
)
from reportlab.pdfbase.ttfonts import TTFont

from resources import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

REGULAR = "KDBedside"
BOLD = "KDBedside-Bold"
# In the order in which they are asked for a letter that the two fonts lack. They have no bold.
_OTHERS = {
    "KDBedside-Ethiopic": "fonts/NotoSansEthiopic-Regular.ttf",
    "KDBedside-EastAsian": "fonts/WenQuanYiMicroHei.ttc",
}
_FILES = {REGULAR: "fonts/DejaVuSans.ttf", BOLD: "fonts/DejaVuSans-Bold.ttf"}
# Written from right to left, or joined and stacked by rules that plain drawing does not follow.
_OTHER_DIRECTION = frozenset({"R", "AL", "AN"})
_STACKED = frozenset({"Mn", "Mc", "Me"})
_WITHOUT_A_SHAPE = frozenset({"Cc", "Cn", "Co", "Cs"})
_WHITE_SPACE = frozenset("\n\t ")


class PaperError(ValueError):
    """No paper can be made of this; ``code`` names the sentence ``paper.<code>`` that says why."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class UnprintableTextError(PaperError):
    """A text holds a letter that would not print as what it is; ``character`` is that letter."""

    def __init__(self, character: str, code: str = "unprintable") -> None:
        name = unicodedata.name(character, "")
        super().__init__(code, character=character, point=f"U+{ord(character):04X}", name=name)
        self.character = character


@cache
def register_fonts() -> frozenset[str]:
    """Make both fonts known to the page writer; return the letters that both can draw."""
    drawable: list[frozenset[str]] = []
    for name, file in _FILES.items():
        font = TTFont(name, BytesIO(read_bytes(file)))
        registerFont(font)
        points = cast("Mapping[int, int]", font.face.charToGlyph)
        drawable.append(frozenset(chr(point) for point in points))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    regular, bold = drawable
    return regular & bold


@cache
def _others() -> dict[str, str]:
    """Make the fonts of other scripts known; return which of them draws a letter."""
    drawn_by: dict[str, str] = {}
    for name, file in _OTHERS.items():
        font = TTFont(name, BytesIO(read_bytes(file)))
        registerFont(font)
        registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)
        points = cast("Mapping[int, int]", font.face.charToGlyph)
        drawn_by = {chr(point): name for point in points} | drawn_by
    return drawn_by


def printable(text: str) -> str:
    """Return the text as it will be drawn, composed (NFC) so that an accent is one letter.

    Raises:
        UnprintableTextError: where a letter would not print as what it is.
    """
    drawable = register_fonts()
    composed = unicodedata.normalize("NFC", text)
    for character in composed:
        if character in _WHITE_SPACE:
            continue
        category = unicodedata.category(character)
        other_way = unicodedata.bidirectional(character) in _OTHER_DIRECTION
        if other_way or category in _STACKED:
            raise UnprintableTextError(character, "unprintable_script")
        known = character in drawable or character in _others()
        if category in _WITHOUT_A_SHAPE or not known:
            raise UnprintableTextError(character)
    return composed


def runs(text: str) -> list[tuple[str | None, str]]:
    """Return a printable text in parts, each with the font that draws it; None is that of the page.

    A space goes with what stands before it.
    """
    drawable = register_fonts()
    parts: list[tuple[str | None, str]] = []
    for character in text:
        font = None
        if character not in drawable and character not in _WHITE_SPACE:
            font = _others().get(character)
        if parts and parts[-1][0] == font:
            parts[-1] = (font, parts[-1][1] + character)
        else:
            parts.append((font, character))
    return parts


def is_printable(text: str) -> bool:
    """Return whether every letter of the text would print as what it is."""
    try:
        printable(text)
    except UnprintableTextError:
        return False
    return True
