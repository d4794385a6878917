"""A part of a record that equals itself alone.

To remember what was worked out of a record, it must be told from another; comparing two of them
value by value takes longer than the work. A record never changes, so being the same one is enough.
"""

from __future__ import annotations

from typing import Generic, TypeVar, cast

_Thing = TypeVar("_Thing")


class Same(Generic[_Thing]):
    """A thing that never changes, as the key of what was worked out of it."""

    def __init__(self, thing: _Thing) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.thing is cast("Same[object]", other).thing
