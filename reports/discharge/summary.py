"""The front door: a discharge summary of a case, heading by heading, principal diagnosis first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinical.record.kept_summary import mandatory_headings
from clinical.timeline import given, local_day
from reports.discharge.advice import advice_due, advice_text
from reports.discharge.course import course
from reports.discharge.drafts import draft
from reports.discharge.findings import (
    echo_facts,
    echo_table,
    infection_fact,
    laboratory_table,
)
from reports.discharge.medicines import medicine_facts, medicines_table
from reports.discharge.parts import DischargeSummary, Fact, Record, Section
from reports.discharge.verdicts import (
    allergy_facts,
    diagnosis_facts,
    response_facts,
    safety_facts,
    score_facts,
)
from reports.summary.follow_up import follow_up_card, long_term_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clinical.assess import Assessment
    from clinical.record.case import Case
    from clinical.record.vocabulary import DischargeHeading
    from reports.summary.table import Table
    from reports.wording import Wording

# In the order of the page. Principal diagnosis first, then what the reader acts on last.
HEADINGS: tuple[DischargeHeading, ...] = (
    "principal_diagnosis",
    "reason_for_admission",
    "admission_details",
    "discharge_details",
    "clinical_summary",
    "diagnoses",
    "procedures",
    "investigation_results",
    "assessment_scales",
    "medications",
    "allergies_and_adverse_reactions",
    "safety_alerts",
    "condition_at_discharge",
    "pending_results",
    "plan_and_requested_actions",
    "follow_up",
    "information_and_advice",
    "patient_and_carer_concerns",
    "social_context",
    "individual_requirements",
    "participation_in_research",
    "gp_practice",
    "referrer",
    "distribution_list",
    "person_completing_record",
)


def discharge_summary(case: Case, assessment: Assessment, words: Wording) -> DischargeSummary:
    """Return the summary of a case at the moment it was assessed."""
    record = Record(case, assessment, words)
    mandatory = mandatory_headings(case)
    sections = tuple(_section(heading, record, heading in mandatory) for heading in HEADINGS)
    key = "title_died" if record.died else "title"
    return DischargeSummary(record.text(key), sections, record.died)


def _section(heading: DischargeHeading, record: Record, mandatory: bool) -> Section:  # noqa: FBT001 (a column of the table above)
    facts, tables = _FACTS.get(heading), _TABLES.get(heading)
    died = record.words.find(f"discharge.heading_died.{heading}") if record.died else None
    return Section(
        heading=heading,
        title=died or record.text(f"heading.{heading}"),
        mandatory=mandatory,
        written=record.case.discharge.get(heading, "").strip(),
        facts_title=record.words.find(f"discharge.facts.{heading}") or "",
        facts=tuple(facts(record)) if facts is not None else (),
        tables=tuple(tables(record)) if tables is not None else (),
        draft=draft(heading, record),
    )


def _admission(record: Record) -> Iterator[Fact]:
    stay = record.case.involvement
    if stay.admitted_on is None:
        yield record.not_recorded(
            record.words.name("involvement.admitted_on"), "involvement.admitted_on"
        )
    else:
        day = record.on_day(stay.admitted_on)
        yield Fact(record.text("admitted", day=day), "involvement.admitted_on")


def _discharge(record: Record) -> Iterator[Fact]:
    stay = record.case.involvement
    if record.died:
        yield Fact(record.text("course.died"), "involvement.died")
        return
    left = stay.discharged_on
    if left is None or left > local_day(record.as_of, record.as_of):
        yield record.not_recorded(
            record.words.name("involvement.discharged_on"), "involvement.discharged_on"
        )
    else:
        day = record.on_day(left)
        yield Fact(record.text("discharged", day=day), "involvement.discharged_on")


def _investigations(record: Record) -> Iterator[Fact]:
    yield infection_fact(record)
    yield from response_facts(record)
    yield from echo_facts(record)


def _investigation_tables(record: Record) -> Iterator[Table]:
    for made in (laboratory_table(record), echo_table(record)):
        if made is not None:
            yield made


def _medicine_tables(record: Record) -> Iterator[Table]:
    made = medicines_table(record)
    if made is not None:
        yield made


def _follow_up(record: Record) -> Iterator[Fact]:
    """Yield what is due, as the window says it; nothing is due for a child who died."""
    if record.died:
        return
    card = follow_up_card(record.assessment, record.words, with_levels=False)
    if card is None:
        yield Fact(record.text("no_follow_up"), None, recorded=False)
    else:
        yield Fact(card.headline)
        echos = len(record.assessment.follow_up.echos)
        if echos:
            shown = "; ".join(line.text for line in card.reasons[:echos])
            yield Fact(record.text("echos_due", dates=shown), "echo", card.reasons[0].source)
        yield from (
            Fact(line.text, line.field, line.source, recorded=line.mark != "unknown")
            for line in card.reasons[echos:]
            # What each condition says stands behind the reminder.
            if line.source is not None or not record.assessment.follow_up.aspirin.on_aspirin
        )
        yield from _aspirin_conditions(record)
    yield from _vaccines(record)


def _aspirin_conditions(record: Record) -> Iterator[Fact]:
    """Yield what each condition of the talk about aspirin says, in one line."""
    found = record.assessment.follow_up.aspirin
    if not found.on_aspirin:
        return
    rule = record.rulebook.follow_up.aspirin
    said = [
        record.words.text(
            f"follow_up.condition.{name}.{finding.value}",
            weeks=rule.weeks_from_onset,
            echo_weeks=rule.echo_weeks,
            platelet_weeks=rule.platelet_weeks,
        )
        for name, finding in found.conditions
    ]
    yield Fact(record.text("aspirin_conditions", said="; ".join(said)), "platelets", rule.source)


def _level_tables(record: Record) -> Iterator[Table]:
    """Yield what each edition says of the long-term level."""
    if not record.died:
        for edition in record.assessment.follow_up.long_term:
            yield long_term_table(edition, record.words)


def _vaccines(record: Record) -> Iterator[Fact]:
    """Yield that no date for live vaccines can be said, where the card has none."""
    found = record.assessment.follow_up
    if found.vaccine_unclear and found.aspirin.on_aspirin:
        yield Fact(record.words.text("follow_up.vaccine_unclear"), "ivig", recorded=False)
    if found.vaccine_not_before is None and not given(record.case, ("ivig",), record.as_of):
        yield Fact(record.text("no_vaccine_date"), "ivig", recorded=False)


def _advice(record: Record) -> Iterator[Fact]:
    if record.died:
        return
    for advice in advice_due(record):
        yield Fact(advice_text(advice, record), source=advice.source)
    site = record.rulebook.site
    telephone = site.hospital.get("telephone") if site is not None else None
    if telephone:
        yield Fact(record.text("call", number=telephone))
    else:
        yield Fact(record.text("call_open"), recorded=False)


_FACTS: dict[DischargeHeading, Callable[[Record], Iterator[Fact]]] = {
    "admission_details": _admission,
    "discharge_details": _discharge,
    "clinical_summary": lambda record: iter(course(record)),
    "diagnoses": diagnosis_facts,
    "investigation_results": _investigations,
    "assessment_scales": score_facts,
    "medications": medicine_facts,
    "allergies_and_adverse_reactions": allergy_facts,
    "safety_alerts": safety_facts,
    "follow_up": _follow_up,
    "information_and_advice": _advice,
}
_TABLES: dict[DischargeHeading, Callable[[Record], Iterator[Table]]] = {
    "investigation_results": _investigation_tables,
    "medications": _medicine_tables,
    "follow_up": _level_tables,
}
