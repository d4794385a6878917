"""A finished PDF as pictures of its pages, by PDFium.

The library is loaded with the first sheet, not with the window, and is used in the thread of
the window alone, since it is not made for several. It ships no types: the few calls that are
used are written down here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS_PER_INCH = 72


class _Bitmap(Protocol):
    buffer: Sequence[int]
    width: int
    height: int
    stride: int

    def close(self) -> None: ...


class _Text(Protocol):
    def get_text_range(self) -> str: ...
    def close(self) -> None: ...


class _Page(Protocol):
    def get_textpage(self) -> _Text: ...
    def get_size(self) -> tuple[float, float]: ...
    def render(self, *, scale: float, rev_byteorder: bool, prefer_bgrx: bool) -> _Bitmap: ...
    def close(self) -> None: ...


class _Document(Protocol):
    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> _Page: ...
    def close(self) -> None: ...


class PdfPages:
    """The pages of one PDF; ``close`` gives its memory back."""

    def __init__(self, content: bytes) -> None:
        self._document: _Document = import_module("pypdfium2").PdfDocument(content)

    def __len__(self) -> int:
        return len(self._document)

    def size(self, index: int) -> tuple[float, float]:
        """Return width and height of a page in points."""
        page = self._document[index]
        size = page.get_size()
        page.close()
        return size

    def text(self, index: int) -> str:
        """Return the words of a page, for those who hear it instead of seeing it."""
        page = self._document[index]
        text = page.get_textpage()
        words = text.get_text_range()
        text.close()
        page.close()
        return words

    def image(self, index: int, width: int) -> QImage:
        """Return a page as a picture so many pixels wide."""
        page = self._document[index]
        scale = width / page.get_size()[0]
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
        shape = QImage.Format.Format_RGBX8888
        pixels = bytes(bitmap.buffer)
        # The copy has a memory of its own; without it the picture would end with the pixels.
        image = QImage(pixels, bitmap.width, bitmap.height, bitmap.stride, shape).copy()
        bitmap.close()
        page.close()
        return image

    def close(self) -> None:
        self._document.close()
