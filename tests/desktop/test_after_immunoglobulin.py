"""What follows immunoglobulin, under real keys: temperatures, the clocks, activity, the trial."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from clinical.quantity import Unit
from clinical.record.case import Case, Observation, Treatment
from desktop.examples import FICTIONAL, PUBLISHED_1
from desktop.rules import load_rulebook
from desktop.tabs.risk import RiskTab
from desktop.widgets.number_field import NumberField
from tests.desktop.hands import press, type_text
from tests.desktop.tab_bench import NOW, TabBench, bench, button, link, sources_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


@pytest.fixture
def at(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, RiskTab)


def headline(at: TabBench, score: str) -> str | None:
    card = at.tab.cards[score].card
    return card.headline if card is not None else None


def infusion(day: int, hour: int, **more: object) -> Treatment:
    start = NOW.replace(day=day, hour=hour, minute=0)
    return Treatment(agent="ivig", start=start, route="intravenous").replace(**more)


def test_the_answer_to_immunoglobulin_stands_first_and_holds_above_it(at: TabBench) -> None:
    at.open(FICTIONAL)
    order = [each for each in at.tab.cards.values() if each.isVisible()]
    heights = {each: each.mapTo(at.tab, each.rect().topLeft()).y() for each in order}
    assert min(heights, key=heights.__getitem__) is at.tab.cards["ivig_response"]
    given = Treatment(agent="anakinra", route="subcutaneous", start=NOW.replace(day=20, hour=8))
    low = Observation(
        at=NOW.replace(hour=9, minute=0),
        code="neutrophils",
        value=Decimal("1.2"),
        unit=Unit.BILLION_PER_L,
    )
    at.store.open(Case(treatments=(infusion(17, 8), given), observations=(low,)))
    # clinical.md 8.4: neutrophils under 1.5 hold anakinra.
    assert "ANC" in at.card("holds") or "eutrophil" in at.card("holds")
    QCoreApplication.processEvents()
    tops = {
        key: card.mapTo(at.tab, card.rect().topLeft()).y()
        for key, card in at.tab.cards.items()
        if key in {"holds", "ivig_response"}
    }
    assert tops["holds"] < tops["ivig_response"]
    at.store.start_new()
    assert not at.tab.cards["holds"].isVisible()


def test_scores_that_are_not_shown_first_are_folded(at: TabBench) -> None:
    at.open(FICTIONAL)
    assert not at.tab.cards["kawanet"].isVisible()
    assert at.tab.cards["son"].isVisible()
    link(at.tab, "More scores").click()
    assert "Enlarged liver (up to 1)" in at.card("kawanet")
    link(at.tab.cards["kawanet"], "Enlarged liver (up to 1)").click()
    type_text("a")
    assert at.store.committed.history.hepatomegaly == "absent"
    assert "Enlarged liver (up to 1)" not in at.card("kawanet")


def test_a_temperature_is_one_of_now_and_counts_with_its_site(at: TabBench) -> None:
    # 40 hours after the end: 37.6 axillary counts as 38.1 (S3: axillary + 0.5).
    ended = infusion(19, 12, end=NOW.replace(day=19, hour=22, minute=20))
    at.store.open(Case(treatments=(ended,)))
    assert not at.is_asked("temperature_site")
    at.put("temperature", "37,6")
    (reading,) = at.store.committed.observations
    assert (reading.at, reading.value, reading.site) == (NOW, Decimal("37.6"), None)
    assert "Resistant" not in (headline(at, "ivig_response") or "")
    at.choose("temperature_site", "a")
    assert at.store.committed.observations[0].site == "axillary"
    assert "Resistant by AHA" in (headline(at, "ivig_response") or "")
    at.store.undo()
    assert at.answer("temperature_site") == "unknown"


def test_several_temperatures_are_entered_one_after_the_other(at: TabBench) -> None:
    at.put("temperature", "38,9")
    button(at.tab, "New reading").click()
    type_text("21-Nov-2026 10:00")
    press(Qt.Key.Key_Return)
    at.put("temperature", "39,4")
    at.choose("temperature_site", "t")
    assert "Reading 1 of 2" in at.screen()
    assert (
        "Last readings: 21-Nov-2026 10:00 39.4 °C (tympanic); 21-Nov-2026 14:20 38.9 °C (not known)"
        in at.screen()
    )
    button(at.tab, "Later").click()
    assert at.line("temperature").text == "38.9"
    at.put("sodium", "131")
    found = {(each.code, each.at.hour) for each in at.store.committed.observations}
    assert found == {("temperature", 14), ("temperature", 10), ("sodium", 14)}


@pytest.mark.hazard("H28")
def test_a_temperature_that_cannot_be_read_leaves_no_verdict(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.put("temperature", "389")
    assert {headline(at, card) for card in at.tab.cards} == {None}
    assert "Temperature: This entry cannot be read." in at.card("ivig_response")


def test_disease_activity_is_folded_and_kept_with_its_time(at: TabBench) -> None:
    assert "Disease activity, physician" not in at.screen()
    at.put("physician_activity", "8")
    at.put("parent_activity", "7,5")
    found = {each.code: (each.value, each.at) for each in at.store.committed.observations}
    assert found == {
        "physician_activity": (Decimal(8), NOW),
        "parent_activity": (Decimal("7.5"), NOW),
    }
    assert at.tab.cards["activity"].isVisible()
    at.store.start_new()
    assert not at.tab.cards["activity"].isVisible()
    assert "Disease activity, physician" not in at.screen()


def test_the_trial_asks_only_what_the_record_cannot_answer(at: TabBench) -> None:
    at.open(PUBLISHED_1)
    assert "written consent" not in at.screen()
    link(at.tab.form, "Trial ANACOMP: what only a person can answer").click()
    assert "I8: written consent" in at.screen()
    # Nobody has to say whether the child is old enough, or had a second infusion it did have.
    assert not at.is_asked("screening.I1")
    at.choose("screening.I8", "y")
    at.choose("history.tuberculosis_risk", "y")
    case = at.store.committed
    assert dict(case.trial_screening.anacomp) == {"I8": "present"}
    assert case.history.tuberculosis_risk == "present"
    assert "ANACOMP: criteria to enter: Not eligible" in at.screen()
    at.store.undo()
    at.store.undo()
    assert at.store.committed.trial_screening.anacomp == {}


def test_a_missing_item_of_the_trial_leads_to_its_question(at: TabBench) -> None:
    at.open(PUBLISHED_1)
    at.tab.cards["eligibility_anacomp"].go_to.emit("screening.I8")
    type_text("y")
    assert dict(at.store.committed.trial_screening.anacomp) == {"I8": "present"}
    assert at.wanted == []


def test_the_dose_of_the_infusion_needs_its_unit(at: TabBench) -> None:
    assert not at.is_asked("ivig_dose")
    at.store.open(Case(treatments=(infusion(20, 16),)))
    at.put("ivig_dose", "2,0")
    assert at.store.committed.treatments[0].dose is None
    field = at.line("ivig_dose")
    assert isinstance(field, NumberField)
    field.choose_unit("g/kg")
    (treatment,) = at.store.committed.treatments
    assert (treatment.dose, treatment.dose_unit) == (Decimal("2.0"), "g/kg")
    at.put("ivig_dose", "")
    (treatment,) = at.store.committed.treatments
    assert (treatment.dose, treatment.dose_unit) == (None, None)


def test_a_line_opens_what_is_said_of_its_number(at: TabBench) -> None:
    at.open(FICTIONAL)
    for source in sources_of(at.tab.cards["son"]):
        source.click()
        if "About this number:" in at.tab.source_note.text:
            break
        press(Qt.Key.Key_Escape)
    assert at.tab.source_note.isVisible()
