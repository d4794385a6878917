"""Signing, the second check and the sheet of a patient: each person is asked for again."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
import pytest
from PySide6.QtCore import Qt

from desktop.tabs.dosing import DosingTab
from tests.desktop.hands import click, press, type_text
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE, key

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from records.service.patients import Saved
    from records.service.records import Records

DOSING = 3


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    made = WardWindow(qtbot, tmp_path / "records").founded().joined("bea", "clinician")
    made.joined("cleo", "nurse").joined("abe", "auditor")
    made.signed_in().admitted()
    made.enter("weight", "16.5")
    return made


def tab_of(ward: WardWindow) -> DosingTab:
    ward.window.show_tab(DOSING)
    tab = ward.window.tabs.tab(DOSING)
    assert isinstance(tab, DosingTab)
    return tab


def planned(ward: WardWindow, regimen: str = "ivig") -> DosingTab:
    """Choose a regimen and answer what it asks, by key."""
    tab = tab_of(ward)
    tab.regimens.button(regimen).setFocus()
    press(Qt.Key.Key_Space, " ")
    for _ in range(12):
        plan = ward.store.state.plan
        assert plan is not None
        if not plan.open_confirmations:
            break
        assert tab.focus_field(f"question.{plan.open_confirmations[0].code}")
        type_text("seen and accepted")
        press(Qt.Key.Key_Tab)
        press(Qt.Key.Key_Space, " ")
    assert ward.store.state.plan is not None
    assert ward.store.state.plan.verdict == "ready"
    ward.settle()
    return tab


def name_again(ward: WardWindow, letters: str = "nov", year: str = "2019") -> None:
    ward.fill(letters, year)
    ward.settle()
    ward.settle()


def sheet_text(ward: WardWindow) -> str:
    ward.qtbot.waitUntil(lambda: bool(ward.window.preview.content))
    pages = pypdfium2.PdfDocument(BytesIO(ward.window.preview.content))
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def test_signing_asks_for_the_person_again_and_stands_on_screen_and_paper(
    ward: WardWindow,
) -> None:
    tab = planned(ward)
    assert tab.pane.sign_card.said.startswith("NOT SIGNED")
    click(tab.pane.sign_card.button)
    ward.settle()
    ward.fill("another password")
    ward.settle()
    assert "Name and password do not belong together." in ward.seen()
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    tab = tab_of(ward)
    assert tab.pane.sign_card.said == "SIGNED by Dr Ada Example, 21-Nov-2026 14:20"
    (kept,) = ward.store.committed.plans
    assert kept.state == "active"
    assert kept.steps[0].given == 33
    assert not ward.store.state.can_undo
    ward.window.print_preview()
    ward.settle()
    name_again(ward)
    text = sheet_text(ward)
    assert "NOT SIGNED" not in text
    # A signed plan does not ask about itself.
    assert "DRAFT" not in text
    assert ward.store.state.plan is not None
    assert ward.store.state.plan.verdict == "ready"
    assert "Printed 21-Nov-2026 14:20 by Dr Ada Example" in text
    assert "History " in text


def test_the_key_to_sign_passes_nothing_by_and_says_why_it_cannot(ward: WardWindow) -> None:
    ward.key(Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    assert "There is no plan on the screen that could be signed." in ward.seen()
    tab = tab_of(ward)
    click(tab.regimens.button("ivig"))
    ward.settle()
    ward.key(Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    assert ward.seen().count("Answer the open questions of the plan first.") == 2
    assert not ward.desk.ask_page.isVisible()
    tab = planned(ward)
    ward.key(Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    assert ward.desk.ask_page.isVisible()
    assert ward.store.committed.plans == ()
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    ward.key(Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    assert "The plan on the screen is signed already." in ward.seen()
    assert not ward.desk.ask_page.isVisible()


def test_a_plan_that_is_changed_after_its_signature_is_not_signed(ward: WardWindow) -> None:
    tab = planned(ward)
    click(tab.pane.sign_card.button)
    ward.settle()
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    ward.window.show_tab(0)
    ward.enter("weight", "17")
    tab = tab_of(ward)
    assert tab.pane.sign_card.said.startswith("NOT SIGNED")


@pytest.mark.hazard("H34")
def test_before_the_first_print_the_child_is_named_again(ward: WardWindow) -> None:
    planned(ward)
    ward.window.print_preview()
    ward.settle()
    assert "Which child is it?" in ward.seen()
    # Nothing on the screen helps: the banner is away.
    assert "NOVAK" not in ward.seen().upper()
    name_again(ward, "kov", "2019")
    assert "This is not the child on the screen." in ward.seen()
    assert not ward.window.sheets.is_open
    press(Qt.Key.Key_Escape)
    ward.window.print_preview()
    ward.settle()
    name_again(ward)
    assert ward.window.sheets.is_open
    press(Qt.Key.Key_Escape)
    ward.settle()
    # Once in a session.
    ward.window.print_preview()
    ward.settle()
    ward.settle()
    assert ward.window.sheets.is_open


@pytest.mark.hazard("H34")
def test_before_the_first_charted_dose_the_child_is_named_again(ward: WardWindow) -> None:
    tab = planned(ward)
    click(tab.pane.due_card.button)
    ward.settle()
    assert ward.store.committed.treatments == ()
    assert "Which child is it?" in ward.seen()
    name_again(ward)
    assert len(ward.store.committed.treatments) == 1
    assert ward.status == "Saved 14:20"
    # A charted dose is corrected, not undone.
    ward.key(Qt.Key.Key_Z)
    assert "A charted dose is not undone" in ward.seen()
    assert len(ward.store.committed.treatments) == 1
    assert ward.store.committed.treatments[0].struck is None
    # It is struck instead, with a reason.
    ward.press("Strike it…")
    ward.fill("not given after all")
    ward.settle()
    (dose,) = ward.store.committed.treatments
    assert dose.struck is not None
    assert (dose.struck.by, dose.struck.reason) == ("Dr Ada Example", "not given after all")
    assert ward.status == "Saved 14:20"


@pytest.mark.hazard("H34")
def test_the_second_person_signs_in_for_the_check_and_cannot_be_the_prescriber(
    ward: WardWindow,
) -> None:
    tab = planned(ward)
    click(tab.pane.sign_card.button)
    ward.settle()
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    tab = tab_of(ward)
    click(tab.pane.check_card.button)
    assert not tab.check.prescriber.isVisible()
    type_text("16.5")
    press(Qt.Key.Key_Return)
    tab.check.agent.button("ivig").click()
    click(tab.check.compare_button)
    ward.settle()
    assert "Second check: who checked?" in ward.seen()
    ward.fill("ada", PHRASE)
    ward.settle()
    assert "Signing and checking take two people." in ward.seen()
    ward.press("Back")
    tab = tab_of(ward)
    assert tab.pane.check_card.said.startswith("NOT CHECKED")
    click(tab.pane.check_card.button)
    type_text("16.5")
    press(Qt.Key.Key_Return)
    tab.check.agent.button("ivig").click()
    click(tab.check.compare_button)
    ward.settle()
    ward.desk.ask_page.fields["name"].setFocus()
    ward.fill("cleo", PHRASE)
    ward.settle()
    ward.settle()
    tab = tab_of(ward)
    said = tab.pane.check_card.said
    assert said == "CHECKED by Cleo Example, 21-Nov-2026 14:20; prescribed by Dr Ada Example"
    (kept,) = ward.store.committed.plans
    assert kept.checked is not None
    assert kept.checked.by == "Cleo Example"


def test_a_nurse_sees_why_the_plan_cannot_be_signed_by_her(ward: WardWindow) -> None:
    ward.desk.sign_out()
    ward.settle()
    ward.signed_in("cleo")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    tab = planned(ward)
    assert not tab.pane.sign_card.button.isEnabled()
    assert "Your role does not allow this: sign a plan." in ward.seen()


@pytest.mark.hazard("H60")
def test_a_sheet_of_a_record_that_others_changed_is_not_printed_and_both_are_shown(
    ward: WardWindow,
) -> None:
    planned(ward)
    keeper = ward.desk.keeper
    assert keeper is not None

    def elsewhere(records: Records) -> Saved:
        opened = records.patients.open(keeper.id)
        weights = tuple(each.replace(kg=Decimal(17)) for each in opened.case.weights)
        return records.patients.save(opened, opened.case.replace(weights=weights), key())

    ward.link.ask(elsewhere, lambda _: None, lambda _: None)
    ward.window.print_preview()
    ward.settle()
    name_again(ward)
    ward.settle()
    assert not ward.window.sheets.is_open
    assert "This record was changed meanwhile" in ward.seen()
    assert ward.desk.conflict.page.isVisible()
    ward.press("Take what is in the records")
    ward.settle()
    assert [str(each.kg) for each in ward.store.committed.weights] == ["17"]
