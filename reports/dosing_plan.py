"""The dosing plan on paper: one drug for one child, to be checked, signed and given by.

Everything on it comes from one ``Plan``; nothing is decided here. A plan with open questions
prints as a draft, one without a signature says so, and a refused one does not print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak

from reports.citations import Citations
from reports.drug_block import drug_block, without_dose
from reports.due_times import due_times, infusion_tables
from reports.fonts import PaperError
from reports.kept_plan import kept_of
from reports.page import Furniture, Paper, Printed, document_pdf, page_width
from reports.plan_code import plan_code
from reports.plan_parts import (
    answered_questions,
    checks_of,
    facts,
    open_questions,
    plan_heading,
    signature_boxes,
    watch_and_call,
)
from reports.sheet_writer import Writer
from reports.step_words import stretches
from reports.typesetting import (
    CAPTION,
    HEADING,
    gap,
    keep,
    paragraph,
    plain,
)

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from clinical.dosing.plan import Plan
    from clinical.record.case import Case
    from clinical.record.kept_plan import Signature
    from reports.wording import Wording

# Up to so many doses stay with the order; more get a page of their own.
_FEW_DOSES = 7
_ROOM_FOR_DOSES = 200.0


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
    kept = kept_of(case, plan)
    furniture = Furniture(
        title=words.text("sheet.document"),
        patient=case.patient,
        day=plan.as_of.date(),
        printed=printed,
        rulebook=plan.rulebook,
        bands=_bands(writer, case),
        marks=_marks(writer, signed, checked),
        code=plan_code(plan, case),
        version=kept.version if kept is not None else None,
        footnote=words.text("product.dagger") if writer.citations.dagger_used else None,
    )
    return document_pdf(content, furniture, words, paper)


def _bands(writer: Writer, case: Case) -> tuple[str, ...]:
    """Return what forbids using the sheet as it is."""
    bands = [writer.text("example_child")] if case.training is not None else []
    if case.involvement.died == "present":
        bands.append(writer.text("child_died"))
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
        *plan_heading(writer),
        *facts(writer, case),
        gap(7),
        *block,
        gap(8),
    ]
    if not long:
        parts += [*due, gap(10)]
    parts += [
        signature_boxes(signed, checked, writer.words, writer.width),
        gap(8),
        *open_questions(writer),
        *answered_questions(writer),
        *checks_of(writer),
        watch_and_call(writer),
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
