"""The one mutable object of the program: the case on screen and what follows from it.

Every change makes a new frozen case, assesses it once and tells everybody through one signal.
A keystroke makes a draft; leaving a field commits it, which is one step of undo. Where anything
fails there is no result at all, so that an old number can never stay on the screen.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinical.assess import Assessment, assess
from clinical.dosing.plan import Choice, Plan, plan
from clinical.dosing.second_check import holds, same_order
from clinical.problem import InputError, Problem
from clinical.record.case import Case
from clinical.record.validity import problems
from desktop.entry.begun import BegunEntry
from desktop.keeping import Handover
from desktop.kept_step import Chosen, KeptStep
from desktop.state import Failure, State
from reports.kept_plan import without_own

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from clinical.dosing.second_check import Checked
    from clinical.record.kept_plan import Override
    from clinical.rules.rulebook import Rulebook
    from desktop.keeping import Keeper

_LOG = logging.getLogger(__name__)

# The problem of an entry that holds something that is no value.
ENTRY_UNREADABLE = "entry_unreadable"


class CaseStore(QObject):
    """Holds the case on screen; tabs ask for changes and draw themselves from its state."""

    changed = Signal(object)

    def __init__(self, rulebook: Rulebook, clock: Callable[[], datetime]) -> None:
        """Start with an empty case; ``clock`` says what time it is."""
        super().__init__()
        self._rulebook = rulebook
        self._clock = clock
        self._committed = Case()
        self._saved = self._committed
        self._handover = Handover(self._committed)
        self._shown = self._committed
        self._past: list[KeptStep] = []
        self._future: list[KeptStep] = []
        self._choice: Choice | None = None
        self._answered: dict[str, object] = {}
        self._typing: frozenset[str] = frozenset()
        # As on the screen, and as it was when the last entry was left.
        self._unreadable: frozenset[str] = frozenset()
        self._left_unreadable: frozenset[str] = frozenset()
        self._steps_back = 0
        self._path: Path | None = None
        self._training = False
        self._child = 0
        self._example_time: datetime | None = None
        self._checked: Checked | None = None
        # The plan that a second check under way is about.
        self._checking: Plan | None = None
        self.begun = BegunEntry()
        self._state = self._computed()

    @property
    def state(self) -> State:
        """What is on the screen now."""
        return self._state

    @property
    def committed(self) -> Case:
        """The case without what is still being typed: the one to save."""
        return self._committed

    def now(self) -> datetime:
        """Return the present time of the program; the clock of an example child stands still."""
        return self._example_time or self._clock()

    def draft(self, case: Case, entry: str, *, readable: bool = True) -> None:
        """Show a case while an entry is being typed; it is not yet a step of undo.

        What is no value yet leaves no result either: the hand may rest on it for an hour.
        """
        self._unreadable = _marked(self._unreadable, entry, readable=readable)
        self._show(case, self._typing | {entry})

    def commit(self, case: Case, entry: str | None = None, *, readable: bool = True) -> None:
        """Keep a case: one step of undo.

        ``readable`` is False where the entry holds something that is no value: until it is
        mended there is no result, since an older value must not take its place unseen.
        """
        typing, before = self._typing, KeptStep(self._committed, self._left_unreadable)
        if entry is not None:
            typing = typing - {entry}
            self._unreadable = _marked(self._unreadable, entry, readable=readable)
            self._left_unreadable = _marked(self._left_unreadable, entry, readable=readable)
        whole = not self._left_unreadable
        kept = self._handover.prepared(before.case, case, readable=whole)
        if kept is None:
            # Not taken: what stands in the record is drawn over what was entered.
            self._unreadable = self._left_unreadable = before.unreadable
            self._steps_back += 1
            self._show(before.case, typing, always=True)
            return
        if kept != before.case or self._left_unreadable - before.unreadable:
            self._past.append(before)
            self._future.clear()
            self._committed = kept
        self._handover.give(self._committed, readable=whole)
        self._show(kept, typing)

    def undo(self) -> None:
        """Go back one committed step."""
        self._step(self._past, self._future)

    def redo(self) -> None:
        self._step(self._future, self._past)

    def _step(self, source: list[KeptStep], target: list[KeptStep]) -> None:
        """Take the next step that changes anything.

        What could not be read before the step and cannot be read now stays on the screen, and
        there is still no result. No other unreadable text stays: it stands in no record.
        """
        now = KeptStep(self._committed, self._left_unreadable)
        while source:
            case, unreadable, chosen = source.pop()
            if chosen is not None:
                if chosen.choice == self._choice:
                    continue
                target.append(now._replace(chosen=Chosen(self._choice, self._answered)))
                self._choice, self._answered = chosen
                break
            then = KeptStep(case, unreadable & now.unreadable)
            if then != now:
                whole = not then.unreadable
                kept = self._handover.prepared(now.case, case, undo=True, readable=whole)
                if kept is None:
                    source.append(KeptStep(case, unreadable))
                    break
                target.append(now)
                self._committed, self._left_unreadable = kept, then.unreadable
                self._steps_back += 1
                self._handover.give(kept, readable=whole)
                break
        self._unreadable = self._left_unreadable
        self._show(self._committed, frozenset())

    def open(
        self,
        case: Case,
        path: Path | None = None,
        *,
        training_at: datetime | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        """Put another child on the screen; nothing of the one before stays.

        ``training_at`` makes it an example child, whose clock stands at that time; a record that
        was saved as one stays one.
        """
        if training_at is not None and case.training != training_at:
            case = case.replace(training=training_at)
        self._committed = self._saved = case
        self._handover = Handover(case, keeper)
        self._past, self._future = [], []
        self._choice = None
        self._answered = {}
        self._path = path
        self._checked, self._checking = None, None
        self._child += 1
        self._training = case.training is not None
        self._example_time = case.training
        self._unreadable = self._left_unreadable = frozenset()
        self._show(case, frozenset(), always=True)

    def start_new(self) -> None:
        self.open(Case())

    def adopt(self, case: Case) -> None:
        """Go on from what the records hold after a signature; no undo reaches back behind it."""
        self._past, self._future = [], []
        self._committed = self._saved = case
        self._handover = Handover(case, self._handover.keeper)
        self._show(case, self._typing, always=True)

    def forget_steps(self) -> None:
        """Let no undo reach back behind what went out on paper."""
        self._past, self._future = [], []
        self._show(self._shown, self._typing, always=True)

    def saved(self, path: Path | None, case: Case) -> None:
        """Remember that this case is kept; what was changed meanwhile is unsaved.

        Of a child in the records a file is a copy: only a save there saves it.
        """
        if path is not None and self._handover.keeper is not None:
            return
        self._saved = case
        self._path = path
        self._show(self._shown, self._typing, always=True)

    def choose(self, choice: Choice | None, *, as_step: bool = False) -> None:
        """Choose a regimen with its settings, or none; what a hand chose is a step of undo."""
        if choice != self._choice:
            if as_step:
                chosen = Chosen(self._choice, self._answered)
                self._past.append(KeptStep(self._committed, self._left_unreadable, chosen))
                self._future.clear()
            self._choice = choice
            self._show(self._shown, self._typing, always=True)

    def begin_check(self) -> None:
        """Hide weight and plan for the second check; a start left open is set, so that it stays."""
        plan = self._state.plan
        if plan is None or plan.verdict == "refused" or self._typing or self._choice is None:
            return
        self._checking, self._checked = plan, None
        if self._choice.start is None:
            self._choice = replace(self._choice, start=plan.start)
        self._show(self._shown, self._typing, always=True)

    def end_check(self, checked: Checked | None = None) -> None:
        """Show weight and plan again, with the mark of the check where the two agreed."""
        self._checking, self._checked = None, checked
        self._show(self._shown, self._typing, always=True)

    def tick(self) -> None:
        """Recompute as time passes; what an error of the program blanked stays blank."""
        failure = self._state.failure
        if failure is not None and failure.error is not None:
            return
        if self.now() != self._state.as_of:
            self._show(self._shown, self._typing, always=True)

    def fail(self, error: BaseException) -> None:
        """Blank everything that was computed, after an error of the program.

        The next change computes anew; the passing of time does not, because an entry that was
        lost in the error may still stand in its field.
        """
        self._state = replace(
            self._state,
            assessment=None,
            failure=Failure(error=type(error).__name__),
            plan=None,
            plan_failure=None,
        )
        self.changed.emit(self._state)

    def _show(self, case: Case, typing: frozenset[str], *, always: bool = False) -> None:
        if not always and case == self._shown and typing == self._typing and not self._stale():
            return
        self._shown, self._typing = case, typing
        self._state = self._computed()
        self.changed.emit(self._state)

    def forgotten(self, entry: str) -> None:
        """Hear that a field was emptied for another sample, echocardiogram or child."""
        self._left_unreadable = self._left_unreadable - {entry}
        if entry in self._unreadable:
            self._unreadable = self._unreadable - {entry}
            self._show(self._shown, self._typing, always=True)

    def _stale(self) -> bool:
        """Whether choice, undo, redo or the saved mark changed though the case did not."""
        state = self._state
        return (
            state.unreadable != self._unreadable
            or state.choice != self._choice
            or state.can_undo != bool(self._past)
            or state.can_redo != bool(self._future)
            or state.unsaved != (self._committed != self._saved)
        )

    def _computed(self) -> State:
        as_of = self.now()
        assessment, failure = self._assessed(as_of)
        planned, plan_failure = (None, None) if failure is not None else self._planned(as_of)
        # A mark is for one plan: any other plan withdraws it, and it does not come back.
        if self._checked is not None and not (
            planned is not None and holds(self._checked, planned, self._shown)
        ):
            self._checked = None
        if self._checking is not None and not (
            planned is not None and same_order(self._checking, planned)
        ):
            self._checking = None
        return State(
            case=self._shown,
            as_of=as_of,
            rulebook=self._rulebook,
            assessment=assessment,
            failure=failure,
            choice=self._choice,
            plan=planned,
            plan_failure=plan_failure,
            typing=self._typing,
            unreadable=self._unreadable,
            can_undo=bool(self._past),
            can_redo=bool(self._future),
            path=self._path,
            unsaved=self._committed != self._saved,
            training=self._training,
            child=self._child,
            steps_back=self._steps_back,
            checked=self._checked,
            blind=self._checking is not None,
            keeper=self._handover.keeper,
        )

    def _assessed(self, as_of: datetime) -> tuple[Assessment | None, Failure | None]:
        # The record of an example child may reach beyond the moment its clock stands at.
        wrong = problems(self._shown, self._rulebook, None if self._training else as_of)
        wrong += tuple(Problem(key, ENTRY_UNREADABLE) for key in sorted(self._unreadable))
        if wrong:
            return None, Failure(wrong)
        try:
            return assess(self._shown, self._rulebook, as_of), None
        except Exception as error:  # noqa: BLE001 (whatever fails, the result is blanked)
            return None, self._broken("assess", error)

    def _planned(self, as_of: datetime) -> tuple[Plan | None, Failure | None]:
        if self._choice is None:
            return None, None
        try:
            found = plan(self._shown, self._rulebook, self._choice, as_of)
            case = without_own(self._shown, found)
            if case is not self._shown:
                found = plan(case, self._rulebook, self._choice, as_of)
            if not self._typing:
                kept = self._still_answered(found)
                if kept != self._choice.overrides:
                    self._choice = replace(self._choice, overrides=kept)
                    found = plan(case, self._rulebook, self._choice, as_of)
            return found, None
        except InputError as error:
            return None, Failure(error.problems)
        except Exception as error:  # noqa: BLE001 (whatever fails, the dose is blanked)
            return None, self._broken("plan", error)

    def _still_answered(self, found: Plan) -> tuple[Override, ...]:
        """Return the answers whose question is still the one that was answered.

        A reason given for one weight and one dose says nothing about another.
        """
        dose = found.steps[0].dose if found.steps else None
        asked: dict[str, object] = {
            override.code: (
                dose,
                tuple(reason for reason in found.reasons if reason.code == override.code),
            )
            for override in found.overrides
        }
        before = self._answered
        kept = tuple(
            override
            for override in found.overrides
            if before.get(override.code, asked[override.code]) == asked[override.code]
        )
        self._answered = {override.code: asked[override.code] for override in kept}
        return kept

    @staticmethod
    def _broken(what: str, error: Exception) -> Failure:
        """Return a failure; the log gets the kind of error and never a value."""
        _LOG.error("%s failed: %s", what, type(error).__name__)
        return Failure(error=type(error).__name__)


def _marked(unreadable: frozenset[str], entry: str, *, readable: bool) -> frozenset[str]:
    return unreadable - {entry} if readable else unreadable | {entry}
