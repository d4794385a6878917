"""What the dosing plan says. Doses, volumes and rates are those of the reference, 6.1 and 6.3."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from clinical.record.kept_plan import Signature
from reports.dosing_plan import dosing_plan_pdf
from reports.fonts import PaperError
from reports.plan_code import plan_code
from reports.wording import english
from tests.reports.printed_pages import pages_of, title_of
from tests.reports.sheets import (
    PRINTED,
    SITE,
    START,
    Sheet,
    child,
    everything_answered,
    weighing,
)

ESTIMATED = child(
    weights=[{"at": "2026-11-16T08:30:00+01:00", "kg": "16.5", "method": "estimated"}]
)


@pytest.mark.hazard("H17")
def test_the_order_names_drug_brand_strength_form_dose_route_and_frequency() -> None:
    words = Sheet().words()
    assert (
        "anakinra — KINERET — 100 mg in 0.67 mL — solution for injection in a graduated pre-filled"
        " syringe — DOSE 66 mg — subcutaneous — once a day" in words
    )
    assert "16.5 kg on 16-Nov-2026 × 4 mg/kg = 66 mg; given 66 mg; 0.44 mL" in words
    assert "66 mg once a day = 66 mg in 24 hours = 4 mg/kg in 24 hours" in words
    assert "1 syringe a dose, 28 in all, single use" in words


@pytest.mark.hazard("H17", "H25")
def test_an_infusion_shows_grams_volume_both_rates_and_its_end() -> None:
    words = Sheet(regimen="ivig").words()
    assert (
        "immunoglobulin intravenous — normal human immunoglobulin 10 % — 10 g in 100 mL — solution"
        " for infusion — DOSE 33 g — 27.5 mL per hour — over 12 hours — intravenous — one infusion"
        in words
    )
    assert "16.5 kg on 16-Nov-2026 × 2 g/kg = 33 g; given 33 g; 330 mL" in words
    assert "33 g in one infusion = 2 g/kg" in words
    assert "27.5 mL/h" in words
    assert "1.67 mL/kg per hour" in words
    assert "18:00 Mon 16-Nov-2026 27.5 1.67 720 330 330" in words
    assert "06:00 Tue 17-Nov-2026 End" in words


@pytest.mark.hazard("H19")
def test_rounding_says_by_how_many_percent_and_is_silent_where_there_is_none() -> None:
    assert "65.6 mg given as 66 mg: +0.6 percent" in Sheet(weighing("16.4")).words()
    assert "Rounding" not in Sheet().words()


def test_a_weight_that_is_not_the_actual_one_is_named_beside_the_actual_one() -> None:
    settings = {"weight_basis": "ideal", "basis_weight_kg": "15"}
    words = Sheet(regimen="ivig", settings=settings).words()
    assert (
        "15 kg, ideal weight entered by the prescriber; actual weight 16.5 kg, measured"
        " 16-Nov-2026 08:30" in words
    )
    # 15 kg at 2 g/kg are 30 g, 300 mL of 10 percent, 25 mL/h over 12 hours.
    assert "× 2 g/kg = 30 g; given 30 g; 300 mL" in words
    assert "25 mL per hour" in words


@pytest.mark.hazard("H18")
def test_a_cap_says_what_it_cut() -> None:
    words = Sheet(weighing("60"), "ivig", {"max_g": "100"}).words()
    assert "60 kg on 16-Nov-2026 × 2 g/kg = 120 g; cut to 100 g; given 100 g; 1000 mL" in words
    assert "100 g in all: reached, cut from 120 g to 100 g" in words
    assert "120 g given as 100 g: −16.7 percent" in words


@pytest.mark.hazard("H18")
def test_limits_that_were_tested_are_listed_with_what_they_mean_for_this_child() -> None:
    words = Sheet().words()
    assert "100 mg in one dose: not exceeded" in words
    assert "200 mg a day: not exceeded" in words
    assert "8 mg/kg a day, here 132 mg: not exceeded" in words
    heavy = Sheet(weighing("60")).words()
    assert "100 mg in one dose: exceeded, see the notes" in heavy
    assert "200 mg a day: exceeded, wants a reason" in heavy


@pytest.mark.hazard("H25")
def test_a_product_with_rates_prints_each_step_by_the_clock() -> None:
    # 16.5 kg: 0.3, 0.6 and 1.2 mL/kg/h for 30 minutes each, rates rounded down to 0.1 mL/h; what
    # is left of 330 mL runs until 12 hours are over.
    words = Sheet(regimen="ivig", site=SITE).words()
    assert "EXAMPLEGLOBULIN — 10 g in 100 mL" in words
    assert "18:00 Mon 16-Nov-2026 4.9 0.3 30 2.5 2.5" in words
    assert "18:30 9.9 0.6 30 4.9 7.4" in words
    assert "19:00 19.8 1.2 30 9.9 17.3" in words
    assert "19:30 29.8 1.81 630 312.7 330" in words
    assert "06:00 Tue 17-Nov-2026 End" in words


@pytest.mark.hazard("H38")
@pytest.mark.parametrize("sheet", [Sheet(), Sheet(regimen="ivig"), Sheet(weighing("2.6"))])
def test_no_page_stands_alone(sheet: Sheet) -> None:
    pages = sheet.pages()
    assert len(pages) > 1
    code = plan_code(sheet.plan, sheet.case)
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", code)
    for number, page in enumerate(pages, start=1):
        assert (
            "EXAMPLE, Ada — Born 15-Jan-2022 (4y 10m) — Sex female — Identifier TRAINING-1"
            in page.words
        )
        assert f"Page {number} of {len(pages)}" in page.words
        assert f"Plan code {code}" in page.words
        assert "Printed 16-Nov-2026 14:20 by Nurse A. Example" in page.words
        assert f"KD Bedside 0.1.0 · rules 2026.1 ({sheet.plan.rulebook.sha256[:12]})" in page.words


@pytest.mark.hazard("H38")
def test_what_is_missing_of_the_identity_is_said() -> None:
    for page in Sheet(child(patient={"given_name": "Ada"})).pages():
        assert (
            "not recorded, Ada — Born not recorded — Sex not recorded — Identifier not recorded"
            in page.words
        )


@pytest.mark.hazard("H38")
def test_a_quick_calculation_leaves_room_for_the_identity_on_each_page() -> None:
    sheet = Sheet(child(patient={}))
    pages = pages_of(sheet.pdf(printed=replace(PRINTED, by=None)))
    for page in pages:
        assert "FAMILY NAME, given name Born Sex Identifier" in page.words
        assert "by ____" in page.words


@pytest.mark.parametrize(
    ("allergies", "expected"),
    [
        ({"state": "none_known"}, "No known allergies"),
        ({"state": "not_recorded"}, "Allergies not recorded"),
        ({"state": "unavailable"}, "Allergies unavailable"),
        (
            {"state": "known", "items": [{"substance": "polysorbate_80"}]},
            "Known allergies: polysorbate 80",
        ),
    ],
)
def test_allergies_are_said_in_exactly_one_way(allergies: dict[str, object], expected: str) -> None:
    words = pages_of(Sheet(child(allergies=allergies), "ivig").pdf())[0].words
    headings = ("No known allergies", "Allergies not recorded", "Allergies unavailable",
                "Known allergies:")  # fmt: skip
    found = [heading for heading in headings if f"Allergies {heading}" in words]
    assert expected in words
    assert len(found) == 1
    assert expected.startswith(found[0])


def test_open_questions_make_a_draft_on_every_page_with_room_for_each_reason() -> None:
    sheet = Sheet(ESTIMATED)
    pages = sheet.pages()
    for page in pages:
        assert "DRAFT: 1 open question. Do not give from this sheet." in page.words
    words = sheet.words()
    assert "☐ The weight of 16.5 kg is an estimate, not a measurement." in words
    assert words.count("Reason and name:") == 1


def test_an_answered_question_is_no_draft_and_its_reason_is_printed() -> None:
    words = Sheet(ESTIMATED, reasons={"weight_estimated": "Too ill to be weighed"}).words()
    assert "DRAFT" not in words
    assert "The weight of 16.5 kg is an estimate, not a measurement." in words
    assert "Reason: Too ill to be weighed (Dr B. Example)" in words


def test_a_refused_plan_has_no_paper() -> None:
    refused = Sheet(child(weights=[]))
    assert refused.plan.verdict == "refused"
    with pytest.raises(PaperError) as refusal:
        refused.pdf()
    assert isinstance(refusal.value, ValueError)
    assert english().text(f"paper.{refusal.value.code}")


def test_what_the_pen_still_has_to_do_is_marked_and_goes_with_the_signatures() -> None:
    sheet = Sheet(regimen="ivig")
    for page in sheet.pages():
        assert "NOT SIGNED NOT CHECKED" in page.words
    assert "NOT CHECKED" not in Sheet().words()
    at = datetime.fromisoformat("2026-11-16T14:05:00+01:00")
    pdf = dosing_plan_pdf(
        sheet.plan, sheet.case, english(), PRINTED,
        signed=Signature(at=at, by="Dr B. Example"), checked=Signature(at=at, by="Nurse C. Test"),
    )  # fmt: skip
    pages = pages_of(pdf)
    assert all("CHECKED by Nurse C. Test" in page.words for page in pages)
    words = " ".join(page.words for page in pages)
    assert "NOT SIGNED" not in words
    assert "NOT CHECKED" not in words
    assert "Dr B. Example, 16-Nov-2026 14:05" in words
    assert "Nurse C. Test, 16-Nov-2026 14:05" in words


def test_example_site_rules_are_marked_on_every_page_with_their_hash() -> None:
    sheet = Sheet(regimen="ivig", site=SITE)
    site = sheet.plan.rulebook.site
    assert site is not None
    for page in sheet.pages():
        assert "EXAMPLE SITE RULES: Example ward. For training, not for a child." in page.words
        assert f"site rules Example ward ({site.sha256[:12]})" in page.words
    assert "Example Children's Hospital Ward 4 Telephone 000 0000" in sheet.words()


def test_every_due_time_has_a_row_with_a_box_and_the_heading_stands_on_every_page_of_them() -> None:
    pages = Sheet().pages()
    words = " ".join(page.words for page in pages)
    # Sixteenth of November 2026 is a Monday; the last of 28 doses is 27 days later.
    assert "☐ 1 Mon 16-Nov-2026 18:00 66 mg = 0.44 mL" in words
    assert "☐ 15 Mon 30-Nov-2026 18:00 66 mg = 0.44 mL" in words
    assert "☐ 28 Sun 13-Dec-2026 18:00 66 mg = 0.44 mL" in words
    assert "☐ 29" not in words
    rows = re.compile(r"☐ \d+ \w{3} \d\d-\w{3}-\d{4} \d\d:\d\d")
    assert len(rows.findall(words)) == 28
    long = Sheet(settings={"days": "99"}).pages()
    with_rows = [page for page in long if rows.search(page.words)]
    assert len(with_rows) >= 3
    assert sum(len(rows.findall(page.words)) for page in with_rows) == 99
    for page in with_rows:
        assert "No. Due Dose Given at Given by Checked by" in page.words


@pytest.mark.hazard("H42")
def test_doses_across_a_change_of_the_clocks_show_their_offset() -> None:
    # In Rome 25-Oct-2026 has 25 hours; doses stay 24 hours apart.
    start = datetime(2026, 10, 24, 18, 0, tzinfo=ZoneInfo("Europe/Rome"))
    sheet = Sheet(
        child(weights=[{"at": "2026-10-24T08:30:00+02:00", "kg": "16.5"}]),
        settings={"days": "3"}, start=start,
    )  # fmt: skip
    words = everything_answered(sheet).words()
    assert "Sat 24-Oct-2026 18:00 +02:00" in words
    assert "Sun 25-Oct-2026 17:00 +01:00" in words
    assert "The clocks change during this plan" in words
    assert "+01:00" not in Sheet().words()


@pytest.mark.hazard("H42")
def test_an_infusion_across_a_change_of_the_clocks_shows_its_offsets() -> None:
    # Twelve hours from 18:00 summer time end at 05:00 winter time.
    start = datetime(2026, 10, 24, 18, 0, tzinfo=ZoneInfo("Europe/Rome"))
    case = child(weights=[{"at": "2026-10-24T08:30:00+02:00", "kg": "16.5"}])
    words = Sheet(case, "ivig", start=start).words()
    assert "18:00 +02:00 Sat 24-Oct-2026" in words
    assert "05:00 +01:00 Sun 25-Oct-2026 End" in words
    assert "over 12 hours" in words


def test_stop_rule_checks_watching_and_validity_are_on_the_sheet() -> None:
    words = Sheet().words()
    assert "Stop when laboratory values and echocardiogram are normal" in words
    assert "Off-label use." in words
    assert "☐ No active infection" in words
    assert "Call the doctor" in words
    assert (
        "For a weight of 16.5 kg (16-Nov-2026). Recalculate if the weight changes by more than"
        " 10 percent, or after 7 days (23-Nov-2026)." in words
    )


@pytest.mark.hazard("H55")
def test_each_cited_source_is_listed_once_in_full() -> None:
    sheet = Sheet()
    words = sheet.words()
    body, _, listed = words.partition("Sources Case report")
    cited = {int(number) for group in re.findall(r"\[([\d, ]+)\]", body)
             for number in group.split(",")}  # fmt: skip
    assert cited == set(range(1, max(cited) + 1))
    for number in cited:
        assert len(re.findall(rf"\[{number}\] [A-Za-z]", listed)) == 1
    title = "ANACOMP: anakinra against immunoglobulin retreatment in Kawasaki disease"
    assert listed.count(title) == 1


def test_a_value_without_its_primary_source_has_a_dagger_and_the_page_a_footnote() -> None:
    # The smallest mark of the syringe is not verified (reference 6.3); 2.6 kg come to 10 mg.
    for page in Sheet(weighing("2.6")).pages():
        assert "† Not verified against its primary source." in page.words
    assert (
        "(20 mg): the pharmacy draws it up in a 1 mL syringe. †" in Sheet(weighing("2.6")).words()
    )
    assert "†" not in Sheet().words()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_same_input_gives_the_same_bytes(paper: str) -> None:
    for sheet in (Sheet(), Sheet(regimen="ivig", site=SITE)):
        first = sheet.pdf("A4" if paper == "A4" else "Letter")
        assert first == sheet.pdf("A4" if paper == "A4" else "Letter")


@pytest.mark.hazard("H66")
def test_the_document_properties_hold_nothing_about_the_child() -> None:
    said = " ".join(title_of(Sheet().pdf()).values())
    assert "Dosing plan" in said
    for secret in ("Example", "EXAMPLE", "Ada", "TRAINING-1", "2022", "16.5", "anakinra"):
        assert secret not in said


# ISMP's error-prone forms, as conventions 4.1 lists them.
FORBIDDEN = {
    "a trailing zero": r"(?<![\d.])\d+\.\d*0(?![\d.])",
    "a number without its leading zero": r"(?<!\d)\.\d",
    "a comma between digits": r"\d,\d",
    "no space before the unit": r"\d(?:mg|mL|kg)\b",
    "1,000 mg and more not in g": r"\b\d{4,} mg\b",
    "cc, ml, ug or a micro sign": r"\b\d+ (?:cc|ml|ug|µg|mcg)\b",
    "an abbreviated frequency or route": r"\b(?:q\d+h|QD|OD|BD|TDS|SC|SQ|s\.c\.|IV|i\.v\.)\b",
    "an abbreviated drug": r"\b(?:IVIG|ASA|MTX|MP)\b",
    "a date of another form": r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b",
}


@pytest.mark.hazard("H49", "H26")
@pytest.mark.parametrize("kg", ["2.6", "4.25", "10", "16.5", "33.3", "50", "60", "99.9", "120"])
def test_no_error_prone_form_is_printed(kg: str) -> None:
    sheets = [
        Sheet(weighing(kg)),
        Sheet(weighing(kg), "ivig"),
        Sheet(weighing(kg), "ivig", {"concentration": "5 %", "split_days": "2"}),
        Sheet(weighing(kg), "ivig", site=SITE),
    ]
    for sheet in sheets:
        for page in sheet.pages():
            # Titles of papers are quoted as they are, and the version of the program is its name.
            words = page.words.partition("Sources")[0].replace("KD Bedside 0.1.0", "")
            # A temperature is measured to a tenth and says so.
            words = words.replace("Temperature of 38.0 °C or more", "")
            for name, form in FORBIDDEN.items():
                assert not re.search(form, words), (name, re.findall(form, words))


def test_a_start_at_another_time_moves_every_due_time() -> None:
    later = replace(Sheet(), start=START.replace(hour=6))
    words = later.words()
    assert "☐ 28 Sun 13-Dec-2026 06:00" in words
    assert "18:00" not in words
