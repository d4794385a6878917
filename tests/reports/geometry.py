"""What is wrong with how a page looks: letters off it, covered, or out of their cell (H48)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.reports.printed_pages import covered_pairs, crossed_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.reports.printed_pages import PrintedPage

# Nothing is printed nearer to the edge: 10 mm hold on every ward printer.
SAFE_EDGE = 28.0


def faults(pages: Sequence[PrintedPage]) -> Iterator[str]:
    """Yield everything that is wrong with the pages of a document."""
    for number, page in enumerate(pages, start=1):
        if not page.letters:
            yield f"page {number}: empty"
        outside = "".join(
            letter.text
            for letter in page.letters
            if letter.box.left < SAFE_EDGE
            or letter.box.bottom < SAFE_EDGE
            or letter.box.right > page.width - SAFE_EDGE
            or letter.box.top > page.height - SAFE_EDGE
        )
        if outside:
            yield f"page {number}: outside: {outside}"
        covered = covered_pairs(page.letters)
        if covered:
            yield f"page {number}: covered: {covered}"
        crossed = "".join(crossed_letters(page))
        if crossed:
            yield f"page {number}: crossed: {crossed}"
