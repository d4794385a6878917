"""When something is due by the plans in force, and what was charted in answer to it.

A due time holds one step of a plan, or several of which one is given. A charted dose answers the
step it points at, else the nearest due time of its drug. Of the times that have come and that
nothing answers only the last can still be given; those before it were missed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import starmap
from typing import TYPE_CHECKING, Literal

from clinical.course.elapsed import in_utc
from clinical.course.in_force import by_the_day
from clinical.dosing.followed import (
    early_by,
    followed_times,
    followed_until,
    has_begun,
    nearest_time,
)
from clinical.timeline import elapsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, timedelta

    from clinical.record.case import Case, Treatment
    from clinical.record.kept_plan import KeptPlan, KeptStep
    from clinical.record.vocabulary import Agent
    from clinical.rules.rulebook import Rulebook

DueState = Literal[
    "planned", "waiting", "due", "overdue", "held", "given", "withheld", "missed", "passed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DueTime:
    """One due time of a plan: ``steps`` are its steps at that time with their numbers.

    ``optional``: the one step has a condition, so that there may be nothing to give. ``answers``
    are the charted doses that belong to it, withheld and refused ones among them.
    """

    plan: KeptPlan
    at: datetime
    steps: tuple[tuple[int, KeptStep], ...]
    state: DueState = "planned"
    answers: tuple[Treatment, ...] = ()

    @property
    def agent(self) -> Agent:
        return self.steps[0][1].agent

    @property
    def optional(self) -> bool:
        return len(self.steps) == 1 and self.steps[0][1].condition is not None

    @property
    def only_step(self) -> tuple[int, KeptStep] | None:
        """The step to give, None where which of several is not said by the plan."""
        return self.steps[0] if len(self.steps) == 1 else None


@dataclass(frozen=True, slots=True)
class Dues:
    """Every due time in order, and the counted doses that answer none."""

    times: tuple[DueTime, ...]
    beside: tuple[Treatment, ...]

    def of(self, plan: KeptPlan) -> tuple[DueTime, ...]:
        return tuple(due for due in self.times if due.plan is plan)


def dues(case: Case, rulebook: Rulebook, as_of: datetime) -> Dues:
    """Return what is and was due by the plans of a case at ``as_of``."""
    open_times = tuple(starmap(DueTime, followed_times(case)))
    charted = tuple(_charted(case, as_of))
    answers: dict[int, list[Treatment]] = {}
    beside: list[Treatment] = []
    late = early_by(rulebook)
    for dose in charted:
        places = tuple(_answered(dose, open_times, case, late, as_of))
        for place in places:
            answers.setdefault(place, []).append(dose)
        if not places:
            beside.append(dose)
    answered = tuple(
        replace(due, answers=tuple(answers.get(place, ()))) for place, due in enumerate(open_times)
    )
    stated = (due for plan in case.plans for due in _stated(plan, answered, late, as_of))
    # Of a child who died nothing is due, and nobody can tell which doses still were.
    died = case.involvement.died == "present"
    kept = [due for due in stated if due.answers or (not died and _was_followed(due, case))]
    return Dues(tuple(sorted(kept, key=lambda due: in_utc(due.at))), tuple(beside))


def _was_followed(due: DueTime, case: Case) -> bool:
    """Return whether a plan was in force at its due time, as far as the record tells.

    When a plan was stopped is not kept: of one that was, only what was given by it stays.
    """
    plan = due.plan
    replaced = plan.state == "superseded" and followed_until(plan, case) is not None
    return plan.state == "active" or (replaced and due.state != "planned")


def plans_followed(case: Case) -> Iterator[KeptPlan]:
    """Yield the plans that are in force."""
    for plan in case.plans:
        if plan.struck is None and plan.state == "active":
            yield plan


def _charted(case: Case, as_of: datetime) -> Iterator[Treatment]:
    """Yield the doses charted by ``as_of``, withheld and refused ones too, in order of time."""
    counted = [
        dose
        for dose in case.treatments
        if dose.struck is None and dose.start is not None and dose.start <= as_of
    ]
    yield from sorted(counted, key=lambda dose: in_utc(dose.start or as_of))


def _answered(
    dose: Treatment, times: Sequence[DueTime], case: Case, late: timedelta, as_of: datetime
) -> Iterator[int]:
    """Yield the places of the due times that a charted dose answers."""
    start = dose.start or as_of
    mine = [place for place, due in enumerate(times) if due.agent == dose.agent]
    if by_the_day(dose) and dose.end is not None:
        # A course charted by the day stands for each dose of its days that have come. Without an
        # end nobody said how long it went on: it is one entry, and answers one due time.
        end = min(dose.end, as_of)
        covered = [place for place in mine if start <= times[place].at <= end]
        if covered:
            yield from covered
            return
    pointed = dose.planned
    if pointed is not None:
        mine = [place for place in mine if times[place].plan.id == pointed.plan]
        exact = [place for place in mine if _is_step(times[place], dose)]
        if exact:
            yield exact[0]
            return
        start = _planned_at(dose, case) or start
    else:
        nearest = nearest_time(
            start, [(id(times[each].plan), times[each].at) for each in mine], late
        )
        mine = [] if nearest is None else [mine[nearest]]
    if mine:
        yield min(mine, key=lambda place: abs(elapsed(times[place].at, start)))


def _is_step(due: DueTime, dose: Treatment) -> bool:
    pointed = dose.planned
    return (
        pointed is not None
        and due.plan.version == pointed.version
        and pointed.step in {number for number, _ in due.steps}
    )


def _planned_at(dose: Treatment, case: Case) -> datetime | None:
    """Return the time of the step a dose points at, in whichever version that stands."""
    pointed = dose.planned
    for plan in case.plans:
        if (
            pointed is not None
            and (plan.id, plan.version) == (pointed.plan, pointed.version)
            and pointed.step <= len(plan.steps)
        ):
            return plan.steps[pointed.step - 1].at
    return None


def _stated(
    plan: KeptPlan, times: Iterable[DueTime], late: timedelta, as_of: datetime
) -> Iterator[DueTime]:
    """Yield the due times of one plan, each with where it stands."""
    own = sorted((due for due in times if due.plan is plan), key=lambda due: in_utc(due.at))
    answered = max((place for place, due in enumerate(own) if due.answers), default=-1)
    come = [place for place, due in enumerate(own) if due.at <= as_of]
    # A step that may stay without a dose takes no other's turn.
    asked = max((place for place in come if not own[place].optional), default=-1)
    for place, due in enumerate(own):
        turn = max(answered, come[-1] if due.optional and come else asked)
        yield replace(due, state=_state(due, late, as_of, over=place < turn))


def _state(due: DueTime, late: timedelta, as_of: datetime, *, over: bool) -> DueState:
    """Return where a due time stands; ``over``: a later one had its turn."""
    if due.answers:
        withheld = all(dose.status in {"withheld", "refused"} for dose in due.answers)
        return "withheld" if withheld else "given"
    if due.at > as_of:
        return "passed" if over else "planned"
    if over or due.plan.state != "active":
        return "passed" if due.optional else "missed"
    if due.optional:
        return "waiting"
    return "overdue" if elapsed(due.at, as_of) > late else "due"


def starts_under(
    plan: KeptPlan, case: Case, starts: Sequence[datetime], rulebook: Rulebook
) -> list[datetime]:
    """Return in order which doses were begun since a plan did, in whichever version of it.

    One that was given early by less than what makes a dose overdue counts, as for the due times.
    """
    versions = [each for each in case.plans if each.id == plan.id]
    times = [at for each in versions for at in (each.start, *(step.at for step in each.steps))]
    begun = min((in_utc(at) for at in times if at is not None), default=None)
    early = early_by(rulebook)
    return sorted((at for at in starts if begun is None or has_begun(at, begun, early)), key=in_utc)
