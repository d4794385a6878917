"""What a trial of anakinra measures, visit by visit, from the day of the first dose on.

A value counts for a visit where it stands on that calendar day, or on the day after where the
source says so: the sources give no other windows.
Where a source counts from two starts both are shown, each with its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from clinical.course.anakinra_course import AnakinraCourse, anakinra_course
from clinical.heart.z_scores import VESSELS
from clinical.logic import Finding, all_of, any_of, finding_of, negate
from clinical.measurements import measured, neutrophil_counts
from clinical.quantity import Interval
from clinical.timeline import fever_onset_day, later_by, local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from fractions import Fraction

    from clinical.course.temperature import Reading
    from clinical.findings import Value
    from clinical.heart.coronary import CoronaryAssessment
    from clinical.heart.readings import EchoReading
    from clinical.measurements import Measured
    from clinical.record.case import Case
    from clinical.record.vocabulary import ObservationCode
    from clinical.rules.criteria import Threshold
    from clinical.rules.rulebook import Rulebook
    from clinical.rules.trial import OutcomeId, TrialOutcome, TrialRule

Start = Literal["initiation", "last_escalation"]


@dataclass(frozen=True, slots=True)
class OutcomeFinding:
    """One outcome at one visit: when it is due, what was found, whether the rule holds.

    The finding is None where the outcome is not asked: nothing was abnormal that could resolve.
    ``or_on`` is the day after, where a value of that day counts for the visit as well.
    """

    rule: TrialOutcome
    visit: int | None
    due: date | None
    value: Value | None
    finding: Finding | None
    start: Start | None = None
    due_at: datetime | None = None
    or_on: date | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of the schedule."""

    number: int
    due: date


@dataclass(frozen=True, slots=True)
class TrialOutcomes:
    """The outcomes of one trial; none without a first dose whose time is known."""

    rule: TrialRule
    course: AnakinraCourse
    outcomes: tuple[OutcomeFinding, ...]
    next_visit: Visit | None


@dataclass(frozen=True, slots=True)
class _Setting:
    case: Case
    rulebook: Rulebook
    coronary: CoronaryAssessment
    temperatures: tuple[Reading, ...]
    course: AnakinraCourse
    first_at: datetime
    as_of: datetime

    @property
    def day_0(self) -> date:
        return local_day(self.first_at, self.as_of)

    def due(self, visit: int) -> date:
        return self.day_0 + timedelta(days=visit)


_Found = tuple["Value | None", "Finding | None"]
_NOTHING: _Found = (None, Finding.UNKNOWN)


def assess_outcomes(
    rule: TrialRule,
    case: Case,
    rulebook: Rulebook,
    coronary: CoronaryAssessment,
    as_of: datetime,
    *,
    temperatures: tuple[Reading, ...],
) -> TrialOutcomes:
    """Return what a trial's outcomes are at ``as_of``."""
    course = anakinra_course(case, rule.escalation, as_of)
    if course.first_at is None:
        return TrialOutcomes(rule, course, (), None)
    setting = _Setting(case, rulebook, coronary, temperatures, course, course.first_at, as_of)
    found = tuple(row for outcome in rule.outcome for row in _rows(outcome, setting))
    return TrialOutcomes(rule, course, found, _next_visit(rule, setting))


def _next_visit(rule: TrialRule, setting: _Setting) -> Visit | None:
    today = local_day(setting.as_of, setting.as_of)
    visits = sorted({visit for outcome in rule.outcome for visit in outcome.visits})
    return next(
        (Visit(visit, setting.due(visit)) for visit in visits if setting.due(visit) >= today), None
    )


def _rows(outcome: TrialOutcome, setting: _Setting) -> Iterator[OutcomeFinding]:
    if outcome.hours is not None:
        for start in outcome.clocks:
            yield _within_hours(outcome, setting, start, outcome.hours)
        return
    check = _CHECKS[outcome.id]
    for visit in outcome.visits or (None,):
        value, finding = check(outcome, setting, visit)
        due = None if visit is None else setting.due(visit)
        or_on = setting.due(visit + 1) if visit in outcome.or_next_day and visit else None
        yield OutcomeFinding(outcome, visit, due, value, finding, or_on=or_on)


def _within_hours(
    outcome: TrialOutcome, setting: _Setting, start: Start, hours: int
) -> OutcomeFinding:
    """Return whether the fever went within so many hours of the first dose or the last step up.

    One low reading is no success where the fever came back within the hours: the last state
    counts, and before the hours are over it may still change.
    """
    visit = outcome.visits[0]
    course, begun = setting.course, setting.first_at
    if start == "last_escalation":
        if course.escalation_unclear:
            return OutcomeFinding(outcome, visit, None, None, Finding.UNKNOWN, start)
        begun = course.last_escalation or begun
    end = later_by(begun, timedelta(hours=hours)).astimezone(setting.as_of.tzinfo)
    counted = [reading for reading in setting.temperatures if begun < reading.at <= end]
    finding = Finding.UNKNOWN
    if counted and setting.as_of >= end:
        finding = _gone_at_last(counted)
    value = _degrees(counted[-1]) if counted else None
    return OutcomeFinding(
        outcome, visit, local_day(end, setting.as_of), value, finding, start, due_at=end
    )


def _gone_at_last(counted: Sequence[Reading]) -> Finding:
    """Return whether a reading was free of fever and none after it was, or may have been, one.

    A low reading soon after an antipyretic neither shows that a fever went nor that one came back.
    """
    gone = Finding.NOT_MET
    for reading in counted:
        if reading.fever is not Finding.NOT_MET:
            gone = negate(reading.fever)
        elif reading.fever_free is Finding.MET:
            gone = Finding.MET
        elif gone is Finding.NOT_MET:
            gone = Finding.UNKNOWN
    return gone


def _degrees(reading: Reading) -> Fraction | None:
    if reading.corrected is None:
        return None
    return reading.corrected.low if reading.corrected.low is not None else reading.corrected.high


def _fever(outcome: TrialOutcome, setting: _Setting, visit: int | None) -> _Found:
    del outcome
    day = setting.due(visit or 0)
    counted = [
        reading for reading in setting.temperatures if local_day(reading.at, setting.as_of) == day
    ]
    if not counted:
        return _NOTHING
    degrees = [value for reading in counted if (value := _degrees(reading)) is not None]
    finding = any_of(*(reading.fever for reading in counted))
    return max(degrees, default=None), finding


def _samples(setting: _Setting, code: ObservationCode) -> tuple[Measured, ...]:
    since = fever_onset_day(setting.case, setting.as_of)
    items = measured(setting.case, code, setting.rulebook, setting.as_of, since=since)
    return tuple(item for item in items if item.interval is not None)


def _before(setting: _Setting, code: ObservationCode) -> Measured | None:
    earlier = [item for item in _samples(setting, code) if item.at <= setting.first_at]
    return earlier[-1] if earlier else None


def _on(setting: _Setting, code: ObservationCode, day: date) -> Measured | None:
    """Return the last value of a day that is from after the first dose."""
    later = [
        item
        for item in _samples(setting, code)
        if item.at > setting.first_at and local_day(item.at, setting.as_of) == day
    ]
    return later[-1] if later else None


def _falls(before: Interval, after: Interval) -> Finding:
    """Return whether a value is lower than the one before it."""
    if before.low is not None:
        below = after.compare("<" if before.low_closed else "<=", before.low)
        if below is Finding.MET:
            return below
    if before.high is not None and after.compare(">=", before.high) is Finding.MET:
        return Finding.NOT_MET
    return Finding.UNKNOWN


def _crp(outcome: TrialOutcome, setting: _Setting, visit: int | None) -> _Found:
    day = setting.due(visit or 0)
    found = _on(setting, "crp", day)
    if found is None and visit in outcome.or_next_day:
        found = _on(setting, "crp", day + timedelta(days=1))
    if found is None or found.interval is None:
        return _NOTHING
    before = _before(setting, "crp")
    if before is None or before.interval is None:
        return found.quantity, Finding.UNKNOWN
    return found.quantity, _falls(before.interval, found.interval)


def _crp_normal(outcome: TrialOutcome, setting: _Setting, visit: int | None) -> _Found:
    last_day = setting.due(visit or 0)
    counted = [
        item
        for item in _samples(setting, "crp")
        if item.at > setting.first_at and local_day(item.at, setting.as_of) <= last_day
    ]
    if not counted or counted[-1].interval is None:
        return _NOTHING
    finding = _meets(outcome.threshold, counted[-1].interval)
    if finding is Finding.NOT_MET and local_day(setting.as_of, setting.as_of) <= last_day:
        finding = Finding.UNKNOWN
    return counted[-1].quantity, finding


def _meets(threshold: Threshold | None, interval: Interval) -> Finding:
    if threshold is None:  # pragma: no cover (every outcome that asks here has its limit)
        return Finding.UNKNOWN
    return interval.compare(threshold.operator, threshold.value)


def _activity(outcome: TrialOutcome, setting: _Setting, visit: int | None) -> _Found:
    code: ObservationCode = (
        "physician_activity" if outcome.id == "physician_activity" else "parent_activity"
    )
    before = _before(setting, code)
    if visit is None:
        later = [item for item in _samples(setting, code) if item.at > setting.first_at]
        found = later[-1] if later else None
    else:
        found = _on(setting, code, setting.due(visit))
    if before is None or found is None:
        return _NOTHING
    start, now = _number(before), _number(found)
    if start is None or now is None or start == 0:
        return _NOTHING
    percent = 100 * (start - now) / start
    return percent, _meets(outcome.threshold, Interval.exactly(percent))


def _number(item: Measured) -> Fraction | None:
    interval = item.interval
    return interval.low if interval is not None and interval.low == interval.high else None


def _coronary(outcome: TrialOutcome, setting: _Setting, visit: int | None) -> _Found:
    day = setting.due(visit or 0)
    echos = setting.coronary.counted
    on_day = [echo for echo in echos if local_day(echo.at, setting.as_of) == day]
    if not on_day:
        return _NOTHING
    now = on_day[-1]
    earlier = [_below(echo, outcome.threshold) for echo in echos if echo.at < now.at]
    enlarged = {
        segment for found in earlier for segment, part in found.items() if part is Finding.NOT_MET
    }
    below = _below(now, outcome.threshold)
    # What was enlarged before has to be seen again; without such a vessel both main ones have.
    needed = enlarged or set(VESSELS)
    finding = all_of(*below.values(), *(below.get(name, Finding.UNKNOWN) for name in needed))
    scores = [part.z for part in now.decided.values() if part.z is not None]
    value = max(scores, default=None)
    if finding is Finding.MET and not enlarged:
        # Normal all along is no resolution; without an earlier look it may be one.
        seen = any(all(name in found for name in VESSELS) for found in earlier)
        return value, None if seen else Finding.UNKNOWN
    return value, finding


def _below(echo: EchoReading, threshold: Threshold | None) -> dict[str, Finding]:
    """Return for each segment that tells of itself whether it is under the limit."""
    return {
        segment: _meets(threshold, Interval.exactly(part.z))
        if part.z is not None
        else finding_of(part.size == "none")
        for segment, part in echo.decided.items()
    }


def _safety(outcome: TrialOutcome, setting: _Setting, visit: int | None) -> _Found:
    """Return the unwanted events since the visit before; none written down is no "none"."""
    earlier = [other for other in outcome.visits if other < (visit or 0)]
    first, last = setting.due(max(earlier, default=-1) + 1), setting.due(visit or 0)
    terms = [
        event.term
        for event in setting.case.adverse_events
        if event.struck is None
        and event.at <= setting.as_of
        and event.at >= setting.first_at
        and first <= local_day(event.at, setting.as_of) <= last
    ]
    low = [
        count
        for count in neutrophil_counts(setting.case, setting.rulebook, setting.as_of)
        if count.interval is not None
        and count.at >= setting.first_at
        and first <= local_day(count.at, setting.as_of) <= last
        and _meets(outcome.threshold, count.interval) is Finding.MET
    ]
    if not terms and low:
        return low[-1].quantity or "", Finding.MET
    return ", ".join(terms) or None, finding_of(True if terms else None)


_CHECKS: Mapping[OutcomeId, Callable[[TrialOutcome, _Setting, int | None], _Found]] = {
    "fever": _fever,
    "crp": _crp,
    "crp_normal": _crp_normal,
    "physician_activity": _activity,
    "parent_activity": _activity,
    "coronary": _coronary,
    "safety": _safety,
}
