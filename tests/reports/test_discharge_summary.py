"""The discharge summary: all of it on paper, nothing beyond the record, DRAFT or final."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from clinical.record.kept_plan import Signature
from clinical.record.kept_summary import MANDATORY, MANDATORY_AFTER_DEATH, KeptSummary
from clinical.record.vocabulary import DischargeHeading
from reports.discharge.summary import HEADINGS
from reports.discharge_summary import discharge_summary_pdf
from reports.fonts import PaperError
from reports.wording import english
from tests.reports.geometry import SAFE_EDGE
from tests.reports.letters import (
    AT,
    BO_AT,
    FILLED,
    PRINTED,
    S1_AT,
    case_of,
    letters_of,
    made,
    record,
    shipped,
    summary_pages,
    text_of,
)
from tests.reports.printed_pages import covered_pairs, crossed_letters, title_of
from tests.reports.test_page_geometry import HOSTILE, LONG_NAME, named

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case
    from reports.page import Paper

BO = shipped("fictional-log")
CASES: dict[str, tuple[Case, datetime]] = {
    "MIS-C with its wean": (BO, BO_AT),
    "S1, first child": (shipped("s1-patient-1-log"), S1_AT),
    "S1, second child": (shipped("s1-patient-2-log"), S1_AT),
    "one day": (shipped("fictional-complete"), AT),
    "before treatment": (shipped("s1-patient-1"), S1_AT),
    "nothing entered": (case_of({"format": "kd-bedside.case/1"}), AT),
}


def died(case: Case) -> Case:
    return case.replace(involvement=case.involvement.replace(died="present"))


def filled(case: Case) -> Case:
    return case.replace(discharge=FILLED)


def finalised(case: Case, at: datetime = AT, reason: str | None = None) -> Case:
    """Return the case with its summary finalised as it stands."""
    before = case.summaries[-1] if case.summaries else None
    kept = KeptSummary(
        id=f"s{len(case.summaries)}",
        version=len(case.summaries) + 1,
        as_of=at,
        code=made(case, at).code,
        finalised=Signature(at=at, by="Dr Ada Example"),
        replaces=before.version if before is not None else None,
        reason=reason,
    )
    return case.replace(summaries=(*case.summaries, kept))


# What stands on the page.


def test_every_heading_of_the_contract_has_its_place_and_its_words() -> None:
    assert sorted(HEADINGS) == sorted(get_args(DischargeHeading))
    assert HEADINGS[0] == "principal_diagnosis"
    assert set(MANDATORY_AFTER_DEATH) < set(MANDATORY) < set(HEADINGS)
    for heading in HEADINGS:
        assert english().find(f"discharge.heading.{heading}")


@pytest.mark.parametrize("name", CASES)
def test_everything_the_summary_says_is_on_paper(name: str) -> None:
    case, at = CASES[name]
    printed = letters_of(text_of(summary_pages(filled(case), at)))
    summary = made(filled(case), at).summary
    blank = {section.title for section in summary.sections if section.blank}
    for line in summary.lines:
        assert letters_of(line) in printed, line
    assert all(letters_of(title) in printed for title in blank)


# Typed from the reference, section 9.5, and the conventions, section 4.5, for the child of
# fictional-log.json, whose file is read beside it.
MUST_CARRY = {
    "identifier": "TRAINING-2",
    "first day of fever": "Fever began on 05-Nov-2026.",
    "signs seen": "Seen: red eyes without discharge; rash.",
    "both days of the stay": "Admitted on 09-Nov-2026 (illness day 5)",
    "SARS-CoV-2": "SARS-CoV-2: PCR negative; antigen negative; antibodies positive",
    "immunoglobulin": "infusion 1 (illness day 5): 09-Nov-2026 16:00 to 10-Nov-2026 04:00",
    "its dose": "dose 60 g (2 g/kg)",
    "product and batch": "product 10 %, batch EXAMPLE-LOT",
    "response at 36 hours": "Resistant by AHA (36 h)",
    "rescue": "Anakinra was begun on 11-Nov-2026 (illness day 7).",
    "its regimen": "Given by plan: Anakinra intravenous, MIS-C, version 2",
    "adverse event with its grade": "rash, grade 1 (13-Nov-2026)",
    "model": "z by McCrindle 2007",
    "body surface": "body surface by Haycock",
    "worst z of the LAD": "Largest z of the LAD: 1.50 (McCrindle 2007), 09-Nov-2026",
    "worst z of the RCA": "Largest z of the RCA: 0.78 (McCrindle 2007), 09-Nov-2026",
    "level": "AHA level 1: no involvement ever, no involvement now",
    "aspirin": "from 14-Nov-2026 81 mg",
    "its stop rule": "Stop 6 to 8 weeks after the first day of fever",
    "review": "Review stopping aspirin: not before 17-Dec-2026",
    "live vaccines": "Live vaccines (measles, mumps, rubella, varicella): not before 10-Oct-2027",
    "influenza": "Influenza vaccine (inactivated) every year while on aspirin",
    "varicella": "Contact with varicella while on aspirin",
    "ibuprofen": "No ibuprofen or similar drugs while on aspirin",
    "return for fever": "Fever of 38.0 °C or more: come back or call",
    "return for chest pain": "Chest pain, fainting or pallor: come at once",
    "edition of the follow-up": "Long-term follow-up by AHA 2017",
    "next echocardiogram": "Next echocardiogram 17-Nov-2026 to 24-Nov-2026",
    "off-label": "Off-label use.",
    "who completed it": "Completed by",
    "signature": "Name and signature",
    "results pending": "Results pending",
    "whom to call": "Telephone to call: not recorded",
}


@pytest.mark.parametrize("item", MUST_CARRY)
def test_the_letter_carries_what_nobodys_template_has(item: str) -> None:
    assert letters_of(MUST_CARRY[item]) in letters_of(text_of(summary_pages(BO, BO_AT)))


def test_of_an_empty_record_everything_is_not_recorded_and_nothing_is_none() -> None:
    case, at = CASES["nothing entered"]
    text = text_of(summary_pages(case, at))
    for said in (
        "First day of fever: not recorded",
        "Admitted on: not recorded",
        "Discharged on: not recorded",
        "Allergies not recorded",
        "Immunoglobulin: none is charted as given",
        "Echocardiogram: none is recorded",
        "Temperature: not recorded",
        "PCR not recorded; antigen not recorded; antibodies not recorded",
        "no date follows from it",
    ):
        assert said in text, said
    assert "No known allergies" not in text
    assert "No fever" not in text


# Each sentence of the course with the entries it rests on: without them it is not said.
COURSE = {
    "illness": ("Fever began on 05-Nov-2026.", "Seen: red eyes"),
    "involvement": ("Admitted on 09-Nov-2026", "Severity, as the team judged"),
    "treatments": ("Immunoglobulin, infusion 1, ran", "Anakinra was begun", "Aspirin was begun"),
    "observations": ("The last temperature of 38.0 °C or more",),
    "adverse_events": ("Unwanted event: rash",),
}


@pytest.mark.parametrize("key", COURSE)
def test_each_sentence_of_the_course_goes_with_its_entries(key: str) -> None:
    document = record("fictional-log")
    whole = " ".join(made(BO, BO_AT).summary.lines)
    del document[key]
    without = " ".join(made(case_of(document), BO_AT).summary.lines)
    for sentence in COURSE[key]:
        assert sentence in whole
        assert sentence not in without


def test_the_course_says_of_each_line_which_entry_it_rests_on() -> None:
    (course,) = [
        section for section in made(BO, BO_AT).summary.sections
        if section.heading == "clinical_summary"
    ]  # fmt: skip
    assert all(fact.field or fact.source for fact in course.facts)
    assert len(course.facts) > 10


def test_struck_and_later_entries_are_not_told() -> None:
    document = record("fictional-log")
    struck = {"at": "2026-11-13T10:00:00+01:00", "by": "N", "reason": "other child"}
    document["adverse_events"][0]["struck"] = struck
    text = " ".join(made(case_of(document), BO_AT).summary.lines)
    assert "Unwanted event" not in text
    early = made(BO, BO_AT.replace(day=11, hour=6)).summary.lines
    assert not [line for line in early if "Anakinra was begun" in line]


# Draft, complete, final.


@pytest.mark.parametrize("heading", MANDATORY)
def test_an_empty_mandatory_heading_makes_a_draft_and_is_named(heading: DischargeHeading) -> None:
    case = BO.replace(discharge={**FILLED, heading: " "})
    title = english().text(f"discharge.heading.{heading}")
    for page in summary_pages(case, BO_AT):
        assert f"DRAFT: not filled in: {title}." in page.words


def test_with_every_mandatory_heading_it_is_no_draft_and_not_final() -> None:
    pages = summary_pages(filled(BO), BO_AT)
    assert all("NOT FINALISED" in page.words for page in pages)
    assert not any("DRAFT" in page.words for page in pages)
    assert all(text in text_of(pages) for text in FILLED.values())


def test_a_draft_that_nobody_took_over_counts_as_nothing() -> None:
    sections = made(BO, BO_AT).summary.sections
    assert [section.draft for section in sections if section.draft]
    assert not any(section.written for section in sections)
    assert "Multisystem inflammatory syndrome" not in text_of(summary_pages(BO, BO_AT))


def test_a_finalised_version_says_so_and_stays_so_while_time_goes_on() -> None:
    case = finalised(filled(BO), BO_AT)
    pages = summary_pages(case, BO_AT)
    assert all("FINAL, version 1, by Dr Ada Example" in page.words for page in pages)
    later = case.replace(
        notes=(*case.notes, case.notes[-1].replace(id="later", at=AT.replace(day=19)))
    )
    assert made(later, BO_AT).standing.state == "final"


def test_a_change_of_what_was_finalised_makes_the_next_version_which_names_the_first() -> None:
    case = finalised(filled(BO), BO_AT)
    changed = case.replace(discharge={**FILLED, "pending_results": "Blood culture."})
    standing = made(changed, BO_AT).standing
    assert (standing.state, standing.version) == ("complete", 2)
    text = text_of(summary_pages(changed, BO_AT))
    assert "Changed since version 1 was finalised" in text
    assert "NOT FINALISED" in text
    amended = finalised(changed, BO_AT, "A result came in")
    text = text_of(summary_pages(amended, BO_AT))
    assert "FINAL, version 2" in text
    assert "Replaces version 1 of 16-Nov-2026 12:00 by Dr Ada Example" in text
    assert "Reason: A result came in" in text


@pytest.mark.parametrize(
    "change",
    [
        {"weights": []},
        {"allergies": {"state": "not_recorded"}},
        {"patient": {"identifier": "OTHER", "family_name": "Example", "given_name": "Bo"}},
    ],
    ids=["weights", "allergies", "patient"],
)
def test_another_fact_is_another_code(change: dict[str, object]) -> None:
    assert made(shipped("fictional-log", **change), BO_AT).code != made(BO, BO_AT).code


def test_a_temperature_that_only_the_chart_shows_is_in_the_code() -> None:
    document = record("fictional-log")
    readings = [each for each in document["observations"] if each["code"] == "temperature"]
    readings[3]["value"] = "38.5" if readings[3]["value"] != "38.5" else "38.6"
    assert made(case_of(document), BO_AT).code != made(BO, BO_AT).code


# A child who died.


def test_of_a_child_who_died_the_letter_is_humane() -> None:
    text = text_of(summary_pages(died(BO), BO_AT))
    assert "Summary of care" in text
    assert "The child died." in text
    for cruel in (
        "Discharge summary", "Live vaccine", "come back", "ibuprofen", "Next echocardiogram",
        "Review stopping aspirin", "Condition at discharge", "Results pending", "goes home",
    ):  # fmt: skip
        assert cruel not in text, cruel


def test_of_a_child_who_died_fewer_headings_make_a_draft() -> None:
    written = dict.fromkeys(MANDATORY_AFTER_DEATH, "Written.")
    assert made(died(BO).replace(discharge=written), BO_AT).standing.state == "complete"


# Form.


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", CASES)
@pytest.mark.hazard("H48")
def test_nothing_leaves_the_page_or_covers_anything(name: str, paper: Paper) -> None:
    case, at = CASES[name]
    long_text = "A long sentence of the ward round, which goes on and on. " * 40
    case = case.replace(
        patient=case.patient.replace(**named(LONG_NAME)),
        discharge={**FILLED, "clinical_summary": long_text, "medications": "x" * 300},
    )
    for page in summary_pages(case, at, paper):
        assert covered_pairs(page.letters) == []
        assert not crossed_letters(page)
        for letter in page.letters:
            assert letter.box.left >= SAFE_EDGE
            assert letter.box.right <= page.width - SAFE_EDGE
            assert letter.box.bottom >= SAFE_EDGE - 2


@pytest.mark.hazard("H38")
def test_each_page_names_the_child_and_its_number() -> None:
    pages = summary_pages(BO, BO_AT)
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "EXAMPLE, Bo" in page.words
        assert f"Page {number} of {len(pages)}" in page.words


@pytest.mark.parametrize("nasty", HOSTILE)
@pytest.mark.hazard("H50")
def test_what_staff_wrote_stands_as_they_wrote_it(nasty: str) -> None:
    case = BO.replace(discharge={**FILLED, "clinical_summary": nasty, "medications": nasty})
    assert letters_of(text_of(summary_pages(case, BO_AT))).count(letters_of(nasty)) >= 2


PRINTED_NAMES = (
    "Łukasiewicz", "Şükrü", "Ньютон", "Ελένη", "Đặng", "Ōsaka", "Þórr", "Müller-Groß", "张伟",
)  # fmt: skip
# Written from right to left, or joined and stacked: drawn letter by letter they would be others.
REFUSED_NAMES = ("محمد", "שרה", "अनन्या")


@pytest.mark.parametrize("name", PRINTED_NAMES)
@pytest.mark.hazard("H39")
def test_a_name_is_printed_as_it_is(name: str) -> None:
    pages = summary_pages(BO.replace(patient=BO.patient.replace(family_name=name)), BO_AT)
    assert all(name.upper() in page.words or name in page.words for page in pages)


@pytest.mark.parametrize("name", REFUSED_NAMES)
@pytest.mark.hazard("H39")
def test_a_name_that_would_print_as_another_is_refused_and_its_letter_named(name: str) -> None:
    with pytest.raises(PaperError) as refused:
        summary_pages(BO.replace(patient=BO.patient.replace(family_name=name)), BO_AT)
    assert refused.value.values["character"] in name


def test_the_same_summary_gives_the_same_bytes_and_a_title_without_the_child() -> None:
    first, second = (discharge_summary_pdf(made(BO, BO_AT), english(), PRINTED) for _ in range(2))
    assert first == second
    assert title_of(first)["Title"] == "Discharge summary"
