"""What a field says of a number it cannot take, under real keys: words that lead on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.record.case import Case, Echo, Treatment
from desktop.rules import load_rulebook
from desktop.tabs.coronary import CoronaryTab
from desktop.tabs.diagnosis import DiagnosisTab
from desktop.tabs.risk import RiskTab
from desktop.widgets.icon_view import IconView
from desktop.widgets.number_field import NumberField
from tests.desktop.hands import empty_field, paste, press
from tests.desktop.tab_bench import NOW, TabBench, bench, button

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


@pytest.fixture
def coronary(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, CoronaryTab)


@pytest.fixture
def risk(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, RiskTab)


def with_infusion() -> Case:
    start = NOW.replace(day=19, hour=8, minute=0)
    return Case(treatments=(Treatment(agent="ivig", route="intravenous", start=start),))


def test_no_code_of_a_unit_stands_on_the_screen(risk: TabBench) -> None:
    risk.put("physician_activity", "11")
    assert "11 is beyond what is possible" in risk.line("physician_activity").message
    assert "0 to 10" in risk.line("physician_activity").message
    risk.put("temperature", "46")
    assert "46 °C is beyond what is possible" in risk.line("temperature").message
    for code in ("{score}", "Cel", "[degF]"):
        assert code not in risk.screen()


def test_a_plus_is_named_where_a_minus_is_welcome(coronary: TabBench) -> None:
    coronary.put("echo.lad_z", "+1,2")
    assert "without a plus" in coronary.line("echo.lad_z").message
    assert "minus" not in coronary.line("echo.lad_z").message
    coronary.put("echo.lad_z", "-1,2")
    assert coronary.store.committed.echos[0].reported_z["lad"].z == Decimal("-1.2")
    coronary.put("echo.lad_mm", "+3")
    assert "without plus or minus" in coronary.line("echo.lad_mm").message


def test_a_strain_without_its_minus_is_asked_for_it(coronary: TabBench) -> None:
    coronary.put("echo.strain_percent", "18")
    assert "Is it −18 %? Then write the minus." in coronary.line("echo.strain_percent").message
    assert coronary.store.committed.echos == ()
    coronary.put("echo.strain_percent", "60")
    assert "minus" not in coronary.line("echo.strain_percent").message


@pytest.mark.hazard("H07")
@pytest.mark.parametrize("text", ["101", "101 F", "101,3 °F", "98.6"])
def test_a_temperature_in_fahrenheit_is_asked_for_its_unit(risk: TabBench, text: str) -> None:
    risk.put("temperature", text)
    assert risk.store.committed.observations == ()
    assert "°F" in risk.line("temperature").message
    field = risk.line("temperature")
    assert isinstance(field, NumberField)
    field.choose_unit("[degF]")
    (reading,) = risk.store.committed.observations
    typed = Decimal(text.split(maxsplit=1)[0].replace(",", "."))
    assert (reading.value, reading.unit) == (typed, "[degF]")


def test_a_number_no_unit_could_explain_names_none(risk: TabBench) -> None:
    risk.put("temperature", "1010")
    assert "At most 2 digits" in risk.line("temperature").message
    assert "°F" not in risk.line("temperature").message


def test_one_digit_is_said_as_one(risk: TabBench) -> None:
    risk.put("temperature", "38.12")
    assert risk.line("temperature").message == "At most one digit after the decimal mark."


@pytest.mark.hazard("H07")
@pytest.mark.parametrize(("text", "unit"), [("2 g/kg", "g/kg"), ("24 g", "g")])
def test_a_dose_is_pasted_with_its_unit(risk: TabBench, text: str, unit: str) -> None:
    risk.store.open(with_infusion())
    risk.go("ivig_dose")
    empty_field()
    paste(text)
    press(Qt.Key.Key_Return)
    (given,) = risk.store.committed.treatments
    assert (given.dose, given.dose_unit) == (Decimal(text.split(maxsplit=1)[0]), unit)
    field = risk.line("ivig_dose")
    assert isinstance(field, NumberField)
    assert field.unit == unit
    # From now on a number alone is read in it, as the switch says.
    assert button(field, f"{unit} ▾")
    risk.put("ivig_dose", "3")
    assert risk.store.committed.treatments[0].dose == Decimal(3)


@pytest.mark.hazard("H07")
def test_a_dose_with_a_unit_that_is_not_offered_is_no_dose(risk: TabBench) -> None:
    risk.store.open(with_infusion())
    risk.put("ivig_dose", "2 mg/kg")
    assert risk.store.committed.treatments[0].dose is None
    assert "mg/kg" in risk.line("ivig_dose").message


def test_what_asks_for_an_answer_stands_first_and_wears_its_mark(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, load_rulebook(), words, DiagnosisTab)
    # No z without weight and height is a note; an ESR of 160 mm/h is a question.
    at.store.open(Case(echos=(Echo(at=NOW, lad_mm=Decimal(3)),)))
    card = at.tab.cards["alerts"]
    assert card.card is not None
    assert card.card.tone == "not_met"
    at.put("esr", "160")
    first, *others = card.card.reasons
    assert "ESR" in first.text
    assert first.mark == "caution"
    assert others
    assert {line.mark for line in others} == {"info"}
    assert card.card.tone == "caution"
    shown = [each for each in card.findChildren(IconView) if each.isVisible()]
    assert len(shown) > 0
