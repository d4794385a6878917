"""Whether there was fever, and for long enough, as each MIS-C definition asks.

How long a fever lasted is a range. A first day of fever without a time may mean its first
minute or its last, so "24 hours" is certain from the third calendar day on, on the second it
depends on the hours that are known, and on the first it cannot be. A fever that goes on is
never too short: it is too early to tell.

The days of a fever say how long it lasted where it was measured at least once. Where it never
was they stand for a report of fever, unless the question for one was answered with no or the
temperatures of those days deny it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from clinical.diagnosis.evidence import presence
from clinical.diagnosis.misc_items import Item, answer
from clinical.findings import Reason
from clinical.logic import Finding, any_of, finding_of
from clinical.quantity import Interval
from clinical.timeline import (
    day_of,
    elapsed,
    fever_days,
    fever_ended_day,
    fever_onset_day,
    later_by,
    local_day,
)

if TYPE_CHECKING:
    from datetime import date

    from clinical.course.temperature import Reading
    from clinical.record.case import Case
    from clinical.rules.mis_c import MiscCdcRule, MiscCsteRule, MiscWhoRule
    from clinical.rules.rulebook import Rulebook

_SECONDS_AN_HOUR = 3600
_DAY = timedelta(days=1)


def _midnight(day: date, as_of: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=as_of.tzinfo)


def _latest_start(case: Case, as_of: datetime) -> datetime | None:
    """Return the latest moment the fever can have begun, None where its onset is not known."""
    onset = case.illness.fever_onset
    if onset is None or fever_onset_day(case, as_of) is None:
        return None
    if isinstance(onset, datetime):
        return onset
    return _midnight(day_of(onset, as_of) + _DAY, as_of)


def fever_hours(case: Case, as_of: datetime) -> Interval | None:
    """Return how many hours the fever has lasted, as the range the entered days leave."""
    onset, last_start = case.illness.fever_onset, _latest_start(case, as_of)
    if onset is None or last_start is None:
        return None
    first_start = onset if isinstance(onset, datetime) else _midnight(onset, as_of)
    ended = fever_ended_day(case, as_of)
    first_end = as_of if ended is None else _midnight(ended, as_of)
    last_end = as_of if ended is None else min(as_of, _midnight(ended + _DAY, as_of))
    shortest = max(_hours(last_start, first_end), Fraction(0))
    longest = max(_hours(first_start, last_end), shortest)
    # The last day of fever ends before its midnight: so long it cannot have lasted.
    return Interval(shortest, longest, high_closed=last_end == as_of)


def _hours(start: datetime, end: datetime) -> Fraction:
    return Fraction(int(elapsed(start, end).total_seconds()), _SECONDS_AN_HOUR)


def _lasted(case: Case, counted: list[Reading], hours: int, as_of: datetime) -> Finding | None:
    """Return whether the recorded fever lasted so many hours, None where it is no evidence.

    Days too few deny a long fever, whoever reported it.
    """
    span = fever_hours(case, as_of)
    if span is None:
        return None
    finding = span.compare(">=", hours)
    if finding is Finding.NOT_MET:
        return Finding.UNKNOWN if fever_ended_day(case, as_of) is None else finding
    shown = _during(case, counted, as_of)
    measured = Finding.MET in shown
    asked = case.illness.subjective_fever_24h != "unknown"
    return finding if measured or not (asked or _deny(shown)) else None


def _counted(case: Case, temperatures: tuple[Reading, ...], as_of: datetime) -> list[Reading]:
    """Return the temperatures of this illness."""
    onset = fever_onset_day(case, as_of)
    return [
        reading
        for reading in temperatures
        if onset is None or local_day(reading.at, as_of) >= onset
    ]


def _during(case: Case, counted: list[Reading], as_of: datetime) -> set[Finding]:
    """Return what the temperatures of the recorded days of fever were."""
    ended = fever_ended_day(case, as_of)
    return {
        reading.fever
        for reading in counted
        if ended is None or local_day(reading.at, as_of) <= ended
    }


def _deny(shown: set[Finding]) -> bool:
    """Return whether there were temperatures and each of them was under the limit."""
    return shown == {Finding.NOT_MET}


@dataclass(frozen=True, slots=True)
class _Run:
    """Readings in a row that were, or may have been, a fever, and the ones around that were not."""

    readings: tuple[Reading, ...]
    before: datetime | None
    after: datetime | None

    def shows(self, span: timedelta) -> bool:
        """Whether febrile readings stand so far apart with nothing else between them."""
        start: datetime | None = None
        for reading in self.readings:
            # A reading that says only "under 39" may have been none.
            start = (start or reading.at) if reading.fever is Finding.MET else None
            if start is not None and elapsed(start, reading.at) >= span:
                return True
        return False

    def allows(self, span: timedelta) -> bool:
        """Whether the fever may have lasted so long: it lies within the readings around it."""
        if self.before is None or self.after is None:
            return True
        return elapsed(self.before, self.after) > span


def _runs(counted: list[Reading]) -> list[_Run]:
    ends = [-1, *(i for i, each in enumerate(counted) if each.fever is Finding.NOT_MET)]
    ends.append(len(counted))
    return [
        _Run(
            tuple(counted[first + 1 : last]),
            counted[first].at if first >= 0 else None,
            counted[last].at if last < len(counted) else None,
        )
        for first, last in pairwise(ends)
        if last - first > 1
    ]


def _measured_for(counted: list[Reading], hours: int) -> Finding | None:
    """Return whether the temperatures show fever for so many hours, None where there are none.

    They deny it where each fever they show, if any, lies between two readings without fever
    that stand too close together.
    """
    if not counted:
        return None
    span = timedelta(hours=hours)
    runs = _runs(counted)
    if any(run.shows(span) for run in runs):
        return Finding.MET
    return finding_of(None if any(run.allows(span) for run in runs) else False)


def cdc_fever(
    case: Case,
    rulebook: Rulebook,
    rule: MiscCdcRule,
    temperatures: tuple[Reading, ...],
    as_of: datetime,
) -> tuple[Item, tuple[Reason, ...]]:
    """Return fever for 24 hours, measured or reported, and from when on it will have lasted.

    Three things can answer: the question itself, febrile readings with no other between them,
    and the first and last day of fever. One is enough; it is denied only where the question was
    answered with no and another of the three denies it as well.
    """
    hours = rule.fever_hours.value
    counted = _counted(case, temperatures, as_of)
    lasted = _lasted(case, counted, hours, as_of)
    shown = _measured_for(counted, hours)
    if lasted is Finding.NOT_MET and shown is Finding.UNKNOWN:
        # How far a febrile reading reaches is bounded by the days the fever was recorded for.
        shown = None
    known = [finding for finding in (lasted, shown) if finding is not None]
    # The question is about a fever that was reported: a measured one it leaves open.
    finding = any_of(presence(case.illness.subjective_fever_24h), *(known or [Finding.UNKNOWN]))
    item = answer(
        "fever",
        "misc.fever_hours",
        finding,
        rule.fever_hours,
        "subjective_fever_24h",
        hours=hours,
        degrees=rulebook.temperature.fever.value,
    )
    last_start = _latest_start(case, as_of)
    item = Item(item.id, item.reason, _asks(case, recorded=last_start is not None))
    if last_start is None:
        return item, ()
    goes_on = fever_ended_day(case, as_of) is None
    if finding is not Finding.UNKNOWN or lasted is None or not goes_on:
        return item, ()
    reached = later_by(last_start, timedelta(hours=hours))
    change = Reason.citing(
        "change.misc_fever_hours", Finding.UNKNOWN, rule, {"at": reached, "hours": hours}
    )
    return item, (change,)


def _asks(case: Case, *, recorded: bool) -> tuple[str, ...]:
    """Return what would decide a fever: the question, or temperatures where it was answered."""
    unasked = case.illness.subjective_fever_24h == "unknown"
    first = "subjective_fever_24h" if unasked else "temperature"
    return (first,) if recorded else (first, "fever_onset")


def cste_fever(
    case: Case,
    rulebook: Rulebook,
    rule: MiscCsteRule,
    temperatures: tuple[Reading, ...],
    as_of: datetime,
) -> Item:
    """Return any fever at all: measured, or reported by a first day or by the question.

    A first day of fever is a report of fever, as long as no temperatures of its days deny it.
    Low readings alone do not: a fever at home was not measured on the ward.
    """
    counted = _counted(case, temperatures, as_of)
    reported = presence(case.illness.subjective_fever_24h)
    recorded = fever_onset_day(case, as_of) is not None
    if recorded and not _deny(_during(case, counted, as_of)):
        reported = Finding.MET
    shown = [reading.fever for reading in counted]
    # The question asks for 24 hours: answered with no it leaves a shorter fever open.
    finding = any_of(reported, *(shown or [Finding.UNKNOWN]))
    item = answer(
        "fever",
        "misc.fever",
        finding,
        rule,
        "fever_onset",
        degrees=rulebook.temperature.fever.value,
    )
    return Item(item.id, item.reason, _asks(case, recorded=recorded))


def who_fever(case: Case, rule: MiscWhoRule, as_of: datetime) -> tuple[Item, tuple[Reason, ...]]:
    """Return fever for three days by the calendar, and until when it would have to go on."""
    needed = rule.fever_days
    days, onset = fever_days(case, as_of), fever_onset_day(case, as_of)
    goes_on = fever_ended_day(case, as_of) is None
    finding = Finding.UNKNOWN
    if days is not None and (days >= needed.value or not goes_on):
        finding = finding_of(days >= needed.value)
    code = "misc.fever_days" if days is not None else "misc.fever_days_unknown"
    item = answer(
        "fever", code, finding, needed, "fever_onset", days=days or 0, needed=needed.value
    )
    if days is None or onset is None:
        return item, ()
    item = Item(item.id, item.reason)
    if finding is not Finding.UNKNOWN:
        return item, ()
    until = onset + timedelta(days=needed.value - 1)
    change = Reason.citing("change.misc_fever_until", Finding.UNKNOWN, rule, {"day": until})
    return item, (change,)
