"""Drafts of the free text: sentences from the record that staff may take over and edit.

A draft counts as nothing until a person has taken it over. It never fills a gap: where the record
says nothing there is no draft, and where it says half there is half of one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.course.infusions import infusions
from clinical.course.ivig_response import ResponseVerdict
from clinical.diagnosis.kawasaki import KawasakiVerdict
from clinical.timeline import fever_onset_day, given, local_day
from reports.formats import compared_text
from reports.log.rows import observation_words
from reports.summary.coronary import size_card
from reports.summary.follow_up import aspirin_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clinical.record.vocabulary import DischargeHeading, ObservationCode
    from reports.discharge.parts import Record

_SIGNS = (
    "conjunctivitis", "oral_changes", "rash", "extremity_changes", "cervical_lymphadenopathy",
)  # fmt: skip
_SURE = {KawasakiVerdict.COMPLETE, KawasakiVerdict.INCOMPLETE}


def draft(heading: DischargeHeading, record: Record) -> str:
    """Return the draft under a heading, empty where the record gives none."""
    make = _DRAFTS.get(heading)
    return " ".join(make(record)) if make is not None else ""


def _diagnosis(record: Record) -> Iterator[str]:
    final, verdict = record.case.illness.final_diagnosis, record.assessment.kawasaki.verdict
    if final in {"misc", "other", "undecided"}:
        if final == "misc":
            yield record.text("draft.misc")
    elif verdict in _SURE:
        yield record.text(f"draft.kawasaki_{verdict.value}")
    elif final == "kawasaki":
        yield record.text("draft.kawasaki")


def _reason(record: Record) -> Iterator[str]:
    onset = fever_onset_day(record.case, record.as_of)
    if onset is None:
        return
    signs = [
        record.text(f"sign.{name}")
        for name in _SIGNS
        if getattr(record.case.illness.signs, name).state == "present"
    ]
    if signs:
        yield record.text("draft.reason_signs", day=onset, names=record.listed(signs))
    else:
        yield record.text("draft.reason", day=onset)


def _discharge(record: Record) -> Iterator[str]:
    left = record.case.involvement.discharged_on
    if record.died or left is None or left > local_day(record.as_of, record.as_of):
        return
    yield record.text("draft.discharged", day=record.on_day(left))


def _summary(record: Record) -> Iterator[str]:
    yield from _diagnosis(record)
    listed = infusions(record.case, record.rulebook, record.as_of)
    days = [record.day(each.start) for each in listed if each.start is not None]
    if listed and len(days) == len(listed):
        number = record.illness_day(days[0])
        key = "draft.ivig" if number is not None else "draft.ivig_day"
        yield record.text(key, number=number or "", day=days[0])
        if len(days) > 1:
            more = record.listed([record.text("day", day=day) for day in days[1:]])
            yield record.text("draft.ivig_again", days=more)
    clock = record.assessment.response.first.deciding
    if clock.verdict in {ResponseVerdict.RESISTANT, ResponseVerdict.RESPONDED}:
        yield record.text(f"draft.{clock.verdict.value}", hours=clock.rule.hours)
    rescue = ("methylprednisolone", "prednisolone", "infliximab", "anakinra", "etanercept",
              "ciclosporin", "methotrexate", "plasma_exchange")  # fmt: skip
    names = [
        record.words.name(f"agent.{agent}")
        for agent in rescue
        if given(record.case, (agent,), record.as_of)
    ]
    if names:
        yield record.text("draft.further", names=record.listed(names))
    if record.assessment.coronary.latest is not None:
        card = size_card(record.assessment, record.words)
        yield record.text("draft.coronary", headline=card.headline)
    if record.died:
        yield record.text("course.died")


def _procedures(record: Record) -> Iterator[str]:
    days = sorted(
        {
            record.day(echo.at)
            for echo in record.case.echos
            if echo.struck is None and echo.at <= record.as_of
        }
    )
    if days:
        shown = record.listed([record.text("day", day=day) for day in days])
        yield record.text("draft.echos", days=shown)


def _condition(record: Record) -> Iterator[str]:
    """Yield the last readings, each with its day: how the child looked only a person can say."""
    if record.died:
        return
    for code in ("temperature", "crp"):
        last = _last(code, record)
        if last:
            yield last
    cardiac = record.assessment.monitoring.cardiac.lvef
    if cardiac.latest is not None and cardiac.latest_at is not None:
        day = record.day(cardiac.latest_at)
        yield record.text("draft.lvef", value=cardiac.latest, day=day)


def _last(code: ObservationCode, record: Record) -> str:
    found = [
        each
        for each in record.case.observations
        if each.code == code and each.struck is None and each.at <= record.as_of
    ]
    if not found:
        return ""
    last = max(found, key=lambda each: each.at)
    value = observation_words(last, record.rulebook, record.words)
    key = "draft.last_temperature" if code == "temperature" else "draft.last"
    return record.text(key, value=value, day=record.day(last.at))


def _plan(record: Record) -> Iterator[str]:
    if record.died:
        return
    found = record.assessment.follow_up
    if found.next_echo is not None:
        first, last = found.next_echo.first, found.next_echo.last
        key = "draft.echo_on" if first == last else "draft.echo"
        if last < local_day(record.as_of, record.as_of):
            # A day that is over is no day to come back on.
            key = "draft.echo_overdue"
        yield record.text(key, first=first, last=last)
    if found.aspirin.on_aspirin:
        yield record.text("draft.aspirin", review=aspirin_text(found.aspirin, record.words))
    if found.vaccine_not_before is not None:
        yield record.text("draft.vaccine", day=found.vaccine_not_before)


def _advice(record: Record) -> Iterator[str]:
    if record.died:
        return
    fever = compared_text(Fraction(record.rulebook.temperature.fever.value), (), places=1)
    for advice in record.assessment.follow_up.advice:
        yield record.words.text(f"follow_up.advice.{advice.id}", fever=fever)


_DRAFTS: dict[DischargeHeading, Callable[[Record], Iterator[str]]] = {
    "principal_diagnosis": _diagnosis,
    "reason_for_admission": _reason,
    "discharge_details": _discharge,
    "clinical_summary": _summary,
    "procedures": _procedures,
    "condition_at_discharge": _condition,
    "plan_and_requested_actions": _plan,
    "information_and_advice": _advice,
}
