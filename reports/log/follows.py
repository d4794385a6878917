"""What follows from the log in words: what is late comes first, then what is due and to come.

Below stands where the course is. Each line has its reason and its source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from clinical.course.elapsed import in_utc
from reports.formats import hours_text
from reports.log.days import step_dose
from reports.step_words import condition_text, rung_text
from reports.summary.monitoring import monitoring_cards
from reports.summary.response import fall_line, response_headline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clinical.assess import Assessment
    from clinical.findings import Value
    from clinical.log.follows import Following
    from clinical.log.treatment_log import TreatmentLog
    from reports.summary.cards import CardLine
    from reports.wording import Wording

LineState = Literal["overdue", "due", "attention", "waiting", "planned", "open", "done"]
_ORDER: tuple[LineState, ...] = (
    "overdue", "due", "attention", "waiting", "planned", "open", "done",
)  # fmt: skip
# Of the course the cards say more; here only what moves from day to day.
_COURSE = ("defervescence", "cardiac", "activity", "ctcae")


@dataclass(frozen=True, slots=True)
class FollowLine:
    """One line: where it stands, by its state and in words, what it says, and who says so."""

    state: LineState
    said: str
    text: str
    source: str | None
    note: str | None = None
    field: str | None = None


def follow_lines(
    log: TreatmentLog, assessment: Assessment, words: Wording
) -> tuple[FollowLine, ...]:
    """Return every line, in the order in which a hand needs them."""
    zone = assessment.as_of.tzinfo

    def place(each: Following) -> tuple[int, datetime]:
        at = each.at
        if at is None:
            moment = assessment.as_of
        else:
            moment = at if isinstance(at, datetime) else datetime.combine(at, time(), zone)
        return _ORDER.index(each.state), in_utc(moment)

    own = sorted(log.follows, key=place)
    lines = [line for each in own for line in _lines(each, words)]
    return (*lines, *_course(assessment, words))


def _lines(each: Following, words: Wording) -> Iterator[FollowLine]:
    reason = replace(each.reason, values=_readable(each.reason.values))
    said = words.text(f"log.follow.{each.state}")
    if each.response is not None:
        text = response_headline(each.response, words, several=each.response.infusion.n > 1)
    elif each.rung is not None:
        text = rung_text(each.rung, words)
        text = words.text("log.rung", hour=each.rung.hour, at=each.reason.values["at"], text=text)
        if each.stops:
            why = " ".join(words.alert(alert) for alert in each.stops)
            text = words.text("log.rung_held", text=text, why=why)
    else:
        text = words.reason(reason)
    if each.due is not None:
        doses = list(dict.fromkeys(step_dose(step) for _, step in each.due.steps))
        name = words.name(f"agent.{each.due.agent}")
        dose = words.text("log.due_dose", name=name, dose=words.text("log.or").join(doses))
        text = words.text("log.dose_line", dose=dose, text=text)
    yield FollowLine(each.state, said, text, reason.source, reason.note, reason.field)
    for step in each.steps:
        waits = condition_text(step, words)
        if waits is not None:
            dose = f"{step.dose.given} {step.dose.unit}"
            text = words.text("log.rung_answer", condition=waits, dose=dose)
            yield FollowLine("waiting", words.text("log.follow.answer"), text, step.source)


def _readable(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of a reason with every span as hours and minutes."""
    found = dict(values)
    span = found.get("hours")
    if isinstance(span, Fraction):
        found["hours"] = hours_text(span)
    return found


def _course(assessment: Assessment, words: Wording) -> Iterator[FollowLine]:
    """Yield the course so far: the fall of CRP and white cells, and the lines of the cards."""
    said = words.text("log.follow.open")
    for fall in assessment.response.falls:
        if fall.after is not None:
            yield _of_card(fall_line(fall, assessment.rulebook, words), said)
    for card in monitoring_cards(assessment, words):
        if card.id in _COURSE:
            text = words.text("log.card", title=card.title, headline=card.headline)
            source = card.reasons[0].source if card.reasons else None
            yield FollowLine("open", said, text, source)
            if card.id in {"cardiac", "ctcae"}:
                yield from (_of_card(line, said) for line in card.reasons)


def _of_card(line: CardLine, said: str) -> FollowLine:
    return FollowLine("open", said, line.text, line.source, line.note, line.field)
