"""When the next echocardiogram is due: at diagnosis, after treatment, sooner for grown arteries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.heart.classes import holds
from clinical.timeline import (
    fever_onset_day,
    given_in_illness,
    illness_day,
    local_day,
    shift_months,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from clinical.diagnosis.kawasaki import KawasakiAssessment
    from clinical.heart.coronary import CoronaryAssessment
    from clinical.heart.readings import Decided, EchoReading
    from clinical.record.case import Case
    from clinical.record.vocabulary import Segment
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
    infusions = given_in_illness(case, ("ivig",), as_of)
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
    treated = given_in_illness(case, ("ivig",), as_of)
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
    days = [local_day(echo.at, as_of) for echo in coronary.counted]
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
    # Of several the one whose last day comes first: a span that opens sooner may end later.
    return min(ahead, key=lambda one: (one.last, one.first), default=None)


def _repeats(
    case: Case, rulebook: Rulebook, coronary: CoronaryAssessment, as_of: datetime
) -> Iterator[EchoDue]:
    """Yield the sooner ones that enlarged arteries ask for, as long as the acute phase lasts.

    No source says when that ends; the last day of the weekly ones for a giant aneurysm is taken.
    An artery that the last echocardiogram did not show is as it was when last seen, and may have
    grown since; its next one is counted from then.
    """
    rule = rulebook.follow_up
    telling = [echo for echo in coronary.counted if echo.decided or echo.unmeasured_aneurysm]
    if not telling:
        return
    now, growing = telling[-1], _growing(telling, rule.enlarged)
    onset, today = fever_onset_day(case, as_of), local_day(as_of, as_of)
    day = illness_day(case, today, as_of)
    acute = day is None or day <= (rule.giant.until_day or 0)
    months = rule.giant_later.until_months or 0
    later = not acute and onset is not None and today < shift_months(onset, months)
    for segment, looks in _looks(telling).items():
        echo, part = looks[-1]
        last, seen = local_day(echo.at, as_of), segment in now.decided
        enlarged, giant = _beyond(part, rule.enlarged), _beyond(part, rule.giant)
        if acute and enlarged and (growing or not seen):
            yield _after(last, "enlarged" if seen else "unseen", rule.enlarged)
        # Without the first day of fever the days of a giant aneurysm cannot be counted.
        if acute and giant and onset is not None:
            yield _after(last, "giant" if seen else "unseen", rule.giant)
        if later and (giant or (enlarged and not seen)):
            yield _after(last, "giant_later" if seen else "unseen", rule.giant_later)
    if _unmeasured(telling, coronary):
        # How large it is nobody measured: it may be growing, and it may be giant.
        last = local_day(now.at, as_of)
        if acute:
            yield _after(last, "unmeasured", rule.enlarged)
        if later:
            yield _after(last, "unmeasured", rule.giant_later)


def _looks(echos: list[EchoReading]) -> dict[Segment, list[tuple[EchoReading, Decided]]]:
    """Return for each segment the echocardiograms that tell of it, the oldest first."""
    found: dict[Segment, list[tuple[EchoReading, Decided]]] = {}
    for echo in echos:
        for segment, part in echo.decided.items():
            found.setdefault(segment, []).append((echo, part))
    return found


def _unmeasured(telling: list[EchoReading], coronary: CoronaryAssessment) -> bool:
    """Return whether an aneurysm was seen of which nobody can say how large it is, or was."""
    ever = coronary.level.max_ever is None and any(echo.unmeasured_aneurysm for echo in telling)
    return ever or telling[-1].unmeasured_aneurysm


def _beyond(part: Decided, rule: EchoRepeat) -> bool:
    """Return whether a segment is so large; a giant diameter needs no z."""
    if part.size == "giant":
        return True
    return rule.z is not None and part.z is not None and holds(rule.z, part.z)


def _growing(echos: list[EchoReading], rule: EchoRepeat) -> bool:
    """Return whether a segment grew since it was seen before.

    A large one with nothing to compare it with may be growing.
    """
    for segment, looks in _looks(echos).items():
        now = looks[-1][1]
        if segment not in echos[-1].decided:
            continue
        earlier = [part for _, part in looks[:-1] if part.by == now.by and part.z is not None]
        if now.z is None or not earlier:
            if _beyond(now, rule):
                return True
        elif now.z > (earlier[-1].z or 0):
            return True
    return False


def _after(day: date, why: str, rule: EchoRepeat) -> EchoDue:
    if rule.months is not None:
        later = shift_months(day, rule.months)
        return EchoDue(why, later, later, done=False, rule=rule)
    last = day + timedelta(days=rule.to_days or 0)
    first = day + timedelta(days=rule.from_days) if rule.from_days is not None else last
    return EchoDue(why, first, last, done=False, rule=rule)
