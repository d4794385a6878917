"""When the next echocardiogram is due: at diagnosis, after treatment, sooner for grown arteries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.heart.classes import holds
from clinical.timeline import fever_onset_day, given, illness_day, local_day, shift_months

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.heart.coronary import CoronaryAssessment
    from clinical.heart.readings import EchoReading
    from clinical.record.case import Case
    from clinical.rules.citation import Cited
    from clinical.rules.follow_up import EchoRepeat
    from clinical.rules.rulebook import Rulebook

_LIKELY = {KawasakiVerdict.COMPLETE, KawasakiVerdict.INCOMPLETE, KawasakiVerdict.SUSPECTED}


@dataclass(frozen=True, slots=True)
class EchoDue:
    """One echocardiogram that is due: why, from when to when, and whether it was done."""

    why: str
    first: date
    last: date
    done: bool
    rule: Cited


def first_treatment_day(case: Case, as_of: datetime) -> date | None:
    """Return the day on which the first immunoglobulin infusion ended, else began."""
    infusions = given(case, ("ivig",), as_of)
    ends = [item.end or item.start for item in infusions]
    known = [end for end in ends if end is not None]
    return local_day(min(known), as_of) if known and len(known) == len(ends) else None


def echo_dates(
    case: Case,
    rulebook: Rulebook,
    kawasaki: KawasakiAssessment,
    coronary: CoronaryAssessment,
    as_of: datetime,
) -> tuple[EchoDue, ...]:
    """Return the echocardiograms that every child has, none where nothing calls for one."""
    rule, today = rulebook.follow_up, local_day(as_of, as_of)
    treated = given(case, ("ivig",), as_of)
    if kawasaki.verdict not in _LIKELY and not treated:
        return ()
    treatment = first_treatment_day(case, as_of)
    end = treatment or today
    spans: list[tuple[str, date, date, Cited]] = [
        (
            "at_diagnosis",
            min(fever_onset_day(case, as_of) or end, end),
            end,
            rule.at_diagnosis,
        )
    ]
    if treatment is not None:
        spans += [
            (
                window.id,
                treatment + timedelta(days=window.from_days),
                treatment + timedelta(days=window.to_days),
                window,
            )
            for window in rule.echo
        ]
    days = [local_day(echo.at, as_of) for echo in coronary.echos]
    found: list[EchoDue] = []
    for index, (why, first, last, cited) in enumerate(spans):
        following = spans[index + 1][1] if index + 1 < len(spans) else None
        # One that came late still was this one, until the next is due.
        done = any(day >= first and (following is None or day < following) for day in days)
        found.append(EchoDue(why, first, last, done, cited))
    return tuple(found)


def next_echo(
    due: tuple[EchoDue, ...],
    case: Case,
    rulebook: Rulebook,
    coronary: CoronaryAssessment,
    as_of: datetime,
) -> EchoDue | None:
    """Return the echocardiogram that is due next; one that was missed gives way to the next."""
    today = local_day(as_of, as_of)
    ahead = [
        one
        for index, one in enumerate(due)
        if not one.done and not (index + 1 < len(due) and due[index + 1].first <= today)
    ]
    ahead += _repeats(case, rulebook, coronary, as_of)
    return min(ahead, key=lambda one: one.first, default=None)


def _repeats(
    case: Case, rulebook: Rulebook, coronary: CoronaryAssessment, as_of: datetime
) -> Iterator[EchoDue]:
    """Yield the sooner ones that enlarged arteries ask for, as long as the acute phase lasts.

    No source says when that ends; the last day of the weekly ones for a giant aneurysm is taken.
    """
    rule = rulebook.follow_up
    telling = [echo for echo in coronary.echos if echo.decided]
    if not telling:
        return
    last = telling[-1]
    day = local_day(last.at, as_of)
    onset, today = fever_onset_day(case, as_of), illness_day(case, local_day(as_of, as_of), as_of)
    acute = today is None or today <= (rule.giant.until_day or 0)
    if acute and _beyond(last, rule.enlarged) and _growing(telling):
        yield _after(day, "enlarged", rule.enlarged)
    if not _beyond(last, rule.giant) or onset is None:
        return
    if acute:
        yield _after(day, "giant", rule.giant)
    elif local_day(as_of, as_of) < shift_months(onset, rule.giant_later.until_months or 0):
        yield _after(day, "giant_later", rule.giant_later)


def _beyond(echo: EchoReading, rule: EchoRepeat) -> bool:
    """Return whether a segment is so large; a giant diameter needs no z."""
    return any(
        part.size == "giant"
        or (rule.z is not None and part.z is not None and holds(rule.z, part.z))
        for part in echo.decided.values()
    )


def _growing(echos: list[EchoReading]) -> bool:
    """Return whether a segment grew since the time before; nothing to compare counts as growth."""
    if not echos[1:]:
        return True
    before, now = echos[-2:]
    steps = [
        (part.z, other.z)
        for name, part in now.decided.items()
        if (other := before.decided.get(name)) is not None and other.by == part.by
    ]
    known = [(z, old) for z, old in steps if z is not None and old is not None]
    return not known or any(z > old for z, old in known)


def _after(day: date, why: str, rule: EchoRepeat) -> EchoDue:
    if rule.months is not None:
        later = shift_months(day, rule.months)
        return EchoDue(why, later, later, done=False, rule=rule)
    last = day + timedelta(days=rule.to_days or 0)
    first = day + timedelta(days=rule.from_days) if rule.from_days is not None else last
    return EchoDue(why, first, last, done=False, rule=rule)
