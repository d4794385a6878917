"""What one step of undo brings back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from clinical.dosing.plan import Choice
    from clinical.record.case import Case


class Chosen(NamedTuple):
    """A choice with the questions its reasons were given for."""

    choice: Choice | None
    answered: dict[str, object]


class KeptStep(NamedTuple):
    """One step of undo: the case, and the entries that held something that is no value.

    One of the choice alone has ``chosen``, and leaves the case as it is.
    """

    case: Case
    unreadable: frozenset[str]
    chosen: Chosen | None = None
