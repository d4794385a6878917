"""The page for the family: plain words, one dose and no range, the dates, and whom to call."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clinical.assess import assess
from clinical.record.case import Echo
from reports.family_words import family_page
from reports.fonts import PaperError
from reports.formats import day_in_full
from reports.wording import english
from tests.reports.geometry import SAFE_EDGE
from tests.reports.letters import (
    AT,
    BO_AT,
    S1_AT,
    case_of,
    family_pages,
    letters_of,
    record,
    shipped,
    text_of,
)
from tests.reports.printed_pages import covered_pairs, crossed_letters
from tests.reports.sheets import SITE, rulebook
from tests.reports.test_page_geometry import LONG_NAME, named

if TYPE_CHECKING:
    from datetime import datetime

    from clinical.record.case import Case
    from reports.page import Paper

BO = shipped("fictional-log")
CASES: dict[str, tuple[Case, datetime]] = {
    "MIS-C with aspirin": (BO, BO_AT),
    "S1, first child": (shipped("s1-patient-1-log"), S1_AT),
    "S1, second child": (shipped("s1-patient-2-log"), S1_AT),
    "one day": (shipped("fictional-complete"), AT),
    "nothing entered": (case_of({"format": "kd-bedside.case/1"}), AT),
}
_VOWELS = re.compile(r"[aeiouy]+")


def lines_of(case: Case, at: datetime, site: str | None = None) -> tuple[str, ...]:
    return family_page(case, assess(case, rulebook(site), at), english()).lines


@pytest.mark.parametrize("name", CASES)
def test_everything_the_page_says_is_on_paper(name: str) -> None:
    case, at = CASES[name]
    printed = letters_of(text_of(family_pages(case, at)))
    for line in lines_of(case, at):
        assert letters_of(line) in printed, line


def test_the_dose_is_the_one_of_the_signed_plan_and_no_range() -> None:
    # fictional-log.json: the plan of aspirin gives 81 mg once a day, for 29.6 kg.
    text = text_of(family_pages(BO, BO_AT))
    assert "aspirin 81 mg" in text
    assert "by mouth, once a day" in text
    assert "Next dose: 16 November 2026 at 18:00." in text
    assert "This dose is for a weight of 29.6 kg." in text
    assert not re.search(r"\d+ (?:to|-|–) \d+ m[gL]", text)


@pytest.mark.parametrize("change", [{"signed": None}, {"state": "stopped"}, {"state": "draft"}])
def test_a_plan_that_is_not_signed_and_in_force_gives_no_dose(change: dict[str, object]) -> None:
    document = record("fictional-log")
    document["plans"] = [{**plan, **change} for plan in document["plans"]]
    text = text_of(family_pages(case_of(document), BO_AT))
    assert "81 mg" not in text
    assert "Ask us to write it here" in text
    assert "Give only what we have told you" in text


def test_the_dates_are_written_out() -> None:
    # The end of immunoglobulin, 10-Nov-2026, and 11 months; the fever, 05-Nov-2026, and 6 weeks.
    text = text_of(family_pages(BO, BO_AT))
    assert "Heart scan: between 17 November 2026 and 24 November 2026." in text
    assert "not before 10 October 2027" in text
    assert "Talk about stopping aspirin: not before 17 December 2026." in text
    assert not re.search(r"\d\d-[A-Z][a-z]{2}-2026 ", " ".join(lines_of(BO, BO_AT)))


def test_what_to_watch_for_stands_with_the_most_urgent_in_its_frame() -> None:
    text = text_of(family_pages(BO, BO_AT))
    at_once, rest = text.index("Come at once"), text.index("Call us, and take care")
    assert at_once < text.index("chest pain, faints or is very pale") < rest
    assert at_once < text.index("throws up or is very sleepy") < rest
    assert rest < text.index("if the fever is 38.0 °C or more")
    assert rest < text.index("Give no ibuprofen")


def test_a_day_that_is_past_is_no_date_to_keep() -> None:
    # fictional-log.json: treated on 10-Nov-2026, so 1 to 2 weeks are 17 to 24-Nov, 4 to 6 weeks 8
    # to 22-Dec; 6 weeks from the fever 17-Dec-2026; 11 months from the treatment 10-Oct-2027.
    at = BO_AT.replace(day=20)
    assert "Heart scan: by 24 November 2026." in lines_of(BO, at)
    late = lines_of(BO, BO_AT.replace(month=12, day=30))
    assert "Ask us when the next heart scan is." in late
    assert "Ask us when we will talk about stopping aspirin." in late
    assert not [line for line in late if "17 December" in line or "22 December" in line]
    assert "Live vaccines: ask us from when on." in lines_of(BO, BO_AT.replace(year=2027, month=11))


def test_after_an_aneurysm_no_date_promises_the_end_of_aspirin() -> None:
    # Reference, section 9.2: with an aneurysm aspirin goes on until normal, or for good.
    seen = BO.echos[-1].replace(lad_mm=Decimal(6))
    lines = lines_of(BO.replace(echos=(*BO.echos[:-1], seen)), BO_AT)
    assert not [line for line in lines if "17 December" in line]
    (goes_on,) = [line for line in lines if line.startswith("Aspirin goes on until")]
    assert "or for good" in goes_on


def test_an_infusion_whose_end_is_not_past_was_begun_and_not_had() -> None:
    # fictional-log.json: from 09-Nov-2026 16:00 to 10-Nov-2026 04:00.
    for at in (BO_AT.replace(day=9, hour=20), BO_AT.replace(day=10, hour=3)):
        lines = lines_of(BO, at)
        assert "Immunoglobulin, into a vein, was begun on 9 November 2026." in lines
        assert not [line for line in lines if "had immunoglobulin" in line]
    after = lines_of(BO, BO_AT.replace(day=10, hour=5))
    assert "Your child had immunoglobulin, into a vein, on 9 November 2026." in after


def test_aspirin_whose_end_nobody_wrote_down_is_asked_about() -> None:
    document = record("fictional-log")
    document["plans"] = []
    lines = lines_of(case_of(document), BO_AT)
    assert not [line for line in lines if "Aspirin goes on" in line]
    assert [line for line in lines if line.startswith("Ask us if aspirin goes on.")]


def test_when_to_come_back_is_told_to_every_family() -> None:
    # Reference, section 9.5: fever of 38.0 and chest pain, whatever else is known.
    lines = lines_of(*CASES["nothing entered"])
    assert "Your child has chest pain, faints or is very pale." in lines
    assert "Call us or come back if the fever is 38.0 °C or more." in lines


def test_aspirin_that_is_planned_and_not_charted_is_warned_of() -> None:
    document = record("fictional-log")
    document["treatments"] = [each for each in document["treatments"] if each["agent"] != "aspirin"]
    text = text_of(family_pages(case_of(document), BO_AT))
    assert "aspirin 81 mg" in text
    assert "throws up or is very sleepy" in text
    assert "Give no ibuprofen" in text


def test_without_aspirin_nothing_is_said_of_it() -> None:
    document = record("fictional-log")
    document["treatments"] = [each for each in document["treatments"] if each["agent"] != "aspirin"]
    document["plans"] = []
    text = text_of(family_pages(case_of(document), BO_AT))
    assert "aspirin" not in text.lower()
    assert "if the fever is 38.0 °C or more" in text


def test_whom_to_call_is_what_the_site_says_and_else_a_line_to_write_on() -> None:
    with_site = text_of(family_pages(BO, BO_AT, site=SITE))
    assert "Telephone 000 0000" in with_site
    assert "Example Children's Hospital, Ward 4" in with_site
    without = text_of(family_pages(BO, BO_AT))
    assert "Telephone:" in without
    assert "000" not in without.replace("2000", "")


def test_the_illness_is_what_the_team_calls_it() -> None:
    assert "Going home after MIS-C" in text_of(family_pages(BO, BO_AT))
    kawasaki = text_of(family_pages(*CASES["S1, second child"]))
    assert "Going home after Kawasaki disease" in kawasaki
    undecided = BO.replace(illness=BO.illness.replace(final_diagnosis="undecided"))
    text = text_of(family_pages(undecided, BO_AT))
    assert "Going home" in text
    assert "MIS-C" not in text
    assert "Kawasaki" not in text


def test_what_the_heart_scan_showed_is_said_as_far_as_it_was_seen() -> None:
    assert "no change in the heart vessels" in text_of(family_pages(BO, BO_AT))
    # S1, patient 2: z 2.3 at the last echocardiogram is still too wide.
    assert "too wide. We will go on" in text_of(family_pages(*CASES["S1, second child"]))
    # One that measured no artery was made, and does not tell.
    unread = BO.replace(echos=(Echo(at=BO_AT),))
    assert "Ask us what the heart scan showed" in text_of(family_pages(unread, BO_AT))
    # Where none is recorded nobody is told that one was made.
    none = text_of(family_pages(*CASES["nothing entered"]))
    assert "No heart scan is in our notes yet." in none
    assert "showed" not in none


def test_no_page_is_made_for_the_family_of_a_child_who_died() -> None:
    dead = BO.replace(involvement=BO.involvement.replace(died="present"))
    with pytest.raises(PaperError) as refused:
        family_pages(dead, BO_AT)
    assert refused.value.code == "after_death"
    assert "summary of care" in english().text("paper.after_death")


def syllables(word: str) -> int:
    found = len(_VOWELS.findall(word.lower().removesuffix("e")))
    return max(found, 1)


def grade(sentences: list[str]) -> float:
    """Return the grade of Flesch and Kincaid; the sixth is read at eleven or twelve."""
    words = [word for each in sentences for word in re.findall(r"[A-Za-z']+", each)]
    parts = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * parts / len(words) - 15.59


def test_the_measure_of_reading_age_tells_a_letter_from_a_page_for_a_child() -> None:
    assert grade(["The cat sat on the mat.", "It was warm."]) < 2
    hard = "Recrudescent pyrexia necessitates immediate cardiological re-evaluation."
    assert grade([hard]) > 12


@pytest.mark.parametrize("name", CASES)
def test_a_reader_of_eleven_or_twelve_can_follow_it(name: str) -> None:
    sentences = [
        sentence
        for line in lines_of(*CASES[name])
        for sentence in re.split(r"(?<=[.:])\s", line)
        if sentence
    ]
    assert grade(sentences) <= 6


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", CASES)
@pytest.mark.hazard("H48")
def test_it_fits_and_nothing_covers_anything(name: str, paper: Paper) -> None:
    case, at = CASES[name]
    case = case.replace(patient=case.patient.replace(**named(LONG_NAME)))
    pages = family_pages(case, at, paper)
    assert len(pages) <= 2
    for page in pages:
        assert covered_pairs(page.letters) == []
        assert not crossed_letters(page)
        assert all(letter.box.right <= page.width - SAFE_EDGE for letter in page.letters)


def test_a_day_is_written_out_for_a_family() -> None:
    assert day_in_full(AT.date()) == "20 November 2026"
