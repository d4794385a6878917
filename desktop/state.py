"""Everything a tab draws, in one frozen value: the case and what follows, or why nothing does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from clinical.assess import Assessment
    from clinical.dosing.plan import Choice, Plan
    from clinical.dosing.second_check import Checked
    from clinical.problem import Problem
    from clinical.record.case import Case
    from clinical.rules.rulebook import Rulebook
    from desktop.keeping import Keeper


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result: what is wrong with the entries, or an error of the program."""

    problems: tuple[Problem, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Everything a tab draws: the case, what follows from it, or why nothing does.

    ``typing`` names the entries being typed; a dose is not shown while it depends on one.
    ``child`` counts the records opened: with another number every field starts empty.
    ``steps_back`` counts undos and redos: with another number a refused time gives way.
    ``checked`` is the mark of the second check, while it stands for the very plan shown; while
    the state is ``blind`` a check is being made, and neither weight nor plan may be seen.
    ``keeper``: each commit goes into the records.
    """

    case: Case
    as_of: datetime
    rulebook: Rulebook
    assessment: Assessment | None
    failure: Failure | None
    choice: Choice | None = None
    plan: Plan | None = None
    plan_failure: Failure | None = None
    typing: frozenset[str] = field(default_factory=frozenset[str])
    unreadable: frozenset[str] = field(default_factory=frozenset[str])
    can_undo: bool = False
    can_redo: bool = False
    path: Path | None = None
    unsaved: bool = False
    training: bool = False
    child: int = 0
    steps_back: int = 0
    checked: Checked | None = None
    blind: bool = False
    keeper: Keeper | None = None

    @property
    def at_risk(self) -> bool:
        """Whether leaving would lose something; changes to a shipped example are nobody's work."""
        return self.unsaved and not (self.training and self.path is None)

    @property
    def kept(self) -> bool:
        return self.keeper is not None
