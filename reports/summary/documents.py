"""The four documents as cards: where each stands, what it holds, and what is missing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.discharge.made import standing_line
from reports.discharge.overtaken import overtaken_lines
from reports.family_words import family_page
from reports.formats import moment_text
from reports.summary.cards import Card, CardLine, Tone

if TYPE_CHECKING:
    from clinical.assess import Assessment
    from clinical.dosing.plan import Plan
    from clinical.log.treatment_log import TreatmentLog
    from clinical.record.case import Case
    from clinical.record.vocabulary import DischargeHeading
    from reports.discharge.made import MadeSummary
    from reports.discharge.parts import Section
    from reports.wording import Wording

_TONES: dict[str, Tone] = {"draft": "unknown", "complete": "caution", "final": "good"}
_PLAN_STATES = ("active",)


def field_of_heading(heading: DischargeHeading) -> str:
    """Return the key of the field in which a heading is written."""
    return f"discharge.{heading}"


def summary_card(made: MadeSummary, words: Wording) -> Card:
    """Return where the discharge summary stands; each empty heading leads to its field."""
    found, sections = made.standing, made.summary.sections
    missing = [section for section in sections if section.missing]
    kept, zone = found.kept, made.assessment.as_of.tzinfo
    if kept is not None:
        headline = words.text(
            "documents_tab.final_state",
            version=kept.version,
            by=kept.finalised.by,
            at=kept.finalised.at.astimezone(zone),
        )
    elif missing:
        key = "draft_state_one" if len(missing) == 1 else "draft_state"
        headline = words.text(f"documents_tab.{key}", count=len(missing))
    else:
        headline = words.text("documents_tab.complete_state")
    return Card(
        id="discharge_summary",
        title=words.text("document.discharge_summary.title"),
        headline=headline,
        tone=_TONES[found.state],
        missing=tuple(
            CardLine(section.title, field_of_heading(section.heading), mark="unknown")
            for section in missing
        ),
        reasons=tuple(
            CardLine(text, field_of_heading(heading), mark="caution")
            for heading, text in overtaken_lines(made.summary, words)
            if kept is None
        ),
    )


def summary_holds(made: MadeSummary, words: Wording) -> str:
    """Return what the summary holds in a few lines: which version, what is written and recorded."""
    sections = made.summary.sections
    written = ", ".join(section.title for section in sections if section.written)
    told = ", ".join(
        words.text("documents_tab.counted", title=section.title, count=_count(section))
        for section in sections
        if section.facts or section.tables
    )
    lines = [
        standing_line(made, words),
        words.text("documents_tab.written", titles=written) if written else "",
        words.text("documents_tab.recorded", titles=told) if told else "",
    ]
    return "\n".join(line for line in lines if line)


def _count(section: Section) -> int:
    return len(section.facts) + sum(len(table.rows) - 1 for table in section.tables)


def log_card(log: TreatmentLog, words: Wording) -> Card:
    """Return what the sheet of the treatment log would hold."""
    said = words.text("documents_tab.log_state", days=len(log.days), rows=len(log.rows))
    return Card(
        id="treatment_log",
        title=words.text("document.treatment_log.title"),
        headline=said if log.rows else words.text("documents_tab.log_empty"),
        tone="not_met" if log.rows else "unknown",
        reasons=(CardLine(words.text("documents_tab.log_holds")),) if log.rows else (),
    )


def plan_card(plan: Plan | None, words: Wording) -> Card:
    """Return the plan that is on the Dosing tab."""
    text, title = words.text, words.text("document.dosing_plan.title")
    if plan is None:
        wanted = CardLine(text("documents_tab.go_to_dosing"), "regimen", mark="unknown")
        return Card(
            "dosing_plan", title, text("documents_tab.plan_none"), "unknown", missing=(wanted,)
        )
    if plan.verdict == "refused":
        return Card("dosing_plan", title, text("documents_tab.plan_refused"), "stop")
    is_open = plan.verdict == "confirm"
    key = "plan_draft" if is_open else "plan_shown"
    headline = text(f"documents_tab.{key}", title=plan.regimen.title)
    return Card("dosing_plan", title, headline, "caution" if is_open else "not_met")


def active_card(case: Case, assessment: Assessment, words: Wording) -> Card:
    """Return the plans of the child that stand on one sheet."""
    lines = tuple(_kept_plans(case, assessment, words))
    key = "plans_active" if lines else "plans_none"
    return Card(
        id="active_plans",
        title=words.text("document.active_plans.title"),
        headline=words.text(f"documents_tab.{key}", count=len(lines)),
        tone="not_met" if lines else "unknown",
        reasons=lines,
    )


def _kept_plans(case: Case, assessment: Assessment, words: Wording) -> list[CardLine]:
    lines: list[CardLine] = []
    for kept in case.plans:
        regimen = assessment.rulebook.regimens.get(kept.regimen)
        if kept.struck is not None or kept.state not in _PLAN_STATES:
            continue
        values = {
            "title": regimen.title if regimen is not None else kept.regimen,
            "version": kept.version,
        }
        if kept.signed is not None:
            said = words.text("documents_tab.plan_signed", by=kept.signed.by, **values)
        else:
            state = words.text(f"documents_tab.plan_state.{kept.state}")
            said = words.text("documents_tab.plan_kept", state=state, **values)
        lines.append(CardLine(said, mark="met" if kept.signed is not None else "none"))
    return lines


def family_card(case: Case, assessment: Assessment, words: Wording) -> Card:
    """Return what the page for the family would hold, or why none is made."""
    text, title = words.text, words.text("document.family_page.title")
    if case.involvement.died == "present":
        return Card("family_page", title, text("documents_tab.family_died"), "not_met")
    page = family_page(case, assessment, words)
    doses = [
        CardLine(
            text("documents_tab.family_dose", medicine=dose.medicine, dose=dose.dose, how=dose.how),
            mark="met",
        )
        for part in page.parts
        for dose in part.doses
    ]
    call = (
        text("documents_tab.telephone", number=page.telephone)
        if page.telephone
        else text("documents_tab.no_telephone")
    )
    return Card(
        id="family_page",
        title=title,
        headline=text("documents_tab.family_state"),
        tone="not_met",
        reasons=(
            *(doses or (CardLine(text("documents_tab.family_no_dose"), mark="unknown"),)),
            CardLine(call, mark="met" if page.telephone else "unknown"),
        ),
    )


def printed_line(at: object, by: str, words: Wording) -> str:
    """Return when a document was last printed or saved, and by whom."""
    return words.text("documents_tab.printed", at=moment_text(at), by=by)  # pyright: ignore[reportArgumentType]
