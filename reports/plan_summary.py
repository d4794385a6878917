"""A plan in words for the screen: what to give, how it was worked out, when, and who says so.

The sentences are those of the sheet, so that paper says what the window said. Knows neither Qt
nor paper, and computes nothing but the sums a reader would make by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dose import decimal_of
from reports.formats import (
    clock_text,
    day_text,
    day_with_weekday,
    dose_text,
    number_text,
)
from reports.json_document import working_text
from reports.wording import DAGGER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from clinical.citation import Mark
    from clinical.dose import TestedLimit
    from clinical.infusion import Infusion
    from clinical.plan import Plan, Step
    from clinical.regimen_rules import Product
    from reports.wording import Wording

_HOURS_A_DAY = 24
_DAYS_A_WEEK = 7
_PERCENT_PLACES = (1, 2)
Row = tuple[str, ...]


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
class Table:
    """Rows under a title; the first row is the heading."""

    title: str
    rows: tuple[Row, ...]


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


def product_text(product: Product) -> str:
    """Return a product with its strength: the brand in capitals where it has one."""
    name = product.brand.upper() if product.brand else product.name
    return f"{name}, {product.strength}"


class _Teller:
    """Tells one plan; everything in it is read, nothing decided."""

    def __init__(self, plan: Plan, words: Wording) -> None:
        self._plan, self._words = plan, words
        self._first = plan.steps[0]
        self._given = dose_text(self._first.dose.given, self._first.dose.unit)
        interval = plan.regimen.interval_hours or _HOURS_A_DAY
        self._doses_a_day = _HOURS_A_DAY // interval

    def summary(self) -> PlanSummary:
        plan = self._plan
        parts = tuple(self._parts())
        lines = [line.text for part in parts for line in part.lines]
        return PlanSummary(
            drug=self._text(f"drug.{plan.regimen.agent}"),
            product=f"{product_text(plan.product)}, {plan.product.form}",
            dose=self._given,
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
        """Return a sentence of the sheet without its marks for bold."""
        return self._words.text(f"sheet.{key}", **values).replace("*", "")

    def _exact(self, amount: Fraction) -> str:
        return dose_text(decimal_of(amount), self._first.dose.unit)

    def _frequency(self) -> str:
        if self._first.infusion is not None:
            count = len(self._plan.steps)
            return self._text("one_infusion" if count == 1 else "infusions", count=count)
        if self._doses_a_day == 1:
            return self._text("once_a_day")
        return self._text("every_hours", hours=self._plan.regimen.interval_hours)

    def _order(self) -> str:
        """Return volume, rate, duration, route and frequency in the order of a medication line."""
        infusion = self._first.infusion
        parts = [f"{number_text(self._first.dose.volume_ml)} mL"]
        if infusion is not None:
            if not infusion.rungs:
                parts.append(self._text("rate_per_hour", rate=infusion.ml_per_hour))
            parts.append(self._duration(infusion))
        parts += [self._text(f"route.{self._plan.regimen.route}"), self._frequency()]
        return " — ".join(parts)

    def _duration(self, infusion: Infusion) -> str:
        span = infusion.end.astimezone(UTC) - self._first.at.astimezone(UTC)
        hours, rest = divmod(span, timedelta(hours=1))
        minutes = rest // timedelta(minutes=1)
        if minutes:
            return self._text("duration_minutes", hours=hours, minutes=minutes)
        return self._text("duration_hour" if hours == 1 else "duration_hours", hours=hours)

    def _figures(self) -> tuple[Figure, ...]:
        first, last = self._first, self._plan.steps[-1]
        count = len(self._plan.steps)
        infusion, end = first.infusion, last.infusion
        if infusion is None or end is None:
            syringes = first.containers
            key = "figure_container" if syringes == 1 else "figure_containers"
            return (
                self._figure("volume", f"{number_text(first.dose.volume_ml)} mL",
                             self._text(key, count=syringes) if syringes else ""),
                self._when("first", first.at),
                self._when("last", last.at, self._words.text("dosing.in_all", count=count)),
            )  # fmt: skip
        per_kg = self._text("rate_per_kg", rate=number_text(infusion.ml_per_kg_hour, 2))
        rate = f"{number_text(infusion.ml_per_hour)} mL/h"
        rungs = len(infusion.rungs)
        many = self._text("figure_infusion", number=1, count=count) if count > 1 else ""
        return (
            self._figure("volume", f"{number_text(first.dose.volume_ml)} mL", many),
            self._figure("rate", self._text("rate_steps", count=rungs) if rungs else rate,
                         "" if rungs else per_kg),
            self._when("start", first.at),
            self._when("end", end.end),
        )  # fmt: skip

    def _figure(self, name: str, value: str, note: str = "") -> Figure:
        return Figure(self._text(f"figure_{name}"), value, note)

    def _when(self, name: str, at: datetime, note: str = "") -> Figure:
        day = day_with_weekday(at.date())
        return self._figure(name, clock_text(at), f"{day}, {note}" if note else day)

    def _parts(self) -> Iterator[Part]:
        regimen = self._plan.regimen
        rounding = self._plan.rulebook.rounding.source
        cut = any(limit.cut_from is not None for limit in self._first.dose.limits)
        found: tuple[tuple[str, Sequence[Said]], ...] = (
            ("working", [self._working(), *self._cuts()]),
            ("per_day", [Said(self._amounts_to())]),
            ("difference" if cut else "rounding",
             [Said(text, rounding) for text in self._rounding()]),
            ("limits", [self._limit(limit) for limit in self._first.dose.limits]),
            ("product", [self._product()]),
            ("stop", [self._said(regimen.stop_rule, regimen.source, regimen.mark)]),
            ("valid", [self._validity()]),
        )  # fmt: skip
        for name, lines in found:
            if lines:
                yield Part(self._text(f"label_{name}"), tuple(lines))

    @staticmethod
    def _said(text: str, source: str | None, mark: Mark | None, *, reached: bool = False) -> Said:
        return Said(f"{text} {DAGGER}" if mark == "M" else text, source, reached)

    def _working(self) -> Said:
        name = "g_per_kg" if self._first.infusion is not None else "mg_per_kg_day"
        rule = self._plan.regimen.setting[name]
        text = working_text(self._plan, self._first, self._words).replace(" x ", " × ")
        return self._said(text, rule.source, rule.mark)

    def _cuts(self) -> Iterator[Said]:
        cuts = [each.amount for each in self._first.dose.limits if each.cut_from is not None]
        if cuts:
            yield Said(self._text("working_cut", amount=self._exact(min(cuts))), reached=True)

    def _amounts_to(self) -> str:
        """Return per dose and per day, or per infusion and in all, side by side (H17)."""
        step, count = self._first, len(self._plan.steps)
        if step.infusion is None:
            total, key = Fraction(step.dose.given) * self._doses_a_day, "per_day"
        else:
            total = Fraction(step.dose.given) * count
            key = "per_course" if count == 1 else "per_course_split"
        return self._text(
            key,
            given=self._given,
            frequency=self._frequency(),
            total=self._exact(total),
            per_kg=number_text(total / Fraction(step.weight_kg), 2),
            count=count,
        )

    def _rounding(self) -> Iterator[str]:
        dose = self._first.dose
        deviation = dose.deviation_percent
        if deviation == 0:
            return
        sign = "+" if deviation > 0 else "−"
        shown = [number_text(abs(deviation), places) for places in _PERCENT_PLACES]
        percent = next((text for text in shown if text != "0"), None)
        yield self._text(
            "rounding",
            calculated=self._exact(dose.calculated),
            given=self._given,
            percent=f"{sign}{percent}" if percent else self._text("rounding_small"),
        )

    def _limit(self, limit: TestedLimit) -> Said:
        rule = limit.rule
        split = rule.kind == "per_course" and len(self._plan.steps) > 1
        name = self._text(
            f"limit.{rule.kind}{'_each' if split else ''}",
            above=rule.above,
            unit=rule.unit,
            amount=self._exact(limit.amount),
        )
        if limit.cut_from is not None:
            text = self._text(
                "limit_cut",
                limit=name,
                before=self._exact(limit.cut_from),
                after=self._exact(limit.amount),
            )
        elif limit.reached and rule.severity in {"info", "confirm"}:
            text = self._text(f"limit_{rule.severity}", limit=name)
        else:
            text = self._text("limit_reached" if limit.reached else "limit_not_reached", limit=name)
        return self._said(text, rule.source, rule.mark, reached=limit.reached)

    def _product(self) -> Said:
        product, step = self._plan.product, self._first
        parts = [
            product_text(product),
            self._text("volume", volume=step.dose.volume_ml, dose=self._given),
        ]
        if step.containers is not None:
            total = sum(each.containers or 0 for each in self._plan.steps)
            key = "containers_one" if step.containers == 1 else "containers_many"
            parts.append(self._text(key, count=step.containers, total=total))
        return self._said("; ".join(parts), product.source, product.mark)

    def _validity(self) -> Said:
        plan, rule = self._plan, self._plan.rulebook.weight
        at = plan.weight.at if plan.weight is not None else plan.as_of
        day = at.astimezone(plan.as_of.tzinfo).date()
        text = self._text(
            "validity",
            kg=self._first.weight_kg,
            day=day,
            percent=rule.confirm_change_percent,
            days=rule.confirm_after_days,
            until=day + timedelta(days=rule.confirm_after_days),
        )
        return self._said(text, rule.source, rule.mark)

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
        steps, size = self._plan.steps, _DAYS_A_WEEK * self._doses_a_day
        for start in range(0, len(steps), size):
            week = steps[start : start + size]
            first, last = start // self._doses_a_day + 1, (start + len(week) - 1)
            days = (first, last // self._doses_a_day + 1)
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
                (self._said(regimen.evidence, regimen.source, regimen.mark),),
            ),
        )
