"""The log sheet: what stands on it, that no row is split or lost, and how many a page holds."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from clinical.assess import assess
from clinical.record.case import Note
from clinical.record.entry import Struck
from reports.page import Printed
from reports.treatment_log import treatment_log_pdf
from reports.wording import english
from tests.reports.active import with_plans
from tests.reports.logs import AS_OF, FIRST, child, crp, dose, ivig, temperature
from tests.reports.printed_pages import covered_pairs, crossed_letters, pages_of, title_of
from tests.reports.sheets import SITE, START, rulebook

if TYPE_CHECKING:
    from clinical.record.case import Case
    from reports.page import Paper
    from tests.reports.printed_pages import PrintedPage

PRINTED = Printed(datetime.fromisoformat("2026-11-14T12:05:00+01:00"), "Nurse A. Example", "0.1.0")
WHOLE = child(
    temperature(9, "39.1", "axillary"),
    temperature(36, "37.2"),
    crp(10, "120"),
    crp(60, "40"),
    ivig(16, 28),
    dose(50, "66"),
    Note(at=FIRST + timedelta(hours=51), text="asleep <b>and</b> well"),
)


def printed(case: Case, paper: Paper = "A4") -> bytes:
    assessment = assess(case, rulebook(), AS_OF)
    return treatment_log_pdf(case, assessment, english(), PRINTED, paper=paper)


def many(count: int) -> Case:
    """Return a child with notes of one to three lines, so that rows are of several heights."""
    notes = tuple(
        Note(
            at=FIRST + timedelta(minutes=n),
            text=f"note number {n} begins here " + "and goes on " * (n % 17) + f"and ends {n}.",
        )
        for n in range(count)
    )
    return WHOLE.replace(notes=notes)


def words_of(pages: list[PrintedPage]) -> str:
    return " ".join(page.words for page in pages)


def test_the_sheet_holds_today_what_follows_the_chart_the_days_and_every_entry() -> None:
    text = words_of(pages_of(printed(WHOLE)))
    assert "Sat 14-Nov-2026 · illness day 4" in text
    # Immunoglobulin ended at hour 28, anakinra began at hour 50, before 36 hours were over.
    assert "Cannot tell: rescue treatment began before hour 36" in text
    assert "fever from 38.0" in text
    assert "39.1 °C (armpit), counts as 39.6 °C" in text
    assert "120 mg/L" in text
    assert "asleep <b>and</b> well" in text
    assert "39.6 °C" in text
    assert "Printed 14-Nov-2026 12:05 by Nurse A. Example" in text


@pytest.mark.hazard("H38")
def test_each_page_has_the_child_and_its_number() -> None:
    pages = pages_of(printed(many(90)))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert "EXAMPLE, Ada" in page.words
        assert f"Page {number} of {len(pages)}" in page.words


@pytest.mark.hazard("H48", "H56")
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_row_is_on_one_page_whole_and_each_page_says_which_it_holds(paper: Paper) -> None:
    count = 140
    pages = pages_of(printed(many(count), paper))
    total = count + 6
    spans: list[tuple[int, int]] = []
    for page in pages:
        begun = set(re.findall(r"note number (\d+) begins", page.words))
        ended = set(re.findall(r"and ends (\d+)\.", page.words))
        assert begun == ended
        found = re.search(rf"Entries (\d+) to (\d+) of {total}", page.words)
        assert (found is None) == (not begun and "Charted by" not in page.words)
        if found is not None:
            spans.append((int(found[1]), int(found[2])))
    assert spans[0][0] == 1
    assert spans[-1][1] == total
    assert all(before[1] + 1 == after[0] for before, after in pairwise(spans))


@pytest.mark.hazard("H48")
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_nothing_is_off_the_page_and_nothing_on_top_of_another(paper: Paper) -> None:
    for page in pages_of(printed(many(40), paper)):
        for letter in page.letters:
            box = letter.box
            assert box.left >= 0
            assert box.bottom >= 0
            assert box.right <= page.width
            assert box.top <= page.height
        assert covered_pairs(page.letters) == []
        assert crossed_letters(page) == []


@pytest.mark.hazard("H38", "H48")
def test_every_page_of_entries_begins_with_a_day_and_its_year() -> None:
    # All notes are of one day: without the rule only the first page would say which.
    pages = [page for page in pages_of(printed(many(140))) if "Charted by" in page.words]
    assert len(pages) > 3
    for page in pages:
        entries = page.words.split("Charted by")[-1]
        assert re.search(r"^\s*1[1-4]-Nov-2026 \d\d:\d\d", entries), entries[:40]


def test_a_struck_entry_stays_on_paper_with_who_and_why() -> None:
    mark = Struck(at=AS_OF, by="Nurse B. Example", reason="typing error")
    wrong = temperature(40, "33.1").replace(struck=mark)
    case = WHOLE.replace(observations=(*WHOLE.observations, wrong))
    text = words_of(pages_of(printed(case)))
    assert "33.1 °C" in text
    assert "Struck by Nurse B. Example, 14-Nov-2026 12:00: typing error" in text


def test_an_empty_log_prints_and_says_so() -> None:
    text = words_of(pages_of(printed(child())))
    assert "Nothing is recorded." in text


@pytest.mark.hazard("H66")
def test_the_title_of_the_file_names_no_child_and_equal_input_gives_equal_bytes() -> None:
    first = printed(WHOLE)
    assert title_of(first)["Title"] == "Treatment log"
    assert printed(WHOLE) == first


@pytest.mark.hazard("H51")
def test_the_log_of_a_child_who_died_says_so_and_calls_nothing_due() -> None:
    active = with_plans(["aspirin_low"])
    case = active.case.replace(involvement=active.case.involvement.replace(died="present"))
    found = assess(case, rulebook(), START + timedelta(hours=30))
    text = words_of(pages_of(treatment_log_pdf(case, found, english(), PRINTED)))
    assert "The child has died: nothing is due" in text
    for word in ("Overdue aspirin", "OVERDUE", "To come", "discuss stopping"):
        assert word not in text


def test_the_log_has_the_letterhead_of_the_ward() -> None:
    found = assess(WHOLE, rulebook(SITE), AS_OF)
    (first, *_) = pages_of(treatment_log_pdf(WHOLE, found, english(), PRINTED))
    for line in ("Example Children's Hospital", "Ward 4", "Telephone 000 0000"):
        assert line in first.words
    # Without a site file a line for the pen, and never a sample.
    assert "Hospital and ward" in pages_of(printed(WHOLE))[0].words
