"""A plan in words for the screen: what to give, how it was worked out, when, and who says so.

The sentences are those of the sheet, so that paper says what the window said. Knows neither Qt
nor paper, and computes nothing but the sums a reader would make by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.timeline import elapsed
from reports.formats import (
    clock_text,
    day_text,
    day_with_weekday,
    number_text,
)
from reports.plan_sentences import PlanSentences, Sentence, product_text
from reports.step_words import condition_text, rung_text, step_label, stretches, working_text
from reports.summary.table import Table
from reports.wording import DAGGER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from clinical.dosing.infusion import Infusion
    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from reports.summary.table import Row
    from reports.wording import Wording

_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """A number a hand needs: its label, the number with its unit, what stands below it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence with the id of its source; ``reached`` where a limit bit or was passed."""

    text: str
    source: str | None = None
    reached: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences under one heading."""

    heading: str
    lines: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What the screen shows of a plan that has steps."""

    drug: str
    product: str
    dose: str
    order: str
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    care: tuple[Part, ...]
    dagger: str | None


def plan_summary(plan: Plan, words: Wording) -> PlanSummary | None:
    """Return a plan in words, None where it has no dose."""
    if not plan.steps:
        return None
    return _Teller(plan, words).summary()


class _Teller:
    """Tells one plan; everything in it is read, nothing decided."""

    def __init__(self, plan: Plan, words: Wording) -> None:
        self._plan, self._words = plan, words
        self._stretches = [PlanSentences(plan, words, steps) for steps in stretches(plan)]
        self._sentences = self._stretches[0]
        self._first = plan.steps[0]

    def summary(self) -> PlanSummary:
        plan = self._plan
        parts = tuple(self._parts())
        lines = [line.text for part in parts for line in part.lines]
        return PlanSummary(
            drug=self._text(f"drug.{plan.regimen.agent}"),
            product=f"{product_text(plan.product)}, {plan.product.form}"
            if plan.product is not None
            else self._text("no_product"),
            dose=self._sentences.given,
            order=self._order(self._sentences),
            figures=self._figures(),
            parts=parts,
            tables=tuple(self._tables()),
            care=self._care(),
            dagger=self._words.text("product.dagger")
            if any(DAGGER in line for line in lines)
            else None,
        )

    def _text(self, key: str, /, **values: object) -> str:
        return self._sentences.text(key, **values)

    def _order(self, told: PlanSentences) -> str:
        """Return volume, rate, duration, route and frequency in the order of a medication line."""
        volume = [told.volume] if told.first.dose.volume_ml is not None else []
        return " — ".join([*volume, *told.rate_and_duration(), told.route, told.frequency()])

    def _figures(self) -> tuple[Figure, ...]:
        told, infusion = self._sentences, self._first.infusion
        times = [self._when(name, at) for name, at in told.times()]
        if infusion is None:
            volume = self._figure("volume", told.volume, told.from_containers())
            if len(times) > 1 and not any(step.conditions for step in told.steps):
                name, at = told.times()[-1]
                in_all = self._words.text("dosing.in_all", count=told.count)
                times[-1] = self._when(name, at, in_all)
            return ((volume,) if told.first.dose.volume_ml is not None else ()) + tuple(times)
        count = len(self._plan.steps)
        many = self._text("figure_infusion", number=1, count=count) if count > 1 else ""
        return (
            self._figure("volume", told.volume, many),
            self._figure("rate", *told.figure_rate(infusion)),
            *times,
        )

    def _figure(self, name: str, value: str, note: str = "") -> Figure:
        return Figure(self._text(f"figure_{name}"), value, note)

    def _when(self, name: str, at: datetime, note: str = "") -> Figure:
        day = day_with_weekday(at.date())
        return self._figure(name, clock_text(at), f"{day}, {note}" if note else day)

    def _parts(self) -> Iterator[Part]:
        told, text = self._sentences, self._text
        for place, stretch in enumerate(self._stretches):
            if place:
                head = f"{stretch.given} — {self._order(stretch)}"
                yield Part(text("label_then"), (Said(head),))
            yield from self._stretch_parts(stretch)
        rungs = [
            Said(text("rung", hour=rung.hour, at=rung.at, state=rung_text(rung, self._words)))
            for rung in self._plan.rungs
        ]
        ends = self._plan.ends
        found: tuple[tuple[str, Sequence[Said]], ...] = (
            (text("label_product"), [_said(told.product())]),
            (text("label_ends"), [Said(text("ends", at=ends))] if ends is not None else []),
            (text("label_rungs"), rungs),
            (text("label_stop"), [_said(told.stop_rule())]),
            (text("label_valid"), [_said(told.validity())]),
        )
        for heading, lines in found:
            if lines:
                yield Part(heading, tuple(lines))

    def _stretch_parts(self, told: PlanSentences) -> Iterator[Part]:
        """Give how the dose of one stretch was worked out, and what it waits for."""
        text = self._text
        cut, difference = told.cut(), told.difference()
        waits, until = told.waits(), told.until()
        found: tuple[tuple[str, Sequence[Said]], ...] = (
            (text("label_waits"), [Said(waits)] if waits is not None else []),
            (text("label_working"),
             [self._working(told), *([Said(cut, reached=True)] if cut is not None else [])]),
            (text("label_per_day"), [Said(told.amounts_to())]),
            (told.difference_label(), [_said(difference)] if difference is not None else []),
            (text("label_limits"), [_said(_not_bold(limit)) for limit in told.limits()]),
            (text("label_until"), [Said(until)] if until is not None else []),
        )  # fmt: skip
        for heading, lines in found:
            if lines:
                yield Part(heading, tuple(lines))

    def _working(self, told: PlanSentences) -> Said:
        step = told.first
        text = working_text(step, self._words).replace(" x ", " × ")
        return _said(Sentence(text, step.source, step.mark))

    def _tables(self) -> Iterator[Table]:
        steps = self._plan.steps
        if self._first.infusion is None:
            yield Table(
                self._text("due_heading"), (self._heading("days", "from", "to", "time", "dose"),
                                            *self._weeks()),
            )  # fmt: skip
            return
        if len(steps) > 1:
            yield Table(
                self._text("due_heading"),
                (self._heading("number", "start", "end", "rate"), *self._infusions()),
            )
        for step in steps:
            if step.infusion is not None and step.infusion.rungs:
                yield self._rates(step, step.infusion)

    def _heading(self, *names: str) -> Row:
        return tuple(self._words.text(f"dosing.column_{name}") for name in names)

    def _weeks(self) -> Iterator[Row]:
        """Return one row for a week of doses: equal doses at equal times are said once."""
        for told in self._stretches:
            rows: dict[tuple[int | None, str], list[Step]] = {}
            for step in told.steps:
                week = self._day(step.at) // _DAYS_A_WEEK if step.at is not None else None
                waits = condition_text(step, self._words) or ""
                rows.setdefault((week, waits), []).append(step)
            for (_, waits), steps in rows.items():
                dose = told.dose_and_volume(steps[0])
                said = self._words.text("dosing.dose_if", dose=dose, condition=waits)
                yield (*self._days(steps), said if waits else dose)

    def _day(self, at: datetime) -> int:
        """Return the day of treatment of a moment, the first one as 0."""
        return elapsed(self._first.at or at, at) // timedelta(days=1)

    def _days(self, steps: list[Step]) -> Row:
        """Return the days of a row, the first and the last date and the hours of the day."""
        times = [step.at for step in steps if step.at is not None]
        if not times:
            label = step_label(steps[0], self._words)
            return (label, "", "", self._words.text("dosing.no_date"))
        first, last = self._day(times[0]) + 1, self._day(times[-1]) + 1
        key = "days" if first != last else "one_day"
        return (
            self._words.text(f"dosing.{key}", first=first, last=last),
            day_with_weekday(times[0].date()),
            day_with_weekday(times[-1].date()),
            ", ".join(dict.fromkeys(clock_text(at) for at in times)),
        )

    def _infusions(self) -> Iterator[Row]:
        for step in self._plan.steps:
            if step.infusion is not None and step.at is not None:
                yield (
                    str(step.number),
                    f"{day_with_weekday(step.at.date())} {clock_text(step.at)}",
                    f"{day_with_weekday(step.infusion.end.date())} {clock_text(step.infusion.end)}",
                    number_text(step.infusion.ml_per_hour),
                )

    def _rates(self, step: Step, infusion: Infusion) -> Table:
        kg = Fraction(step.weight_kg)
        count = len(self._plan.steps)
        title = (
            self._words.text("dosing.rates", day=day_text((step.at or infusion.end).date()))
            if count == 1
            else self._text("infusion_heading_part", number=step.number, count=count)
        )
        names = ("start", "rate", "rate_per_kg", "minutes", "volume", "total")
        rows = [
            (
                clock_text(rung.at),
                number_text(rung.ml_per_hour),
                number_text(Fraction(rung.ml_per_hour) / kg, 2),
                str(rung.minutes),
                number_text(rung.volume_ml),
                number_text(rung.cumulative_ml),
            )
            for rung in infusion.rungs
        ]
        end = (self._text("end") + " " + clock_text(infusion.end), "", "", "", "", "")
        return Table(title, (self._heading(*names), *rows, end))

    def _care(self) -> tuple[Part, ...]:
        regimen = self._plan.regimen
        return (
            Part(self._text("watch_heading"), tuple(Said(line) for line in regimen.watch)),
            Part(self._text("call_heading"), tuple(Said(line) for line in regimen.call_when)),
            Part(
                self._words.text("dosing.evidence"),
                (_said(self._sentences.evidence()),),
            ),
        )


def _said(sentence: Sentence) -> Said:
    """Return a sentence for the screen: what is not verified has its dagger in the words."""
    dagger = f" {DAGGER}" if sentence.mark == "M" else ""
    return Said(sentence.text + dagger, sentence.source, sentence.reached)


def _not_bold(sentence: Sentence) -> Sentence:
    return replace(sentence, text=sentence.text.replace("*", ""))
