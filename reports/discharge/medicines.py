"""Medicines as they were charted: what was started, changed and stopped, and by which rule it ends.

Only what was charted as given counts as given. Whether something goes on is said by a plan in
force or by a recorded end, and by nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.aspirin_course import daily_aspirin, running_aspirin
from clinical.course.elapsed import in_utc
from clinical.course.infusions import grams_per_kg, infusions
from clinical.course.kept_plans import is_over
from clinical.timeline import is_given
from reports.discharge.parts import Fact, Record
from reports.formats import dose_text, number_text
from reports.plans_in_force import paper_plan
from reports.summary.follow_up import aspirin_text
from reports.summary.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.record.case import Treatment
    from clinical.record.kept_plan import KeptPlan
    from clinical.record.vocabulary import Agent
    from reports.summary.table import Row

# Drugs for fever and vaccines are in the log; in the letter they would hide what matters.
_LEFT_OUT: frozenset[Agent] = frozenset({"paracetamol", "live_vaccine", "influenza_vaccine"})
_DECIMALS_PER_KG = 2


@dataclass(frozen=True, slots=True)
class _Course:
    """What was charted of one drug as given, in order; those without a time come first."""

    agent: Agent
    name: str
    doses: tuple[Treatment, ...]

    @property
    def starts(self) -> list[datetime]:
        return [dose.start for dose in self.doses if dose.start is not None]


def medicines_table(record: Record) -> Table | None:
    """Return a row for each drug that was given, None where none is charted."""
    courses = [course for course in _courses(record) if course.agent not in _LEFT_OUT]
    if not courses:
        return None
    names = ("medicine", "started", "dose", "ended", "stop_rule")
    died = record.words.find("discharge.column_died.ended") if record.died else None
    heading = tuple(
        (died if name == "ended" else None) or record.text(f"column.{name}") for name in names
    )
    rows: list[Row] = [
        (
            _with_route(course, record),
            _started(course, record),
            _doses(course, record),
            _ended(course, record),
            _stop_rule(course, record),
        )
        for course in courses
    ]
    return Table(record.text("medicines"), (heading, *rows))


def medicine_facts(record: Record) -> Iterator[Fact]:
    """Yield what the table cannot hold: infusions, plans, aspirin now, what was withheld."""
    yield from infusion_facts(record)
    yield from _by_plan(record)
    yield from _aspirin_now(record)
    yield from _not_given(record)
    yield from _off_label(record)


def infusion_facts(record: Record) -> Iterator[Fact]:
    """Yield each immunoglobulin infusion with its dose, product and batch."""
    listed = infusions(record.case, record.rulebook, record.as_of)
    if not listed:
        yield Fact(record.text("ivig_none"), "ivig", recorded=False)
        return
    for infusion in listed:
        for entry in infusion.entries:
            missing, times = record.text("not_recorded"), record.text("time_not_recorded")
            if entry.start is not None or entry.end is not None:
                ahead = entry.end is not None and entry.end > record.as_of
                times = record.text(
                    "from_to_come" if ahead else "from_to",
                    start=record.here(entry.start) if entry.start is not None else missing,
                    end=record.here(entry.end) if entry.end is not None else missing,
                )
            begun = entry.start
            number = record.illness_day(record.day(begun)) if begun is not None else None
            yield Fact(
                record.text(
                    "ivig" if number is not None else "ivig_undated",
                    number=infusion.n,
                    day=number or "",
                    times=times,
                    dose=_ivig_dose(entry, record),
                    product=entry.product or missing,
                    batch=entry.batch or missing,
                ),
                "ivig",
            )


def _ivig_dose(entry: Treatment, record: Record) -> str:
    if entry.dose is None:
        return record.text("not_recorded")
    amount = dose_text(entry.dose, entry.dose_unit or "")
    per_kg = grams_per_kg(entry, record.case, record.as_of)
    if per_kg is None or entry.dose_unit == "g/kg":
        return amount
    shown = number_text(per_kg, _DECIMALS_PER_KG)
    return record.text("dose_per_kg", dose=amount, per_kg=shown, unit="g/kg")


def _courses(record: Record) -> list[_Course]:
    """Return the drugs in the order in which they were begun."""
    given = [item for item in record.case.treatments if is_given(item, record.as_of)]
    untimed = [item for item in given if item.start is None]
    timed = [(item.start, item) for item in given]
    in_order = sorted(((at, item) for at, item in timed if at is not None), key=lambda one: one[0])
    by_name: dict[tuple[Agent, str], list[Treatment]] = {}
    for item in (*untimed, *(item for _, item in in_order)):
        by_name.setdefault((item.agent, _name(item, record)), []).append(item)
    return [_Course(agent, name, tuple(doses)) for (agent, name), doses in by_name.items()]


def _name(item: Treatment, record: Record) -> str:
    if item.agent == "other" and item.name:
        return item.name
    found = record.words.find(f"sheet.drug.{item.agent}")
    return found or record.words.name(f"agent.{item.agent}")


def _with_route(course: _Course, record: Record) -> str:
    routes = [
        record.words.text(f"sheet.route.{dose.route}")
        for dose in course.doses
        if dose.route is not None and dose.route != "other"
    ]
    named = [] if course.agent == "ivig" else list(dict.fromkeys(routes))
    return ", ".join([course.name, *named])


def _started(course: _Course, record: Record) -> str:
    if len(course.starts) < len(course.doses):
        return record.text("time_not_recorded")
    return record.in_cell(record.day(course.starts[0]))


def _doses(course: _Course, record: Record) -> str:
    """Return the doses in the order of time, each change of dose with its day."""
    runs: list[tuple[str, list[Treatment]]] = []
    for dose in course.doses:
        amount = _amount(dose, record)
        if runs and runs[-1][0] == amount:
            runs[-1][1].append(dose)
        else:
            runs.append((amount, [dose]))
    parts: list[str] = []
    for number, (amount, doses) in enumerate(runs):
        key = "dose_once" if len(doses) == 1 else "dose_times"
        shown = record.text(key, dose=amount, count=len(doses))
        start = doses[0].start
        if number and start is not None:
            shown = record.text("dose_from", dose=shown, day=record.day(start))
        parts.append(shown)
    return "; ".join(parts)


def _amount(dose: Treatment, record: Record) -> str:
    if dose.dose is None:
        return record.text("dose_not_recorded")
    if dose.dose_unit == "mg/kg/day":
        return record.words.text("chart.by_the_day", dose=dose.dose)
    return dose_text(dose.dose, dose.dose_unit or "")


def _ended(course: _Course, record: Record) -> str:
    """Return whether a drug was stopped or goes on, as far as the record tells."""
    # A plan outlives nobody: of a child who died only what was charted is told.
    plan = plan_in_force(course.agent, record) if not record.died else None
    if plan is not None:
        key = "plan_not_to_use" if plan_bands(plan, record) else "goes_on_by_plan"
        return record.text(key, version=plan.version)
    if course.agent == "ivig":
        return _infusion_ended(course, record)
    last = course.doses[-1]
    if last.end is not None and last.end != last.start:
        day = record.day(last.end)
        return record.text("ends" if last.end > record.as_of else "stopped", day=day)
    if record.died:
        if last.start is None or last.dose_unit == "mg/kg/day":
            return record.text("end_not_recorded")
        return record.text("last_dose_charted", day=record.day(last.start))
    plans = _plans(course.agent, record)
    if plans:
        key = "plan_stopped" if plans[-1].state == "stopped" else "plan_over"
        if last.start is None:
            return record.text(key)
        return record.text(f"{key}_last", day=record.day(last.start))
    if last.start is None or last.dose_unit == "mg/kg/day":
        return record.text("end_not_recorded")
    return record.text("last_dose", day=record.day(last.start))


def _infusion_ended(course: _Course, record: Record) -> str:
    """Return whether every infusion is over: one without an end may be running."""
    ends = [dose.end for dose in course.doses if dose.end is not None]
    if len(ends) < len(course.doses):
        return record.text("end_not_recorded")
    if max(ends) > record.as_of:
        return record.text("infusion_running", at=record.here(max(ends)))
    return record.text("infusion_over")


def plan_bands(plan: KeptPlan, record: Record) -> tuple[str, ...]:
    """Return why a plan in force must not be used by now, as its sheet says it."""
    if plan.state != "active" or is_over(plan, record.as_of):
        return ()
    return paper_plan(plan, record.case, record.rulebook, record.as_of, record.words).bands


def _stop_rule(course: _Course, record: Record) -> str:
    """Return the rule of the plan it was given by; without a plan nobody wrote one down."""
    if course.agent == "ivig" or record.died:
        # An infusion ends by itself.
        return ""
    plans = _plans(course.agent, record)
    regimen = record.rulebook.regimens.get(plans[-1].regimen) if plans else None
    if regimen is not None:
        return regimen.stop_rule
    if course.agent == "aspirin":
        return aspirin_text(record.assessment.follow_up.aspirin, record.words)
    return record.text("no_stop_rule")


def _plans(agent: Agent, record: Record) -> list[KeptPlan]:
    """Return the signed or followed plans of a drug, the latest last."""
    regimens = record.rulebook.regimens
    return [
        plan
        for plan in record.case.plans
        if plan.struck is None
        and plan.state in {"active", "superseded", "stopped"}
        and (regimen := regimens.get(plan.regimen)) is not None
        and regimen.agent == agent
    ]


def plan_in_force(agent: Agent, record: Record) -> KeptPlan | None:
    """Return the latest active plan of a drug that is not over."""
    running = (
        plan
        for plan in reversed(_plans(agent, record))
        if plan.state == "active" and not is_over(plan, record.as_of)
    )
    return next(running, None)


def _by_plan(record: Record) -> Iterator[Fact]:
    """Yield the regimen of each signed plan, its latest version alone."""
    latest: dict[tuple[str | None, str], KeptPlan] = {}
    for plan in record.case.plans:
        followed = plan.struck is None and plan.state in {"active", "superseded", "stopped"}
        if followed and (plan.start is None or plan.start <= record.as_of):
            latest[plan.id, plan.regimen] = plan
    for plan in latest.values():
        regimen = record.rulebook.regimens.get(plan.regimen)
        if regimen is None:
            continue
        start = record.here(plan.start) if plan.start is not None else record.text("not_recorded")
        charted = _charted(plan, regimen.agent, record)
        if record.died and not charted:
            continue
        key = "by_plan" if charted else "only_planned"
        text = record.text(key, title=regimen.title, version=plan.version, start=start)
        yield Fact(text, "plans", regimen.source, recorded=charted)
        if not record.died:
            yield from (Fact(band, "plans") for band in plan_bands(plan, record))


def _charted(plan: KeptPlan, agent: Agent, record: Record) -> bool:
    """Return whether a dose of a plan is charted as given; a plan alone gave nothing."""
    for item in record.case.treatments:
        if item.agent != agent or not is_given(item, record.as_of):
            continue
        if item.planned is not None and plan.id is not None:
            if item.planned.plan == plan.id:
                return True
        elif (
            item.start is None
            or plan.start is None
            or record.day(item.start) >= record.day(plan.start)
        ):
            return True
    return False


def _aspirin_now(record: Record) -> Iterator[Fact]:
    """Yield the dose of aspirin in force with the rule by which stopping it is discussed."""
    review = record.assessment.follow_up.aspirin
    if not review.on_aspirin or record.died:
        return
    daily = daily_aspirin(record.case, record.as_of)
    rule = aspirin_text(review, record.words)
    source = record.rulebook.follow_up.aspirin.source
    if daily is None:
        yield Fact(record.text("aspirin_open", rule=rule), "aspirin", source)
        return
    per_kg = number_text(Fraction(daily.per_kg), 1)
    if not daily.at_least:
        yield Fact(record.text("aspirin", per_kg=per_kg, rule=rule), "aspirin", source)
        return
    starts = [dose.start for dose in running_aspirin(record.case, record.as_of)]
    last = max((at for at in starts if at is not None), key=in_utc, default=None)
    if last is None:
        yield Fact(record.text("aspirin_untimed", per_kg=per_kg, rule=rule), "aspirin", source)
        return
    # Single doses do not say that it goes on; a plan in force does.
    key = "aspirin_at_least" if plan_in_force("aspirin", record) else "aspirin_last"
    text = record.text(key, per_kg=per_kg, at=record.here(last), rule=rule)
    yield Fact(text, "aspirin", source)


def _not_given(record: Record) -> Iterator[Fact]:
    """Yield what was due and not given, by drug and reason."""
    counts: dict[tuple[str, str, str], int] = {}
    for item in record.case.treatments:
        told = item.start is None or item.start <= record.as_of
        if item.struck is None and item.status in {"withheld", "refused"} and told:
            reason = item.reason or record.text("reason_not_recorded")
            key = (_name(item, record), item.status or "", reason)
            counts[key] = counts.get(key, 0) + 1
    for (name, status, reason), count in counts.items():
        many = "one" if count == 1 else "many"
        yield Fact(
            record.text(f"{status}_{many}", name=name, count=count, reason=reason), "treatments"
        )


def _off_label(record: Record) -> Iterator[Fact]:
    """Yield once for each drug given that its use here is outside its licence."""
    said: set[str] = set()
    for course in _courses(record):
        for regimen in record.rulebook.regimens.values():
            if (
                regimen.agent == course.agent
                and regimen.off_label_text
                and (regimen.off_label_text not in said)
            ):
                said.add(regimen.off_label_text)
                text = record.text("off_label", text=regimen.off_label_text)
                yield Fact(text, "treatments", regimen.source)
