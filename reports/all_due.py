"""All due times of several plans in one list, with what was charted and room for the pen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinical.course.elapsed import in_utc
from clinical.log.dues import dues
from reports.due_times import TICK_BOX, list_grid
from reports.formats import clock_text, day_text, day_with_weekday, offset_text
from reports.kept_block import kept_dose
from reports.typesetting import (
    CAPTION,
    HEADING,
    LABEL,
    Cell,
    Markup,
    Padding,
    bold,
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

    from clinical.log.dues import DueTime
    from clinical.record.case import Case
    from clinical.record.kept_plan import KeptStep
    from clinical.record.vocabulary import Agent
    from clinical.rules.rulebook import Rulebook
    from reports.plans_in_force import PaperPlan
    from reports.wording import Wording

# Room for the longest drug, a day with its time and "Checked" each on one line.
_SHARES = (0.038, 0.258, 0.205, 0.2455, 0.0845, 0.0845, 0.0845)
_COLUMNS = ("due", "drug", "dose", "given_at", "given_by", "checked_by")
_TICKED = Markup("☒")
_OVER = frozenset({"given", "withheld", "missed", "passed"})


@dataclass(frozen=True, slots=True)
class DueRow:
    """One due time of one plan: its steps, and where it stands by the record."""

    plan: PaperPlan
    at: datetime | None
    steps: tuple[KeptStep, ...]
    due: DueTime | None


def due_rows(
    plans: Sequence[PaperPlan], case: Case, rulebook: Rulebook, as_of: datetime
) -> list[DueRow]:
    """Return every due time of the plans in order; what has no date comes last.

    Of a child who died those alone that a charted dose answers.
    """
    found = dues(case, rulebook, as_of)
    died = case.involvement.died == "present"
    rows: list[DueRow] = []
    for each in plans:
        times: dict[datetime | int, list[KeptStep]] = {}
        for number, step in enumerate(each.kept.steps):
            times.setdefault(step.at if step.at is not None else number, []).append(step)
        known = {due.at: due for due in found.of(each.kept)}
        for key, steps in times.items():
            at = steps[0].at
            due = known.get(at) if at is not None else None
            if died and due is None:
                # Nothing is to be given any more; what was charted stays.
                continue
            rows.append(DueRow(each, key if not isinstance(key, int) else None, tuple(steps), due))
    dated = [row for row in rows if row.at is not None]
    dated.sort(key=lambda row: in_utc(row.at or as_of))
    return [*dated, *(row for row in rows if row.at is None)]


def all_due(
    rows: Sequence[DueRow], as_of: datetime, words: Wording, width: float
) -> list[Flowable]:
    """Return the list; what was over before today is counted and stands in the log."""
    before = [row for row in rows if _is_over(row, as_of)]
    shown = [row for row in rows if not _is_over(row, as_of)]
    plans = len({id(row.plan) for row in rows})
    key = "all_due_count" if plans > 1 else "all_due_count_one"
    if len(shown) == 1:
        key = "all_due_count_single"
    below = words.text(f"sheet.{key}", count=len(shown), plans=plans)
    heading = f"{plain(words.text('sheet.all_due_heading'))}&nbsp; {small(plain(below))}"
    parts: list[Flowable] = [paragraph(Markup(heading), HEADING)]
    moments = [row.at for row in shown if row.at is not None]
    change = len({at.astimezone(as_of.tzinfo).utcoffset() for at in moments}) > 1
    if change:
        parts.append(paragraph(bold(plain(words.text("sheet.clocks_change")))))
    for agent, count in _shared(rows).items():
        drug = words.text(f"sheet.drug.{agent}")
        said = words.text("sheet.plans_of_one_drug", count=count, drug=drug)
        parts.append(paragraph(bold(plain(said))))
    if before:
        parts.append(paragraph(plain(_counted(before, as_of, words)), CAPTION))
    if not shown:
        return parts
    cells: list[list[Cell]] = [
        [
            paragraph(Markup("")),
            *(paragraph(plain(words.text(f"sheet.column_{name}")), LABEL) for name in _COLUMNS),
        ]
    ]
    shared = _shared(rows)
    for row in shown:
        at = row.at.astimezone(as_of.tzinfo) if row.at is not None else None
        cells.append(_cells(row, at, words, change=change, shared=row.steps[0].agent in shared))
    grid = table(
        cells,
        [width * share for share in _SHARES],
        list_grid(),
        padding=Padding(4, 3, 1.9, 2.7),
        heading_rows=1,
    )
    return [keep(parts), grid]


def _shared(rows: Sequence[DueRow]) -> dict[Agent, int]:
    """Return the drugs that more than one plan gives, with how many do."""
    plans: dict[Agent, set[int]] = {}
    for row in rows:
        plans.setdefault(row.steps[0].agent, set()).add(id(row.plan))
    return {agent: len(found) for agent, found in plans.items() if len(found) > 1}


def _is_over(row: DueRow, as_of: datetime) -> bool:
    """Return whether a due time was over before today: its row would only be in the way."""
    if row.at is None or row.due is None or row.due.state not in _OVER:
        return False
    return row.at.astimezone(as_of.tzinfo).date() < as_of.date()


def _counted(rows: Sequence[DueRow], as_of: datetime, words: Wording) -> str:
    states = [row.due.state for row in rows if row.due is not None]
    return words.text(
        "sheet.all_due_before",
        day=day_text(as_of.date()),
        given=states.count("given"),
        withheld=states.count("withheld"),
        missed=states.count("missed"),
    )


def _cells(
    row: DueRow, at: datetime | None, words: Wording, *, change: bool, shared: bool
) -> list[Cell]:
    """Return the cells of a row; ``shared``: another plan gives the drug too."""
    state = row.due.state if row.due is not None else "planned"
    drug = words.text(f"sheet.drug.{row.steps[0].agent}")
    box = _TICKED if state == "given" else TICK_BOX
    if at is None:
        when = plain(words.text("sheet.no_date", label=row.steps[0].label))
    else:
        clock = f"{clock_text(at)} {offset_text(at)}" if change else clock_text(at)
        day = together(day_with_weekday(at.date()))
        when = Markup(f"{day}&nbsp; {bold(together(clock))}")
    if len(row.steps) > 1:
        box = Markup("")
    return [
        paragraph(box),
        paragraph(when),
        [
            paragraph(plain(drug)),
            *([paragraph(plain(row.plan.title), CAPTION)] if shared else []),
        ],
        [*_doses(row, words), *_said(row, state, words)],
        *(paragraph(Markup("")) for _ in range(3)),
    ]


def _doses(row: DueRow, words: Wording) -> list[Flowable]:
    """Return the dose with its condition; of several exactly one is given."""
    if len(row.steps) == 1:
        step = row.steps[0]
        lines: list[Flowable] = [paragraph(bold(together(kept_dose(step, words))))]
        if step.condition:
            text = words.text("sheet.waits", condition=step.condition)
            lines.append(paragraph(plain(text), CAPTION))
        return lines
    parts: list[Flowable] = [paragraph(plain(words.text("sheet.one_of")), CAPTION)]
    for step in row.steps:
        dose = Markup(f"{TICK_BOX}\u00a0{bold(together(kept_dose(step, words)))}")
        wait = plain(step.condition or "")
        parts.append(paragraph(Markup(f"{dose}: {wait}") if wait else dose))
    return parts


def _said(row: DueRow, state: str, words: Wording) -> list[Flowable]:
    if row.due is None or state in {"planned", "due", "waiting"}:
        return []
    if state != "given":
        return [paragraph(bold(plain(words.text(f"sheet.state_{state}"))), CAPTION)]
    lines: list[Flowable] = []
    for dose in row.due.answers:
        if dose.start is None:
            continue
        at = clock_text(dose.start.astimezone(row.due.at.tzinfo))
        by = dose.recorded.by if dose.recorded is not None else None
        text = (
            words.text("sheet.state_given_by", at=at, by=by)
            if by
            else words.text("sheet.state_given", at=at)
        )
        lines.append(paragraph(bold(plain(text)), CAPTION))
    return lines
