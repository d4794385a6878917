"""What is signed, checked, printed or struck is what was seen; no stray key decides anything."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from clinical.record.case import Treatment
from tests.desktop.hands import click, focused, paste, press, type_text
from tests.desktop.records_window import CONTROL, WardWindow
from tests.desktop.test_signing import name_again, planned, sheet_text, tab_of
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from records.service.records import Records
    from records.store.audit import Change


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    made = WardWindow(qtbot, tmp_path / "records").founded().joined("nan", "nurse")
    return made.signed_in().admitted()


def live_weights(ward: WardWindow) -> list[str]:
    return [str(each.kg) for each in ward.store.committed.weights if each.struck is None]


def history(ward: WardWindow) -> list[Change]:
    keeper = ward.desk.keeper
    assert keeper is not None
    found: list[Change] = []

    def read(records: Records) -> list[Change]:
        return list(records.trail.of_case(keeper.id))

    ward.link.ask(read, found.extend, lambda _: None)
    ward.settle()
    return found


def weighed_before(ward: WardWindow) -> None:
    """Take back the regimen and the last weight, and choose the same regimen again."""
    choice = ward.store.state.choice
    ward.store.undo()
    ward.store.undo()
    assert live_weights(ward) == ["10"]
    ward.store.choose(choice)


def undo_key() -> None:
    QTest.keyClick(focused(), Qt.Key.Key_Z, CONTROL)


@pytest.mark.hazard("H29", "H34")
def test_a_step_back_on_the_page_of_the_signature_changes_nothing_and_the_plan_seen_is_signed(
    ward: WardWindow,
) -> None:
    ward.enter("weight", "10")
    ward.enter("weight", "16.5")
    tab = planned(ward)
    click(tab.pane.sign_card.button)
    ward.settle()
    seen = ward.seen()
    # Child, drug, dose and weight stand on the page: nobody signs from memory.
    assert "NOVAK, Bela, born 02-Nov-2019" in seen
    assert "33 g" in seen
    assert "16.5 kg" in seen
    type_text("wrong")
    undo_key()
    ward.settle()
    assert live_weights(ward) == ["16.5"]
    press(Qt.Key.Key_A, "\x01", CONTROL)
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    (kept,) = ward.store.committed.plans
    assert kept.signed is not None
    assert kept.steps[0].given == 33


@pytest.mark.hazard("H29", "H34")
def test_a_plan_that_changed_while_its_page_was_open_is_not_signed_and_that_is_said(
    ward: WardWindow,
) -> None:
    ward.enter("weight", "10")
    ward.enter("weight", "16.5")
    tab = planned(ward)
    click(tab.pane.sign_card.button)
    ward.settle()
    # By whatever way it comes: here the store itself goes back to the weight before.
    weighed_before(ward)
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    assert [plan.signed for plan in ward.store.committed.plans if plan.signed is not None] == []
    assert "the plan is no longer the one that was shown" in ward.seen()
    assert ward.window.tabs.isVisible()


@pytest.mark.hazard("H29", "H36")
def test_the_second_person_marks_only_the_plan_on_which_the_two_agreed(ward: WardWindow) -> None:
    ward.enter("weight", "10")
    ward.enter("weight", "16.5")
    tab = planned(ward)
    click(tab.pane.check_card.button)
    type_text("16.5")
    press(Qt.Key.Key_Return)
    tab.check.agent.button("ivig").click()
    click(tab.check.compare_button)
    ward.settle()
    assert "33 g" in ward.seen()
    undo_key()
    ward.settle()
    assert live_weights(ward) == ["16.5"]
    weighed_before(ward)
    ward.fill("nan", PHRASE)
    ward.settle()
    ward.settle()
    assert tab_of(ward).pane.check_card.said.startswith("NOT CHECKED")
    assert [plan.checked for plan in ward.store.committed.plans if plan.checked is not None] == []


@pytest.mark.hazard("H29")
def test_where_the_tabs_are_not_in_front_no_entry_of_the_child_goes_back(
    ward: WardWindow,
) -> None:
    ward.enter("weight", "10")
    ward.enter("weight", "16.5")
    QTest.keyClick(focused(), Qt.Key.Key_F1)
    undo_key()
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Comma, ",", CONTROL)
    assert ward.window.side.settings_page.isVisible()
    undo_key()
    press(Qt.Key.Key_Escape)
    ward.desk.show_history()
    ward.settle()
    assert "NOVAK, Bela, born 02-Nov-2019" in ward.seen()
    undo_key()
    ward.settle()
    assert live_weights(ward) == ["16.5"]
    ward.window.go_home()
    ward.settle()
    open_actions = {
        action.objectName() for action in ward.window.findChildren(QAction) if action.isEnabled()
    }
    of_a_child = {"undo", "redo", "save", "save_as", "print", "close", "history", "end_admission"}
    assert open_actions & of_a_child == set()
    # Nor does a lock open them.
    ward.desk.lock_desk.lock()
    ward.settle()
    ward.fill(PHRASE)
    ward.settle()
    open_actions = {
        action.objectName() for action in ward.window.findChildren(QAction) if action.isEnabled()
    }
    assert open_actions & of_a_child == set()


@pytest.mark.hazard("H34")
def test_a_sheet_is_not_made_of_a_name_that_is_not_saved(ward: WardWindow) -> None:
    ward.window.go_home()
    ward.settle()
    ward.admitted("Kovacs", "Jan", "03-Mar-2020")
    ward.enter("weight", "16.5")
    planned(ward)
    ward.window.show_tab(0)
    ward.enter("family_name", "Novak")
    ward.settle()
    if ward.desk.near_page.isVisible():
        ward.desk.near_page.leave_button.click()
    ward.enter("given_name", "Bela")
    ward.settle()
    if ward.desk.near_page.isVisible():
        ward.desk.near_page.leave_button.click()
    ward.enter("date_of_birth", "02-Nov-2019")
    ward.settle()
    if ward.desk.near_page.isVisible():
        ward.desk.near_page.leave_button.click()
    assert ward.status == "NOT SAVED"
    planned(ward)
    ward.window.print_preview()
    ward.settle()
    ward.settle()
    assert not ward.window.sheets.is_open
    assert not ward.desk.ask_page.isVisible()
    assert any("the record is not saved" in each.text for each in ward.window.notices.notices)


@pytest.mark.hazard("H51")
def test_a_sheet_left_open_says_when_it_is_printed_and_goes_nowhere_once_it_has_ended(
    ward: WardWindow, tmp_path: Path
) -> None:
    ward.enter("weight", "16.5")
    planned(ward)
    ward.window.print_preview()
    ward.settle()
    name_again(ward)
    assert "Printed 21-Nov-2026 14:20" in sheet_text(ward)
    ward.later(minutes=5, at_work=True)
    place = tmp_path / "sheet.pdf"
    ward.window.sheets.save(place)
    ward.qtbot.waitUntil(place.exists)
    assert "Printed 21-Nov-2026 14:25" in sheet_text(ward)
    ward.clock.move(days=8)
    ward.store.tick()
    assert "THIS SHEET HAS EXPIRED" in ward.seen()
    assert not ward.window.preview.print_button.isEnabled()


@pytest.mark.hazard("H68")
def test_the_code_in_the_history_is_the_code_on_the_paper(ward: WardWindow) -> None:
    ward.enter("weight", "16.5")
    planned(ward)
    ward.window.print_preview()
    ward.settle()
    type_text("nov")
    ward.later(minutes=1, seconds=10, at_work=True)
    press(Qt.Key.Key_Return)
    type_text("2019")
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    text = sheet_text(ward)
    (printed,) = [each for each in history(ward) if each.action == "printed"]
    assert str(printed.detail["code"]) in text


@pytest.mark.hazard("H34")
def test_the_child_is_named_by_hand_and_not_by_what_was_copied(ward: WardWindow) -> None:
    ward.enter("weight", "16.5")
    tab = planned(ward)
    click(tab.pane.due_card.button)
    ward.settle()
    paste("nov")
    assert ward.desk.ask_page.values()["letters"] == ""
    name_again(ward)
    assert len(ward.store.committed.treatments) == 1


def given(ward: WardWindow, hours: int) -> Treatment:
    at = ward.store.now() - timedelta(hours=hours)
    return Treatment(agent="aspirin", start=at, end=at, dose=Decimal(200), dose_unit="mg")


@pytest.mark.hazard("H46")
def test_the_dose_that_is_struck_is_the_one_in_question_and_no_step_back_lets_it_count_again(
    ward: WardWindow,
) -> None:
    ward.enter("weight", "16.5")
    case = ward.store.committed
    ward.store.commit(case.replace(treatments=(given(ward, 10), given(ward, 4))))
    ward.settle()
    name_again(ward)
    first, second = ward.store.committed.treatments
    corrected = first.replace(dose=Decimal(250))
    ward.store.commit(ward.store.committed.replace(treatments=(corrected, second)))
    ward.settle()
    ward.key(Qt.Key.Key_Z)
    ward.press("Strike it…")
    # Which one, and when it was.
    assert "250 mg" in ward.seen()
    assert "04:20" in ward.seen()
    ward.fill("charted wrongly")
    ward.settle()
    live = [each.dose for each in ward.store.committed.treatments if each.struck is None]
    assert live == [Decimal(200)]
    (other,) = [each for each in ward.store.committed.treatments if each.struck is None]
    assert other.id == second.id
    ward.key(Qt.Key.Key_Z)
    assert "does not count again by a step back" in ward.seen()
    live = [each.dose for each in ward.store.committed.treatments if each.struck is None]
    assert live == [Decimal(200)]


def test_a_second_enter_neither_reopens_a_record_nor_ends_an_admission(ward: WardWindow) -> None:
    ward.desk.end_admission()
    press(Qt.Key.Key_Escape)
    ward.settle()
    keeper = ward.desk.keeper
    assert keeper is not None
    assert not keeper.opened.closed
    ward.desk.end_admission()
    press(Qt.Key.Key_Return)
    ward.settle()
    assert [each.action for each in history(ward) if each.action == "closed"] == []
    ward.desk.end_admission()
    ward.press("End the admission")
    for _ in range(4):
        ward.settle()
    type_text("nov")
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    ward.settle()
    assert "This admission has ended." in ward.window.question.text
    press(Qt.Key.Key_Return)
    ward.settle()
    assert ward.desk.keeper is not None
    assert ward.desk.keeper.opened.closed
    assert [each.action for each in history(ward) if each.action == "reopened"] == []


@pytest.mark.hazard("H34")
def test_a_quick_calculation_with_a_charted_dose_becomes_a_record_only_of_a_child_named_again(
    ward: WardWindow,
) -> None:
    ward.window.start_new()
    for field, text in (("family_name", "Toth"), ("date_of_birth", "02-Nov-2020")):
        ward.enter(field, text)
    ward.enter("weight", "16.5")
    ward.store.commit(ward.store.committed.replace(treatments=(given(ward, 4),)))
    ward.key(Qt.Key.Key_S)
    assert "Which child is it?" in ward.seen()
    name_again(ward, "nov", "2020")
    assert "This is not the child on the screen." in ward.seen()
    ward.desk.ask_page.fields["letters"].forget()
    ward.desk.ask_page.fields["birth_year"].forget()
    ward.desk.ask_page.fields["letters"].setFocus()
    name_again(ward, "tot", "2020")
    ward.settle()
    assert ward.status.startswith(("Saved", "No unsaved"))
    assert ward.desk.keeper is not None
