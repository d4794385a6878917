"""The next dose of the plans in force that no charted dose answers: what a list of children shows.

Read from the plans as they were signed, without computing them anew. Whether it is overdue says
the clock of whoever shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.dosing.due import answers
from clinical.timeline import is_given

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta
    from decimal import Decimal

    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan
    from clinical.record.vocabulary import Agent


@dataclass(frozen=True, slots=True)
class NextDose:
    """One dose of a plan in force, in the unit of its plan.

    Without ``amount`` it is still to be decided: a rung that waits, or steps to choose from.
    """

    at: datetime
    agent: Agent
    amount: Decimal | None
    unit: str | None


def next_dose(case: Case, as_of: datetime, early: timedelta) -> NextDose | None:
    """Return the earliest dose that is to be given next, None too of a child who died.

    ``as_of`` says what was given by now.

    ``early`` is how long before its time the first dose of a plan may be given and still be it.
    """
    if case.involvement.died == "present":
        return None
    found = [
        dose
        for plan in case.plans
        if plan.state == "active" and plan.signed is not None and plan.struck is None
        for dose in _next_of(plan, case, as_of, early)
    ]
    return min(found, key=lambda dose: dose.at, default=None)


def _next_of(plan: KeptPlan, case: Case, as_of: datetime, early: timedelta) -> Iterator[NextDose]:
    """Yield the first step of a plan after the last that is answered."""
    agents = {step.agent for step in plan.steps}
    times = tuple(step.at for step in plan.steps)
    doses = [dose for dose in case.treatments if dose.agent in agents and is_given(dose, as_of)]
    last = max((at for _, at in answers(doses, times, plan, case, early)), default=None)
    left = [step for step in plan.steps if step.at and (last is None or step.at > last)]
    if not left:
        return
    at = min(step.at for step in left if step.at)
    due = [step for step in left if step.at == at]
    step = due[0]
    decided = len(due) == 1 and step.condition is None
    yield NextDose(at, step.agent, step.given if decided else None, step.unit if decided else None)
