"""A timed item of the record: who wrote it down, and whether it was struck."""

from __future__ import annotations

from clinical.values import Frozen, Moment, Text


class Recorded(Frozen):
    """When and by whom an item was written down."""

    at: Moment
    by: Text


class Struck(Frozen):
    """A correction: the item stays, marked as not counting."""

    at: Moment
    by: Text
    reason: Text
    replaced_by: Text | None = None


class Entry(Frozen):
    """A timed item. Struck items stay in the record and no rule reads them."""

    id: Text | None = None
    recorded: Recorded | None = None
    struck: Struck | None = None
