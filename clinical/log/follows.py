"""What follows from the log at a moment: clocks, doses, steps and looks that are due, and why.

Dates and states only: the program proposes, a person decides and records. What the rules say of
the course itself (defervescence, heart, grades) stands in the assessment and is not said twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.course.aspirin_course import daily_aspirin
from clinical.course.elapsed import hours_between, in_utc
from clinical.course.infusions import grams_per_kg
from clinical.course.ivig_response import ResponseVerdict
from clinical.dosing.afebrile import free_of_fever
from clinical.findings import Reason
from clinical.log.dues import plans_followed, starts_under
from clinical.logic import Finding
from clinical.timeline import day_of_course, given_in_illness, later_by, local_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clinical.assess import Assessment
    from clinical.course.ivig_response import InfusionResponse
    from clinical.course.temperature import Reading
    from clinical.dosing.step import RungStatus, Step
    from clinical.findings import Alert, Value
    from clinical.log.dues import Dues, DueTime
    from clinical.log.ladders import RunningLadder
    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptPlan
    from clinical.rules.phases import Phase
    from clinical.rules.rulebook import Rulebook

Topic = Literal[
    "dose", "rung", "wean", "response", "afebrile", "laboratory", "hold", "aspirin",
    "visit", "anakinra_day", "ivig_total", "died",
]  # fmt: skip
FollowState = Literal["overdue", "due", "waiting", "planned", "open", "done", "attention"]
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Following:
    """One thing that follows: where it stands, when it is due, and the reason with its source.

    ``due`` is the due time of a dose; ``rung`` stands with ``steps``, what each answer would do.
    ``response`` is the infusion a clock belongs to, ``plan`` the plan a rung does; ``stops`` is
    what refuses that plan now.
    """

    topic: Topic
    state: FollowState
    reason: Reason
    at: datetime | date | None = None
    due: DueTime | None = None
    rung: RungStatus | None = None
    steps: tuple[Step, ...] = ()
    response: InfusionResponse | None = None
    plan: KeptPlan | None = None
    stops: tuple[Alert, ...] = ()


@dataclass(frozen=True, slots=True)
class _Setting:
    case: Case
    assessment: Assessment
    found: Dues
    ladders: tuple[RunningLadder, ...]

    @property
    def temperatures(self) -> tuple[Reading, ...]:
        return self.assessment.temperatures

    @property
    def as_of(self) -> datetime:
        return self.assessment.as_of

    @property
    def rulebook(self) -> Rulebook:
        return self.assessment.rulebook

    def here(self, moment: datetime) -> datetime:
        return moment.astimezone(self.as_of.tzinfo)


def what_follows(
    case: Case, assessment: Assessment, found: Dues, ladders: tuple[RunningLadder, ...]
) -> tuple[Following, ...]:
    """Return everything that follows, by its topic."""
    setting = _Setting(case, assessment, found, ladders)
    if case.involvement.died == "present":
        # Nothing follows any more; what the course came to stays.
        died = Reason("log.died", Finding.MET, field="involvement.died")
        came = (*_response(setting), *_laboratory(setting), *_ivig_total(setting))
        over = (each for each in came if each.state in {"open", "done"})
        return (Following("died", "attention", died), *over)
    return (
        *_doses(setting),
        *_rungs(setting),
        *_weans(setting),
        *_response(setting),
        *_afebrile(setting),
        *_laboratory(setting),
        *_aspirin(setting),
        *_visits(setting),
        *_anakinra_day(setting),
        *_ivig_total(setting),
    )


# Doses and the steps of plans.


def _doses(setting: _Setting) -> Iterator[Following]:
    """Yield for each plan the dose whose time has come, else the next one."""
    for each in plans_followed(setting.case):
        own = setting.found.of(each)
        come = [due for due in own if due.state in {"due", "overdue"}]
        to_come = [due for due in own if due.state == "planned"]
        for due in (*come, *to_come)[:1]:
            late = hours_between(due.at, setting.as_of)
            code = {"overdue": "log.dose_overdue", "due": "log.dose_due"}.get(due.state)
            values: dict[str, Value] = {"at": setting.here(due.at), "hours": late}
            rule = setting.rulebook.monitoring.overdue
            reason = (
                Reason.citing("log.dose_next", Finding.NOT_MET, rule, values)
                if code is None
                else Reason(code, Finding.MET, values, rule.source, rule.mark, note=rule.note)
            )
            yield Following("dose", _of(due), reason, due.at, due=due)


def _of(due: DueTime) -> FollowState:
    states: dict[str, FollowState] = {"overdue": "overdue", "due": "due"}
    return states.get(due.state, "planned")


def _rungs(setting: _Setting) -> Iterator[Following]:
    """Yield the open rungs of a running ladder, with the doses that each answer would lead to.

    Of one that is refused now no dose is told, and its rungs say what refuses it.
    """
    for ladder in setting.ladders:
        regimen = ladder.made.regimen
        for rung in ladder.open_rungs:
            values: dict[str, Value] = {"hour": rung.hour, "at": setting.here(rung.at)}
            reason = Reason(
                "log.rung", Finding.UNKNOWN, values, regimen.source, regimen.mark, "temperature"
            )
            steps = tuple(step for step in ladder.made.steps if step.at == rung.at)
            states: dict[str, FollowState] = {
                "overdue": "overdue", "due": "due", "waiting": "waiting"
            }  # fmt: skip
            state = states.get(rung.state, "planned")
            if ladder.stops and state in {"overdue", "due"}:
                state = "attention"
            yield Following(
                "rung", state, reason, rung.at,
                rung=rung, steps=steps, plan=ladder.kept, stops=ladder.stops,
            )  # fmt: skip


def _weans(setting: _Setting) -> Iterator[Following]:
    """Yield the next lower level of a wean: dated, or what it waits for."""
    for each in plans_followed(setting.case):
        regimen = setting.rulebook.regimens.get(each.regimen)
        if regimen is None or regimen.wean is None:
            continue
        level = None
        for step in each.steps:
            lower = level is not None and step.per_kg is not None and step.per_kg < level
            if lower and (step.at is None or step.at > setting.as_of):
                values: dict[str, Value] = {"before": level or "", "level": step.per_kg or ""}
                if step.at is not None:
                    values["at"] = setting.here(step.at)
                    reason = Reason.citing("log.wean", Finding.MET, regimen.wean, values)
                    yield Following("wean", "planned", reason, step.at)
                else:
                    values["condition"] = step.condition or ""
                    reason = Reason.citing("log.wean_waits", Finding.UNKNOWN, regimen.wean, values)
                    yield Following("wean", "waiting", reason)
                break
            level = step.per_kg


# Clocks.


def _response(setting: _Setting) -> Iterator[Following]:
    """Yield the deciding clock of the latest infusion."""
    found = setting.assessment.response
    latest = found.later[-1] if found.later else found.first
    if not latest.infusion.n:
        return
    clock = latest.deciding
    end, window = latest.infusion.end, setting.rulebook.ivig_response.window
    # Once the window is closed no temperature can answer any more.
    closed = end is not None and later_by(end, timedelta(days=window.days)) < setting.as_of
    lacks = "due" if clock.because.field == "temperature" and not closed else "open"
    states: dict[ResponseVerdict, FollowState] = {
        ResponseVerdict.RESISTANT: "attention",
        ResponseVerdict.RESPONDED: "done",
        ResponseVerdict.TOO_EARLY: "planned",
        ResponseVerdict.UNDETERMINED: lacks,
    }
    at = clock.reached_at if clock.verdict is ResponseVerdict.TOO_EARLY else None
    yield Following("response", states[clock.verdict], clock.because, at, response=latest)


def _afebrile(setting: _Setting) -> Iterator[Following]:
    """Yield since when every reading is free of fever, and when that has lasted long enough."""
    readings, rule = setting.temperatures, setting.rulebook.monitoring.durable
    if not readings:
        return
    run = free_of_fever(readings)
    last = readings[-1]
    values: dict[str, Value] = {"at": setting.here(last.at), "needed": rule.hours}
    if not run:
        code = "log.afebrile_fever" if last.fever is Finding.MET else "log.afebrile_unclear"
        finding = Finding.NOT_MET if last.fever is Finding.MET else Finding.UNKNOWN
        reason = Reason.citing(code, finding, rule, values, "temperature")
        yield Following("afebrile", "open", reason)
        return
    lasted = hours_between(run[0].at, run[-1].at)
    reached = setting.here(later_by(run[0].at, rule.hours * _HOUR))
    values |= {"since": setting.here(run[0].at), "hours": lasted, "count": len(run)}
    values["reached"] = reached
    if lasted >= rule.hours:
        yield Following(
            "afebrile", "done", Reason.citing("log.afebrile_lasting", Finding.MET, rule, values)
        )
        return
    reason = Reason.citing("log.afebrile_running", Finding.UNKNOWN, rule, values, "temperature")
    yield Following("afebrile", "due" if reached <= setting.as_of else "planned", reason, reached)


def _laboratory(setting: _Setting) -> Iterator[Following]:
    """Yield the sample a day after immunoglobulin, and tests that are to be repeated."""
    rule = setting.rulebook.ivig_response.laboratory
    end = setting.assessment.response.first.infusion.end
    lacking = [fall.code for fall in setting.assessment.response.falls if fall.after is None]
    if end is not None and lacking:
        first, last = (later_by(end, hours * _HOUR) for hours in (rule.from_hours, rule.to_hours))
        middle = setting.here(later_by(end, rule.nearest_to_hours * _HOUR))
        values: dict[str, Value] = {
            "at": middle, "first": setting.here(first), "last": setting.here(last)
        }  # fmt: skip
        code = "log.laboratory_both" if len(lacking) > 1 else "log.laboratory_one"
        if len(lacking) == 1:
            values["name"] = lacking[0]
        missed = setting.as_of > last
        reason = Reason.citing(
            f"{code}_missed" if missed else code, Finding.UNKNOWN, rule, values, lacking[0]
        )
        state: FollowState = (
            "open" if missed else "planned" if setting.as_of < first
            else "due" if setting.as_of <= middle else "overdue"
        )  # fmt: skip
        yield Following("laboratory", state, reason, middle)
    for hold, alert in zip(
        setting.assessment.monitoring.holds, setting.assessment.monitoring.alerts, strict=True
    ):
        reason = Reason(
            alert.code, Finding.MET, alert.values, alert.source, alert.mark, alert.field,
            hold.rule.note,
        )  # fmt: skip
        if hold.due is None:
            yield Following("hold", "attention", reason)
        else:
            yield Following(
                "hold", "overdue" if hold.due < setting.as_of else "planned", reason, hold.due
            )


def _aspirin(setting: _Setting) -> Iterator[Following]:
    """Yield when the high or moderate dose of aspirin gives way, and when stopping is discussed."""
    phase = _aspirin_phase(setting)
    if phase is not None and phase.afebrile_hours is not None:
        run = free_of_fever(setting.temperatures)
        values: dict[str, Value] = {"needed": phase.afebrile_hours}
        if not run:
            reason = Reason.citing("log.aspirin_waits", Finding.UNKNOWN, phase, values)
            yield Following("aspirin", "waiting", reason)
        else:
            reached = setting.here(later_by(run[0].at, phase.afebrile_hours * _HOUR))
            values |= {"since": setting.here(run[0].at), "at": reached, "count": len(run)}
            if hours_between(run[0].at, run[-1].at) >= phase.afebrile_hours:
                reason = Reason.citing("log.aspirin_switch", Finding.MET, phase, values)
                yield Following("aspirin", "due", reason, reached)
            else:
                reason = Reason.citing("log.aspirin_switch_at", Finding.UNKNOWN, phase, values)
                yield Following("aspirin", "planned", reason, reached)
    review = setting.assessment.follow_up.aspirin
    if review.on_aspirin and review.on is not None:
        rule = setting.rulebook.follow_up.aspirin
        if dict(review.conditions)["level"] is Finding.NOT_MET:
            reason = Reason.citing("log.aspirin_goes_on", Finding.NOT_MET, rule)
            yield Following("aspirin", "open", reason)
            return
        come = local_day(setting.as_of, setting.as_of) >= review.on
        reason = Reason.citing("log.aspirin_review", review.finding, rule, {"day": review.on})
        yield Following("aspirin", "due" if come else "planned", reason, review.on)


def _aspirin_phase(setting: _Setting) -> Phase | None:
    """Return the phase of aspirin in force that ends with the fever: by a plan, else the chart."""
    followed = {each.regimen for each in plans_followed(setting.case)}
    daily = daily_aspirin(setting.case, setting.as_of)
    for regimen in setting.rulebook.regimens.values():
        if regimen.agent != "aspirin":
            continue
        ending = [phase for phase in regimen.phase if phase.afebrile_hours is not None]
        usual = regimen.setting["mg_per_kg_day"].usual
        charted = daily is not None and usual is not None and usual.holds(daily.per_kg)
        if ending and (regimen.id in followed or charted):
            return ending[0]
    return None


# Where the course stands.


def _visits(setting: _Setting) -> Iterator[Following]:
    for outcomes in setting.assessment.outcomes:
        visit = outcomes.next_visit
        if visit is None:
            continue
        values: dict[str, Value] = {
            "visit": visit.number, "day": visit.due, "title": outcomes.rule.title
        }  # fmt: skip
        reason = Reason.citing("log.visit", Finding.UNKNOWN, outcomes.rule, values)
        today = local_day(setting.as_of, setting.as_of)
        yield Following("visit", "due" if visit.due == today else "planned", reason, visit.due)


def _anakinra_day(setting: _Setting) -> Iterator[Following]:
    """Yield the day of treatment with anakinra, of as many as the plan in force has."""
    listed = given_in_illness(setting.case, ("anakinra",), setting.as_of)
    starts = [item.start for item in listed if item.start is not None]
    over = all(item.end is not None and item.end <= setting.as_of for item in listed)
    if not starts or over:
        # What has ended has no day any more.
        return
    first = min(starts, key=in_utc)
    day = day_of_course(first, setting.as_of)
    values: dict[str, Value] = {"at": setting.here(first), "day": day}
    for each in plans_followed(setting.case):
        regimen = setting.rulebook.regimens.get(each.regimen)
        if regimen is None or regimen.agent != "anakinra":
            continue
        own = starts_under(each, setting.case, starts, setting.rulebook)
        if not own:
            continue
        day = day_of_course(own[0], setting.as_of)
        values |= {"at": setting.here(own[0]), "day": day, "title": regimen.title}
        if each.settings.get("days", "").isdecimal():
            days = int(each.settings["days"])
            code = "log.anakinra_day_of" if day <= days else "log.anakinra_over"
            reason = Reason(
                code, Finding.MET, {**values, "days": days}, regimen.source, regimen.mark
            )
            yield Following("anakinra_day", "open" if day <= days else "due", reason)
            return
        reason = Reason("log.anakinra_day", Finding.MET, values, regimen.source, regimen.mark)
        yield Following("anakinra_day", "open", reason)
        return
    # Days are counted from the first dose as the trials count their visits.
    for outcomes in setting.assessment.outcomes[:1]:
        reason = Reason.citing("log.anakinra_day", Finding.MET, outcomes.rule, values)
        yield Following("anakinra_day", "open", reason)


def _ivig_total(setting: _Setting) -> Iterator[Following]:
    """Yield how much immunoglobulin was given in this illness, in g/kg; one that runs is said."""
    given = given_in_illness(setting.case, ("ivig",), setting.as_of)
    if not given:
        return
    amounts = [grams_per_kg(item, setting.case, setting.as_of) for item in given]
    known = sum((amount for amount in amounts if amount is not None), Fraction(0))
    values: dict[str, Value] = {"total": known, "count": len(given)}
    rule = setting.rulebook.regimens["ivig"]
    whole = all(amount is not None for amount in amounts)
    code = "log.ivig_total" if whole else "log.ivig_total_open"
    now = in_utc(setting.as_of)
    ends = [item.end for item in given if item.end is not None and in_utc(item.end) > now]
    if ends:
        # Its dose is what was hung up: it may yet be stopped.
        code += "_running"
        values["end"] = setting.here(max(ends, key=in_utc))
    finding = Finding.MET if whole and not ends else Finding.UNKNOWN
    reason = Reason(code, finding, values, rule.source, rule.mark, None if whole else "weight")
    yield Following("ivig_total", "open", reason)
