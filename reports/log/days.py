"""A day of the log in words: the highest temperature, CRP, and the doses given of those due."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from reports.formats import (
    compared_text,
    day_with_weekday,
    dose_text,
    number_text,
    quantity_text,
    told_clock_text,
    told_moment_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from clinical.log.days import LogDay
    from clinical.log.dues import DueTime
    from clinical.record.kept_plan import KeptStep
    from reports.wording import Wording

_STILL_OPEN = {"waiting", "due", "overdue", "held"}


@dataclass(frozen=True, slots=True)
class DayWords:
    """A day as it is read. ``late`` says what is overdue or was missed, empty where nothing is."""

    title: str
    illness_day: str
    highest: str
    crp: str
    doses: str
    late: str
    fever: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """A due time as it is read: ``state`` is its code, ``said`` the same in words."""

    time: str
    dose: str
    state: str
    said: str


def day_words(day: LogDay, words: Wording) -> DayWords:
    """Return the line of a day; what nobody measured is said to be missing."""
    highest, fever = words.text("log.not_measured"), False
    if day.highest is not None and day.highest.corrected is not None:
        low, high = day.highest.corrected.low, day.highest.corrected.high
        degrees = low if low is not None else high
        # To the tenth, as a thermometer shows it: 38.0.
        highest = f"{compared_text(degrees or Fraction(0), (), places=1)} °C"
        fever = day.highest.fever.value == "met"
    crp = words.text("log.not_measured")
    if day.crp is not None and day.crp.quantity is not None:
        crp = quantity_text(day.crp.quantity, day.crp.observation.comparator)
    elif day.crp is not None:
        crp = words.text(f"field.judgement.{day.crp.observation.interpretation}")
    number = day.illness_day
    return DayWords(
        title=day_with_weekday(day.date),
        illness_day=words.text("log.illness_day", number=number) if number is not None else "",
        highest=highest,
        crp=crp,
        doses=_doses(day, words),
        late=_late(day, words),
        fever=fever,
    )


def _doses(day: LogDay, words: Wording) -> str:
    if not day.due:
        return words.text("log.none_due")
    return words.text("log.given_of", given=day.given, due=day.due)


def _late(day: LogDay, words: Wording) -> str:
    parts = [
        words.text(f"log.count_{name}", count=count)
        for name, count in (("overdue", day.overdue), ("missed", day.missed))
        if count
    ]
    return ", ".join(parts)


def due_line(due: DueTime, as_of: datetime, words: Wording) -> DueLine:
    """Return a due time with its dose and where it stands."""
    doses = list(dict.fromkeys(step_dose(step) for _, step in due.steps))
    text = words.text(
        "log.due_dose", name=words.name(f"agent.{due.agent}"), dose=words.text("log.or").join(doses)
    )
    if due.optional and due.steps[0][1].condition:
        text = words.text("log.due_only", text=text, condition=due.steps[0][1].condition)
    said = words.text(f"log.state.{due.state}")
    local = due.at.astimezone(as_of.tzinfo)
    if due.state == "given":
        said = words.text("log.and").join(_given(due, doses, local, as_of, words))
    time = told_clock_text(local)
    if due.state in _STILL_OPEN and local.date() != as_of.date():
        time = told_moment_text(local)
    return DueLine(time, text, due.state, said)


def _given(
    due: DueTime, doses: Sequence[str], local: datetime, as_of: datetime, words: Wording
) -> Iterator[str]:
    """Yield what was charted as given in answer to a due time: the amount where it is another."""
    for dose in due.answers:
        if dose.status in {"withheld", "refused"} or dose.start is None:
            continue
        start = dose.start.astimezone(as_of.tzinfo)
        at = told_clock_text(start) if start.date() == local.date() else told_moment_text(start)
        amount = words.text("chart.no_dose")
        if dose.dose is not None:
            amount = dose_text(dose.dose, dose.dose_unit or "")
            if dose.dose_unit == "mg/kg/day":
                amount = words.text("chart.by_the_day", dose=number_text(dose.dose))
        if any(each.partition(" = ")[0] == amount for each in doses):
            yield words.text("log.given_at", at=at)
        else:
            yield words.text("log.given_other", dose=amount, at=at)


def step_dose(step: KeptStep) -> str:
    """Return the dose of a kept step as it is drawn up."""
    if step.given is None:
        return ""
    dose = dose_text(step.given, step.unit or "")
    return dose if step.volume_ml is None else f"{dose} = {number_text(step.volume_ml)} mL"
