"""How a dose was worked out, line by line: chain, rounding, limits, product, stop rule, validity.

Says what the plan holds and computes nothing but the sums that a reader would make by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.sheet_writer import LABEL_DROP, SHARE_OF_LABELS, Writer
from reports.typesetting import (
    FAINT_RULE,
    LABEL,
    Cell,
    Markup,
    Padding,
    bold,
    bold_parts,
    paragraph,
    plain,
    table,
)

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from reports.plan_sentences import Sentence


def working_rows(writer: Writer) -> Flowable:
    text, difference = writer.text, writer.difference()
    # In the order of the page: a source gets its number where it is cited first.
    rows: list[tuple[str, list[Markup]]] = [
        (text("label_working"), [_working(writer)]),
        (text("label_per_day"), [plain(writer.amounts_to())]),
        (writer.difference_label(), [writer.cited(difference)] if difference is not None else []),
        (
            text("label_limits"),
            [writer.cited(limit, bold_parts(limit.text)) for limit in writer.limits()],
        ),
        (text("label_product"), [writer.cited(writer.product())]),
        (text("label_notes"), _notes(writer)),
        (text("label_stop"), [_in_bold(writer, writer.stop_rule())]),
        (text("label_valid"), [_in_bold(writer, writer.validity())]),
    ]
    cells: list[list[Cell]] = [
        [paragraph(plain(label), LABEL), [paragraph(line) for line in lines]]
        for label, lines in rows
        if lines
    ]
    labels = writer.width * SHARE_OF_LABELS
    return table(
        cells,
        [labels, writer.width - labels],
        [("LINEBELOW", (0, 0), (-1, -1), (0.4, FAINT_RULE)), LABEL_DROP],
        padding=Padding(0, 6, 1.5, 2.5),
    )


def _in_bold(writer: Writer, sentence: Sentence) -> Markup:
    return writer.cited(sentence, bold(plain(sentence.text)))


def _working(writer: Writer) -> Markup:
    """Return the chain from the weight to what is given, with what was cut on the way."""
    dose, step = writer.first.dose, writer.first
    values: dict[str, object] = {
        "kg": step.weight_kg,
        "day": writer.weight_day,
        "per_kg": step.per_kg,
        "basis": writer.text(f"basis.{writer.plan.regimen.basis}"),
        "calculated": writer.exact(dose.calculated),
    }
    doses, cut = writer.doses_a_day, writer.cut()
    if step.infusion is None and doses > 1:
        chain = writer.text("working_divided", doses=doses, **values)
    else:
        chain = writer.text("working", **values)
    parts = [
        chain,
        *([cut] if cut is not None else []),
        writer.text("working_given", given=writer.given),
        writer.text("working_volume", volume=dose.volume_ml),
    ]
    rule = writer.per_kg_rule
    return Markup(
        bold_parts("; ".join(parts)) + writer.citations.mark(rule.source, unverified=rule.mark)
    )


def _notes(writer: Writer) -> list[Markup]:
    """Return what the plan says without asking; off-label use has its own line."""
    return [
        writer.citations.alert(reason)
        for reason in writer.plan.reasons
        if reason.severity == "info" and reason.code != "off_label"
    ]
