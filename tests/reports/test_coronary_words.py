"""What the coronary cards say, and that nothing is green where something speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clinical.assess import assess
from desktop.rules import shipped_rulebook
from reports.summary.coronary import level_card, size_card
from reports.summary.response import response_card
from reports.wording import english
from tests.clinical.child import child

if TYPE_CHECKING:
    from clinical.assess import Assessment

RULES, WORDS = shipped_rulebook(), english()
# Reference 5.5, case D: 103 cm and 16.5 kg.
CASE_D: dict[str, Any] = {
    "age": "4 years",
    "sex": "male",
    "kg": "16.5 at day 4 08:00",
    "cm": "103 at day 4 08:00",
    "present": ["conjunctivae", "mouth", "rash", "hands and feet"],
}
NORMAL = {"lad_mm": "2.1", "rca_mm": "2.2", "aneurysm": "absent"}


def read(**given: object) -> Assessment:
    bedside = child({**CASE_D, **given})
    return assess(bedside.case, RULES, bedside.as_of)


def test_two_measured_normal_vessels_are_green() -> None:
    card = size_card(read(echo=NORMAL), WORDS)
    assert (card.tone, card.missing) == ("good", ())
    assert card.headline.startswith("No involvement")


@pytest.mark.hazard("H13")
def test_one_vessel_alone_is_not_green_and_the_other_is_asked_for() -> None:
    card = size_card(read(echo={"lad_mm": "2.1"}), WORDS)
    assert card.tone == "not_met"
    assert [line.field for line in card.missing] == ["echo.rca_mm"]


@pytest.mark.hazard("H23")
def test_models_that_disagree_are_not_green() -> None:
    # 2.6 mm by case D: dilated by some models and by others not.
    card = size_card(read(echo={**NORMAL, "lad_mm": "2.6"}), WORDS)
    assert card.tone == "caution"
    assert any("Do not rely on one model alone" in line.text for line in card.notes)


def test_a_normal_artery_after_an_aneurysm_is_not_green() -> None:
    early = {"lad_z": "6", "rca_z": "1", "at": "day 5 10:00"}
    card = size_card(read(echo=[early, {**NORMAL, "at": "day 8 10:00"}]), WORDS)
    assert card.tone == "not_met"


@pytest.mark.hazard("H13")
def test_an_aneurysm_in_words_is_an_alarm_and_leads_to_the_vessels_not_measured() -> None:
    found = read(echo={**NORMAL, "aneurysm": "present"})
    card = size_card(found, WORDS)
    assert card.tone == "stop"
    assert [line.field for line in card.missing][:2] == ["echo.lmca_mm", "echo.lcx_mm"]
    assert "An aneurysm was seen" in level_card(found, WORDS).reasons[0].text


def test_level_one_is_not_green_while_echocardiograms_are_still_to_come() -> None:
    card = level_card(read(echo=NORMAL, ivig="day 5 08:00 to day 5 20:00"), WORDS)
    assert card.headline.startswith("Level 1")
    assert card.tone == "not_met"
    assert "So far" in card.notes[0].text


def test_an_echocardiogram_that_tells_nothing_is_not_called_none() -> None:
    card = level_card(read(kg=[], echo={"lad_mm": "2.1"}), WORDS)
    assert "No echocardiogram is recorded" not in card.reasons[0].text
    assert [line.field for line in card.missing] == ["weight"]


@pytest.mark.parametrize(
    ("echo", "code"),
    [
        ({**NORMAL, "aneurysm": "present", "normal_coronaries": "present"}, "normal_and_aneurysm"),
        (
            {**NORMAL, "lvef_percent": "54.9", "lv_function_decreased": "absent"},
            "function_contradicts",
        ),
    ],
)
def test_two_entries_that_cannot_both_be_true_are_named(echo: dict[str, Any], code: str) -> None:
    assert f"coronary.{code}" in [alert.code for alert in read(echo=echo).alerts]
    agreed = {**echo, "normal_coronaries": "absent", "lv_function_decreased": "present"}
    assert f"coronary.{code}" not in [alert.code for alert in read(echo=agreed).alerts]


@pytest.mark.hazard("H13")
def test_no_all_clear_stands_over_a_temperature_without_its_site() -> None:
    given = {"ivig": "day 5 08:00 to day 5 20:00", "as_of": "day 7 20:00"}
    calm = read(temperature={"value": "37.2 Cel at day 7 12:00", "site": "oral"}, **given)
    unsure = read(temperature={"value": "37.7 Cel at day 7 12:00", "site": "unknown"}, **given)
    assert response_card(calm, WORDS).tone == "good"
    card = response_card(unsure, WORDS)
    assert card.tone == "caution"
    assert "enter the site" in card.notes[0].text
