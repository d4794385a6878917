"""What the store of the window asks of whoever keeps a child's record, and when it hands over.

Without a keeper nothing is kept: a quick calculation, a file, an example child.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clinical.record.case import Case
    from records.people.roles import Action


class Keeper(Protocol):
    def prepared(self, before: Case, after: Case, *, undo: bool, readable: bool) -> Case | None:
        """Return a commit as it is kept: nothing entered is missing, every item has its id.

        None where it is not taken; whoever keeps has said why. One that is not ``readable`` is
        not kept yet.
        """
        ...

    @property
    def person(self) -> str:
        """Who keeps it now, as the record names that person; empty where nobody is signed in."""
        ...

    def why_not(self, action: Action) -> str | None:
        """Return why the person may not do something now, None where it is allowed."""
        ...

    def keep(self, case: Case) -> None:
        """Keep a case that was prepared, in the background."""
        ...


class Handover:
    """What the store holds of its keeper: each case is handed over once."""

    def __init__(self, case: Case, keeper: Keeper | None = None) -> None:
        self.keeper = keeper
        self._handed = case

    def prepared(
        self, before: Case, after: Case, *, undo: bool = False, readable: bool = True
    ) -> Case | None:
        """Return a commit as it is kept, None where it is not taken."""
        # A case that waited for its mending is prepared once more before it is handed over.
        if self.keeper is None or (after == before and before is self._handed):
            return after
        return self.keeper.prepared(before, after, undo=undo, readable=readable)

    def give(self, case: Case, *, readable: bool) -> None:
        """Hand over a case that was not yet; one with an unreadable entry waits for its mending."""
        if self.keeper is not None and readable and case is not self._handed:
            self._handed = case
            self.keeper.keep(case)
