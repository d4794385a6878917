"""Reads printed pages back: their words, where every letter stands, and what it looks like."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The library has no types; what comes out of it is typed here, once.
pypdfium2 = cast("Any", importlib.import_module("pypdfium2"))
raw = cast("Any", importlib.import_module("pypdfium2.raw"))

# Two letters cover each other where more than this share of the smaller one is shared (H48).
OVERLAP = 0.4
_CELL = 24


@dataclass(frozen=True)
class Box:
    """A rectangle in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        return max(self.right - self.left, 0) * max(self.top - self.bottom, 0)

    def shared_with(self, other: Box) -> float:
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        ).area


@dataclass(frozen=True)
class Letter:
    """A visible letter, its box and its grey, from 0 (black) to 255."""

    text: str
    box: Box
    grey: float


@dataclass(frozen=True)
class PrintedPage:
    """One page, read back."""

    text: str
    width: float
    height: float
    letters: tuple[Letter, ...]
    rules: tuple[Box, ...]

    @property
    def words(self) -> str:
        """The text with every run of white space as one space."""
        return plain_words(self.text)


def plain_words(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xa0", " ")).strip()


def pages_of(pdf: bytes) -> list[PrintedPage]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [_page(page) for page in document]
    document.close()
    return pages


def title_of(pdf: bytes) -> dict[str, str]:
    document = pypdfium2.PdfDocument(pdf)
    found = cast("dict[str, str]", document.get_metadata_dict())
    document.close()
    return found


def grey_image(pdf: bytes, page: int) -> Any:  # noqa: ANN401 (a picture of an untyped library)
    """Return a page as a grey picture at two pixels a point."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[page].render(scale=2, grayscale=True).to_pil().convert("L")
    document.close()
    return picture


def _page(page: Any) -> PrintedPage:  # noqa: ANN401 (a page of an untyped library)
    text_page = page.get_textpage()
    count: int = text_page.count_chars()
    text: str = text_page.get_text_range()
    letters = tuple(_letters(text_page, count))
    rules = tuple(
        Box(*item.get_bounds())
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1)
    )
    width, height = page.get_size()
    text_page.close()
    return PrintedPage(text, width, height, letters, rules)


def _letters(text_page: Any, count: int) -> Iterator[Letter]:  # noqa: ANN401 (likewise)
    for index in range(count):
        text: str = chr(raw.FPDFText_GetUnicode(text_page.raw, index))
        if text.isspace() or text in "\u0000\ufffe\xa0":
            continue
        red, green, blue, alpha = (raw.c_uint() for _ in range(4))
        raw.FPDFText_GetFillColor(text_page.raw, index, red, green, blue, alpha)
        grey = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value
        yield Letter(text, Box(*text_page.get_charbox(index)), grey)


def covered_pairs(letters: Sequence[Letter]) -> list[tuple[str, str]]:
    """Return the pairs of letters that print on top of each other."""
    cells: dict[tuple[int, int], list[int]] = {}
    for index, letter in enumerate(letters):
        box = letter.box
        for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
            for row in range(int(box.bottom // _CELL), int(box.top // _CELL) + 1):
                cells.setdefault((column, row), []).append(index)
    found: set[tuple[int, int]] = set()
    for members in cells.values():
        for place, first in enumerate(members):
            for second in members[place + 1 :]:
                one, other = letters[first].box, letters[second].box
                smaller = min(one.area, other.area)
                if smaller > 0 and one.shared_with(other) > OVERLAP * smaller:
                    found.add((first, second))
    return [(letters[first].text, letters[second].text) for first, second in sorted(found)]


def crossed_letters(page: PrintedPage) -> list[str]:
    """Return the letters that an upright rule of a table runs through: they left their cell."""
    upright = [
        rule for rule in page.rules if rule.right - rule.left <= 2 and rule.top - rule.bottom >= 8
    ]
    found: list[str] = []
    for letter in page.letters:
        box = letter.box
        for rule in upright:
            middle = (rule.left + rule.right) / 2
            beside = rule.bottom < (box.top + box.bottom) / 2 < rule.top
            if beside and box.left + 0.3 < middle < box.right - 0.3:
                found.append(letter.text)
    return found
