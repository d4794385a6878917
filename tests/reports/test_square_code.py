"""The square code is read back from the page, by a reader written from the standard's tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reports.square_code import square_modules
from tests.reports.printed_pages import grey_image
from tests.reports.sheets import Sheet, child, rulebook, weighing

if TYPE_CHECKING:
    from collections.abc import Iterator

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
SIDE = 25
# ISO/IEC 18004: a code of version 2 carries 44 codewords, of which 28 are data at level M.
DATA = 28


def masked(mask: int, row: int, column: int) -> bool:
    return (
        (row + column) % 2 == 0,
        row % 2 == 0,
        column % 3 == 0,
        (row + column) % 3 == 0,
        (row // 2 + column // 3) % 2 == 0,
        row * column % 2 + row * column % 3 == 0,
        (row * column % 2 + row * column % 3) % 2 == 0,
        ((row + column) % 2 + row * column % 3) % 2 == 0,
    )[mask]


def is_function(row: int, column: int) -> bool:
    """Return whether a module belongs to a pattern and not to the data, in version 2."""
    in_corner = (row < 9 and (column < 9 or column >= SIDE - 8)) or (row >= SIDE - 8 and column < 9)
    aligned = 16 <= row <= 20 and 16 <= column <= 20
    return in_corner or aligned or row == 6 or column == 6


def places() -> Iterator[tuple[int, int]]:
    """Yield the data modules in their order: up and down in columns of two, from the right."""
    upward = True
    for right in (24, 22, 20, 18, 16, 14, 12, 10, 8, 5, 3, 1):
        for step in range(SIDE):
            row = SIDE - 1 - step if upward else step
            for column in (right, right - 1):
                if not is_function(row, column):
                    yield row, column
        upward = not upward


def read(modules: list[list[bool]]) -> str:
    """Return the text of a code of version 2, level M, without any error in it."""
    assert len(modules) == SIDE
    # The format stands beside the upper left corner; its bits are crossed with 101010000010010.
    bits = [modules[8][column] for column in (0, 1, 2, 3, 4)]
    level_and_mask = [bit ^ cross for bit, cross in zip(bits, (1, 0, 1, 0, 1), strict=True)]
    assert level_and_mask[:2] == [0, 0], "level M"
    mask = int("".join(str(int(bit)) for bit in level_and_mask[2:]), 2)
    stream = "".join(
        str(int(modules[row][column] ^ masked(mask, row, column))) for row, column in places()
    )[: DATA * 8]
    assert stream[:4] == "0010", "letters and digits"
    count, rest = int(stream[4:13], 2), stream[13:]
    text = ""
    for _ in range(count // 2):
        high, low = divmod(int(rest[:11], 2), 45)
        text, rest = text + ALPHABET[high] + ALPHABET[low], rest[11:]
    return text + (ALPHABET[int(rest[:6], 2)] if count % 2 else "")


def on_paper(pdf: bytes) -> list[list[bool]]:
    """Return the modules of the code at the foot of the first page, as a reader sees them."""
    picture = grey_image(pdf, 0)
    # Two pixels a point: the square has sides of 36 points and stands left of the bars.
    region = picture.crop((700, picture.height - 145, 830, picture.height - 56))
    dark = region.point([255] * 128 + [0] * 128)
    # Below the line over the foot of the page.
    dark.paste(0, (0, 0, dark.width, 8))
    left, top, right, _ = dark.getbbox()
    side = right - left
    assert abs(side - 72) <= 2
    size = side / SIDE
    return [
        [
            dark.getpixel((left + int((x + 0.5) * size), top + int((y + 0.5) * size))) > 0
            for x in range(SIDE)
        ]
        for y in range(SIDE)
    ]


@pytest.mark.hazard("H38", "H68")
def test_the_square_code_on_the_page_holds_plan_version_and_rules_and_nothing_of_the_child() -> (
    None
):
    sheet = Sheet(child(patient={"identifier": "W4-0017", "family_name": "Novak"}))
    text = read(on_paper(sheet.pdf()))
    assert re.fullmatch(r"KD1:[0-9A-F]{4}-[0-9A-F]{4}:DRAFT:[0-9A-F]{12}", text)
    code = re.search(r"Plan code ([0-9A-F]{4}-[0-9A-F]{4})", sheet.words())
    assert code is not None
    assert text.split(":")[1] == code.group(1)
    assert text.endswith(rulebook().sha256[:12].upper())
    for part in ("0017", "NOVAK", "W4"):
        assert part not in text


def test_another_plan_has_another_code() -> None:
    texts = {read(on_paper(Sheet(weighing(kg)).pdf())) for kg in ("16.5", "16.6", "17")}
    assert len(texts) == 3


def test_the_reader_finds_a_wrong_module() -> None:
    modules = square_modules("KD1:1A2B-3C4D:V12:0123456789AB")
    assert read(modules) == "KD1:1A2B-3C4D:V12:0123456789AB"
    modules[24][24] = not modules[24][24]
    with pytest.raises(AssertionError):
        read(modules)
