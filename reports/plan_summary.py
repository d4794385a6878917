"""A plan in words for the screen: what to give, how it was worked out, when, and who says so.

The sentences are those of the sheet, so that paper says what the window said. Knows neither Qt
nor paper, and computes nothing but the sums a reader would make by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from reports.formats import (
    clock_text,
    day_text,
    day_with_weekday,
    dose_text,
    number_text,
)
from reports.json_document.plan import working_text
from reports.plan_sentences import PlanSentences, Sentence, product_text
from reports.summary.table import Table
from reports.wording import DAGGER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from clinical.dosing.infusion import Infusion
    from clinical.dosing.plan import Plan, Step
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
        self._sentences = PlanSentences(plan, words)
        self._first = plan.steps[0]

    def summary(self) -> PlanSummary:
        plan = self._plan
        parts = tuple(self._parts())
        lines = [line.text for part in parts for line in part.lines]
        return PlanSummary(
            drug=self._text(f"drug.{plan.regimen.agent}"),
            product=f"{product_text(plan.product)}, {plan.product.form}",
            dose=self._sentences.given,
            order=self._order(),
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

    def _order(self) -> str:
        """Return volume, rate, duration, route and frequency in the order of a medication line."""
        told = self._sentences
        route = self._text(f"route.{self._plan.regimen.route}")
        return " — ".join([told.volume, *told.rate_and_duration(), route, told.frequency()])

    def _figures(self) -> tuple[Figure, ...]:
        told, infusion = self._sentences, self._first.infusion
        count = len(self._plan.steps)
        begin, end = told.times()
        if infusion is None:
            return (
                self._figure("volume", told.volume, told.from_containers()),
                self._when(*begin),
                self._when(*end, self._words.text("dosing.in_all", count=count)),
            )
        many = self._text("figure_infusion", number=1, count=count) if count > 1 else ""
        return (
            self._figure("volume", told.volume, many),
            self._figure("rate", *told.figure_rate(infusion)),
            self._when(*begin),
            self._when(*end),
        )

    def _figure(self, name: str, value: str, note: str = "") -> Figure:
        return Figure(self._text(f"figure_{name}"), value, note)

    def _when(self, name: str, at: datetime, note: str = "") -> Figure:
        day = day_with_weekday(at.date())
        return self._figure(name, clock_text(at), f"{day}, {note}" if note else day)

    def _parts(self) -> Iterator[Part]:
        told, text = self._sentences, self._text
        cut, difference = told.cut(), told.difference()
        found: tuple[tuple[str, Sequence[Said]], ...] = (
            (text("label_working"),
             [self._working(), *([Said(cut, reached=True)] if cut is not None else [])]),
            (text("label_per_day"), [Said(told.amounts_to())]),
            (told.difference_label(), [_said(difference)] if difference is not None else []),
            (text("label_limits"), [_said(_not_bold(limit)) for limit in told.limits()]),
            (text("label_product"), [_said(told.product())]),
            (text("label_stop"), [_said(told.stop_rule())]),
            (text("label_valid"), [_said(told.validity())]),
        )  # fmt: skip
        for heading, lines in found:
            if lines:
                yield Part(heading, tuple(lines))

    def _working(self) -> Said:
        rule = self._sentences.per_kg_rule
        text = working_text(self._plan, self._first, self._words).replace(" x ", " × ")
        return _said(Sentence(text, rule.source, rule.mark))

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
        steps, doses_a_day = self._plan.steps, self._sentences.doses_a_day
        size = _DAYS_A_WEEK * doses_a_day
        for start in range(0, len(steps), size):
            week = steps[start : start + size]
            first, last = start // doses_a_day + 1, (start + len(week) - 1)
            days = (first, last // doses_a_day + 1)
            key = "days" if days[0] != days[1] else "one_day"
            yield (
                self._words.text(f"dosing.{key}", first=days[0], last=days[1]),
                day_with_weekday(week[0].at.date()),
                day_with_weekday(week[-1].at.date()),
                ", ".join(dict.fromkeys(clock_text(step.at) for step in week)),
                "; ".join(dict.fromkeys(self._dose_and_volume(step) for step in week)),
            )

    def _dose_and_volume(self, step: Step) -> str:
        dose = dose_text(step.dose.given, step.dose.unit)
        return self._text("dose_and_volume", dose=dose, volume=step.dose.volume_ml)

    def _infusions(self) -> Iterator[Row]:
        for step in self._plan.steps:
            if step.infusion is not None:
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
            self._words.text("dosing.rates", day=day_text(step.at.date()))
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
