from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from clinical.record.case import Case, Patient, Treatment
from desktop import edits
from desktop.widgets.form import FormRow
from desktop.widgets.number_field import NumberField
from desktop.widgets.text_field import TextField
from tests.desktop.dosing_bench import DOSE, KG_60, NOW, bench, is_hidden, known, on_anakinra
from tests.desktop.eyes import holder
from tests.desktop.hands import empty_field, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


def test_moving_over_the_regimens_chooses_none(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words)
    at.tab.regimens.button("ivig").setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Tab):
        press(key)
    assert at.store.state.choice is None


@pytest.mark.hazard("H18")
def test_more_than_200_mg_a_day_asks_and_takes_a_reason(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("anakinra_fixed")
    assert at.tab.pane.dose_card.dose == "240 mg"
    assert words.text("verdict.plan.confirm") in at.results()
    code = "limit.daily_dose_high"
    assert at.tab.focus_field(f"question.{code}")
    reason = holder(QApplication.focusWidget(), TextField)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space, " ")
    assert reason.message == words.text("dosing.reason_missing")
    assert words.text("verdict.plan.confirm") in at.results()
    type_text("agreed with rheumatology")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space, " ")
    assert words.text("verdict.plan.ready") in at.results()
    choice = at.store.state.choice
    assert choice is not None
    assert [(each.code, each.reason) for each in choice.overrides] == [
        (code, "agreed with rheumatology")
    ]
    assert "Confirmed: agreed with rheumatology" in at.texts()


@pytest.mark.hazard("H29")
def test_an_answer_can_be_taken_back(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("anakinra_fixed")
    at.confirm("limit.daily_dose_high", "agreed")
    assert words.text("verdict.plan.ready") in at.results()
    assert at.tab.focus_field("question.limit.daily_dose_high")
    press(Qt.Key.Key_Space, " ")
    assert words.text("verdict.plan.confirm") in at.results()
    assert "agreed" not in at.texts()


@pytest.mark.hazard("H29")
def test_a_reason_given_for_one_dose_does_not_pass_another(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("anakinra_fixed")
    at.confirm("limit.daily_dose_high", "agreed for 240")
    at.weigh("61")
    assert at.tab.pane.dose_card.dose == "244 mg"
    assert words.text("verdict.plan.confirm") in at.results()
    assert "agreed for 240" not in at.texts()


@pytest.mark.hazard("H18")
def test_a_chosen_maximum_shows_what_it_cut(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("ivig")
    at.enter("max_g", "100")
    assert at.tab.pane.dose_card.dose == "100 g"
    assert "100 g in all: reached, cut from 120 g to 100 g" in at.results()
    assert "120 g given as 100 g: −16.7 percent" in at.results()


@pytest.mark.hazard("H02", "H28")
@pytest.mark.parametrize("text", ["1,2,3", "05", "4 mg", "1000", "four", "4.123"])
def test_a_setting_that_cannot_be_read_is_never_its_default(
    qtbot: QtBot, words: Wording, text: str
) -> None:
    at = on_anakinra(qtbot, words)
    field = at.enter("mg_per_kg_day", text)
    assert field.message
    assert at.tab.pane.dose_card.dose == ""
    assert not DOSE.search(at.results().replace("4 mg", ""))
    field.setFocus()
    empty_field()
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == "66 mg"


def test_a_setting_out_of_its_range_says_so_at_its_field(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    field = at.enter("days", "0")
    assert "1 to 99" in field.message
    assert at.tab.pane.dose_card.dose == ""


@pytest.mark.hazard("H28")
def test_the_dose_hides_while_a_setting_is_typed(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    at.setting("mg_per_kg_day")
    type_text("2")
    assert at.tab.pane.dose_card.dose == ""
    assert at.doses() == []
    press(Qt.Key.Key_Tab)
    assert at.tab.pane.dose_card.dose == "33 mg"


def test_a_start_moves_every_dose(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    at.tab.start.setFocus()
    type_text("22-Nov-2026 08:00")
    press(Qt.Key.Key_Return)
    shown = at.results()
    assert "08:00" in shown
    assert "Sun 22-Nov-2026" in shown
    # Twenty-eight days: the last one is 27 days after the first.
    assert "Sat 19-Dec-2026" in shown


@pytest.mark.hazard("H28")
def test_a_start_that_cannot_be_read_never_becomes_now(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    at.tab.start.setFocus()
    type_text("31-Feb-2026 08:00")
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == ""
    assert at.tab.start.message
    assert words.text("dosing.start_unreadable") in at.results()
    at.tab.start.setFocus()
    empty_field()
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == "66 mg"


def test_another_regimen_starts_with_its_own_settings(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    at.enter("mg_per_kg_day", "2")
    at.choose("ivig")
    at.choose("anakinra_fixed")
    assert at.tab.pane.dose_card.dose == "66 mg"
    assert [field.text for field in at.tab.findChildren(NumberField) if field.text] == []


def test_at_most_three_questions_stand_open_at_once(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words)
    # An empty record: allergies, neutrophils, the weight's age and a high dose all ask.
    at.store.commit(edits.weight(Case(), NOW - timedelta(days=8), KG_60))
    at.choose("anakinra_fixed")
    reasons = [field for field in at.tab.questions.findChildren(TextField) if not is_hidden(field)]
    assert len(reasons) == 3
    assert "1 more after these" in at.texts()


def test_an_answer_to_the_history_goes_into_the_case(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    assert at.tab.focus_field("history.active_infection")
    press(Qt.Key.Key_P, "p")
    assert at.store.state.case.history.active_infection == "present"
    assert "Active infection recorded." in at.results()
    assert words.text("verdict.plan.confirm") in at.results()


def test_only_what_the_drug_asks_is_asked(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.choose("ivig")
    assert at.tab.focus_field("history.anti_iga_antibodies")
    rows = {row.field.accessibleName() for row in at.tab.findChildren(FormRow) if row.isVisible()}
    assert words.name("history.anti_iga_antibodies") in rows
    assert words.name("history.active_infection") not in rows


def test_recorded_blockers_and_vaccines_are_named(qtbot: QtBot, words: Wording) -> None:
    given = Treatment(agent="infliximab", start=NOW - timedelta(days=2))
    at = bench(qtbot, words, known(treatments=(given,)))
    at.choose("anakinra_fixed")
    assert "infliximab, 19-Nov-2026 14:20" in at.tab.before.facts["tnf"].value
    assert at.tab.before.facts["vaccine"].value == words.text("dosing.vaccine_none")


def test_tab_goes_through_the_form_in_reading_order(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words)
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    at.tab.weight.setFocus()
    places: list[tuple[int, int]] = []
    seen: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not None and at.tab.form.isAncestorOf(now):
        if now in seen:
            break
        seen.append(now)
        at_form = now.mapTo(at.tab.form, now.rect().topLeft())
        places.append((at_form.y(), at_form.x()))
        press(Qt.Key.Key_Tab)
    assert len(places) > 15
    heights = [height for height, _ in places]
    # What stands in one row may differ by half of its height.
    assert all(later > earlier - 20 for earlier, later in pairwise(heights))
    assert any(isinstance(each, QPushButton) for each in seen)
