"""How a dose was worked out, line by line: chain, rounding, limits, product, stop rule, validity.

Says what the plan holds and computes nothing but the sums that a reader would make by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.formats import number_text
from reports.sheet_writer import LABEL_DROP, SHARE_OF_LABELS, Writer
from reports.step_words import held_text, rung_text
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
    from collections.abc import Iterator, Sequence

    from reportlab.platypus import Flowable

    from reports.plan_sentences import Sentence


_PLACES_OF_SURFACE = 4
_Rows = list[tuple[str, list[Markup]]]


def working_table(rows: _Rows, width: float) -> Flowable:
    """Return labels beside their lines; a label without a line is left out."""
    cells: list[list[Cell]] = [
        [paragraph(plain(label), LABEL), [paragraph(line) for line in lines]]
        for label, lines in rows
        if lines
    ]
    labels = width * SHARE_OF_LABELS
    return table(
        cells,
        [labels, width - labels],
        [("LINEBELOW", (0, 0), (-1, -1), (0.4, FAINT_RULE)), LABEL_DROP],
        padding=Padding(0, 6, 1.5, 2.5),
    )


def stretch_rows(writer: Writer) -> _Rows:
    """Return how the dose of one stretch was worked out.

    In the order of the page: a source gets its number where it is cited first.
    """
    text, difference, until = writer.text, writer.difference(), writer.until()
    return [
        (text("label_working"), [_working(writer)]),
        (text("label_per_day"), [plain(writer.amounts_to())]),
        (writer.difference_label(), [writer.cited(difference)] if difference is not None else []),
        (
            text("label_limits"),
            [writer.cited(limit, bold_parts(limit.text)) for limit in writer.limits()],
        ),
        (text("label_until"), [bold(plain(until))] if until is not None else []),
    ]


def common_rows(writers: Sequence[Writer]) -> _Rows:
    """Return what holds for every stretch of a drug."""
    writer = writers[0]
    text, ends = writer.text, writer.plan.ends
    return [
        (text("label_product"), list(_products(writers))),
        (text("label_ends"), [plain(text("ends", at=ends))] if ends is not None else []),
        (text("label_rungs"), list(_rungs(writer))),
        (text("label_notes"), _notes(writer)),
        (text("label_stop"), [_in_bold(writer, writer.stop_rule())]),
        (text("label_valid"), [_in_bold(writer, writer.validity())]),
    ]


def _rungs(writer: Writer) -> Iterator[Markup]:
    for rung in writer.plan.rungs:
        yield plain(
            writer.text("rung", hour=rung.hour, at=rung.at, state=rung_text(rung, writer.words))
        )


def _products(writers: Sequence[Writer]) -> Iterator[Markup]:
    """Give what is drawn up for each dose, once where that is the same."""
    said: set[str] = set()
    for writer in writers:
        sentence = writer.product()
        if sentence.text not in said:
            said.add(sentence.text)
            yield writer.cited(sentence)


def _in_bold(writer: Writer, sentence: Sentence) -> Markup:
    return writer.cited(sentence, bold(plain(sentence.text)))


def _working(writer: Writer) -> Markup:
    """Return the chain from the size to what is given, with what was cut on the way."""
    dose, step, surface = writer.first.dose, writer.first, writer.first.surface
    values: dict[str, object] = {
        "kg": step.weight_kg,
        "day": writer.weight_day,
        "per_kg": step.per_kg,
        "basis": writer.text(f"basis.{step.basis}"),
        "calculated": writer.exact(dose.calculated),
        "doses": writer.doses_a_day,
    }
    key, cut = "working", writer.cut()
    if surface is not None:
        key = "working_surface"
        formula = writer.words.text(f"formula.{surface.formula}")
        m2 = number_text(surface.m2, _PLACES_OF_SURFACE)
        values |= {"m2": m2, "cm": surface.height_cm, "formula": formula}
    elif step.basis == "mg/kg/day" and writer.doses_a_day > 1:
        key = "working_divided"
    parts = [
        writer.text(key, **values),
        *([cut] if cut is not None else []),
        writer.text("working_given", given=writer.given),
    ]
    if dose.volume_ml is not None:
        parts.append(
            writer.text("working_volume", volume=dose.volume_ml, held=held_text(dose, writer.words))
        )
    mark = writer.citations.mark(step.source, unverified=step.mark)
    return Markup(bold_parts("; ".join(parts)) + mark)


def _notes(writer: Writer) -> list[Markup]:
    """Return what the plan says without asking; off-label use has its own line."""
    return [
        writer.citations.alert(reason)
        for reason in writer.plan.reasons
        if reason.severity == "info" and reason.code != "off_label"
    ]
