"""Cautions about what the child was given, is given or is planned to be given."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.course.in_force import by_the_day, in_force, over_at
from clinical.course.kept_plans import is_over
from clinical.dosing.caution import Answer
from clinical.findings import NO_VALUES
from clinical.logic import Finding
from clinical.timeline import elapsed, given_before, given_in_illness, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.dosing.caution import Setting
    from clinical.findings import Value
    from clinical.record.case import Treatment
    from clinical.record.kept_plan import KeptPlan
    from clinical.record.vocabulary import Agent
    from clinical.rules.regimens import Caution


def drug_recorded(caution: Caution, setting: Setting) -> Answer:
    """Return whether a drug goes on, was given within so many days before the start, or is to come.

    With ``days`` one that an active plan still gives counts like one that was charted.
    """
    drug = caution.drug or "other"
    treatments = recorded(setting.case, drug)
    if caution.days is None:
        return Answer(Finding.MET if treatments else Finding.NOT_MET, NO_VALUES, None)
    span = timedelta(days=caution.days)
    charted = any(in_force(treatment, setting.start, span) for treatment in treatments)
    to_come = any(
        step.at is None or (step.at >= setting.as_of and elapsed(step.at, setting.start) < span)
        for kept in _followed(setting, {drug})
        for step in kept.steps
    )
    return Answer(Finding.MET if charted or to_come else Finding.NOT_MET, NO_VALUES, None)


def ivig_recent(caution: Caution, setting: Setting) -> Answer:
    """Return whether an infusion runs at the start or ended less than so many hours before it."""
    hours = caution.threshold or 0
    wait = timedelta(hours=int(hours))
    longest = timedelta(hours=setting.rulebook.record.longest_infusion_hours)
    values: dict[str, Value] = {"hours": hours}
    found = Answer(Finding.NOT_MET, values, None)
    for infusion in given_before(setting.case, ("ivig",), setting.start, setting.as_of):
        start, end = infusion.start, infusion.end
        if end is not None and elapsed(end, setting.start) < wait:
            runs = end > setting.start
            return Answer(Finding.MET, values | {"at": end}, None, "_running" if runs else "")
        if end is None and start is not None and elapsed(start, setting.start) < wait:
            return Answer(Finding.MET, values | {"at": start}, None, "_no_end")
        if end is None and (start is None or elapsed(start, setting.start) < longest + wait):
            found = Answer(Finding.UNKNOWN, values, None)
    return found


def ivig_long_ago(caution: Caution, setting: Setting) -> Answer:
    """Return whether the last infusion ended more than so many hours before the start.

    One of which the end is not recorded lasted at most as long as any infusion may.
    """
    hours = caution.threshold or 0
    wait = timedelta(hours=int(hours))
    longest = timedelta(hours=setting.rulebook.record.longest_infusion_hours)
    values: dict[str, Value] = {"hours": hours}
    infusions = given_in_illness(setting.case, ("ivig",), setting.as_of)
    ends = [infusion.end for infusion in infusions if infusion.end is not None]
    open_starts = [infusion.start for infusion in infusions if infusion.end is None]
    starts = [start for start in open_starts if start is not None]
    # A late enough start, or end, of one infusion is within the hours whatever the others were.
    if any(elapsed(at, setting.start) <= wait for at in (*ends, *starts)):
        return Answer(Finding.NOT_MET, values, None)
    if not infusions or len(starts) < len(open_starts):
        return Answer(Finding.UNKNOWN, values, "ivig")
    if any(elapsed(start, setting.start) <= longest + wait for start in starts):
        return Answer(Finding.UNKNOWN, values, "ivig")
    last = max((*ends, *starts), key=in_utc)
    variant = "_no_end" if last in starts else ""
    return Answer(Finding.MET, values | {"at": last}, "ivig", variant)


def _followed(setting: Setting, agents: set[Agent]) -> Iterator[KeptPlan]:
    """Yield the active plans of some drugs."""
    for kept in setting.case.plans:
        known = setting.rulebook.regimens.get(kept.regimen)
        active = kept.struck is None and kept.state == "active"
        if active and known is not None and known.agent in agents:
            yield kept


def other_plan(caution: Caution, setting: Setting) -> Answer:
    """Return whether a plan that is followed now already gives the drug at the start or later."""
    del caution
    return _active_plan(setting, {setting.regimen.agent})


def class_plan(caution: Caution, setting: Setting) -> Answer:
    """Return whether a plan that is followed now gives another drug of the kind."""
    return _active_plan(setting, setting.of_a_kind(caution))


def _active_plan(setting: Setting, agents: set[Agent]) -> Answer:
    for kept in _followed(setting, agents):
        if not is_over(kept, setting.start):
            title = setting.rulebook.regimens[kept.regimen].title
            return Answer(Finding.MET, {"regimen": title}, "plans")
    return Answer(Finding.NOT_MET, NO_VALUES, None)


def class_recorded(caution: Caution, setting: Setting) -> Answer:
    """Return whether another drug of the kind was given shortly before, or stands later."""
    for drug in sorted(setting.of_a_kind(caution)):
        for treatment in recorded(setting.case, drug):
            span = None if caution.days is None else timedelta(days=caution.days)
            if span is None or in_force(treatment, setting.start, span):
                return Answer(Finding.MET, {"agent": f"agent.{drug}"}, "treatments")
    return Answer(Finding.NOT_MET, NO_VALUES, None)


def dose_running(caution: Caution, setting: Setting) -> Answer:
    """Return whether the drug was charted by the day and goes on at the start."""
    del caution
    for treatment in given_in_illness(setting.case, (setting.regimen.agent,), setting.as_of):
        begun, over = treatment.start, over_at(treatment)
        goes_on = by_the_day(treatment) and (over is None or over > setting.start)
        # A ladder takes what was charted for its own doses.
        own = setting.regimen.ladder is not None
        if goes_on and not own and begun is not None and begun < setting.start:
            return Answer(Finding.MET, {"at": begun}, "treatments")
    return Answer(Finding.NOT_MET, NO_VALUES, None)


def dose_recent(caution: Caution, setting: Setting) -> Answer:
    """Return whether a dose was charted a good part less than one interval before the start.

    Where the interval is longer than ``days``, fewer days than these.
    """
    if setting.interval is None:
        return Answer(Finding.NOT_MET, NO_VALUES, None)
    least = setting.interval * int(caution.threshold or 0) / 100
    if caution.days is not None and setting.interval > timedelta(days=caution.days):
        least = timedelta(days=caution.days)
    for treatment in given_in_illness(setting.case, (setting.regimen.agent,), setting.as_of):
        at = treatment.end or treatment.start
        if at is not None and timedelta(0) < elapsed(at, setting.start) < least:
            hours = setting.interval // timedelta(hours=1)
            return Answer(Finding.MET, {"at": at, "hours": hours}, "treatments")
    return Answer(Finding.NOT_MET, NO_VALUES, None)


def earlier_doses(caution: Caution, setting: Setting) -> Answer:
    """Return whether doses of a drug that is given a set number of times were given before.

    What is charted since the plan begins is its own.
    """
    del caution
    before = _earlier(setting, setting.regimen.agent)
    planned = sum(phase.doses or 0 for phase in setting.regimen.phase)
    values: dict[str, Value] = {"count": len(before), "doses": planned}
    if not before:
        return Answer(Finding.NOT_MET, values, None)
    return Answer(Finding.MET, values, "treatments")


def _earlier(setting: Setting, agent: Agent) -> list[Treatment]:
    before = given_before(setting.case, (agent,), setting.start, setting.as_of)
    in_illness = given_in_illness(setting.case, (agent,), setting.as_of)
    return [item for item in before if item in in_illness]


def untried(caution: Caution, setting: Setting) -> Answer:
    """Return whether a therapy of the list was not given yet: of each group one drug is enough."""
    for group in caution.therapies:
        if not given_in_illness(setting.case, group, setting.as_of):
            return Answer(Finding.MET, {"name": f"agent.{group[0]}"}, "treatments")
    return Answer(Finding.NOT_MET, NO_VALUES, None)
