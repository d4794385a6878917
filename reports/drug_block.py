"""One drug on the dosing plan: what to give, large, and below it how that was worked out.

A medication line keeps the order drug, brand, strength, form, dose, rate, duration, route,
frequency, with no abbreviation of a drug or of how often it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.formats import (
    clock_text,
    day_text,
    day_with_weekday,
)
from reports.plan_sentences import product_name
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
    keep,
    paragraph,
    plain,
    table,
    together,
)
from reports.working import common_rows, stretch_rows, working_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.platypus import Flowable

    from reports.sheet_writer import Writer


def drug_block(writers: Sequence[Writer]) -> list[Flowable]:
    """Return the block of the plan's drug: for each stretch of equal dose line, figures, working.

    What holds for all of them stands once: off-label use above, product and stop rule below.
    """
    writer = writers[0]
    regimen, several = writer.plan.regimen, len(writers) > 1
    off_label: list[Flowable] = []
    if regimen.off_label:
        text = joined(
            [bold(plain(writer.text("off_label"))), plain(regimen.off_label_text or "")],
            Markup(" "),
        )
        product = writer.plan.product
        source = writer.citations.mark(product.source if product is not None else regimen.source)
        off_label.append(paragraph(Markup(text + source)))
    if not several:
        rows = stretch_rows(writer)
        return [
            *_stretch_head(writer),
            *off_label,
            gap(5),
            _figures(writer),
            gap(3),
            working_table([*rows, *common_rows(writers)], writer.width),
        ]
    parts: list[Flowable] = [*off_label, gap(4)]
    for each in writers:
        parts += [
            keep(
                [
                    *_stretch_head(each),
                    gap(4),
                    _figures(each),
                    gap(2),
                    working_table(stretch_rows(each), each.width),
                ]
            ),
            gap(9),
        ]
    return [*parts, working_table(common_rows(writers), writer.width)]


def without_dose(writer: Writer) -> list[Flowable]:
    """Return the block of a treatment that has no dose: its name, and what the plan says of it."""
    regimen = writer.plan.regimen
    name = bold(plain(writer.text(f"drug.{regimen.agent}")))
    lines = [
        paragraph(writer.citations.alert(reason))
        for reason in writer.plan.reasons
        if reason.severity == "info"
    ]
    stop = writer.cited(writer.stop_rule())
    return [paragraph(name, LINE), gap(4), *lines, paragraph(stop)]


def _stretch_head(writer: Writer) -> list[Flowable]:
    """Return the medication line, and below it what the stretch waits for."""
    line = paragraph(medication_line(writer), LINE)
    return [line, *(paragraph(bold(plain(text))) for text in writer.waits())]


def medication_line(writer: Writer) -> Markup:
    """Return drug, brand, strength, form, dose, rate, duration, route, frequency, in that order."""
    plan, product = writer.plan, writer.plan.product
    parts = [bold(plain(writer.text(f"drug.{plan.regimen.agent}")))]
    if product is not None:
        parts += [plain(product_name(product)), together(product.strength), plain(product.form)]
    parts += [
        Markup(f"{together(writer.text('dose') + ' ')}{bold(together(writer.given))}"),
        *(together(part) for part in writer.rate_and_duration()),
        together(writer.route),
        together(writer.frequency()),
    ]
    return joined(parts, EM_DASH)


def _figures(writer: Writer) -> Flowable:
    """Return the numbers a hand needs, large: dose, volume, rate, first and last time."""
    text, infusion = writer.text, writer.first.infusion
    count = writer.count
    times = [
        (text(f"figure_{name}"), clock_text(at), day_with_weekday(at.date()) + writer.offset(at))
        for name, at in writer.times()
    ]
    if infusion is None:
        columns = [
            (text("figure_dose"), writer.given, _each(writer)),
            *([(text("figure_volume"), writer.volume, writer.from_containers())]
              if writer.first.dose.volume_ml is not None else []),
            *times,
        ]  # fmt: skip
    else:
        many = text("figure_infusion", number=1, count=count)
        columns = [
            (text("figure_dose"), writer.given,
             text("figure_one_infusion") if count == 1 else many),
            (text("figure_volume"), writer.volume, ""),
            (text("figure_rate"), *writer.figure_rate(infusion)),
            *times,
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


def _each(writer: Writer) -> str:
    """Return of how many doses one is spoken of; conditional ones are not counted."""
    frequency = writer.frequency()
    if writer.count == 1:
        return frequency
    if any(step.conditions for step in writer.steps):
        return writer.text("figure_each_if", frequency=frequency)
    return writer.text("figure_each", count=writer.count, frequency=frequency)


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
