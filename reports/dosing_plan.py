"""The dosing plan on paper: one drug for one child, to be checked, signed and given by.

Everything on it comes from one ``Plan``; nothing is decided here. A plan with open questions
prints as a draft, one without a signature says so, and a refused one does not print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak

from clinical.measurements import latest_height
from reports.citations import Citations
from reports.drug_block import drug_block, weight_line, without_dose
from reports.due_times import TICK_BOX, due_times, infusion_tables
from reports.fonts import PaperError
from reports.page import Furniture, Paper, Printed, document_pdf, page_width
from reports.plan_code import plan_code
from reports.sheet_writer import LABEL_DROP, SHARE_OF_LABELS, Writer
from reports.step_words import stretches
from reports.typesetting import (
    CAPTION,
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
    gap,
    keep,
    paragraph,
    plain,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.platypus import Flowable

    from clinical.dosing.plan import Plan
    from clinical.findings import Alert
    from clinical.record.case import Case
    from clinical.record.kept_plan import Signature
    from reports.wording import Wording

# Up to so many doses stay with the order; more get a page of their own.
_FEW_DOSES = 7
_ROOM_FOR_DOSES = 200.0
# Up to so many open questions stay on one page.
_FEW_QUESTIONS = 4


def dosing_plan_pdf(
    plan: Plan,
    case: Case,
    words: Wording,
    printed: Printed,
    *,
    paper: Paper = "A4",
    signed: Signature | None = None,
    checked: Signature | None = None,
) -> bytes:
    """Return the printable sheet of a plan; the same input gives the same bytes.

    ``signed`` is the prescriber's signature and ``checked`` that of the second person, where
    there are any.

    Raises:
        PaperError: (a ``ValueError``) where the plan is refused, or a letter cannot be drawn.
    """
    if plan.verdict == "refused":
        raise PaperError("refused")
    citations, width = Citations(plan.rulebook, words), page_width(paper)
    writers = [Writer(plan, words, steps, citations, width) for steps in stretches(plan)]
    writer = Writer(plan, words, plan.steps, citations, width)
    content = _content(writer, writers, case, signed, checked)
    furniture = Furniture(
        title=words.text("sheet.document"),
        patient=case.patient,
        day=plan.as_of.date(),
        printed=printed,
        rulebook=plan.rulebook,
        bands=_bands(writer, case),
        marks=_marks(writer, signed, checked),
        code=plan_code(plan, case),
        footnote=words.text("product.dagger") if writer.citations.dagger_used else None,
    )
    return document_pdf(content, furniture, words, paper)


def _bands(writer: Writer, case: Case) -> tuple[str, ...]:
    """Return what forbids using the sheet as it is."""
    bands = [writer.text("example_child")] if case.training is not None else []
    count = len(writer.plan.open_confirmations)
    if count:
        bands.append(writer.text("draft_one" if count == 1 else "draft", count=count))
    site = writer.plan.rulebook.site
    if site is not None and site.example:
        bands.append(writer.text("example_site", name=site.name))
    return tuple(bands)


def _marks(writer: Writer, signed: Signature | None, checked: Signature | None) -> tuple[str, ...]:
    """Return what is still to be done by pen, and who has checked the plan."""
    marks: list[str] = []
    if signed is None:
        marks.append(writer.text("not_signed"))
    if checked is not None:
        marks.append(writer.text("checked_mark", by=checked.by))
    elif writer.plan.regimen.second_check:
        marks.append(writer.text("not_checked"))
    return tuple(marks)


def _content(
    writer: Writer,
    writers: list[Writer],
    case: Case,
    signed: Signature | None,
    checked: Signature | None,
) -> list[Flowable]:
    plan = writer.plan
    long = len(plan.steps) > _FEW_DOSES
    if not writers:
        due: list[Flowable] = []
    elif writer.first.infusion is not None:
        due = infusion_tables(writer)
    else:
        due = due_times(writer)
    block = drug_block(writers) if writers else without_dose(writer)
    parts: list[Flowable] = [
        *_heading(writer),
        *_facts(writer, case),
        gap(7),
        *block,
        gap(8),
    ]
    if not long:
        parts += [*due, gap(10)]
    parts += [
        _signatures(writer, signed, checked),
        gap(8),
        *_open_questions(writer),
        *_answered_questions(writer),
        *_checks(writer),
        _watch_and_call(writer),
    ]
    if long:
        parts += [CondPageBreak(_ROOM_FOR_DOSES), gap(8), *due]
    parts.append(gap(10))
    evidence = writer.cited(writer.evidence())
    parts.append(
        keep(
            [
                paragraph(plain(writer.text("sources_heading")), HEADING),
                paragraph(evidence, CAPTION),
                *writer.citations.listed(),
            ]
        )
    )
    return parts


def _heading(writer: Writer) -> list[Flowable]:
    site = writer.plan.rulebook.site
    hospital = dict(site.hospital) if site is not None else {}
    right: list[Flowable] = [
        paragraph(plain(hospital[name]), style)
        for name, style in (("name", STRONG), ("ward", CAPTION))
        if name in hospital
    ]
    if "telephone" in hospital:
        text = writer.text("telephone", number=hospital["telephone"])
        right.append(paragraph(plain(text), CAPTION))
    if not right:
        right = [paragraph(plain(writer.text("letterhead")), LABEL), gap(12)]
    title = [
        paragraph(plain(writer.text("title")), TITLE),
        paragraph(plain(writer.plan.regimen.purpose)),
    ]
    commands = [] if hospital else [("LINEBELOW", (1, 0), (1, 0), (0.6, RULE))]
    return [
        table(
            [[title, right]],
            [writer.width * 0.62, writer.width * 0.38],
            commands,
            padding=Padding(0, 14, 1.5, 1.5),
        )
    ]


def _facts(writer: Writer, case: Case) -> list[Flowable]:
    """Return allergies, dosing weight and height; allergies may be long and may break."""
    height = latest_height(case, writer.plan.as_of)
    missing = writer.words.text("paper.not_recorded")
    if height is not None:
        day = height.at.astimezone(writer.plan.as_of.tzinfo).date()
        height_text = writer.text("height", cm=height.cm, day=day)
    else:
        height_text = missing
    labels = writer.width * SHARE_OF_LABELS
    commands: list[Command] = [("LINEBELOW", (0, 0), (-1, -1), (0.4, FAINT_RULE)), LABEL_DROP]
    room = Padding(0, 6, 1.5, 2.5)
    allergies: list[Cell] = [
        _label(writer, "allergies"),
        paragraph(bold(_allergies(writer, case))),
    ]
    size: list[Cell] = [
        _label(writer, "weight"),
        paragraph(weight_line(writer)),
        _label(writer, "height"),
        paragraph(plain(height_text)),
    ]
    right = writer.width * 0.26
    height_label = writer.width * 0.08
    widths = [labels, writer.width - labels - height_label - right, height_label, right]
    drop: Command = ("TOPPADDING", (2, 0), (2, 0), 2.7)
    return [
        gap(6),
        table(
            [allergies], [labels, writer.width - labels], commands, padding=room, rows_break=True
        ),
        table([size], widths, [*commands, drop], padding=room),
    ]


def _label(writer: Writer, name: str) -> Flowable:
    return paragraph(plain(writer.text(f"label_{name}")), LABEL)


def _allergies(writer: Writer, case: Case) -> Markup:
    """Return exactly one of the four headings."""
    allergies = case.allergies
    if allergies.state != "known":
        return plain(writer.text(f"allergies_{allergies.state}"))
    items: list[str] = []
    for item in allergies.items:
        name = item.text or writer.text(f"substance.{item.substance}")
        items.append(
            writer.text("allergy_reaction", substance=name, reaction=item.reaction)
            if item.reaction
            else name
        )
    listed = "; ".join(items) or writer.words.text("paper.not_recorded")
    return plain(writer.text("allergies_known", items=listed))


def _signatures(writer: Writer, signed: Signature | None, checked: Signature | None) -> Flowable:
    """Return three signatures: who prescribed, who prepared, who checked."""
    width = writer.width / 3
    names = ("prescribed_by", "prepared_by", "checked_by")
    given = (signed, None, checked)
    headings: list[Cell] = [paragraph(plain(writer.text(name)), STRONG) for name in names]
    room: list[Cell] = [
        paragraph(plain(writer.text("signed", by=each.by, at=each.at)))
        if each is not None
        else gap(18)
        for each in given
    ]
    below: list[Cell] = [paragraph(plain(writer.text("signature")), LABEL) for _ in names]
    pen: list[Cell] = [gap(14) for _ in names]
    last: list[Cell] = [paragraph(plain(writer.text("date_and_time")), LABEL) for _ in names]
    return keep([
        table(
            [headings, room, below, pen, last],
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


def _open_questions(writer: Writer) -> list[Flowable]:
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


def _answered_questions(writer: Writer) -> list[Flowable]:
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


def _checks(writer: Writer) -> list[Flowable]:
    """Return what to make sure of before giving, as boxes to tick."""
    checks = writer.plan.checks
    if not checks:
        return []
    return [_in_two_columns(writer, "checks_heading", checks), gap(8)]


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


def _watch_and_call(writer: Writer) -> Flowable:
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
