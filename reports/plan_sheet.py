"""The dosing plan of all active plans: one block for each drug, and all due times in one list.

Everything on it comes from the kept plans; nothing is decided here. A plan that must not be used
any more is drawn all the same, with why on every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak

from reports.all_due import all_due, due_rows
from reports.citations import Citations
from reports.drug_block import drug_block, without_dose
from reports.due_times import infusion_tables
from reports.fonts import PaperError
from reports.formats import day_text
from reports.kept_block import kept_block
from reports.letterhead import letterhead
from reports.page import Furniture, Paper, Printed, document_pdf, page_width
from reports.plan_code import sheet_code
from reports.plan_parts import (
    allergies_and_size,
    answered_questions,
    checks_of,
    signature_boxes,
    watch_and_call,
)
from reports.plans_in_force import active_plans, paper_plan, weight_band
from reports.sheet_writer import Writer
from reports.step_words import stretches
from reports.typesetting import (
    CAPTION,
    HEADING,
    INK,
    LINE,
    TITLE,
    Padding,
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
    from clinical.record.kept_plan import KeptPlan
    from clinical.rules.rulebook import Rulebook
    from reports.plans_in_force import PaperPlan
    from reports.wording import Wording

# A block begins on the page where its first lines still have room.
_ROOM_FOR_BLOCK = 190.0
_ROOM_FOR_DOSES = 120.0
# More bands than this on each page would hide what they are about.
_MOST_BANDS = 4


def plan_sheet_pdf(
    case: Case,
    rulebook: Rulebook,
    as_of: datetime,
    words: Wording,
    printed: Printed,
    *,
    paper: Paper = "A4",
    chosen: KeptPlan | None = None,
) -> bytes:
    """Return the sheet of all active plans, or of one ``chosen`` kept plan in whatever state.

    Raises:
        PaperError: (a ``ValueError``) where no plan is active, the child has died and no plan
            was chosen for the record, or a letter cannot be drawn.
    """
    if chosen is None and case.involvement.died == "present":
        raise PaperError("child_died")
    plans = (
        active_plans(case, rulebook, as_of, words)
        if chosen is None
        else (paper_plan(chosen, case, rulebook, as_of, words),)
    )
    if not plans:
        raise PaperError("no_active_plan")
    citations, width = Citations(rulebook, words), page_width(paper)
    content = [
        *_heading(plans, rulebook, as_of, words, width, one=chosen is not None),
        *allergies_and_size(case, as_of, words, width),
        gap(6),
    ]
    for number, each in enumerate(plans, start=1):
        content += _block(number, each, words, citations, width)
    rows = due_rows(plans, case, rulebook, as_of)
    content += [CondPageBreak(_ROOM_FOR_DOSES), gap(6), *all_due(rows, as_of, words, width), gap(8)]
    writers = [
        Writer(each.plan, words, each.plan.steps, citations, width)
        for each in plans
        if each.plan is not None
    ]
    closing = [keep([*_name(each), *checks_of(each), watch_and_call(each)]) for each in writers]
    for part in closing[:-1]:
        content += [part, gap(6)]
    cited = citations.listed()
    if cited:
        cited = [gap(6), paragraph(plain(words.text("sheet.sources_heading")), HEADING), *cited]
    # Sources alone on a last page would be a page that nobody needs to turn to.
    content.append(keep([*closing[-1:], *cited]))
    furniture = Furniture(
        title=words.text("sheet.document"),
        patient=case.patient,
        day=as_of.date(),
        printed=printed,
        rulebook=rulebook,
        bands=_bands(plans, case, rulebook, words),
        marks=_marks(plans, words),
        code=plans[0].code
        if len(plans) == 1
        else sheet_code([(each.code, each.kept.version) for each in plans]),
        version=plans[0].kept.version if len(plans) == 1 else None,
        footnote=words.text("product.dagger") if citations.dagger_used else None,
    )
    return document_pdf(content, furniture, words, paper)


def _heading(
    plans: Sequence[PaperPlan],
    rulebook: Rulebook,
    as_of: datetime,
    words: Wording,
    width: float,
    *,
    one: bool,
) -> list[Flowable]:
    key = "plan_chosen" if one else "plans_one" if len(plans) == 1 else "plans_many"
    title: list[Flowable] = [
        paragraph(plain(words.text("sheet.title")), TITLE),
        paragraph(plain(words.text(f"sheet.{key}", count=len(plans), at=as_of))),
    ]
    return [letterhead(title, rulebook, words, width)]


def _block(
    number: int,
    each: PaperPlan,
    words: Wording,
    citations: Citations,
    width: float,
) -> list[Flowable]:
    """Return the drug of one plan: whose order it is, what to give, how it was worked out."""
    head = table(
        [
            [
                [
                    paragraph(
                        plain(words.text("sheet.plan_heading", number=number, title=each.title)),
                        LINE,
                    ),
                    paragraph(plain(_identity(each, words)), CAPTION),
                ]
            ]
        ],
        [width],
        [("LINEABOVE", (0, 0), (-1, 0), (1.4, INK))],
        padding=Padding(0, 0, 3, 3),
    )
    # Overleaf from its drug a box without a name would be signed for another.
    signed_for = words.text("sheet.signatures_for", number=number, title=each.title)
    boxes = keep(
        [
            paragraph(plain(signed_for), CAPTION),
            signature_boxes(each.kept.signed, each.kept.checked, words, width),
        ]
    )
    if each.plan is None:
        return [
            CondPageBreak(_ROOM_FOR_BLOCK),
            head,
            *kept_block(each, words, width),
            gap(4),
            boxes,
            gap(9),
        ]
    writers = [Writer(each.plan, words, steps, citations, width) for steps in stretches(each.plan)]
    whole = Writer(each.plan, words, each.plan.steps, citations, width)
    parts = drug_block(writers) if writers else without_dose(whole)
    if writers and whole.first.infusion is not None:
        parts += [gap(6), *infusion_tables(whole)]
    return [
        CondPageBreak(_ROOM_FOR_BLOCK), head, *parts, gap(6), boxes, gap(4),
        *answered_questions(whole), gap(9),
    ]  # fmt: skip


def _name(writer: Writer) -> list[Flowable]:
    return [paragraph(plain(writer.plan.regimen.title), LINE)]


def _identity(each: PaperPlan, words: Wording) -> str:
    """Return code, version, weight and who signed and checked."""
    kept = each.kept
    parts = [words.text("sheet.plan_of", code=each.code, version=kept.version)]
    if kept.weight is not None:
        at = kept.weight.at
        day = day_text(at.date()) if at is not None else words.text("paper.not_recorded")
        parts.append(words.text("sheet.plan_for", kg=kept.weight.kg, day=day))
    signed, checked = kept.signed, kept.checked
    parts.append(
        words.text("sheet.plan_signed", by=signed.by, at=signed.at)
        if signed is not None
        else words.text("sheet.plan_unsigned")
    )
    if checked is not None:
        parts.append(words.text("sheet.plan_checked", by=checked.by, at=checked.at))
    elif each.needs_check:
        parts.append(words.text("sheet.plan_unchecked"))
    return " · ".join(parts)


def _bands(
    plans: Sequence[PaperPlan], case: Case, rulebook: Rulebook, words: Wording
) -> tuple[str, ...]:
    bands = [words.text("sheet.example_child")] if case.training is not None else []
    if case.involvement.died == "present":
        bands.append(words.text("sheet.child_died"))
    bands += _bands_of(plans, words)
    if len(bands) > _MOST_BANDS:
        count = len(bands) - _MOST_BANDS + 1
        bands = [*bands[: _MOST_BANDS - 1], words.text("sheet.more_bands", count=count)]
    if rulebook.site is not None and rulebook.site.example:
        bands.append(words.text("sheet.example_site", name=rulebook.site.name))
    return tuple(bands)


def _bands_of(plans: Sequence[PaperPlan], words: Wording) -> list[str]:
    """Return the bands of the plans; one weight that is against several of them is said once."""
    alike: dict[object, list[Alert]] = {}
    for alert in (alert for each in plans for alert in each.weight):
        values = {name: value for name, value in alert.values.items() if name != "regimen"}
        alike.setdefault((alert.code, *values.items()), []).append(alert)
    joint: list[str] = []
    said: set[str] = set()
    for alerts in alike.values():
        if len(alerts) > 1:
            titles = "; ".join(str(alert.values["regimen"]) for alert in alerts)
            text = words.text(
                f"sheet.{alerts[0].code}_many", **{**alerts[0].values, "regimen": titles}
            )
            joint.append(weight_band(alerts[0], words, text))
            said |= {weight_band(alert, words) for alert in alerts}
    return [*joint, *(band for each in plans for band in each.bands if band not in said)]


def _marks(plans: Sequence[PaperPlan], words: Wording) -> tuple[str, ...]:
    marks: list[str] = []
    unsigned = [each.drug for each in plans if each.kept.signed is None]
    unchecked = [each.drug for each in plans if each.needs_check and each.kept.checked is None]
    if unsigned:
        marks.append(words.text("sheet.not_signed_of", drugs=", ".join(unsigned)))
    if unchecked:
        marks.append(words.text("sheet.not_checked_of", drugs=", ".join(unchecked)))
    return tuple(marks)
