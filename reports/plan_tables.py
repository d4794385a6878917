"""The tables of a plan for the screen: doses due week by week, the rates of an infusion.

Equal doses at equal times are said once; nothing is computed but the days a reader would count.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from clinical.timeline import elapsed
from reports.formats import clock_text, day_text, day_with_weekday, number_text
from reports.plan_sentences import PlanSentences
from reports.step_words import condition_text, step_label, stretches
from reports.summary.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from clinical.dosing.infusion import Infusion
    from clinical.dosing.plan import Plan
    from clinical.dosing.step import Step
    from reports.summary.table import Row
    from reports.wording import Wording

_DAYS_A_WEEK = 7


def plan_tables(plan: Plan, words: Wording) -> Iterator[Table]:
    """Return the tables of a plan, none where it has no dose."""
    if plan.steps:
        yield from _Tables(plan, words).tables()


class _Tables:
    def __init__(self, plan: Plan, words: Wording) -> None:
        self._plan, self._words = plan, words
        self._first = plan.steps[0]
        self._stretches = [PlanSentences(plan, words, steps) for steps in stretches(plan)]

    def _text(self, key: str, /, **values: object) -> str:
        return self._words.text(f"sheet.{key}", **values)

    def tables(self) -> Iterator[Table]:
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
        """Return one row for a week of doses: equal doses at equal times are said once.

        In the order of time, so that the ways a ladder may go stand below each other.
        """
        found: list[tuple[datetime | None, Row]] = []
        for told in self._stretches:
            rows: dict[tuple[int | None, str], list[Step]] = {}
            for step in told.steps:
                week = self._day(step.at) // _DAYS_A_WEEK if step.at is not None else None
                waits = condition_text(step, self._words) or ""
                rows.setdefault((week, waits), []).append(step)
            for (_, waits), steps in rows.items():
                dose = told.dose_and_volume(steps[0])
                said = self._words.text("dosing.dose_if", dose=dose, condition=waits)
                found.append((steps[0].at, (*self._days(steps), said if waits else dose)))
        dated = [(at, row) for at, row in found if at is not None]
        yield from (row for _, row in sorted(dated, key=lambda each: each[0]))
        yield from (row for at, row in found if at is None)

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
