"""The parts of a dosing plan on paper that are not the drug: who, what to ask, check and watch.

A plan of one drug and the sheet of several plans are put together of the same parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.measurements import latest_height, latest_weight
from reports.drug_block import weight_line
from reports.due_times import TICK_BOX
from reports.formats import clock_text, day_text
from reports.letterhead import letterhead
from reports.sheet_writer import LABEL_DROP, SHARE_OF_LABELS, Writer
from reports.typesetting import (
    FAINT_RULE,
    HEADING,
    INK,
    LABEL,
    RULE,
    STRONG,
    TITLE,
    Cell,
    Command,
    Markup,
    Padding,
    bold,
    bold_parts,
    gap,
    keep,
    paragraph,
    plain,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reportlab.platypus import Flowable

    from clinical.findings import Alert
    from clinical.record.case import Case
    from clinical.record.kept_plan import Signature
    from reports.wording import Wording

# Up to so many open questions stay on one page.
_FEW_QUESTIONS = 4


def plan_heading(writer: Writer) -> list[Flowable]:
    """Return what the sheet is, beside whose it is."""
    title: list[Flowable] = [
        paragraph(plain(writer.text("title")), TITLE),
        paragraph(plain(writer.plan.regimen.purpose)),
    ]
    return [letterhead(title, writer.plan.rulebook, writer.words, writer.width)]


def facts(writer: Writer, case: Case) -> list[Flowable]:
    """Return allergies, dosing weight and height; allergies may be long and may break."""
    return _facts(case, writer.plan.as_of, writer.words, writer.width, weight_line(writer))


def allergies_and_size(case: Case, as_of: datetime, words: Wording, width: float) -> list[Flowable]:
    """Return the same for a sheet of several plans: the weight is the latest one."""
    weight = latest_weight(case, as_of)
    shown = plain(words.text("paper.not_recorded"))
    if weight is not None:
        at = weight.at.astimezone(as_of.tzinfo)
        moment = f"{day_text(at.date())} {clock_text(at)}"
        method = words.text(f"sheet.{weight.method}")
        shown = bold_parts(words.text("sheet.weight", kg=weight.kg, method=method, at=moment))
    return _facts(case, as_of, words, width, shown)


def _facts(
    case: Case, as_of: datetime, words: Wording, width: float, weight: Markup
) -> list[Flowable]:
    height = latest_height(case, as_of)
    if height is not None:
        day = height.at.astimezone(as_of.tzinfo).date()
        height_text = words.text("sheet.height", cm=height.cm, day=day)
    else:
        height_text = words.text("paper.not_recorded")
    labels = width * SHARE_OF_LABELS
    commands: list[Command] = [("LINEBELOW", (0, 0), (-1, -1), (0.4, FAINT_RULE)), LABEL_DROP]
    room = Padding(0, 6, 1.5, 2.5)
    allergies: list[Cell] = [
        _label(words, "allergies"),
        paragraph(bold(_allergies(words, case))),
    ]
    size: list[Cell] = [
        _label(words, "weight"),
        paragraph(weight),
        _label(words, "height"),
        paragraph(plain(height_text)),
    ]
    right = width * 0.26
    height_label = width * 0.08
    widths = [labels, width - labels - height_label - right, height_label, right]
    drop: Command = ("TOPPADDING", (2, 0), (2, 0), 2.7)
    return [
        gap(6),
        table([allergies], [labels, width - labels], commands, padding=room, rows_break=True),
        table([size], widths, [*commands, drop], padding=room),
    ]


def _label(words: Wording, name: str) -> Flowable:
    return paragraph(plain(words.text(f"sheet.label_{name}")), LABEL)


def _allergies(words: Wording, case: Case) -> Markup:
    """Return exactly one of the four headings."""
    allergies = case.allergies
    if allergies.state != "known":
        return plain(words.text(f"sheet.allergies_{allergies.state}"))
    items: list[str] = []
    for item in allergies.items:
        name = item.text or words.text(f"sheet.substance.{item.substance}")
        items.append(
            words.text("sheet.allergy_reaction", substance=name, reaction=item.reaction)
            if item.reaction
            else name
        )
    listed = "; ".join(items) or words.text("paper.not_recorded")
    return plain(words.text("sheet.allergies_known", items=listed))


def signature_boxes(
    signed: Signature | None, checked: Signature | None, words: Wording, room: float
) -> Flowable:
    """Return three signatures: who prescribed, who prepared, who checked."""
    width = room / 3
    names = ("prescribed_by", "prepared_by", "checked_by")
    given = (signed, None, checked)
    headings: list[Cell] = [paragraph(plain(words.text(f"sheet.{name}")), STRONG) for name in names]
    given_by: list[Cell] = [
        paragraph(plain(words.text("sheet.signed", by=each.by, at=each.at)))
        if each is not None
        else gap(18)
        for each in given
    ]
    below: list[Cell] = [paragraph(plain(words.text("sheet.signature")), LABEL) for _ in names]
    pen: list[Cell] = [gap(14) for _ in names]
    last: list[Cell] = [paragraph(plain(words.text("sheet.date_and_time")), LABEL) for _ in names]
    return keep([
        table(
            [headings, given_by, below, pen, last],
            [width] * 3,
            [
                ("BOX", (0, 0), (-1, -1), (0.8, INK)),
                ("LINEAFTER", (0, 0), (-2, -1), (0.4, RULE)),
                ("LINEABOVE", (0, 2), (-1, 2), (0.4, RULE)),
                ("LINEABOVE", (0, 4), (-1, 4), (0.4, RULE)),
                ("TOPPADDING", (0, 0), (-1, 0), 3),
            ],
            padding=Padding(7, 7, 0, 0),
        )
    ])  # fmt: skip


def open_questions(writer: Writer) -> list[Flowable]:
    """Return each open question with room for its reason."""
    questions = writer.plan.open_confirmations
    if not questions:
        return []
    parts: list[Flowable] = []
    for question in questions:
        reason: list[Flowable] = [
            paragraph(writer.citations.alert(question)),
            gap(5),
            paragraph(plain(writer.text("reason_line")), LABEL),
        ]
        parts.append(
            table(
                [[paragraph(TICK_BOX), reason]],
                [18, writer.width - 18],
                [("LINEBELOW", (1, 0), (1, 0), (0.6, RULE))],
                padding=Padding(0, 6, 3, 4),
            )
        )
    heading = paragraph(plain(writer.text("open_heading")), HEADING)
    return [keep([heading, *parts[:_FEW_QUESTIONS]]), *parts[_FEW_QUESTIONS:], gap(8)]


def answered_questions(writer: Writer) -> list[Flowable]:
    """Return each question that was answered, with its reason and by whom."""
    plan = writer.plan
    reasons = {override.code: override for override in plan.overrides}
    answered = [reason for reason in plan.reasons if reason.code in reasons]
    if not answered:
        return []
    parts: list[Flowable] = [paragraph(plain(writer.text("answered_heading")), HEADING)]
    for question in answered:
        override = reasons[question.code]
        text = (
            writer.text("reason_by", reason=override.reason, by=override.by)
            if override.by
            else writer.text("reason", reason=override.reason)
        )
        parts.append(paragraph(writer.citations.alert(question)))
        parts.append(paragraph(bold(plain(text))))
        parts.append(gap(3))
    return [*parts, gap(5)]


def checks_of(writer: Writer) -> list[Flowable]:
    """Return what to make sure of before giving, as boxes to tick."""
    found = writer.plan.checks
    return [_in_two_columns(writer, "checks_heading", found), gap(8)] if found else []


def _in_two_columns(writer: Writer, heading: str, alerts: Sequence[Alert]) -> Flowable:
    items = [[paragraph(TICK_BOX), paragraph(writer.citations.alert(alert))] for alert in alerts]
    empty: list[Flowable] = [paragraph(Markup("")), paragraph(Markup(""))]
    rows: list[list[Cell]] = [
        [*items[index], *(items[index + 1] if index + 1 < len(items) else empty)]
        for index in range(0, len(items), 2)
    ]
    half = writer.width / 2
    title = paragraph(plain(writer.text(heading)), HEADING)
    return keep([title, table(rows, [16, half - 16] * 2, padding=Padding(0, 8, 1, 2))])


def watch_and_call(writer: Writer) -> Flowable:
    """Return what to watch and when to call, side by side."""
    regimen = writer.plan.regimen
    columns: list[Cell] = []
    for name, lines in (("watch", regimen.watch), ("call", writer.call_when())):
        title = paragraph(plain(writer.text(f"{name}_heading")), HEADING)
        rows: list[list[Cell]] = [
            [paragraph(Markup("•")), paragraph(plain(line))] for line in lines
        ]
        column: list[Flowable] = [title]
        if rows:
            width = writer.width / 2 - 10
            column.append(table(rows, [10, width - 10], padding=Padding(0, 0, 0.5, 1.5)))
        columns.append(column)
    return keep([table([columns], [writer.width / 2] * 2, padding=Padding(0, 10, 0, 0))])
