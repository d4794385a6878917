"""The log of a patient: each entry is one save, and who struck it stands in the record at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.app import TABS
from desktop.documents.treatment_log import TREATMENT_LOG
from desktop.examples import FICTIONAL_LOG
from desktop.log.tab import LogTab
from desktop.tabs.risk import RiskTab
from tests.desktop.hands import click, press, type_text
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE, Ward
from tests.reports.printed_pages import pages_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from clinical.record.case import Case


def stored(ward: WardWindow) -> Case:
    """Return the record as the store holds it, read by another program after this one."""
    ward.window.close()
    ward.link.close()
    other = Ward(ward.folder).signed_in("ada")
    (found,) = other.records.patients.search("")
    case = other.records.patients.open(found.case_id).case
    other.records.door.sign_out()
    return case


def log_of(ward: WardWindow) -> LogTab:
    ward.window.show_tab(1)
    tab = ward.window.tabs.current()
    assert isinstance(tab, LogTab)
    return tab


def take(tab: LogTab, degrees: str) -> None:
    tab.panel.form.fields["site"].button("tympanic").setFocus()
    press(Qt.Key.Key_Space, " ")
    tab.panel.form.first.setFocus()
    type_text(degrees)
    press(Qt.Key.Key_Return)


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    tabs = {"risk": RiskTab, "log": TABS["log"]}
    return WardWindow(qtbot, tmp_path / "records", tabs).founded().signed_in().admitted()


@pytest.mark.hazard("H46", "H47", "H68")
def test_a_temperature_is_saved_and_its_strike_names_who_did_it(ward: WardWindow) -> None:
    tab = log_of(ward)
    take(tab, "38.4")
    ward.settle()
    assert ward.status == "Saved 14:20"
    tab.table.view.selectRow(0)
    tab.table.strike_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    type_text("wrong child")
    press(Qt.Key.Key_Return)
    ward.settle()
    assert "Struck by Dr Ada Example" in ward.seen()
    (reading,) = stored(ward).observations
    assert reading.struck is not None
    assert (reading.struck.by, reading.struck.reason) == ("Dr Ada Example", "wrong child")
    assert reading.recorded is not None
    assert reading.recorded.by == "Dr Ada Example"


@pytest.mark.hazard("H34", "H46")
def test_the_first_dose_waits_until_the_child_was_named_and_is_charted_once(
    ward: WardWindow,
) -> None:
    tab = log_of(ward)
    tab.panel.choose("dose")
    form = tab.panel.form
    form.fields["agent"].button("paracetamol").setFocus()
    press(Qt.Key.Key_Space, " ")
    form.fields["dose"].choose_unit("mg")
    form.fields["dose"].setFocus()
    type_text("240")
    press(Qt.Key.Key_Return)
    ward.settle()
    assert "Which child is it?" in ward.seen()
    # What was typed stays until the record has it.
    assert form.fields["dose"].text == "240"
    ward.fill("nov", "2019")
    ward.settle()
    ward.settle()
    assert ward.status == "Saved 14:20"
    # Now the record has it, and nothing says or looks as if it had not.
    assert tab.panel.message.text == tab.words.text("log_tab.recorded")
    assert form.fields["dose"].text == ""
    # Typed twice by mistake it asks.
    form.fields["agent"].button("paracetamol").setFocus()
    press(Qt.Key.Key_Space, " ")
    form.fields["dose"].setFocus()
    type_text("240 mg")
    press(Qt.Key.Key_Return)
    assert "Recorded already: paracetamol 240 mg" in tab.panel.message.text
    (dose,) = stored(ward).treatments
    assert (dose.agent, dose.dose, dose.status) == ("paracetamol", 240, "given")


@pytest.mark.hazard("H34", "H68")
def test_the_log_sheet_of_a_patient_is_recorded_and_carries_the_head_of_the_history(
    ward: WardWindow, tmp_path: Path
) -> None:
    tab = log_of(ward)
    take(tab, "38.4")
    ward.settle()
    sheet = tmp_path / "log.pdf"
    ward.press("Log sheet: print or save…")
    assert "Which child is it?" in ward.seen()
    assert not ward.window.sheets.is_open
    ward.fill("nov", "2019")
    ward.settle()
    ward.settle()
    ward.qtbot.waitUntil(lambda: ward.window.preview.page_count > 0)
    assert "Treatment log, pages: " in ward.seen()
    ward.window.sheets.save(sheet)
    ward.qtbot.waitUntil(lambda: "PDF saved 14:20." in ward.seen())
    text = " ".join(page.words for page in pages_of(sheet.read_bytes()))
    assert "38.4 °C (ear)" in text
    assert "by Dr Ada Example" in text
    assert "History " in text
    # The history of the record is one click under the entries, as on every tab.
    press(Qt.Key.Key_Escape)
    ward.settle()
    click(tab.history_link)
    ward.settle()
    assert "printed" in ward.seen()
    assert "not printed" not in ward.seen()
    # It went out: no step back reaches behind it.
    assert not ward.store.state.can_undo


@pytest.mark.hazard("H51", "H68")
def test_a_log_sheet_says_what_holds_when_it_leaves_and_one_that_never_left_is_withdrawn(
    ward: WardWindow, tmp_path: Path
) -> None:
    take(log_of(ward), "38.4")
    ward.settle()
    ward.press("Log sheet: print or save…")
    ward.fill("nov", "2019")
    ward.settle()
    ward.qtbot.waitUntil(lambda: ward.window.preview.page_count > 0)
    ward.later(minutes=5, at_work=True)
    sheet = tmp_path / "log.pdf"
    ward.window.sheets.save(sheet)
    ward.qtbot.waitUntil(sheet.exists)
    text = " ".join(page.words for page in pages_of(sheet.read_bytes()))
    assert "As recorded at 21-Nov-2026 14:25" in text
    assert "Printed 21-Nov-2026 14:25" in text
    press(Qt.Key.Key_Escape)
    ward.settle()
    tab = log_of(ward)
    ward.press("Log sheet: print or save…")
    ward.settle()
    ward.qtbot.waitUntil(lambda: ward.window.preview.page_count > 0)
    # An entry that comes meanwhile closes the preview: the sheet no longer says what is recorded.
    ward.store.commit(ward.store.committed.replace(notes=()).replace(observations=()))
    assert not ward.window.sheets.is_open
    ward.settle()
    click(tab.history_link)
    ward.settle()
    assert "not printed" in ward.seen()


def test_without_records_the_log_sheet_is_shown_and_a_place_that_is_none_is_said(
    qtbot: QtBot, tmp_path: Path
) -> None:
    made = WardWindow(qtbot, tmp_path / "records", {"risk": RiskTab, "log": TABS["log"]})
    made.window.open_example(FICTIONAL_LOG)
    sheet = tmp_path / "log.pdf"
    assert made.window.preview_of(TREATMENT_LOG)
    qtbot.waitUntil(lambda: made.window.preview.page_count > 0)
    made.window.sheets.save(sheet)
    # The clock on the wall, not that of the example.
    qtbot.waitUntil(lambda: "PDF saved 14:20." in made.seen())
    assert pages_of(sheet.read_bytes())[0].words.count("Treatment log") == 1
    made.window.sheets.save(tmp_path / "nowhere" / "log.pdf")
    qtbot.waitUntil(lambda: "PDF NOT SAVED." in made.seen())


@pytest.mark.hazard("H46")
def test_an_entry_that_is_begun_asks_before_the_window_closes_or_the_child_is_left(
    ward: WardWindow,
) -> None:
    tab = log_of(ward)
    tab.panel.form.first.setFocus()
    type_text("38.9")
    question = ward.window.question
    assert not ward.window.close()
    assert question.text == "An entry in the treatment log is begun and not recorded."
    ward.press("Go back to it")
    assert (question.text, tab.panel.form.fields["temperature"].text) == ("", "38.9")
    ward.window.close_child()
    assert question.text == "An entry in the treatment log is begun and not recorded."
    assert ward.window.store.state.kept
    ward.press("Leave without it")
    assert not ward.window.store.state.kept
    # Nothing is begun any more.
    assert ward.window.close()


def test_a_correction_that_changes_nothing_yet_does_not_ask(ward: WardWindow) -> None:
    tab = log_of(ward)
    take(tab, "38.4")
    ward.settle()
    tab.table.view.selectRow(0)
    tab.table.correct_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert tab.panel.form.fields["temperature"].text == "38.4"
    assert ward.window.close()


@pytest.mark.hazard("H36", "H46")
def test_an_entry_that_is_begun_is_there_after_the_lock(ward: WardWindow) -> None:
    tab = log_of(ward)
    tab.panel.form.first.setFocus()
    type_text("38.9")
    ward.desk.lock_desk.lock()
    ward.settle()
    assert not ward.window.close()
    ward.fill(PHRASE)
    ward.settle()
    tab = log_of(ward)
    assert tab.panel.form.fields["temperature"].text == "38.9"


@pytest.mark.hazard("H34", "H61")
def test_the_log_sheet_is_not_made_of_what_is_not_saved(ward: WardWindow) -> None:
    take(log_of(ward), "38.4")
    ward.settle()
    for part in ward.folder.glob("records.db*"):
        part.unlink()
    ward.later(minutes=2)
    take(log_of(ward), "39.1")
    ward.settle()
    assert ward.status == "NOT SAVED"
    ward.window.preview_of(TREATMENT_LOG)
    ward.settle()
    assert "Which child is it?" not in ward.seen()
    assert any("the record is not saved" in each.text for each in ward.window.notices.notices)
    assert not ward.window.sheets.is_open
