"""One kept plan on paper, drawn from its steps as they were kept and from nothing else.

For a plan that the program would make otherwise today: what was signed is what is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.formats import dose_text, number_text
from reports.typesetting import (
    CAPTION,
    EM_DASH,
    LINE,
    Markup,
    bold,
    gap,
    joined,
    paragraph,
    plain,
    together,
)
from reports.working import working_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportlab.platypus import Flowable

    from clinical.record.kept_plan import KeptStep
    from reports.plans_in_force import PaperPlan
    from reports.wording import Wording


def kept_block(paper_plan: PaperPlan, words: Wording, width: float) -> list[Flowable]:
    """Return each dose of a kept plan once, with its working, its limits and its product."""
    steps = paper_plan.kept.steps
    if not steps:
        return [paragraph(plain(words.text("sheet.plan_unrecorded")))]
    parts: list[Flowable] = [
        paragraph(plain(words.text("sheet.plan_otherwise")), CAPTION),
        gap(3),
    ]
    for alike in _alike(steps):
        parts += [paragraph(_line(alike, words), LINE), gap(2), *_working(alike, words, width)]
    return parts


def _alike(steps: Sequence[KeptStep]) -> Iterator[list[KeptStep]]:
    """Yield the steps that say the same but for their time and name."""
    found: dict[object, list[KeptStep]] = {}
    for step in steps:
        key = (step.given, step.unit, step.route, step.interval_hours, step.condition, step.product)
        found.setdefault(key, []).append(step)
    yield from found.values()


def _line(steps: Sequence[KeptStep], words: Wording) -> Markup:
    first = steps[0]
    parts = [bold(plain(words.text(f"sheet.drug.{first.agent}")))]
    dose = kept_dose(first, words)
    if dose:
        parts.append(Markup(f"{together(words.text('sheet.dose') + ' ')}{bold(together(dose))}"))
    if first.route is not None:
        parts.append(together(words.text(f"sheet.route.{first.route}")))
    if first.interval_hours is not None:
        hours = number_text(first.interval_hours)
        parts.append(together(words.text("sheet.every_hours", hours=hours)))
    elif len(steps) == 1:
        parts.append(together(words.text("sheet.once")))
    if first.condition:
        parts.append(plain(words.text("sheet.waits", condition=first.condition)))
    return joined(parts, EM_DASH)


def kept_dose(step: KeptStep, words: Wording) -> str:
    """Return the dose of a kept step with its volume, empty where it has none."""
    if step.given is None:
        return ""
    dose = dose_text(step.given, step.unit or "")
    if step.volume_ml is None:
        return dose
    return words.text("sheet.dose_and_volume", dose=dose, volume=step.volume_ml)


def _working(steps: Sequence[KeptStep], words: Wording, width: float) -> list[Flowable]:
    first = steps[0]
    rows = [
        (words.text(f"sheet.label_{name}"), [plain(text)])
        for name, text in (("working", first.working), ("product", first.product))
        if text
    ]
    return [working_table(rows, width), gap(6)] if rows else []
