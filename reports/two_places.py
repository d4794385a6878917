"""A part of a page that stands at the first of two places where the page has room for it.

A chart that moved overleaf alone would leave half a page empty before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.platypus import Flowable, PageBreak, Spacer

if TYPE_CHECKING:
    from collections.abc import Sequence


def two_places(parts: Sequence[Flowable]) -> tuple[Flowable, Flowable]:
    """Return the two places: the parts stand at the one or the other, whole and once."""
    shared = _Shared(tuple(parts))
    return _Place(shared, last=False), _Place(shared, last=True)


@dataclass
class _Shared:
    parts: tuple[Flowable, ...]
    stands: bool = False


class _Place(Flowable):
    """Gives way to the parts, or to nothing, when the page writer comes to it."""

    def __init__(self, shared: _Shared, *, last: bool) -> None:
        super().__init__()
        self._shared, self._last = shared, last

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 (reportlab's names)
        # Higher than any room, so that the page writer asks what it is made of.
        return aW, aH + 1

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 (reportlab's names)
        shared = self._shared
        if shared.stands:
            return [Spacer(0, 0)]
        fits = sum(part.wrap(aW, aH)[1] + part.getSpaceAfter() for part in shared.parts) <= aH
        if fits or self._last:
            shared.stands = True
            return list(shared.parts) if fits else [PageBreak(), *shared.parts]
        return [Spacer(0, 0)]
