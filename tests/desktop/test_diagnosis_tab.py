"""The Diagnosis tab under real keys: entries in, the criteria out, and nothing left behind."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from clinical.quantity import Unit
from clinical.record.case import Case
from desktop.examples import FICTIONAL, PUBLISHED_1
from desktop.rules import load_rulebook
from desktop.tabs.diagnosis import DiagnosisTab
from desktop.widgets.choice_field import ChoiceField
from desktop.widgets.number_field import NumberField
from tests.desktop.hands import empty_field, focused, press, type_text
from tests.desktop.tab_bench import (
    TabBench,
    bench,
    link,
    sources_of,
    widths_too_large,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop import theme
    from reports.wording import Wording

SIGNS = ("conjunctivitis", "oral_changes", "rash", "extremity_changes")


@pytest.fixture
def at(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, DiagnosisTab)


def headline(at: TabBench, key: str = "kawasaki") -> str | None:
    card = at.tab.cards[key].card
    return card.headline if card is not None else None


@pytest.mark.hazard("H14")
def test_a_new_form_has_nothing_filled_in(at: TabBench) -> None:
    assert {each.text() for each in at.tab.findChildren(QLineEdit)} == {""}
    chosen = {each.choice for each in at.tab.findChildren(ChoiceField) if each.isVisible()}
    assert chosen == {"unknown", "not_recorded"}
    assert at.store.state.case == Case()


@pytest.mark.hazard("H14")
@pytest.mark.hazard("H07")
@pytest.mark.parametrize("key", ["crp", "haemoglobin", "albumin", "total_bilirubin"])
def test_a_number_is_no_value_until_its_unit_is_chosen(at: TabBench, key: str) -> None:
    at.put(key, "3")
    assert at.store.committed.observations == ()
    assert "Choose the unit" in at.line(key).message


@pytest.mark.hazard("H07")
def test_the_number_in_the_other_unit_stands_beside_it(at: TabBench) -> None:
    at.put("crp", "120")
    field = at.line("crp")
    assert isinstance(field, NumberField)
    field.choose_unit("mg/L")
    assert field.echo == "= 12 mg/dL"
    (observation,) = at.store.committed.observations
    assert (observation.value, observation.unit) == (Decimal(120), Unit.MG_PER_L)


def test_the_record_is_typed_by_keys_alone_and_the_verdict_follows(at: TabBench) -> None:
    at.put("date_of_birth", "15-Jan-2022")
    at.put("fever_onset", "17-Nov-2026")
    for sign in SIGNS[:3]:
        at.choose(f"signs.{sign}", "p")
    assert headline(at) == "Suspected: cannot be decided yet"
    at.choose("signs.extremity_changes", "p")
    assert headline(at) == "Complete Kawasaki disease"
    at.choose("signs.rash", "a")
    assert headline(at) != "Complete Kawasaki disease"


def test_results_follow_each_key_before_the_entry_is_left(at: TabBench) -> None:
    at.type("fever_onset", "19-Nov-2026")
    assert "Fever day 3." in at.screen()
    assert at.store.committed.illness.fever_onset is None
    assert "fever_onset" in at.store.state.typing


@pytest.mark.hazard("H45")
@pytest.mark.parametrize(
    ("onset", "now", "day"),
    [
        ("21-Nov-2026", "2026-11-21T23:59:00+01:00", 1),
        ("21-Nov-2026", "2026-11-22T00:00:00+01:00", 2),
        ("21-Nov-2026 23:59", "2026-11-22T00:00:00+01:00", 2),
        ("18-Nov-2026", "2026-11-22T12:00:00+01:00", 5),
        ("27-Feb-2028", "2028-03-01T12:00:00+01:00", 4),
    ],
)
def test_the_fever_day_is_echoed_with_its_rule(
    qtbot: QtBot, words: Wording, onset: str, now: str, day: int
) -> None:
    at = bench(qtbot, load_rulebook(), words, DiagnosisTab, datetime.fromisoformat(now))
    at.put("fever_onset", onset)
    assert f"Fever day {day}. The first day of fever counts as day 1." in at.screen()


@pytest.mark.hazard("H13")
def test_deleting_a_value_makes_it_unknown_and_never_0(at: TabBench) -> None:
    at.open(PUBLISHED_1)
    assert "CRP 12 mg/dL" in at.card("inflammation")
    at.go("crp")
    empty_field()
    assert "CRP: not known" in at.card("inflammation")
    press(Qt.Key.Key_Return)
    assert "crp" not in {each.code for each in at.store.committed.observations}
    assert "CRP: not known" in at.card("inflammation")


@pytest.mark.hazard("H28")
def test_a_value_beyond_the_hard_limit_is_missing_and_not_the_last_one(at: TabBench) -> None:
    at.open(PUBLISHED_1)
    at.type("esr", "540")
    assert "Not calculated" in at.card("inflammation")
    press(Qt.Key.Key_Return)
    assert [headline(at, key) for key in at.tab.cards] == [None] * len(at.tab.cards)
    assert "ESR: This entry cannot be read." in at.card("kawasaki")
    assert "200 mm/h or less" in at.line("esr").message or "0 to 200" in at.line("esr").message


@pytest.mark.hazard("H28")
def test_an_impossible_order_of_days_blanks_every_card_and_says_why(at: TabBench) -> None:
    at.open(PUBLISHED_1)
    assert headline(at) == "Complete Kawasaki disease"
    at.put("fever_ended", "31-Mar-2020")
    assert [headline(at, key) for key in at.tab.cards] == [None] * len(at.tab.cards)
    assert "Last day of fever: The end lies before the beginning." in at.card("kawasaki")
    assert at.line("fever_ended").message == "The end lies before the beginning."
    assert "Complete" not in at.everything()
    at.put("fever_ended", "06-Apr-2020")
    assert at.line("fever_ended").message != "The end lies before the beginning."


@pytest.mark.hazard("H28")
def test_an_error_of_the_program_leaves_no_result(at: TabBench) -> None:
    at.open(FICTIONAL)
    assert "McCrindle" in at.everything()
    at.store.fail(RuntimeError("boom"))
    shown = at.everything()
    assert "the program made an error" in at.card("kawasaki")
    for result in ("Complete", "of 5 present", "Fever day", "McCrindle"):
        assert result not in shown


@pytest.mark.hazard("H37")
def test_nothing_of_one_child_is_left_for_the_next(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.put("esr", "5400")
    at.put("height", "1x")
    at.choose("allergies", "k")
    at.put("allergy_text", "latex")
    at.store.start_new()
    shown = at.everything()
    for leftover in ("Example", "Ada", "TRAINING", "5400", "1x", "latex", "2022", "14-Nov", "16.5"):
        assert leftover not in shown, leftover
    assert {each.text() for each in at.tab.findChildren(QLineEdit)} == {""}


def test_a_laboratorys_less_than_is_kept(at: TabBench) -> None:
    at.put("esr", "<5")
    (observation,) = at.store.committed.observations
    assert (observation.comparator, observation.value) == ("<", Decimal(5))
    assert at.line("esr").text == "<5"


def test_how_the_weight_was_found_is_asked_once_there_is_one(at: TabBench) -> None:
    assert not at.is_asked("weight_method")
    at.type("weight", "16,5")
    press(Qt.Key.Key_Tab)
    assert at.store.committed.weights[0].kg == Decimal("16.5")
    at.choose("weight_method", "e")
    at.put("height", "103")
    assert at.store.committed.weights[0].method == "estimated"
    assert at.store.committed.heights[0].at == at.store.committed.weights[0].at


def test_the_echocardiogram_is_read_here_and_entered_on_a_tab_of_its_own(at: TabBench) -> None:
    assert "Not recorded" in at.screen()
    assert not at.is_asked("echo.lad_mm")
    at.open(FICTIONAL)
    assert "14-Nov-2026 15:00: No involvement" in at.screen()
    link(at.tab.form, "Change").click()
    assert at.wanted == ["echo"]


def test_a_small_node_does_not_count(at: TabBench) -> None:
    # AHA 2017: 1.5 cm or more.
    assert not at.is_asked("node_diameter")
    at.choose("signs.cervical_lymphadenopathy", "p")
    assert "1 of 5 present" in at.card("signs")
    at.put("node_diameter", "1.4")
    assert "0 of 5 present" in at.card("signs")
    at.put("node_diameter", "1.5")
    assert "1 of 5 present" in at.card("signs")


def test_the_day_3_diagnosis_is_asked_on_fever_day_3_alone(at: TabBench) -> None:
    at.put("fever_onset", "18-Nov-2026")
    assert not at.is_asked("experienced_clinician_override")
    at.put("fever_onset", "19-Nov-2026")
    for sign in SIGNS:
        at.choose(f"signs.{sign}", "p")
    assert headline(at) == "Suspected: cannot be decided yet"
    at.choose("experienced_clinician_override", "y")
    assert headline(at) == "Complete Kawasaki disease"


def test_an_age_needs_its_unit_and_gives_way_to_the_date_of_birth(at: TabBench) -> None:
    at.put("age", "4")
    assert at.store.committed.patient.age is None
    field = at.line("age")
    assert isinstance(field, NumberField)
    field.choose_unit("years")
    age = at.store.committed.patient.age
    assert age is not None
    assert (age.years, age.at) == (4, date(2026, 11, 21))
    at.put("age", "22")
    assert at.store.committed.patient.age is None
    at.put("age", "")
    at.put("date_of_birth", "15-Jan-2022")
    assert at.store.committed.patient.age is None
    assert not at.is_asked("age")


def test_substances_are_toggled_only_where_allergies_are_known(at: TabBench) -> None:
    assert not at.is_asked("substances")
    at.choose("allergies", "k")
    at.go("substances")
    press(Qt.Key.Key_Space, " ")
    at.put("allergy_text", "latex")
    items = at.store.committed.allergies.items
    named = [(each.substance, each.text) for each in items]
    assert named == [("anakinra", None), ("other", "latex")]
    at.go("substances")
    press(Qt.Key.Key_Space, " ")
    assert [each.substance for each in at.store.committed.allergies.items] == ["other"]
    at.choose("allergies", "u")
    assert at.store.committed.allergies.items == ()


def test_a_missing_value_leads_to_its_entry(at: TabBench) -> None:
    card = at.tab.cards["kawasaki"]
    link(card, "First day of fever").click()
    type_text("17-Nov-2026")
    press(Qt.Key.Key_Return)
    assert at.store.committed.illness.fever_onset == date(2026, 11, 17)
    assert at.wanted == []
    link(card, "Echocardiogram").click()
    assert at.wanted == ["echo"]


def test_a_line_opens_its_source_in_place_and_closes_it_by_key(at: TabBench) -> None:
    at.open(PUBLISHED_1)
    source = sources_of(at.tab.cards["kawasaki"])[0]
    source.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert "2017" in at.tab.source_note.text
    assert "From the rules of edition 2026.1." in at.tab.source_note.text
    assert "About this number: " in at.tab.source_note.text
    assert "Checked" in at.tab.source_note.text
    press(Qt.Key.Key_Escape)
    assert at.tab.source_note.text == ""
    assert QApplication.focusWidget() is source


def test_tab_passes_through_the_entries_in_reading_order(at: TabBench) -> None:
    at.open(FICTIONAL)
    at.go("family_name")
    heights: list[int] = []
    for _ in range(60):
        widget = focused()
        if not at.tab.form.isAncestorOf(widget):
            break
        heights.append(widget.mapTo(at.tab.form, widget.rect().center()).y())
        press(Qt.Key.Key_Tab)
    assert len(heights) > 35
    # Buttons of one line stand side by side: equal within a line.
    assert all(later >= earlier - 20 for earlier, later in pairwise(heights))


@pytest.mark.parametrize("width", [1366, 683, 480])
def test_nothing_is_cut_at_the_side(dressed: theme.Theme, at: TabBench, width: int) -> None:
    assert dressed is not None
    at.open(FICTIONAL)
    assert widths_too_large(at, width) == []
