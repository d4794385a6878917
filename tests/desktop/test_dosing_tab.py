from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from clinical.record.case import Illness, Patient, Weight
from desktop import edits
from desktop.widgets.choice_field import ChoiceField
from desktop.widgets.link_button import LinkButton
from desktop.widgets.number_field import NumberField
from tests.desktop.dosing_bench import KG_16_5, NOW, bench, is_hidden, known, on_anakinra
from tests.desktop.hands import press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


@pytest.mark.hazard("H14")
def test_nothing_is_chosen_and_nothing_is_filled_in_beforehand(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words)
    for regimen in at.store.state.rulebook.regimens:
        assert not at.tab.regimens.button(regimen).isChecked()
    assert at.store.state.choice is None
    at.choose("ivig")
    assert [field.text for field in at.tab.findChildren(NumberField)] == [""] * len(
        at.tab.findChildren(NumberField)
    )
    product = next(field for field in at.tab.findChildren(ChoiceField) if "product" in
                   field.accessibleName().lower())  # fmt: skip
    assert product.choice is None
    assert at.tab.start.text == ""


@pytest.mark.hazard("H17")
def test_a_weight_and_a_regimen_give_the_dose_per_dose_and_per_day(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16,5")
    at.choose("anakinra_fixed")
    assert at.tab.pane.dose_card.dose == "66 mg"
    shown = at.results()
    assert "0.44 mL" in shown
    assert "16.5 kg × 4 mg/kg = 66 mg = 0.44 mL" in shown
    assert "66 mg once a day = 66 mg in 24 hours = 4 mg/kg in 24 hours" in shown
    assert "100 mg in 0.67 mL" in shown
    assert "from 1 syringe" in shown
    assert words.text("verdict.plan.ready") in shown


@pytest.mark.hazard("H28")
def test_the_old_dose_is_gone_at_the_first_keystroke(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    at.weight.setFocus()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace)
    assert at.tab.pane.dose_card.dose == ""
    assert "typing" in at.results()
    assert at.doses() == []
    type_text("8")
    assert at.doses() == []
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == "67 mg"
    assert "66 mg" not in at.texts()


def test_a_weight_typed_and_taken_back_brings_the_dose_back(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    at.weight.setFocus()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace)
    type_text("5")
    assert at.tab.pane.dose_card.dose == ""
    press(Qt.Key.Key_Return)
    assert at.tab.pane.dose_card.dose == "66 mg"


@pytest.mark.hazard("H03", "H28")
def test_a_weight_that_cannot_be_right_gives_no_dose(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    at.weigh("5523")
    assert at.tab.pane.dose_card.dose == ""
    assert "Weight: This entry cannot be read." in at.results()
    assert at.doses() == []
    at.weigh("15")
    assert at.tab.pane.dose_card.dose == "60 mg"


@pytest.mark.hazard("H13", "H40")
def test_an_unreadable_weight_never_lets_an_older_one_take_its_place(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    older = Weight(at=at.store.state.as_of - timedelta(days=2), kg=Decimal(15))
    at.store.commit(at.store.committed.replace(weights=(older, *at.store.committed.weights)))
    at.choose("anakinra_fixed")
    assert at.tab.pane.dose_card.dose == "66 mg"
    at.weigh("1650")
    assert at.doses() == []
    assert "Weight: This entry cannot be read." in at.results()


@pytest.mark.hazard("H13")
def test_without_a_weight_there_is_no_dose_and_a_way_to_enter_one(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.choose("ivig")
    assert "No dose: enter a weight" in at.results()
    assert at.doses() == []
    links = [link for link in at.tab.weight.findChildren(LinkButton) if not is_hidden(link)]
    links[0].setFocus()
    press(Qt.Key.Key_Space, " ")
    assert at.wanted == ["weight"]


@pytest.mark.hazard("H25")
def test_immunoglobulin_shows_grams_volume_rate_and_end(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("ivig")
    assert at.tab.pane.dose_card.dose == "33 g"
    shown = at.results()
    for text in ("330 mL", "27.5 mL/h", "1.67 mL/kg per hour", "10 g in 100 mL"):
        assert text in shown
    # Twelve hours after 14:20.
    assert "02:20" in shown
    assert "Sun 22-Nov-2026" in shown


@pytest.mark.hazard("H25")
def test_the_other_strength_doubles_the_volume_and_keeps_the_grams(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("ivig")
    assert at.tab.focus_field("setting.product")
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert at.tab.pane.dose_card.dose == "33 g"
    assert "660 mL" in at.results()
    assert "5 g in 100 mL" in at.results()


@pytest.mark.hazard("H03", "H28", "H29")
def test_a_dose_beyond_the_hard_limit_leaves_no_number_on_the_tab(
    qtbot: QtBot, words: Wording
) -> None:
    at = on_anakinra(qtbot, words)
    at.enter("mg_per_kg_day", "9")
    assert words.text("verdict.plan.refused") in at.results()
    assert "more than 8 mg/kg/day is never planned" in at.results()
    assert at.doses() == []
    assert not at.tab.pane.preview_button.isEnabled()
    assert words.text("dosing.no_sheet_refused") in at.results()


@pytest.mark.hazard("H34", "H37")
def test_nothing_of_one_child_stays_for_the_next(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known(patient=Patient(date_of_birth=date(2010, 6, 1))))
    at.weigh("60")
    at.choose("anakinra_fixed")
    at.confirm("limit.daily_dose_high", "agreed")
    at.enter("days", "14")
    at.tab.start.setFocus()
    type_text("22-Nov-2026 08:00")
    press(Qt.Key.Key_Return)
    at.store.start_new()
    texts = at.texts()
    assert at.doses() == []
    for text in ("agreed", "60 kg", "22-Nov-2026", "08:00", "240"):
        assert text not in texts
    assert [field.text for field in at.tab.findChildren(NumberField) if field.text] == []


@pytest.mark.hazard("H28")
def test_an_entry_that_cannot_be_right_blanks_the_dose(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    wrong = at.store.state.case.replace(illness=Illness(fever_onset=date(2021, 1, 1)))
    at.store.commit(wrong)
    assert at.tab.pane.dose_card.dose == ""
    assert at.doses() == []


@pytest.mark.hazard("H28")
def test_an_error_of_the_program_blanks_the_dose(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    at.store.fail(ZeroDivisionError())
    assert at.tab.pane.dose_card.dose == ""
    assert at.doses() == []


@pytest.mark.hazard("H40")
def test_an_old_weight_asks_and_its_date_stands_beside_it(qtbot: QtBot, words: Wording) -> None:
    weighed = NOW - timedelta(days=8)
    case = edits.weight(known(), weighed, KG_16_5)
    at = bench(qtbot, words, case)
    at.choose("anakinra_fixed")
    assert "13-Nov-2026 14:20" in at.texts()
    assert words.text("verdict.plan.confirm") in at.results()
    assert "is 8 days old" in at.results()


def test_the_sheet_is_asked_for_by_key(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    asked: list[str] = []
    at.tab.preview_wanted.connect(lambda: asked.append("preview"))
    at.tab.pdf_wanted.connect(lambda: asked.append("pdf"))
    assert not at.tab.pane.preview_button.isEnabled()
    assert words.text("dosing.no_sheet_nothing") in at.results()
    at.weigh("16.5")
    at.choose("anakinra_fixed")
    for button in (at.tab.pane.preview_button, at.tab.pane.pdf_button):
        button.setFocus()
        press(Qt.Key.Key_Space, " ")
    assert asked == ["preview", "pdf"]


def test_a_line_opens_its_source(qtbot: QtBot, words: Wording) -> None:
    at = on_anakinra(qtbot, words)
    card = at.tab.pane.dose_card
    links = [link for link in card.findChildren(LinkButton) if not is_hidden(link)]
    # The first in reading order is that of the working.
    min(links, key=lambda link: link.mapTo(card, link.rect().topLeft()).y()).setFocus()
    press(Qt.Key.Key_Space, " ")
    source = at.store.state.rulebook.sources["S1"]
    assert source.title in at.tab.pane.source_note.text


@pytest.mark.parametrize("width", [1366, 683])
def test_nothing_is_cut_at_the_sides(
    qtbot: QtBot, words: Wording, dressed: object, width: int
) -> None:
    at = bench(qtbot, words)
    at.weigh("16.5")
    at.choose("ivig")
    at.tab.setParent(None)
    at.tab.resize(width, 384)
    qtbot.addWidget(at.tab)
    at.tab.show()
    QApplication.processEvents()
    for label in at.tab.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), (
                label.text()
            )
