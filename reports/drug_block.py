"""One drug on the dosing plan: what to give, large, and below it how that was worked out.

A medication line keeps the order drug, brand, strength, form, dose, rate, duration, route,
frequency, with no abbreviation of a drug or of how often it is given.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from reports.formats import (
    clock_text,
    day_text,
    day_with_weekday,
    number_text,
)
from reports.sheet_writer import Writer, frequency
from reports.typesetting import (
    CAPTION,
    EM_DASH,
    FIGURE,
    INK,
    LABEL,
    LINE,
    RULE,
    Cell,
    Markup,
    Padding,
    bold,
    bold_parts,
    gap,
    joined,
    paragraph,
    plain,
    table,
    together,
)
from reports.working import working_rows

if TYPE_CHECKING:
    from reportlab.platypus import Flowable


def drug_block(writer: Writer) -> list[Flowable]:
    """Return the block of the plan's drug: line, figures, working, limits, product, stop rule."""
    parts: list[Flowable] = [paragraph(medication_line(writer), LINE)]
    regimen = writer.plan.regimen
    if regimen.off_label:
        text = joined(
            [bold(plain(writer.text("off_label"))), plain(regimen.off_label_text or "")],
            Markup(" "),
        )
        source = writer.citations.mark(writer.plan.product.source)
        parts.append(paragraph(Markup(text + source)))
    parts += [gap(5), _figures(writer), gap(3), working_rows(writer)]
    return parts


def medication_line(writer: Writer) -> Markup:
    """Return drug, brand, strength, form, dose, rate, duration, route, frequency, in that order."""
    plan, product = writer.plan, writer.plan.product
    name = product.brand.upper() if product.brand else product.name
    parts = [
        bold(plain(writer.text(f"drug.{plan.regimen.agent}"))),
        plain(name),
        together(product.strength),
        plain(product.form),
        Markup(f"{together(writer.text('dose') + ' ')}{bold(together(writer.given))}"),
        *(together(part) for part in _rate_and_duration(writer)),
        together(writer.text(f"route.{plan.regimen.route}")),
        together(frequency(writer)),
    ]
    return joined(parts, EM_DASH)


def _rate_and_duration(writer: Writer) -> list[str]:
    infusion = writer.first.infusion
    if infusion is None:
        return []
    rate = [] if infusion.rungs else [writer.text("rate_per_hour", rate=infusion.ml_per_hour)]
    span = infusion.end.astimezone(UTC) - writer.first.at.astimezone(UTC)
    hours, rest = divmod(span, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    if minutes:
        duration = writer.text("duration_minutes", hours=hours, minutes=minutes)
    elif hours == 1:
        duration = writer.text("duration_hour")
    else:
        duration = writer.text("duration_hours", hours=hours)
    return [*rate, duration]


def _figures(writer: Writer) -> Flowable:
    """Return the numbers a hand needs, large: dose, volume, rate, first and last time."""
    first, last, text = writer.first, writer.plan.steps[-1], writer.text
    infusion, end = first.infusion, last.infusion
    count = len(writer.plan.steps)
    if infusion is None or end is None:
        columns = [
            (text("figure_dose"), writer.given,
             text("figure_each", count=count, frequency=frequency(writer))),
            (text("figure_volume"), f"{writer.volume} mL", _from_containers(writer)),
            (text("figure_first"), clock_text(first.at), day_with_weekday(first.at.date())),
            (text("figure_last"), clock_text(last.at), day_with_weekday(last.at.date())),
        ]  # fmt: skip
    else:
        per_kg = text("rate_per_kg", rate=number_text(infusion.ml_per_kg_hour, 2))
        rungs = len(infusion.rungs)
        rate = number_text(infusion.ml_per_hour)
        many = text("figure_infusion", number=1, count=count)
        columns = [
            (text("figure_dose"), writer.given,
             text("figure_one_infusion") if count == 1 else many),
            (text("figure_volume"), f"{writer.volume} mL", ""),
            (text("figure_rate"), text("rate_steps", count=rungs) if rungs else f"{rate} mL/h",
             "" if rungs else per_kg),
            (text("figure_start"), clock_text(first.at), day_with_weekday(first.at.date())),
            (text("figure_end"), clock_text(end.end), day_with_weekday(end.end.date())),
        ]  # fmt: skip
    rows: list[list[Cell]] = [
        [paragraph(plain(label), LABEL) for label, _, _ in columns],
        [paragraph(together(value), FIGURE) for _, value, _ in columns],
        [paragraph(plain(below), CAPTION) for _, _, below in columns],
    ]
    return table(
        rows,
        [writer.width / len(columns)] * len(columns),
        [
            ("BOX", (0, 0), (-1, -1), (1, INK)),
            ("LINEAFTER", (0, 0), (-2, -1), (0.5, RULE)),
            ("TOPPADDING", (0, 0), (-1, 0), 3),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 5),
        ],
        padding=Padding(7, 4, 0, 0),
    )


def _from_containers(writer: Writer) -> str:
    count = writer.first.containers
    if count is None:
        return ""
    return writer.text("figure_container" if count == 1 else "figure_containers", count=count)


def weight_line(writer: Writer) -> Markup:
    """Return the dosing weight with its date and how it was found."""
    plan = writer.plan
    weight, basis = plan.weight, plan.basis
    if weight is None or basis is None:
        return Markup("")
    at = weight.at.astimezone(plan.as_of.tzinfo)
    moment = f"{day_text(at.date())} {clock_text(at)}"
    method = writer.text(weight.method)
    if basis.basis == "actual":
        return bold_parts(writer.text("weight", kg=basis.kg, method=method, at=moment))
    return bold_parts(
        writer.text(
            "weight_other_basis",
            kg=basis.kg,
            basis=writer.text(f"weight_basis.{basis.basis}"),
            actual=weight.kg,
            method=method,
            at=moment,
        )
    )
