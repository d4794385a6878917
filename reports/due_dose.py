"""The dose that is due, or comes next, in words for the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.formats import clock_text, day_with_weekday, moment_text
from reports.plan_sentences import PlanSentences
from reports.step_words import condition_text, step_label

if TYPE_CHECKING:
    from clinical.dosing.due import DueDose
    from clinical.dosing.plan import Plan
    from reports.wording import Wording


@dataclass(frozen=True, slots=True)
class DueWords:
    """What is due with its time, what it waits for, what was charted last.

    ``early`` asks before a dose is charted whose time has not come; empty where it has.
    """

    headline: str
    waits: str
    last: str
    early: str = ""
    record: str = ""


def due_words(due: DueDose, plan: Plan, words: Wording) -> DueWords:
    """Return the dose that is due in words; without one, why there is none."""
    charted = moment_text(due.last.astimezone(plan.as_of.tzinfo)) if due.last is not None else ""
    last = words.text("dosing.due.last", at=charted) if charted else ""
    step, state = due.step, "now" if due.now else "next"
    if due.at is None:
        return DueWords(words.text("dosing.due.none"), "", last)
    at = f"{day_with_weekday(due.at.date())} {clock_text(due.at)}"
    if step is None:
        return DueWords(words.text(f"dosing.due.{state}_undecided", at=at), "", last)
    told = PlanSentences(plan, words, (step,))
    dose, label = told.dose_and_volume(step), step_label(step, words)
    headline = words.text(f"dosing.due.{state}", dose=dose, label=label, at=at)
    waits = condition_text(step, words)
    # Without a dose on the chart the one to come is the first.
    early = "early_after" if charted else "early_first"
    takes_time = step.infusion is not None or step.over_hours is not None
    return DueWords(
        headline,
        words.text("dosing.only", condition=waits) if waits is not None else "",
        last,
        words.text(f"dosing.due.{early}", at=at, last=charted) if not due.now else "",
        words.text("dosing.due.record_start" if takes_time else "dosing.due.record"),
    )
