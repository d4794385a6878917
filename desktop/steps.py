"""Undo and redo of the window: one step, and what it did in the last line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from clinical.dosing.plan import Choice
    from clinical.record.case import Case
    from desktop.case_store import CaseStore, State
    from desktop.open_entry import OpenEntry
    from desktop.status_line import StatusLine
    from reports.wording import Wording


class Steps(QObject):
    """Says what a step did until the next thing is entered."""

    def __init__(
        self,
        store: CaseStore,
        words: Wording,
        entry: OpenEntry,
        line: StatusLine,
        may: Callable[[], bool],
    ) -> None:
        """``may`` says whether the entries are in front: elsewhere no step is taken unseen."""
        super().__init__()
        self._store, self._words, self._entry, self._line = store, words, entry, line
        self._may = may
        self._told_of: tuple[Case, Choice | None] | None = None
        store.changed.connect(self._follow)

    def undo(self) -> None:
        """Take back the last entry; one still being typed is committed first."""
        self._step(self._store.undo, "undone")

    def redo(self) -> None:
        self._step(self._store.redo, "redone")

    def _step(self, act: Callable[[], None], key: str) -> None:
        from desktop.choice_told import choice_told
        from desktop.step_told import step_told

        if not self._may():
            return
        self._entry.commit()
        before, chosen = self._store.committed, self._store.state.choice
        act()
        state, after = self._store.state, self._store.committed
        self._told_of = after, state.choice
        what = step_told(before, after, self._words) or choice_told(
            chosen, state.choice, state.rulebook, self._words
        )
        self._line.show_step(self._words.text(f"step.{key}", what=what) if what else "")

    def _follow(self, state: State) -> None:
        if self._told_of is not None and (
            state.case is not self._told_of[0] or state.choice is not self._told_of[1]
        ):
            self._told_of = None
            self._line.show_step("")
