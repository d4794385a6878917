"""The course in prose, built from the record: each sentence rests on an entry, and none on a guess.

What nobody entered is not told; what a definition leaves open is told as open.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.course.infusions import infusions
from clinical.logic import Finding
from clinical.timeline import day_of, fever_ended_day, fever_onset_day, is_given
from reports.discharge.parts import Fact, Record
from reports.formats import compared_text
from reports.summary.response import response_headline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.record.case import Treatment
    from clinical.record.vocabulary import Agent

_SIGNS = (
    "conjunctivitis", "oral_changes", "rash", "extremity_changes", "cervical_lymphadenopathy",
)  # fmt: skip
_ORGANS = (
    "cardiac", "renal", "respiratory", "haematologic", "gastrointestinal", "dermatologic",
    "neurological",
)  # fmt: skip
_SEVERE = ("shock", "hypotension", "fluid_refractory", "vasoactive_support", "intensive_care")
_NOT_A_STEP: frozenset[Agent] = frozenset(
    {"ivig", "paracetamol", "ibuprofen", "live_vaccine", "influenza_vaccine"}
)


def course(record: Record) -> tuple[Fact, ...]:
    """Return the course in the order in which it happened."""
    return (
        *_onset(record),
        *_signs(record),
        *_admission(record),
        *_severity(record),
        *_immunoglobulin(record),
        *_steps(record),
        *_fever(record),
        *_unwanted(record),
        *_end(record),
    )


def _onset(record: Record) -> Iterator[Fact]:
    onset = fever_onset_day(record.case, record.as_of)
    if onset is None:
        yield _not_recorded("fever_onset", record)
        return
    ended = fever_ended_day(record.case, record.as_of)
    days = record.assessment.kawasaki.fever_days
    if ended is None:
        yield Fact(record.text("course.onset", day=onset), "fever_onset")
    else:
        key = "course.onset_one" if days == 1 else "course.onset_ended"
        text = record.text(key, first=onset, last=ended, days=days)
        yield Fact(text, "fever_onset")


def _signs(record: Record) -> Iterator[Fact]:
    """Yield the principal features: present with their days, absent, and not assessed."""
    by_state: dict[str, list[str]] = {"present": [], "absent": [], "unknown": []}
    for name in _SIGNS:
        sign = getattr(record.case.illness.signs, name)
        told = record.text(f"sign.{name}")
        if sign.state == "present" and sign.first_seen is not None:
            told = record.text("sign_from", name=told, day=sign.first_seen)
        by_state[sign.state].append(told)
    for state, names in by_state.items():
        if names:
            text = record.text(f"course.signs_{state}", names="; ".join(names))
            yield Fact(text, "signs.conjunctivitis", recorded=state != "unknown")
    desquamation = record.case.illness.desquamation
    if desquamation != "unknown":
        yield Fact(record.text(f"course.desquamation_{desquamation}"), "desquamation")


def _admission(record: Record) -> Iterator[Fact]:
    admitted = record.case.involvement.admitted_on
    if admitted is not None:
        text = record.text("course.admitted", day=record.on_day(admitted))
        yield Fact(text, "involvement.admitted_on")


def _severity(record: Record) -> Iterator[Fact]:
    stay = record.case.involvement
    organs = [record.text(f"organ.{name}") for name in _ORGANS if getattr(stay, name) == "present"]
    if organs:
        text = record.text("course.organs", names="; ".join(organs))
        yield Fact(text, "involvement.cardiac")
    severe = [record.text(f"severe.{name}") for name in _SEVERE if getattr(stay, name) == "present"]
    if severe:
        yield Fact(record.text("course.severe", names="; ".join(severe)), "involvement.shock")


def _immunoglobulin(record: Record) -> Iterator[Fact]:
    """Yield each infusion in a sentence, and what the clock of each says of the answer."""
    listed = infusions(record.case, record.rulebook, record.as_of)
    if not listed:
        yield Fact(record.text("course.no_ivig"), "ivig", recorded=False)
        return
    for infusion in listed:
        if infusion.start is None:
            text = record.text("course.ivig_untimed", number=infusion.n)
            yield Fact(text, "ivig", recorded=False)
            continue
        number = record.illness_day(record.day(infusion.start))
        start = "course.at" if number is None else "course.at_on_day"
        values: dict[str, object] = {
            "number": infusion.n,
            "start": record.text(start, at=record.here(infusion.start), number=number or ""),
        }
        key = "course.ivig_no_end"
        if infusion.end is not None:
            # Nobody can say of an end to come that the infusion ran until then.
            key = "course.ivig_running" if infusion.end > record.as_of else "course.ivig"
            values["end"] = record.here(infusion.end)
        yield Fact(record.text(key, **values), "ivig")
    found = record.assessment.response
    for item in (found.first, *found.later):
        clock = item.deciding
        # As the window says it.
        headline = response_headline(item, record.words, several=False)
        text = record.text("course.response", number=item.infusion.n, headline=headline)
        decided = clock.because.finding is not Finding.UNKNOWN
        yield Fact(text, clock.because.field, clock.rule.source, recorded=decided)


def _steps(record: Record) -> Iterator[Fact]:
    """Yield when each further drug was begun, in the order of their first doses."""
    firsts: dict[str, list[Treatment]] = {}
    for item in record.case.treatments:
        if item.agent in _NOT_A_STEP or not is_given(item, record.as_of):
            continue
        name = item.name if item.agent == "other" and item.name else None
        drug = name or record.words.name(f"agent.{item.agent}")
        firsts.setdefault(drug, []).append(item)
    told: list[tuple[datetime | None, str]] = []
    for name, doses in firsts.items():
        starts = [dose.start for dose in doses if dose.start is not None]
        if len(starts) < len(doses):
            told.append((None, record.text("course.step_untimed", name=name)))
        else:
            first = min(starts, key=in_utc)
            day = record.on_day(record.day(first))
            told.append((first, record.text("course.step", name=name, day=day)))
    # A drug without a time is told last: nobody wrote down where it belongs.
    timed = sorted((one for one in told if one[0] is not None), key=lambda one: in_utc(one[0]))  # type: ignore[arg-type]
    for at, text in (*timed, *(one for one in told if one[0] is None)):
        yield Fact(_capital(text), "treatments", recorded=at is not None)


def _fever(record: Record) -> Iterator[Fact]:
    """Yield the last temperature that was a fever, or that none was."""
    known = [each for each in record.assessment.temperatures if each.fever is not Finding.UNKNOWN]
    if not known:
        yield _not_recorded("temperature", record)
        return
    limit = compared_text(Fraction(record.rulebook.temperature.fever.value), (), places=1)
    fevers = [each for each in known if each.fever is Finding.MET]
    if not fevers:
        at = record.here(known[-1].at)
        text = record.text("course.no_fever", limit=limit, count=len(known), at=at)
        yield Fact(text, "temperature")
        return
    after = len([each for each in known if each.at > fevers[-1].at])
    key = "course.last_fever" if after else "course.last_reading_fever"
    at = record.here(fevers[-1].at)
    yield Fact(record.text(key, limit=limit, at=at, count=after), "temperature")


def _unwanted(record: Record) -> Iterator[Fact]:
    events = [
        each
        for each in record.case.adverse_events
        if each.struck is None and each.at <= record.as_of
    ]
    for event in sorted(events, key=lambda one: in_utc(one.at)):
        day = record.day(event.at)
        key = "course.event" if event.grade is None else "course.event_grade"
        text = record.text(key, term=event.term, grade=event.grade or "", day=day)
        yield Fact(text, "adverse_events")


def _end(record: Record) -> Iterator[Fact]:
    stay = record.case.involvement
    if record.died:
        yield Fact(record.text("course.died"), "involvement.died")
    elif stay.discharged_on is not None and stay.discharged_on <= day_of(
        record.as_of, record.as_of
    ):
        text = record.text("course.discharged", day=record.on_day(stay.discharged_on))
        yield Fact(text, "involvement.discharged_on")


def _not_recorded(field: str, record: Record) -> Fact:
    """Return as a sentence that something is not recorded."""
    text = record.text("course.is_not_recorded", name=record.words.name(field))
    return Fact(text, field, recorded=False)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
