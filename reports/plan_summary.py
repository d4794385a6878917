"""A plan in words for the screen: what to give, how it was worked out, when, and who says so.

The sentences are those of the sheet, so that paper says what the window said. Knows neither Qt
nor paper, and computes nothing but the sums a reader would make by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reports.formats import clock_text, day_with_weekday
from reports.plan_sentences import PlanSentences, Sentence, product_text
from reports.plan_tables import plan_tables
from reports.step_words import rung_text, stretches, working_text
from reports.wording import DAGGER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from clinical.dosing.plan import Plan
    from clinical.dosing.step import RungState, RungStatus
    from reports.summary.table import Table
    from reports.wording import Wording


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
class Block:
    """One stretch of equal dose: what it waits for, the dose, how it was worked out."""

    waits: str
    dose: str
    order: str
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RungLine:
    """A rung of a ladder: its hour and date, where it stands and why."""

    hour: str
    at: str
    state: RungState
    why: str


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What the screen shows of a plan that may be given; without a dose it has no blocks.

    ``common`` holds of all blocks.
    """

    drug: str
    product: str
    blocks: tuple[Block, ...]
    rungs: tuple[RungLine, ...]
    common: tuple[Part, ...]
    tables: tuple[Table, ...]
    care: tuple[Part, ...]
    dagger: str | None

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything that is said, block by block, and then of all of them."""
        return (*(part for block in self.blocks for part in block.parts), *self.common)


def plan_summary(plan: Plan, words: Wording) -> PlanSummary | None:
    """Return a plan in words, None where it is refused."""
    if plan.verdict == "refused":
        return None
    return _Teller(plan, words).summary()


class _Teller:
    """Tells one plan; everything in it is read, nothing decided."""

    def __init__(self, plan: Plan, words: Wording) -> None:
        self._plan, self._words = plan, words
        self._stretches = [PlanSentences(plan, words, steps) for steps in stretches(plan)]
        self._sentences = PlanSentences(plan, words, plan.steps)

    def summary(self) -> PlanSummary:
        plan = self._plan
        blocks = tuple(self._block(told) for told in self._stretches)
        common = tuple(self._common())
        said = [line.text for part in common for line in part.lines]
        said += [line.text for block in blocks for part in block.parts for line in part.lines]
        return PlanSummary(
            drug=self._text(f"drug.{plan.regimen.agent}"),
            product=self._product(),
            blocks=blocks,
            rungs=tuple(self._rung(rung) for rung in plan.rungs),
            common=common,
            tables=tuple(plan_tables(plan, self._words)),
            care=self._care(),
            dagger=self._words.text("product.dagger")
            if any(DAGGER in line for line in said)
            else None,
        )

    def _product(self) -> str:
        product = self._plan.product
        if not self._plan.steps:
            return self._words.text("dosing.without_dose")
        if product is None:
            return self._text("no_product")
        return f"{product_text(product)}, {product.form}"

    def _block(self, told: PlanSentences) -> Block:
        return Block(
            waits="\n".join(told.waits()),
            dose=told.given,
            order=self._order(told),
            figures=self._figures(told),
            parts=tuple(self._worked_out(told)),
        )

    def _rung(self, rung: RungStatus) -> RungLine:
        at = f"{day_with_weekday(rung.at.date())} {clock_text(rung.at)}"
        hour = self._words.text("plan.label_hour", number=rung.hour)
        return RungLine(hour, at, rung.state, rung_text(rung, self._words))

    def _text(self, key: str, /, **values: object) -> str:
        return self._sentences.text(key, **values)

    def _order(self, told: PlanSentences) -> str:
        """Return volume, rate, duration, route and frequency in the order of a medication line."""
        volume = [told.volume] if told.first.dose.volume_ml is not None else []
        return " — ".join([*volume, *told.rate_and_duration(), told.route, told.frequency()])

    def _figures(self, told: PlanSentences) -> tuple[Figure, ...]:
        infusion = told.first.infusion
        times = [self._when(name, at) for name, at in told.times()]
        if infusion is None:
            volume = self._figure("volume", told.volume, told.from_containers())
            if len(times) > 1 and not any(step.conditions for step in told.steps):
                name, at = told.times()[-1]
                in_all = self._words.text("dosing.in_all", count=told.count)
                times[-1] = self._when(name, at, in_all)
            return ((volume,) if told.first.dose.volume_ml is not None else ()) + tuple(times)
        count = len(told.steps)
        many = self._text("figure_infusion", number=1, count=count) if count > 1 else ""
        return (
            self._figure("volume", told.volume, many),
            self._figure("rate", *told.figure_rate(infusion)),
            *times,
        )

    def _figure(self, name: str, value: str, note: str = "") -> Figure:
        return Figure(self._text(f"figure_{name}"), value, note)

    def _when(self, name: str, at: datetime, note: str = "") -> Figure:
        day = day_with_weekday(at.date()) + self._sentences.offset(at)
        return self._figure(name, clock_text(at), f"{day}, {note}" if note else day)

    def _common(self) -> Iterator[Part]:
        """Give what holds of every block: what is drawn up, when it ends, how long it is valid."""
        told, text, ends = self._sentences, self._text, self._plan.ends
        found: tuple[tuple[str, Sequence[Said]], ...] = (
            (text("label_product"), self._products()),
            (text("label_ends"), [Said(text("ends", at=ends))] if ends is not None else []),
            (text("label_stop"), [_said(told.stop_rule())]),
            (text("label_valid"), [_said(told.validity())] if told.steps else []),
        )
        for heading, lines in found:
            if lines:
                yield Part(heading, tuple(lines))

    def _products(self) -> list[Said]:
        """Return what is drawn up for each dose, each once."""
        return list(dict.fromkeys(_said(told.product()) for told in self._stretches))

    def _worked_out(self, told: PlanSentences) -> Iterator[Part]:
        """Give how the dose of one stretch was worked out, and what ends it."""
        text = self._text
        cut, difference, until = told.cut(), told.difference(), told.until()
        found: tuple[tuple[str, Sequence[Said]], ...] = (
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
        text = working_text(step, self._words).replace(" x ", " × ").replace("m2", "m²")
        return _said(Sentence(text, step.source, step.mark))

    def _care(self) -> tuple[Part, ...]:
        regimen = self._plan.regimen
        return (
            Part(self._text("watch_heading"), tuple(Said(line) for line in regimen.watch)),
            Part(
                self._text("call_heading"),
                tuple(Said(line) for line in self._sentences.call_when()),
            ),
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
