"""Every regimen on paper, in the terminal and as JSON. Doses are those of reference 6.2 to 6.5."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports.json_document.plan import plan_document
from reports.plain_text import plan_text
from reports.plan_summary import plan_summary
from reports.wording import english
from tests.reports.sheets import AS_OF, Sheet, child, rulebook, weighing
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
    assert "Only if the temperature is 38.0 °C or more at H12 (fever)" in words
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


def anakinra(at: str, dose: str) -> dict[str, str]:
    return {
        "agent": "anakinra",
        "start": f"2026-11-{at}:00+01:00",
        "dose": dose,
        "dose_unit": "mg",
        "status": "given",
    }


FEVER_FROM_39 = """
format = "kd-bedside.site/1"
name = "Example ward"
[rules.temperature.fever]
value = 39.0
"""


@pytest.mark.hazard("H17")
@pytest.mark.parametrize(("operator", "fever", "none"), [
    (">=", "39.0 °C or more", "under 39.0 °C"), (">", "above 39.0 °C", "39.0 °C or less"),
])  # fmt: skip
def test_the_fever_of_the_site_stands_in_every_sentence_of_a_ladder(
    operator: str, fever: str, none: str
) -> None:
    site = FEVER_FROM_39 + f'operator = "{operator}"\n'
    found = Sheet(weighing("16.5"), "anakinra_anacomp", site=site)
    for words in (found.words(), plan_text(found.plan, weighing("16.5"), english())):
        assert f"if the temperature is {fever} at H12 (fever)" in words
        assert f"if every temperature is {none} at H24 (no fever)" in words
        assert "38.0" not in words.partition("Sources")[0]
    assert f"Temperature of {fever} 12 or 24 hours" in found.words()


def test_a_rung_read_soon_after_an_antipyretic_says_so() -> None:
    # The sheet is of 16-Nov 14:00, an hour after hour 12.
    paracetamol = {
        "agent": "paracetamol", "start": "2026-11-16T12:30:00+01:00", "dose": "240",
        "dose_unit": "mg", "status": "given",
    }  # fmt: skip
    reading = {
        "code": "temperature", "value": "37.0", "unit": "Cel", "at": "2026-11-16T13:00:00+01:00",
        "site": "oral",
    }  # fmt: skip
    case = weighing(
        "16.5", treatments=[anakinra("16T01:00", "66"), paracetamol], observations=[reading]
    )
    text = plan_text(Sheet(case, "anakinra_anacomp").plan, case, english())
    assert "an antipyretic was charted within 6 hours before" in text


def test_a_ladder_without_its_first_dose_says_what_it_waits_for() -> None:
    late = Sheet(weighing("16.5"), "anakinra_anacomp", start=AS_OF - timedelta(hours=12))
    assert "waiting: the first dose is not charted" in late.words()


def test_a_dose_that_stands_alone_is_given_only_if_its_condition_holds() -> None:
    words = sheet("anakinra_anacomp").words()
    assert "A dose that stands alone with a condition is given only if it holds" in words


def test_a_stretch_names_every_way_to_its_dose() -> None:
    told = plan_text(sheet("anakinra_anacomp", "25").plan, weighing("25"), english())
    assert told
    head = sheet("anakinra_anacomp", "25").words().partition("Doses due")[0]
    # The ladder of reference 6.3 began on 16-Nov 18:00: hour 24 is the evening after.
    assert "Only as one of these lines says: – Tue 17-Nov-2026 18:00: if the temperature is" in head
    assert head.count("– from Wed 18-Nov-2026 18:00 on: if this dose was given at H24") == 2


def test_no_sentence_of_a_ladder_joins_its_ways_by_or() -> None:
    """What an "and" and an "or" hold together nobody can tell at night."""
    found = sheet("anakinra_kawakinra")
    plan = found.plan
    for text in (found.words(), plan_text(plan, weighing("16.5"), english())):
        assert ", or if" not in text
        assert "H24 (no fever) and if the temperature is 38.0 °C or more at H48 (fever)" in text


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
    said = {reason["code"]: reason["text"] for reason in document["reasons"]}
    assert "the ladder holds 66 mg" in said["ladder.charted_differs"]
    assert "The start chosen is 16-Nov-2026 18:00" in said["ladder.start_overruled"]


def test_a_weekly_drug_names_its_weekday_and_the_formula_of_the_surface() -> None:
    words = sheet("methotrexate").words()
    assert "ONCE A WEEK, on Monday" in words
    assert "Haycock" in words
    assert "6.9 mg" in words


def test_the_steps_of_a_wean_without_a_time_say_so() -> None:
    words = sheet("anakinra_misc_iv").words()
    assert "Wean step 1: no date yet" in words
    assert "at the time the child is stable plus 48 hours" in words
    assert "at the time the child is stable plus 96 hours" in words
    assert "48 hours after the time the child is stable: until then this dose goes on" in words
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


@pytest.mark.hazard("H42")
def test_a_plan_across_a_change_of_the_clocks_says_the_offset_of_each_printed_time() -> None:
    # 25-Oct-2026 02:00 comes twice in Rome: only the offset says which of the two is meant.
    start = datetime(2026, 10, 24, 20, 0, tzinfo=ZoneInfo("Europe/Rome"))
    case = child(weights=[{"at": "2026-10-24T08:30:00+02:00", "kg": "16.5"}])
    found = Sheet(case, "aspirin_moderate", start=start)
    text = plan_text(found.plan, case, english())
    assert (
        "2 doses, every 6 hours, Sat 24-Oct-2026 20:00 +02:00 to Sun 25-Oct-2026 02:00 +02:00"
        in text
    )
    assert "every 6 hours, Sun 25-Oct-2026 07:00 +01:00 to " in text
    assert "Sat 24-Oct-2026 +02:00" in found.words()
    summer = Sheet(case, "aspirin_moderate", start=start - timedelta(days=20))
    assert "+02:00" not in plan_text(summer.plan, case, english())
