"""The part of the dosing plan that is written on: each due time with a box and room for the pen."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from clinical.dosing.dose import decimal_of
from reports.formats import clock_text, day_with_weekday, number_text, offset_text
from reports.step_words import charted_text, condition_text, step_label
from reports.typesetting import (
    CAPTION,
    FAINT_RULE,
    HEADING,
    INK,
    LABEL,
    RULE,
    TINT,
    Cell,
    Command,
    Markup,
    Padding,
    bold,
    decimals,
    gap,
    keep,
    paragraph,
    plain,
    small,
    table,
    together,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reportlab.platypus import Flowable

    from clinical.dosing.infusion import Infusion
    from clinical.dosing.step import Step
    from reports.sheet_writer import Writer

TICK_BOX = Markup("☐")
_WEEK = 7
_DUE_SHARES = (0.045, 0.05, 0.305, 0.2, 0.11, 0.145, 0.145)
_CONDITIONAL_SHARES = (0.04, 0.045, 0.26, 0.39, 0.085, 0.09, 0.09)
_RATE_SHARES = (0.04, 0.155, 0.075, 0.08, 0.085, 0.07, 0.085, 0.07, 0.07, 0.085, 0.105, 0.08)


def due_times(writer: Writer) -> list[Flowable]:
    """Return one row for each due time; the heading stands again on every page.

    Of several steps at one time only one is given: they share a row, each with its own box.
    """
    steps, text = writer.plan.steps, writer.text
    times = merged(steps)
    conditional = any(step.conditions for step in steps)
    heading = ("number", "due", "dose", "given_at", "given_by", "checked_by")
    rows: list[list[Cell]] = [
        [paragraph(Markup("")), *(_heading(text(f"column_{name}")) for name in heading)]
    ]
    rows += [_due_row(writer, together_due) for together_due in times]
    count = len(times)
    title = text("due_heading")
    key = "due_times_count" if len(times) < len(steps) else "due_count"
    below = text("due_count_one" if count == 1 else key, count=count)
    heading_line = Markup(f"{plain(title)}&nbsp; {small(plain(below))}")
    parts: list[Flowable] = [paragraph(heading_line, HEADING)]
    if _clocks_change(_moments(steps)):
        parts.append(paragraph(bold(plain(text("clocks_change")))))
    weeks: list[Command] = [
        ("LINEBELOW", (0, row), (-1, row), (1, INK)) for row in range(_WEEK, len(rows), _WEEK)
    ]
    shares = _CONDITIONAL_SHARES if conditional else _DUE_SHARES
    grid = table(
        rows,
        [writer.width * share for share in shares],
        [*list_grid(), *weeks],
        padding=Padding(4, 3, 1.9, 2.7),
        heading_rows=1,
    )
    return [keep(parts), grid]


def merged(steps: Sequence[Step]) -> list[tuple[Step, ...]]:
    """Return the steps by their due time, in the order of time; those without one come last."""
    times: dict[datetime | int, list[Step]] = {}
    for step in steps:
        times.setdefault(step.at if step.at is not None else step.number, []).append(step)
    return [tuple(due) for due in times.values()]


def _moments(steps: Sequence[Step]) -> list[datetime]:
    return [step.at for step in steps if step.at is not None]


def list_grid() -> list[Command]:
    """Return how a list that is written on is ruled."""
    whole = (0, 0), (-1, -1)
    return [
        ("INNERGRID", *whole, (0.4, FAINT_RULE)),
        ("BACKGROUND", (0, 0), (-1, 0), TINT),
        ("LINEBELOW", (0, 0), (-1, 0), (0.8, RULE)),
        ("BOX", *whole, (0.8, INK)),
        # Where the table goes on overleaf, its last row here is closed too.
        ("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), (0.8, INK)),
        ("VALIGN", *whole, "MIDDLE"),
    ]


def _heading(text: str) -> Flowable:
    return paragraph(plain(text), LABEL)


def _blank() -> Flowable:
    return paragraph(Markup(""))


def _due_row(writer: Writer, due: tuple[Step, ...]) -> list[Cell]:
    first = due[0]
    if first.at is None:
        when = plain(writer.text("no_date", label=step_label(first, writer.words)))
    else:
        day = plain(day_with_weekday(first.at.date()).replace(" ", "\u00a0"))
        change = _clocks_change(_moments(writer.plan.steps))
        when = Markup(f"{day}&nbsp; {bold(together(_clock(first.at, shown_offset=change)))}")
    if len(due) == 1:
        number, box = plain(str(first.number)), TICK_BOX
        dose: list[Flowable] = [paragraph(together(writer.dose_and_volume(first)))]
        dose += _what_it_waits_for(writer, first)
    else:
        number = box = Markup("")
        dose = _one_of(writer, due)
    return [paragraph(box), paragraph(number), paragraph(when), dose, *(_blank() for _ in range(3))]


def _one_of(writer: Writer, due: tuple[Step, ...]) -> list[Flowable]:
    """Return the doses of which one is given; where all wait for one thing it is said once."""
    doses = [
        Markup(
            f"{TICK_BOX}\u00a0{plain(str(step.number))}\u00a0\u00a0"
            f"{bold(together(writer.dose_and_volume(step)))}"
        )
        for step in due
    ]
    waits = [condition_text(step, writer.words) or "" for step in due]
    if len(set(waits)) == 1:
        return [
            paragraph(Markup(" &nbsp; ".join(doses))),
            *([paragraph(plain(waits[0]), CAPTION)] if waits[0] else []),
        ]
    return [
        paragraph(Markup(f"{dose}: {plain(wait)}")) for dose, wait in zip(doses, waits, strict=True)
    ]


def _what_it_waits_for(writer: Writer, step: Step) -> list[Flowable]:
    condition = condition_text(step, writer.words)
    lines = [] if condition is None else [condition]
    if step.doses > 1:
        hours = step.interval_hours or 0
        lines.append(writer.text("doses_each", count=step.doses, hours=hours))
    charted = charted_text(step, writer.words)
    # What was given in the place of a dose must not be passed over.
    given = [paragraph(bold(plain(charted)), CAPTION)] if charted is not None else []
    return [*given, *(paragraph(plain(line), CAPTION) for line in lines)]


def _clocks_change(moments: Sequence[datetime]) -> bool:
    return len({moment.utcoffset() for moment in moments}) > 1


def _clock(moment: datetime, *, shown_offset: bool) -> str:
    if not shown_offset:
        return clock_text(moment)
    return f"{clock_text(moment)} {offset_text(moment)}"


def infusion_tables(writer: Writer) -> list[Flowable]:
    """Return for each infusion its rates by the clock, with room for what is observed."""
    steps = writer.plan.steps
    parts: list[Flowable] = []
    for step in steps:
        if step.infusion is None:
            continue
        title = (
            writer.text("infusion_heading")
            if len(steps) == 1
            else writer.text("infusion_heading_part", number=step.number, count=len(steps))
        )
        if parts:
            parts.append(gap(8))
        parts.append(keep([paragraph(plain(title), HEADING), _rates(writer, step, step.infusion)]))
    return parts


def _rates(writer: Writer, step: Step, infusion: Infusion) -> Flowable:
    heading = (
        "start", "rate", "rate_per_kg", "minutes", "volume", "total",
        "temperature", "pulse", "breathing", "pressure", "by",
    )  # fmt: skip
    kg = Fraction(step.weight_kg)
    course = _course(step, infusion)
    change = _clocks_change([*(rung.at for rung in course), infusion.end])
    columns = [
        decimals([number_text(rung.rate) for rung in course], strong=True),
        decimals([number_text(Fraction(rung.rate) / kg, 2) for rung in course]),
        decimals([str(rung.minutes) for rung in course]),
        decimals([number_text(rung.volume) for rung in course]),
        decimals([number_text(rung.total) for rung in course]),
    ]
    rows: list[list[Cell]] = [
        [_blank(), *(_heading(writer.text(f"column_{name}")) for name in heading)]
    ]
    rows += [
        _rate_row(
            _moment(rung.at, _before(course, index), shown_offset=change),
            [column[index] for column in columns],
        )
        for index, rung in enumerate(course)
    ]
    end = paragraph(bold(plain(writer.text("end"))))
    rows.append(
        _rate_row(
            _moment(infusion.end, course[-1].at, shown_offset=change),
            [end, *(_blank() for _ in columns[1:])],
        )
    )
    return table(
        rows,
        [writer.width * share for share in _RATE_SHARES],
        list_grid(),
        padding=Padding(3, 2, 2.6, 3.8),
        heading_rows=1,
    )


class _Rate(NamedTuple):
    """One row of the rate table: mL/h, and mL in this rate and in all."""

    at: datetime
    rate: Decimal
    minutes: int
    volume: Decimal
    total: Decimal


def _course(step: Step, infusion: Infusion) -> list[_Rate]:
    """Return each rate in its order; a constant rate is one row."""
    if infusion.rungs:
        return [
            _Rate(rung.at, rung.ml_per_hour, rung.minutes, rung.volume_ml, rung.cumulative_ml)
            for rung in infusion.rungs
        ]
    volume = step.dose.volume_ml or Decimal(0)
    minutes = Fraction(volume) / Fraction(infusion.ml_per_hour) * 60
    whole = int(decimal_of(minutes, Fraction(1)))
    return [_Rate(step.at or infusion.end, infusion.ml_per_hour, whole, volume, volume)]


def _before(course: Sequence[_Rate], index: int) -> datetime | None:
    return course[index - 1].at if index else None


def _moment(at: datetime, before: datetime | None, *, shown_offset: bool) -> list[Flowable]:
    """Return the time, with its day where it is not the day of the row above."""
    clock = paragraph(bold(together(_clock(at, shown_offset=shown_offset))))
    if before is not None and before.date() == at.date():
        return [clock]
    return [clock, paragraph(together(day_with_weekday(at.date())), CAPTION)]


def _rate_row(moment: list[Flowable], numbers: Sequence[Flowable]) -> list[Cell]:
    return [
        paragraph(TICK_BOX),
        moment,
        *numbers,
        *(_blank() for _ in range(5)),
    ]
