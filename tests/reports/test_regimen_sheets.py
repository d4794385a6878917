"""Every regimen on paper, in the terminal and as JSON. Doses are those of reference 6.2 to 6.5."""

from __future__ import annotations

import re

import pytest

from reports.json_document.plan import plan_document
from reports.plain_text import plan_text
from reports.plan_summary import plan_summary
from reports.wording import english
from tests.reports.sheets import Sheet, rulebook, weighing
from tests.reports.test_dosing_plan import FORBIDDEN

REGIMENS = list(rulebook().regimens)
NEEDED = {"anakinra_misc_iv": {"critical": "true"}}
STEP_KEYS = {
    "at", "label", "agent", "route", "per_kg", "basis", "interval_hours", "condition",
    "calculated", "given", "unit", "volume_ml", "product", "limits", "working", "source",
}  # fmt: skip


def sheet(regimen: str, kg: str = "16.5", **settings: str) -> Sheet:
    return Sheet(weighing(kg), regimen, NEEDED.get(regimen, {}) | settings)


@pytest.mark.hazard("H49", "H26")
@pytest.mark.parametrize("regimen", REGIMENS)
@pytest.mark.parametrize("kg", ["4.25", "16.5", "60"])
def test_no_regimen_prints_an_error_prone_form(regimen: str, kg: str) -> None:
    for page in sheet(regimen, kg).pages():
        words = page.words.partition("Sources")[0].replace("KD Bedside 0.1.0", "")
        # A temperature shows its tenth; a quotient that does not end has four decimals.
        words = re.sub(r"\b38\.0\b|\b\d+\.\d{4} mg", "", words)
        for name, form in FORBIDDEN.items():
            assert not re.search(form, words), (name, re.findall(form, words))


@pytest.mark.parametrize("regimen", REGIMENS)
def test_every_step_has_the_keys_of_the_contract(regimen: str) -> None:
    plan = sheet(regimen).plan
    document = plan_document(plan, english())
    assert (document["verdict"] != "refused", len(document["steps"])) == (True, len(plan.steps))
    for step in document["steps"]:
        assert set(step) >= STEP_KEYS
        assert step["at"] is not None or step["condition"] is not None
    assert plan_text(plan, weighing("16.5"), english())
    summary = plan_summary(plan, english())
    assert summary is not None
    assert bool(summary.blocks) == bool(plan.steps)


def test_a_ladder_prints_one_row_for_a_due_time_and_each_dose_that_may_be_given() -> None:
    words = sheet("anakinra_anacomp").words()
    assert "Only if the temperature is 38.0 or more at H12 (fever)" in words
    assert "15 due times" in words
    assert "give exactly one" in words
    # 4, 6 and 8 mg/kg of 16.5 kg on the third day, 18:00 as the first dose.
    one_of = re.findall(
        r"☐ \d+ 66 mg = 0\.44 mL ☐ \d+ 99 mg = 0\.66 mL ☐ \d+ 132 mg = 0\.88 mL "
        r"if this dose was given at H24",
        words,
    )
    assert len(one_of) == 12
    for dose in ("66 mg = 0.44 mL", "99 mg = 0.66 mL", "132 mg = 0.88 mL", "33 mg = 0.22 mL"):
        assert dose in words


def test_a_dose_charted_off_the_ladder_is_printed_as_it_was_charted() -> None:
    # 4 mg/kg of 16.5 kg are 66 mg; a whole syringe was given by mistake.
    dose = {"agent": "anakinra", "start": "2026-11-16T13:30:00+01:00", "dose": "100",
            "dose_unit": "mg", "status": "given"}  # fmt: skip
    case = weighing("16.5", treatments=[dose])
    sheet_ = Sheet(case, "anakinra_anacomp")
    charted = "charted: 100 mg (6.06 mg/kg) at 16-Nov-2026 13:30"
    assert charted in sheet_.words()
    assert charted in plan_text(sheet_.plan, case, english())
    document = plan_document(sheet_.plan, english())
    assert document["verdict"] == "confirm"
    assert document["steps"][0]["given"] == "66"
    assert document["steps"][0]["charted"]["mg"] == document["rungs"][0]["charted"]["mg"] == "100"
    assert "the ladder holds 66 mg" in document["reasons"][0]["text"]


def test_a_weekly_drug_names_its_weekday_and_the_formula_of_the_surface() -> None:
    words = sheet("methotrexate").words()
    assert "ONCE A WEEK, on Monday" in words
    assert "Haycock" in words
    assert "6.9 mg" in words


def test_the_steps_of_a_wean_without_a_time_say_so() -> None:
    words = sheet("anakinra_misc_iv").words()
    assert "Wean step 1: no date yet" in words
    assert "once the child is stable" in words
    document = plan_document(sheet("anakinra_misc_iv").plan, english())
    assert [step["at"] for step in document["steps"][-3:]] == [None] * 3


def test_a_drug_without_a_product_prints_no_volume_and_says_why() -> None:
    sheet_ = sheet("infliximab")
    words = sheet_.words()
    assert "No product is set up here" in words
    assert " mL" not in words.partition("Sources")[0]
    (step,) = plan_document(sheet_.plan, english())["steps"]
    assert (step["volume_ml"], step["product"]) == (None, None)


def test_what_has_no_dose_prints_that_it_has_none() -> None:
    words = sheet("plasma_exchange").words()
    assert "There is no dose" in words
    assert "Doses due" not in words


def test_the_text_of_a_plan_says_by_how_much_the_given_dose_differs() -> None:
    # 3 mg/kg of 16.5 kg are 49.5 mg: 0.5 of 49.5 is 1.01 percent.
    text = plan_text(sheet("aspirin_low").plan, weighing("16.5"), english())
    assert "16.5 kg x 3 mg/kg = 49.5 mg, given 50 mg (+1 percent)" in text
    assert "percent)" not in plan_text(sheet("ivig").plan, weighing("16.5"), english())
