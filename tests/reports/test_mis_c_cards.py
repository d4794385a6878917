"""The MIS-C definitions as cards: side by side, each with its year, and nothing hidden behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clinical.assess import assess
from desktop.rules import load_rulebook
from reports.summary.mis_c import misc_cards
from reports.wording import english
from tests.clinical.child import child

if TYPE_CHECKING:
    from reports.summary.cards import Card

RULES = load_rulebook()
MET: dict[str, Any] = {
    "age": "8 years",
    "alternative": "absent",
    "crp": "3.0 mg/dL",
    "present": ["rash"],
    "involvement": {"hospitalised": "present", "cardiac": "present", "gastrointestinal": "present"},
    "sars_cov_2": {"serology": "present"},
}


def cards(given: dict[str, Any]) -> dict[str, Card]:
    bedside = child(given)
    return {
        card.id: card for card in misc_cards(assess(bedside.case, RULES, bedside.as_of), english())
    }


def test_the_definitions_stand_side_by_side_each_with_its_year() -> None:
    found = cards(MET)
    assert {name: card.headline for name, card in found.items()} == {
        "misc_cste_2023": "CSTE and CDC 2023: confirmed",
        "misc_cdc_2020": "CDC 2020: met",
        "misc_who_2020": "WHO 2020: met",
        "misc_phenotype": "Cannot tell",
    }


def test_a_definition_that_is_met_asks_for_nothing_more() -> None:
    found = cards(MET)
    assert [line for name in list(found)[:3] for line in found[name].missing] == []


def test_where_sources_disagree_the_line_carries_what_they_print() -> None:
    notes = [line.note for line in cards(MET)["misc_cdc_2020"].reasons if line.note]
    assert any("above 38.0" in note for note in notes)
    assert any("more than 2 organ systems" in note for note in notes)
    who = [line.note for line in cards(MET)["misc_who_2020"].reasons if line.note]
    assert any("more than 3 days" in note for note in who)


def test_a_value_without_a_range_is_shown_as_one_that_cannot_be_judged() -> None:
    found = cards(MET | {"crp": "normal", "ferritin": "900 ng/mL"})["misc_cdc_2020"]
    assert any("Ferritin 900 ng/mL" in line.text for line in found.reasons)
    assert "ferritin" in {line.field for line in found.missing}


def test_a_final_diagnosis_of_kawasaki_disease_is_marked_as_unverified() -> None:
    bedside = child(MET)
    case = bedside.case.replace(illness=bedside.case.illness.replace(final_diagnosis="kawasaki"))
    card = misc_cards(assess(case, RULES, bedside.as_of), english())[0]
    assert card.headline == "CSTE and CDC 2023: not met"
    assert any(line.text.endswith("†") and line.mark == "not_met" for line in card.reasons)
