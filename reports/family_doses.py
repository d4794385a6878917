"""The medicines a family gives at home: each dose that a signed plan gives now, and until when.

A plan that the ward's own sheet would refuse, void or question gives none: the family is told to
ask. Of one drug there is one dose at a time, or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.course.kept_plans import is_over
from clinical.logic import Finding
from clinical.timeline import local_day
from reports.formats import clock_text, day_in_full, dose_text, number_text
from reports.plans_in_force import paper_plan, plan_today

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.assess import Assessment
    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan, KeptStep
    from clinical.record.vocabulary import Agent
    from reports.wording import Wording

_HOURS_A_DAY, _HOURS_A_WEEK = 24, 168
_AT_HOME = {"oral", "subcutaneous"}
# A plan that runs began in the past; two plans of one drug are told apart by their days below.
_ASKED_OF_ANY_RUNNING_PLAN = {"start_in_the_past", "start_before_weight", "caution.other_plan"}


@dataclass(frozen=True, slots=True)
class FamilyDose:
    """A medicine to give at home: what and how much, how often, and what goes with it."""

    medicine: str
    dose: str
    how: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeMedicines:
    """The doses to give, the drugs they are of, and the planned drugs the family asks about."""

    doses: tuple[FamilyDose, ...]
    told: tuple[Agent, ...]
    ask: tuple[Agent, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """Equal doses one after the other; ``changes`` where the plan goes on with others."""

    plan: KeptPlan
    step: KeptStep
    count: int
    first: datetime
    last: datetime
    # The last dose of the whole plan.
    over: datetime
    changes: bool


def home_medicines(case: Case, assessment: Assessment, words: Wording) -> HomeMedicines:
    """Return what the plans of a case give at home now."""
    return _Cupboard(case, assessment, words).medicines()


def aspirin_goes_on(assessment: Assessment) -> bool:
    """Return whether an aneurysm calls for going on with aspirin past the usual weeks."""
    return dict(assessment.follow_up.aspirin.conditions)["level"] is Finding.NOT_MET


class _Cupboard:
    def __init__(self, case: Case, assessment: Assessment, words: Wording) -> None:
        self._case, self._found, self._words = case, assessment, words
        self._as_of, self._rulebook = assessment.as_of, assessment.rulebook

    def medicines(self) -> HomeMedicines:
        by_agent: dict[Agent, list[KeptPlan]] = {}
        for plan in self._plans():
            agent = self._agent(plan)
            # An infusion of immunoglobulin is nothing for home.
            if agent is not None and agent != "ivig":
                by_agent.setdefault(agent, []).append(plan)
        doses: list[FamilyDose] = []
        told: list[Agent] = []
        ask: list[Agent] = []
        for agent, plans in by_agent.items():
            runs = self._runs(plans)
            (told if runs else ask).append(agent)
            doses += [self._dose(runs, number) for number in range(len(runs))]
        return HomeMedicines(tuple(doses), tuple(told), tuple(ask))

    def _text(self, key: str, /, **values: object) -> str:
        return self._words.text(f"family.{key}", **values)

    def _plans(self) -> Iterator[KeptPlan]:
        """Yield the signed plans in force, the latest version of each, that go on from here."""
        latest: dict[object, KeptPlan] = {}
        for place, plan in enumerate(self._case.plans):
            if plan.struck is None and plan.state == "active" and plan.signed is not None:
                name = plan.id if plan.id is not None else place
                before = latest.get(name)
                if before is None or plan.version >= before.version:
                    latest[name] = plan
        for plan in latest.values():
            if not is_over(plan, self._as_of):
                yield plan

    def _agent(self, plan: KeptPlan) -> Agent | None:
        if plan.steps:
            return plan.steps[0].agent
        regimen = self._rulebook.regimens.get(plan.regimen)
        return regimen.agent if regimen is not None else None

    def _runs(self, plans: list[KeptPlan]) -> list[_Run]:
        """Return the doses of one drug in order; none where it cannot be told which to give."""
        found = [self._run(plan) for plan in plans if self._holds(plan)]
        runs = [run for run in found if run is not None]
        if len(runs) < len(plans):
            return []
        runs.sort(key=lambda run: in_utc(run.first))
        for before, after in pairwise(runs):
            if before.changes or in_utc(before.over) >= in_utc(after.first):
                return []
        return runs

    def _holds(self, plan: KeptPlan) -> bool:
        """Return whether the sheet of the ward would give it today, without an open question."""
        case, rulebook, as_of = self._case, self._rulebook, self._as_of
        now = plan_today(plan, case, rulebook, as_of)
        if now is None or now.verdict == "refused":
            return False
        if paper_plan(plan, case, rulebook, as_of, self._words).bands:
            return False
        answered = {override.code for override in plan.overrides} | _ASKED_OF_ANY_RUNNING_PLAN
        return all(alert.code in answered for alert in now.open_confirmations)

    def _run(self, plan: KeptPlan) -> _Run | None:
        """Return the next doses as long as they are equal, None where they cannot be told."""
        timed = [(step.at, step) for step in plan.steps if step.at is not None]
        if len(timed) < len(plan.steps):
            return None
        ahead = sorted(
            ((at, step) for at, step in timed if at > self._as_of), key=lambda one: in_utc(one[0])
        )
        run: list[tuple[datetime, KeptStep]] = []
        for at, step in ahead:
            if step.condition is not None or (run and _said(step) != _said(run[0][1])):
                break
            run.append((at, step))
        times = [at for at, _ in ahead]
        if not run or len({in_utc(at) for at in times}) < len(times):
            return None
        first = run[0][1]
        unknown = first.given is None or first.route not in _AT_HOME
        if unknown or (first.interval_hours is None and len(run) > 1):
            return None
        return _Run(
            plan=plan,
            step=first,
            count=len(run),
            first=times[0],
            last=run[-1][0],
            over=times[-1],
            changes=len(run) < len(ahead),
        )

    def _dose(self, runs: list[_Run], number: int) -> FamilyDose:
        step = runs[number].step
        return FamilyDose(
            medicine=self._words.name(f"agent.{step.agent}"),
            dose=self._amount(step),
            how=self._how(runs[number]),
            notes=tuple(self._notes(runs, number)),
        )

    def _amount(self, step: KeptStep) -> str:
        amount = dose_text(step.given, step.unit or "") if step.given is not None else ""
        if step.volume_ml is None:
            return amount
        return self._text("dose_volume", dose=amount, volume=number_text(step.volume_ml))

    def _how(self, run: _Run) -> str:
        step = run.step
        hours = step.interval_hours
        # One dose that is left is not "once a week".
        if hours is None or run.count == 1:
            often = self._text("once")
        elif hours == _HOURS_A_DAY:
            often = self._text("once_a_day")
        elif hours == _HOURS_A_WEEK:
            weekday = local_day(run.first, self._as_of).weekday()
            often = self._text("once_a_week", weekday=self._words.text(f"sheet.weekday.{weekday}"))
        else:
            often = self._text("every_hours", hours=number_text(hours))
        return self._text("how", route=self._text(f"route.{step.route}"), often=often)

    def _notes(self, runs: list[_Run], number: int) -> Iterator[str]:
        run = runs[number]
        yield self._text("first_dose" if number else "next_dose", **self._at(run.first))
        yield from self._end(run, followed=number + 1 < len(runs))
        if run.plan.weight is not None:
            yield self._text("for_weight", kg=number_text(run.plan.weight.kg))
        if run.step.agent == "aspirin" and number + 1 == len(runs):
            yield self._aspirin_stop()
        elif run.count > 1:
            yield self._text("do_not_stop")

    def _end(self, run: _Run, *, followed: bool) -> Iterator[str]:
        """Yield until when the dose is given, and what the family does after that."""
        if run.count > 1:
            yield self._text("last_dose", **self._at(run.last))
        elif not (followed or run.changes):
            yield self._text("last_one")
        if followed:
            yield self._text("then_below")
        elif run.changes:
            yield self._text("then_changes")
        elif run.step.agent == "aspirin":
            # Whether it goes on is talked about; the end of a plan does not stop it.
            yield self._text("then_ask")
        else:
            yield self._text("no_more")

    def _aspirin_stop(self) -> str:
        if aspirin_goes_on(self._found):
            return self._text("aspirin_goes_on")
        on = self._found.follow_up.aspirin.on
        if on is None or on <= local_day(self._as_of, self._as_of):
            return self._text("do_not_stop_aspirin")
        return self._text("aspirin_stop", day=day_in_full(on))

    def _at(self, moment: datetime) -> dict[str, object]:
        at = moment.astimezone(self._as_of.tzinfo)
        return {"day": day_in_full(at.date()), "time": clock_text(at)}


def _said(step: KeptStep) -> tuple[object, ...]:
    return (step.given, step.unit, step.volume_ml, step.route, step.interval_hours, step.product)
