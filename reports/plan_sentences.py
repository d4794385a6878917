"""The sentences about a plan that stand on paper and on the screen alike.

Written once, so that the two cannot differ. Says what the plan holds and computes nothing but the
sums that a reader would make by hand; how a sentence is drawn and cited is left to either side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.dosing.dose import decimal_of
from clinical.timeline import elapsed
from reports.formats import clock_text, day_with_weekday, dose_text, number_text, offset_text
from reports.step_words import condition_text, fever_text, percent_text, step_label, until_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from decimal import Decimal

    from clinical.dosing.infusion import Infusion
    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from clinical.rules.citation import Mark
    from clinical.rules.regimens import Product
    from reports.wording import Wording

_HOURS_A_DAY = 24
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with who says so; ``reached`` where a limit bit or was passed."""

    text: str
    source: str | None = None
    mark: Mark | None = None
    reached: bool = False


def product_name(product: Product) -> str:
    """Return the brand in capitals, or the generic name where a product has none."""
    return product.brand.upper() if product.brand else product.name


def product_text(product: Product) -> str:
    """Return a product with its strength."""
    return f"{product_name(product)}, {product.strength}"


@dataclass(frozen=True, slots=True)
class PlanSentences:
    """One stretch of a plan, in words: steps that all give the same dose."""

    plan: Plan
    words: Wording
    steps: tuple[Step, ...]

    def text(self, key: str, /, **values: object) -> str:
        """Return a sentence of the sheet; between asterisks it is bold."""
        return self.words.text(f"sheet.{key}", **values)

    @property
    def first(self) -> Step:
        return self.steps[0]

    @property
    def doses_a_day(self) -> int:
        return self.first.doses_per_day

    @property
    def conditional(self) -> bool:
        """Whether every step of the stretch waits for something."""
        return all(step.conditions for step in self.steps)

    @property
    def count(self) -> int:
        """How many doses the stretch has, those without a time among them."""
        return sum(step.doses for step in self.steps)

    @property
    def days(self) -> int:
        """How many days the dated doses take, from the first to the last; all of a ladder."""
        steps = self.steps if self.plan.regimen.ladder is None else self.plan.steps
        times = [step.at for step in steps if step.at is not None]
        return elapsed(min(times), max(times)) // timedelta(days=1) + 1 if times else 0

    @property
    def weight_day(self) -> date:
        weight = self.plan.weight
        moment = weight.at if weight is not None else self.plan.as_of
        return moment.astimezone(self.plan.as_of.tzinfo).date()

    @property
    def given(self) -> str:
        return dose_text(self.first.dose.given, self.first.dose.unit)

    @property
    def volume(self) -> str:
        """The volume of one dose, or that no product is known to have one."""
        volume = self.first.dose.volume_ml
        return f"{number_text(volume)} mL" if volume is not None else self.text("no_volume")

    @property
    def route(self) -> str:
        return self.text(f"route.{self.first.route}")

    def dose_and_volume(self, step: Step) -> str:
        """Return a dose with its volume, where it has one."""
        dose = dose_text(step.dose.given, step.dose.unit)
        if step.dose.volume_ml is None:
            return dose
        return self.text("dose_and_volume", dose=dose, volume=step.dose.volume_ml)

    @property
    def clocks_change(self) -> bool:
        """Whether the clocks change during the plan, so that an hour may come twice or never."""
        return any(reason.code == "clocks_change" for reason in self.plan.reasons)

    def offset(self, at: datetime) -> str:
        """Return the offset to stand behind a time, empty where the clocks do not change."""
        return f" {offset_text(at)}" if self.clocks_change else ""

    def exact(self, amount: Fraction) -> str:
        """Return an amount in the unit of the dose, to four decimals where it does not end."""
        return dose_text(decimal_of(amount), self.first.dose.unit)

    def frequency(self) -> str:
        """Return how often a dose is given, in words without abbreviations."""
        first = self.first
        if first.infusion is not None:
            count = len(self.steps)
            return self.text("one_infusion" if count == 1 else "infusions", count=count)
        if first.interval_hours is None:
            return self.text("once")
        if self.doses_a_day > 1:
            return self.text("every_hours", hours=first.interval_hours)
        days = first.interval_hours // _HOURS_A_DAY
        if days == _DAYS_A_WEEK and first.at is not None:
            return self.text("once_a_week", weekday=self.text(f"weekday.{first.at.weekday()}"))
        return self.text("once_a_day" if days == 1 else "every_days", days=days)

    def rate_and_duration(self) -> list[str]:
        """Return the rate where there is one, and how long it runs; nothing for an injection."""
        infusion = self.first.infusion
        if infusion is None:
            return self._over(self.first.over_hours)
        duration = self._duration(infusion)
        if infusion.rungs:
            return [duration]
        return [self.text("rate_per_hour", rate=infusion.ml_per_hour), duration]

    def _over(self, hours: Decimal | None) -> list[str]:
        """Return how long a dose without a rate runs in."""
        if hours is None:
            return []
        return [self.text("duration_hour" if hours == 1 else "duration_hours", hours=hours)]

    def _duration(self, infusion: Infusion) -> str:
        begins = self.first.at or infusion.end
        span = infusion.end.astimezone(UTC) - begins.astimezone(UTC)
        hours, rest = divmod(span, timedelta(hours=1))
        minutes = rest // timedelta(minutes=1)
        if minutes:
            key = "duration_one_minute" if minutes == 1 else "duration_minutes"
            return self.text(key, hours=hours, minutes=minutes)
        return self.text("duration_hour" if hours == 1 else "duration_hours", hours=hours)

    def times(self) -> tuple[tuple[str, datetime], ...]:
        """Return the first and the last dose, or the start and the end of the first infusion.

        Nothing where the doses have no date.
        """
        first, last = self.first.at, self.steps[-1].at
        if first is None or last is None:
            return ()
        if self.first.infusion is None:
            return (("first", first), ("last", last)) if self.count > 1 else (("first", first),)
        # Volume and rate beside them are those of one infusion.
        return ("start", first), ("end", self.first.infusion.end)

    def waits(self) -> tuple[str, ...]:
        """Return what the stretch waits for, nothing where a dose of it waits for nothing.

        Of several ways to its dose each has its line, with the time of the doses it leads to: in
        one sentence nobody can tell what an "and" and an "or" hold together.
        """
        if not self.conditional:
            return ()
        ways: dict[str, list[Step]] = {}
        for step in self.steps:
            ways.setdefault(condition_text(step, self.words) or "", []).append(step)
        if len(ways) == 1:
            return (self.text("waits", condition=next(iter(ways))),)
        lines = (self._way(condition, steps) for condition, steps in ways.items())
        return (self.text("waits_for_one"), *lines)

    def _way(self, condition: str, steps: list[Step]) -> str:
        first = steps[0]
        if first.at is None:
            return self.text("way", at=step_label(first, self.words), condition=condition)
        key = "way" if len(steps) == 1 else "way_from"
        at = f"{day_with_weekday(first.at.date())} {clock_text(first.at)}{self.offset(first.at)}"
        return self.text(key, at=at, condition=condition)

    def until(self) -> str | None:
        """Return what ends the doses of the stretch."""
        return until_text(self.first, self.words)

    def figure_rate(self, infusion: Infusion) -> tuple[str, str]:
        """Return the rate and what stands below it; of several rates only how many there are."""
        if infusion.rungs:
            return self.text("rate_steps", count=len(infusion.rungs)), ""
        per_kg = self.text("rate_per_kg", rate=number_text(infusion.ml_per_kg_hour, 2))
        return f"{number_text(infusion.ml_per_hour)} mL/h", per_kg

    def from_containers(self) -> str:
        """Return from how many containers one dose is drawn, empty where nobody counts them."""
        count = self.first.containers
        if count is None:
            return ""
        key = "figure_container" if count == 1 else "figure_containers"
        return self.text(key, count=count, container=self._container(count))

    def _container(self, count: int) -> str:
        product = self.first.product
        name = (product.container if product is not None else None) or "container"
        return self.text(f"container.{name}_{'one' if count == 1 else 'many'}")

    def cut(self) -> str | None:
        """Return to what the caps cut the dose, None where none did."""
        cuts = [limit.amount for limit in self.first.dose.limits if limit.cut_from is not None]
        return self.text("working_cut", amount=self.exact(min(cuts))) if cuts else None

    def amounts_to(self) -> str:
        """Return per dose and per day, or per infusion and in all, side by side (H17)."""
        given, count = Fraction(self.first.dose.given), len(self.steps)
        first, surface = self.first, self.first.surface
        if first.infusion is not None:
            total, key = given * count, "per_course" if count == 1 else "per_course_split"
        elif first.basis == "mg/kg/day":
            total, key = given * self.doses_a_day, "per_day"
        else:
            total, key = given, "per_dose" if surface is None else "per_surface"
        size = Fraction(first.weight_kg) if surface is None else surface.m2
        return self.text(
            key,
            given=self.given,
            frequency=self.frequency(),
            total=self.exact(total),
            per_kg=number_text(total / size, 2),
            count=count,
        )

    def difference_label(self) -> str:
        """Return what the difference from the calculated dose is called: a cap does not round."""
        return self.text("label_rounding" if self.cut() is None else "label_difference")

    def difference(self) -> Sentence | None:
        """Return by how much the given dose differs from the calculated one, if it does."""
        dose = self.first.dose
        if dose.deviation_percent == 0:
            return None
        text = self.text(
            "rounding",
            calculated=self.exact(dose.calculated),
            given=self.given,
            percent=percent_text(dose.deviation_percent, self.words),
        )
        return Sentence(text, self.plan.rulebook.rounding.source)

    def limits(self) -> Iterator[Sentence]:
        """Give what each limit that was tested came to; between asterisks it is bold."""
        for limit in self.first.dose.limits:
            rule = limit.rule
            first = self.first
            in_parts = first.doses_per_day > 1 or first.basis == "mg/kg"
            split = (rule.kind == "per_course" and len(self.steps) > 1) or (
                rule.kind == "per_kg_per_day" and in_parts
            )
            name = self.text(
                f"limit.{rule.kind}{'_each' if split else ''}",
                above=rule.above,
                unit=rule.unit,
                amount=self.exact(limit.amount),
            )
            site = self.plan.rulebook.site
            if site is not None and f"{self.plan.regimen.id}.{rule.code}" in site.limits:
                name = self.text("limit_of_site", limit=name)
            if limit.cut_from is not None:
                text = self.text(
                    "limit_cut",
                    limit=name,
                    before=self.exact(limit.cut_from),
                    after=self.exact(limit.amount),
                )
            elif limit.reached and rule.severity in {"info", "confirm"}:
                text = self.text(f"limit_{rule.severity}", limit=name)
            else:
                key = "limit_reached" if limit.reached else "limit_not_reached"
                text = self.text(key, limit=name)
            yield Sentence(text, rule.source, rule.mark, limit.reached)

    def product(self) -> Sentence:
        """Return what is drawn up: the product, the volume of a dose, how many containers."""
        product, step = self.plan.product, self.first
        if product is None:
            return Sentence(self.text("no_product"))
        parts = [product_text(product)]
        if step.dose.volume_ml is not None:
            parts.append(self.text("volume", volume=step.dose.volume_ml, dose=self.given))
        pieces = self.pieces(step, product)
        if pieces is not None:
            parts.append(pieces)
        if step.containers is not None:
            parts.append(self._containers(step.containers))
        return Sentence("; ".join(parts), product.source, product.mark)

    def _containers(self, count: int) -> str:
        """Return how many containers a dose takes, and in all where every dose is given."""
        key = "containers_one" if count == 1 else "containers_many"
        name = self._container(count)
        if any(step.conditions for step in self.plan.steps):
            return self.text(f"{key}_each", count=count, container=name)
        total = sum((step.containers or 0) * step.doses for step in self.steps)
        return self.text(key, count=count, total=total, container=name)

    def pieces(self, step: Step, product: Product) -> str | None:
        """Return how many tablets a dose is, as "1 1/2", None where it is not given in parts."""
        if step.pieces is None:
            return None
        whole, rest = divmod(step.pieces, 1)
        numbers = [f"{whole}"] if whole or not rest else []
        shown = " ".join([*numbers, *([f"{rest}"] if rest else [])])
        key = "pieces" if step.pieces < 1 else "pieces_many"
        return self.text(key, pieces=shown, form=product.form, dose=self.given)

    def stop_rule(self) -> Sentence:
        regimen = self.plan.regimen
        return Sentence(regimen.stop_rule, regimen.source, regimen.mark)

    def validity(self) -> Sentence:
        """Return for which weight the plan holds and until when."""
        rule, day = self.plan.rulebook.weight, self.weight_day
        text = self.text(
            "validity",
            kg=number_text(self.plan.basis.kg) if self.plan.basis is not None else "",
            day=day,
            percent=rule.confirm_change_percent,
            days=rule.confirm_after_days,
            until=day + timedelta(days=rule.confirm_after_days),
        )
        return Sentence(text, rule.source, rule.mark)

    def call_when(self) -> tuple[str, ...]:
        """Return when to call the doctor, with the fever of the rules in force."""
        fever = fever_text(self.plan.rulebook.temperature.fever, self.words)
        return tuple(line.replace("{fever}", fever) for line in self.plan.regimen.call_when)

    def evidence(self) -> Sentence:
        regimen = self.plan.regimen
        return Sentence(regimen.evidence, regimen.source, regimen.mark)
