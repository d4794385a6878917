"""The steps of a plan as plain text: a few lines for each stretch of equal dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.formats import clock_text, day_with_weekday, dose_text, moment_text
from reports.plan_sentences import PlanSentences
from reports.step_words import (
    charted_text,
    condition_text,
    rung_text,
    step_label,
    stretches,
    until_text,
    working_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from clinical.dosing.infusion import Infusion
    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from reports.wording import Wording

_Run = list["Step"]


def plan_steps_text(plan: Plan, words: Wording) -> list[str]:
    """Return what is given when; for a ladder also where its rungs stand."""
    lines: list[str] = []
    for steps in stretches(plan):
        lines += _stretch(plan, steps, words)
    for rung in plan.rungs:
        state = rung_text(rung, words)
        lines.append(words.text("text.rung_state", hour=rung.hour, at=rung.at, state=state))
    if plan.ends is not None:
        lines.append(words.text("text.ends", at=plan.ends))
    return lines


def _stretch(plan: Plan, steps: tuple[Step, ...], words: Wording) -> Iterator[str]:
    first = steps[0]
    told = PlanSentences(plan, words, steps)
    dose = dose_text(first.dose.given, first.dose.unit)
    name = (
        first.product.name if first.product is not None else told.text(f"drug.{plan.regimen.agent}")
    )
    route = words.text(f"route.{first.route}")
    if first.product is None or first.dose.volume_ml is None:
        yield words.text("text.dose_only", name=name, dose=dose, route=route)
    else:
        yield words.text(
            "text.dose",
            name=name,
            dose=dose,
            volume=first.dose.volume_ml,
            strength=first.product.strength,
            route=route,
        )
    yield "  " + working_text(first, words, difference=True)
    if first.over_hours is not None:
        yield "  " + ", ".join(told.rate_and_duration())
    for run in _runs(steps, by_offset=told.clocks_change):
        yield from (f"  {line}" for line in _run(run, told, words))
    until = until_text(first, words)
    if until is not None:
        yield "  " + words.text("text.until", until=until)


def _runs(steps: tuple[Step, ...], *, by_offset: bool) -> list[_Run]:
    """Return runs of steps that wait for the same, so that 28 equal days take one line.

    Where the clocks change a run ends: its hours of the day are no longer the same.
    """
    runs: list[_Run] = []
    for step in steps:
        last = runs[-1][-1] if runs else None
        alike = (
            last is not None
            and last.conditions == step.conditions
            and last.charted is step.charted is None
            and not (by_offset and _offset(last) != _offset(step))
        )
        if alike and step.infusion is None and step.at is not None:
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _run(run: _Run, told: PlanSentences, words: Wording) -> Iterator[str]:
    first, last = run[0], run[-1]
    condition = condition_text(first, words)
    if condition is not None:
        yield words.text("text.condition", condition=condition)
    charted = charted_text(first, words)
    if charted is not None:
        yield words.text("text.charted", charted=charted)
    if first.at is None or last.at is None:
        hours, label = first.interval_hours or 0, step_label(first, words)
        yield words.text("text.without_date", label=label, count=first.doses, hours=hours)
    elif first.infusion is not None:
        yield from _infusion(first.at, first.infusion, told, words)
    elif len(run) == 1:
        yield words.text("text.once", start=_when(first.at) + told.offset(first.at))
    else:
        yield words.text(
            "text.repeated",
            count=len(run),
            frequency=told.frequency(),
            start=_when(first.at) + told.offset(first.at),
            end=_when(last.at) + told.offset(last.at),
        )


def _offset(step: Step) -> timedelta | None:
    return step.at.utcoffset() if step.at is not None else None


def _when(at: datetime) -> str:
    return f"{day_with_weekday(at.date())} {clock_text(at)}"


def _infusion(
    at: datetime, infusion: Infusion, told: PlanSentences, words: Wording
) -> Iterator[str]:
    yield words.text(
        "text.infusion_in_steps" if infusion.rungs else "text.infusion",
        start=_when(at) + told.offset(at),
        end=moment_text(infusion.end) + told.offset(infusion.end),
        rate=infusion.ml_per_hour,
        per_kg=infusion.ml_per_kg_hour,
    )
    for rung in infusion.rungs:
        yield "  " + words.text(
            "text.rung",
            at=clock_text(rung.at) + told.offset(rung.at),
            rate=rung.ml_per_hour,
            minutes=rung.minutes,
            volume=rung.volume_ml,
            total=rung.cumulative_ml,
        )
