"""Every clock: age, illness day, and when treatment began.

Local dates are those of the time zone of ``as_of``; intervals are elapsed time. Calendar
arithmetic throughout: a child born on 29 February turns a year on 1 March.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from clinical.quantity import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clinical.record.case import Case, Patient, Treatment
    from clinical.record.vocabulary import Agent


def local_day(moment: datetime, as_of: datetime) -> date:
    """Return the calendar day of a moment where ``as_of`` was taken."""
    return moment.astimezone(as_of.tzinfo).date()


def later_by(start: datetime, span: timedelta) -> datetime:
    """Return the moment so much real time after the start, in the start's own zone.

    Adding to a moment with a time zone moves the hands of the clock instead; on the nights the
    clocks change the two differ by an hour.
    """
    return (start.astimezone(UTC) + span).astimezone(start.tzinfo)


def by_the_wall(moment: datetime, as_of: datetime) -> datetime:
    """Return a moment by the clocks where ``as_of`` was taken; one with a time zone keeps its own.

    A file and a record keep an offset alone, and that is of the season in which it was written.
    """
    return moment if isinstance(moment.tzinfo, ZoneInfo) else moment.astimezone(as_of.tzinfo)


def elapsed(earlier: datetime, later: datetime) -> timedelta:
    """Return the real time between two moments, whatever zones they carry."""
    return later.astimezone(UTC) - earlier.astimezone(UTC)


def day_of_course(first: datetime, moment: datetime) -> int:
    """Return the day of a treatment: 24 real hours from its first dose on are day 1."""
    return elapsed(first, moment) // timedelta(days=1) + 1


def day_of(value: date | datetime, as_of: datetime) -> date:
    """Return the calendar day of a day or a moment."""
    return local_day(value, as_of) if isinstance(value, datetime) else value


def months_between(earlier: date, later: date) -> int:
    """Return the completed calendar months between two days."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def shift_months(day: date, months: int) -> date:
    """Return the day so many months away, on the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True)
class AgeRange:
    """An age on a day: one number of completed months, or the range an age in years leaves."""

    months_low: int
    months_high: int
    days: int | None

    @property
    def months(self) -> int | None:
        """Completed months, where they are known."""
        return self.months_low if self.months_low == self.months_high else None

    @property
    def years(self) -> int | None:
        """Completed years, where they are known."""
        low, high = self.months_low // 12, self.months_high // 12
        return low if low == high else None

    @property
    def in_months(self) -> Interval:
        """Completed months as an interval to compare."""
        return Interval(Fraction(self.months_low), Fraction(self.months_high))


def age_on(patient: Patient, day: date) -> AgeRange | None:
    """Return the age on a day, None where it is unknown or the child was not born yet."""
    if patient.date_of_birth is not None:
        born_first = born_last = patient.date_of_birth
    elif patient.age is not None:
        months = patient.age.months if patient.age.months is not None else 0
        step = 1
        if patient.age.years is not None:
            months, step = patient.age.years * 12, 12
        born_last = shift_months(patient.age.at, -months)
        born_first = shift_months(patient.age.at, -months - step) + timedelta(days=1)
    else:
        return None
    if born_first > day:
        return None
    days = (day - born_first).days if born_first == born_last else None
    # Where only the earliest possible birth lies before the day, the child is a newborn at least.
    youngest = months_between(born_last, day) if born_last <= day else 0
    return AgeRange(youngest, months_between(born_first, day), days)


def fever_onset_day(case: Case, as_of: datetime) -> date | None:
    """Return the first day of fever; an onset after ``as_of`` is not used."""
    onset = case.illness.fever_onset
    if onset is None:
        return None
    day = day_of(onset, as_of)
    return day if day <= local_day(as_of, as_of) else None


def illness_day(case: Case, day: date, as_of: datetime) -> int | None:
    """Return the day of illness on a day; the first day of fever is day 1."""
    onset = fever_onset_day(case, as_of)
    return None if onset is None else (day - onset).days + 1


def fever_ended_day(case: Case, as_of: datetime) -> date | None:
    """Return the last day of fever; one after ``as_of`` has not come yet."""
    ended = case.illness.fever_ended
    return ended if ended is not None and ended <= local_day(as_of, as_of) else None


def fever_days(case: Case, as_of: datetime) -> int | None:
    """Return the days of fever so far, the first day counted."""
    ended = fever_ended_day(case, as_of)
    return illness_day(case, ended or local_day(as_of, as_of), as_of)


def is_given(treatment: Treatment, as_of: datetime) -> bool:
    """Return whether a treatment counts as given at ``as_of``."""
    if treatment.struck is not None or treatment.status in {"withheld", "refused"}:
        return False
    return treatment.start is None or treatment.start <= as_of


def given(case: Case, agents: Iterable[Agent], as_of: datetime) -> tuple[Treatment, ...]:
    """Return the treatments with one of the agents that were given by ``as_of``."""
    wanted = frozenset(agents)
    return tuple(t for t in case.treatments if t.agent in wanted and is_given(t, as_of))


def given_before(
    case: Case, agents: Iterable[Agent], start: datetime, as_of: datetime
) -> tuple[Treatment, ...]:
    """Return what was given by ``as_of`` and not begun since a plan starts: that is its own."""
    return tuple(
        item for item in given(case, agents, as_of) if item.start is None or item.start < start
    )


def given_in_illness(case: Case, agents: Iterable[Agent], as_of: datetime) -> tuple[Treatment, ...]:
    """Return the treatments with one of the agents that may have been given for this illness.

    One that was over before the first day of fever treated another illness and starts no clock
    of this one: a fever that had not begun cannot have answered to it. No days are allowed
    between, so that no number is needed; what is left out is said by an alert. An unknown time
    counts, and so does a drug of which no end is recorded: it may go on. An infusion of
    immunoglobulin is over soon after it began.
    """
    onset = fever_onset_day(case, as_of)
    return tuple(
        item
        for item in given(case, agents, as_of)
        if onset is None or (over := _over(item)) is None or local_day(over, as_of) >= onset
    )


def _over(treatment: Treatment) -> datetime | None:
    return treatment.end or (treatment.start if treatment.agent == "ivig" else None)


def recorded(case: Case, agent: Agent) -> tuple[Treatment, ...]:
    """Return the treatments with an agent that were given or are planned."""
    return tuple(
        item
        for item in case.treatments
        if item.agent == agent
        and item.struck is None
        and item.status not in {"withheld", "refused"}
    )


TreatmentStart = Literal["given", "given_time_unknown", "planned", "none"]


@dataclass(frozen=True, slots=True)
class FirstIvig:
    """When immunoglobulin was first given, or is planned, or that the time is not known."""

    state: TreatmentStart
    at: datetime | None = None


def first_ivig(case: Case, as_of: datetime) -> FirstIvig:
    """Return the start of the first immunoglobulin infusion of this illness."""
    infusions = given_in_illness(case, ("ivig",), as_of)
    starts = [infusion.start for infusion in infusions if infusion.start is not None]
    if len(starts) < len(infusions):
        return FirstIvig("given_time_unknown")
    if starts:
        return FirstIvig("given", min(starts))
    planned = [
        treatment.start
        for treatment in case.treatments
        if treatment.agent == "ivig"
        and treatment.struck is None
        and treatment.status is None
        and treatment.start is not None
    ]
    planned += [
        plan.start
        for plan in case.plans
        if plan.regimen == "ivig"
        and plan.struck is None
        and plan.state == "active"
        and plan.start is not None
        and plan.start > as_of
    ]
    return FirstIvig("planned", min(planned)) if planned else FirstIvig("none")
