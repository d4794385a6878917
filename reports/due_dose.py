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
    step = due.step
    if step is None or step.at is None:
        headline = words.text("dosing.due.undecided" if due.undecided else "dosing.due.none")
        return DueWords(headline, "", last)
    told = PlanSentences(plan, words, (step,))
    at = f"{day_with_weekday(step.at.date())} {clock_text(step.at)}"
    headline = words.text(
        "dosing.due.now" if due.now else "dosing.due.next",
        dose=told.dose_and_volume(step),
        label=step_label(step, words),
        at=at,
    )
    waits = condition_text(step, words)
    early = "early_after" if charted else "early_first" if step is plan.steps[0] else "early"
    return DueWords(
        headline,
        words.text("dosing.only", condition=waits) if waits is not None else "",
        last,
        words.text(f"dosing.due.{early}", at=at, last=charted) if not due.now else "",
        words.text("dosing.due.record" if step.infusion is None else "dosing.due.record_start"),
    )
