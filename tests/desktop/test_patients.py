"""Patients in the window: admitting, finding, near names, coming back, and every commit kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.laboratory.grid import LabGrid
from desktop.log.tab import LogTab
from desktop.tabs.dosing import DosingTab
from desktop.tabs.form_tab import FormTab
from desktop.tabs.role_rows import RoleParts
from tests.desktop.hands import click, empty_field, press, type_text
from tests.desktop.records_window import CONTROL, WardWindow
from tests.records.ward import PHRASE, Ward, child, key, weight

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    return WardWindow(qtbot, tmp_path / "records").founded()


def at_home(ward: WardWindow) -> None:
    ward.key(Qt.Key.Key_W)
    ward.settle()


def names(ward: WardWindow) -> list[str]:
    return [row.words.split(" born")[0].strip() for row in ward.desk.patients_page.list.rows]


def test_before_signing_in_no_patient_is_seen(ward: WardWindow) -> None:
    ward.signed_in().admitted("Novak", "Bela")
    ward.desk.sign_out()
    ward.settle()
    assert ward.window.start_page.isVisible()
    assert "NOVAK" not in ward.seen().upper()


@pytest.mark.hazard("H35")
def test_the_latest_patients_come_first_and_typing_finds_one(ward: WardWindow) -> None:
    ward.signed_in().admitted("Novak", "Bela")
    at_home(ward)
    ward.later(minutes=2, at_work=True)
    ward.admitted("Kovač", "Jan", "03-Mar-2020")
    at_home(ward)
    assert names(ward) == ["KOVAČ, Jan", "NOVAK, Bela"]
    page = ward.desk.patients_page
    page.search.setFocus()
    # Found without its mark, while it is typed.
    type_text("kova")
    ward.settle()
    assert names(ward) == ["KOVAČ, Jan"]
    empty_field()
    type_text("2019")
    ward.settle()
    assert names(ward) == ["NOVAK, Bela"]
    empty_field()
    type_text("zz")
    ward.settle()
    assert names(ward) == []
    assert "No patient is found by this" in ward.seen()
    empty_field()
    type_text("novak")
    ward.settle()
    press(Qt.Key.Key_Return)
    ward.settle()
    assert ward.store.committed.patient.given_name == "Bela"
    # The list forgets what was typed and found.
    assert page.search.text == ""
    assert page.list.rows == ()


def test_the_list_is_walked_by_key(ward: WardWindow) -> None:
    ward.signed_in().admitted("Novak", "Bela")
    at_home(ward)
    ward.later(minutes=2, at_work=True)
    ward.admitted("Kovac", "Jan", "03-Mar-2020")
    at_home(ward)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    assert ward.store.committed.patient.family_name == "Novak"


@pytest.mark.hazard("H35")
def test_a_child_with_nearly_the_same_name_is_shown_before_admission(ward: WardWindow) -> None:
    ward.signed_in().admitted("Novak", "Bela")
    at_home(ward)
    ward.admitted("Novák", "Bella", "02-Nov-2019")
    assert "Is it one of these children?" in ward.seen()
    assert "Nearly the same name" in ward.seen()
    assert "NOVAK, Bela" in ward.seen()
    # Enter does not admit.
    assert ward.window.focusWidget() is ward.desk.near_page.leave_button
    ward.press("It is another child: admit")
    assert ward.store.committed.patient.given_name == "Bella"
    at_home(ward)
    assert sorted(names(ward)) == ["NOVAK, Bela", "NOVÁK, Bella"]


@pytest.mark.hazard("H35")
def test_the_child_that_is_here_already_is_opened_instead(ward: WardWindow) -> None:
    ward.signed_in().admitted("Novak", "Bela")
    ward.enter("weight", "16.5")
    at_home(ward)
    ward.admitted("Novak", "Bela")
    ward.desk.near_page.list.go_to_first()
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    assert ward.store.committed.weights
    at_home(ward)
    assert names(ward) == ["NOVAK, Bela"]


def test_a_quick_calculation_is_kept_as_a_patient_by_the_save_key(ward: WardWindow) -> None:
    ward.signed_in()
    ward.press("Quick calculation")
    ward.enter("family_name", "Novak")
    ward.enter("weight", "16.5")
    assert ward.status == "● Unsaved changes"
    ward.key(Qt.Key.Key_S)
    assert ward.store.state.kept
    assert ward.status == "No unsaved changes"
    at_home(ward)
    assert names(ward) == ["NOVAK"]


def test_a_child_without_a_name_is_not_admitted_and_stays(ward: WardWindow) -> None:
    ward.signed_in()
    ward.press("Quick calculation")
    ward.enter("weight", "16.5")
    ward.key(Qt.Key.Key_S)
    assert "The child needs a family name" in ward.seen()
    assert ward.window.tabs.isVisible()
    assert ward.store.committed.weights
    assert not ward.store.state.kept


@pytest.mark.hazard("H37")
def test_a_child_that_comes_back_brings_who_it_is_and_nothing_else(
    ward: WardWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    before = Ward(ward.folder).signed_in("ada")
    opened = before.commit(before.admitted(child("Novak", "Bela")), weights=(weight(),))
    before.records.patients.close(opened, key())
    before.records.door.sign_out()
    ward.signed_in()
    ward.desk.patients_page.search.setFocus()
    type_text("novak")
    ward.settle()
    assert "admission ended" in ward.seen()
    press(Qt.Key.Key_Return)
    ward.settle()
    assert "This admission has ended." in ward.seen()
    assert ward.store.committed.weights
    # Until it is reopened nothing is entered.
    ward.enter("given_name", "Zora")
    assert "Not entered. This admission has ended." in ward.seen()
    assert ward.store.committed.patient.given_name == "Bela"
    ward.press("New illness: begin a new record")
    ward.settle()
    assert ward.store.committed.patient.given_name == "Bela"
    assert ward.store.committed.weights == ()


def test_opening_another_child_saves_this_one_first(ward: WardWindow) -> None:
    ward.signed_in().admitted("Novak", "Bela")
    assert ward.window.focus_field("weight")
    type_text("16.5")
    # Not even left: going to the list commits and saves it.
    press(Qt.Key.Key_W, "", CONTROL)
    ward.key(Qt.Key.Key_W)
    ward.settle()
    ward.settle()
    assert ward.desk.patients_page.isVisible()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    assert str(ward.store.committed.weights[0].kg) == "16.5"


def test_a_pharmacist_reads_and_is_told_what_the_role_does_not_allow(ward: WardWindow) -> None:
    ward.joined("pia", "pharmacist")
    ward.signed_in().admitted("Novak", "Bela")
    ward.desk.sign_out()
    ward.settle()
    ward.signed_in("pia")
    page = ward.desk.patients_page
    assert not page.buttons["admit"].isEnabled()
    assert not page.buttons["people"].isEnabled()
    assert "Your role does not allow: admit a patient, manage accounts." in ward.seen()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    # Said before a hand has typed anything, and shut; what is on the screen can still be read.
    tab = ward.window.tabs.current()
    assert isinstance(tab, FormTab)
    said = tab.role_rows.text
    assert said.startswith("Your role does not allow: change who the patient is, ")
    assert "write in the log" in said
    for name in ("family_name", "weight", "signs.rash"):
        field = tab.form.field(name)
        assert not field.isEnabled(), name
        assert field.isVisibleTo(tab)
    grid = tab.findChildren(LabGrid)[0]
    assert grid.isEnabled()
    assert not any(each.isEnabled() for each in grid.fields.values())
    assert not next(
        each for each in tab.findChildren(QPushButton) if each.text() == "Paste results"
    ).isEnabled()
    # The other tabs say it too: what is asked before a dose, the log, the texts of the summary.
    for number, said in (
        (3, "change findings"),
        (4, "chart a dose"),
        (5, "change findings"),
    ):
        ward.window.show_tab(number)
        ward.settle()
        here = ward.window.tabs.current()
        assert here is not None
        (over,) = here.findChildren(RoleParts)
        assert said in over.text, (number, over.text)
    log = ward.window.tabs.tab(4)
    assert isinstance(log, LogTab)
    assert not any(form.isEnabled() for form in log.panel.forms.values())
    documents = ward.window.tabs.tab(5)
    assert isinstance(documents, FormTab)
    assert not any(documents.form.field(each).isEnabled() for each in documents.form.keys)
    dosing = ward.window.tabs.tab(3)
    assert isinstance(dosing, DosingTab)
    shut = {key for key in dosing.form.keys if not dosing.form.field(key).isEnabled()}
    assert shut == {key for key in dosing.form.keys if key.startswith("history.")} != set()
    # Whatever reaches the store all the same is refused there.
    case = ward.store.committed
    ward.store.commit(case.replace(patient=case.patient.replace(family_name="Kovac")))
    assert "Not entered. Your role does not allow this: change who the patient is." in ward.seen()
    assert ward.store.committed.patient.family_name == "Novak"
    assert ward.store.state.case.patient.family_name == "Novak"
    click(ward.window.tabs)
    assert PHRASE not in ward.seen()


@pytest.mark.hazard("H35")
def test_a_name_that_another_child_has_is_compared_before_it_is_kept(ward: WardWindow) -> None:
    ward.signed_in().admitted("Kovac", "Bela")
    at_home(ward)
    ward.admitted("Novak", "Bela", "03-Mar-2020")
    ward.enter("family_name", "Kovac")
    ward.settle()
    assert "Is it one of these children?" in ward.seen()
    assert "NOT SAVED. Children with nearly the same name are here already" in ward.seen()
    assert "By this change: KOVAC, Bela, born 03-Mar-2020" in ward.seen()
    assert "Same name" in ward.seen()
    press(Qt.Key.Key_Escape)
    click(ward.desk.near_page.leave_button)
    assert ward.window.tabs.isVisible()
    assert ward.status == "NOT SAVED"
    # What is entered further is not asked about each time, and leads there again.
    ward.enter("given_name", "Bela")
    ward.press("Compare…")
    ward.press("It is another child: keep this change")
    ward.settle()
    assert ward.status == "Saved 14:20"
    at_home(ward)
    assert names(ward) == ["KOVAC, Bela", "KOVAC, Bela"]


@pytest.mark.hazard("H35")
def test_a_record_is_left_without_a_name_by_no_entry(ward: WardWindow) -> None:
    ward.signed_in()
    ward.press("Quick calculation")
    ward.enter("family_name", "Novak")
    ward.key(Qt.Key.Key_S)
    ward.settle()
    ward.enter("family_name", "")
    assert "Not entered. The child needs a family name" in ward.seen()
    assert ward.store.committed.patient.family_name == "Novak"
    assert ward.status != "NOT SAVED"


@pytest.mark.hazard("H34", "H37")
@pytest.mark.parametrize(
    "way", ["New illness: begin a new record", "Same illness: reopen the record"]
)
def test_a_child_whose_record_is_open_is_led_to_it(ward: WardWindow, way: str) -> None:
    before = Ward(ward.folder).signed_in("ada")
    records = before.records.patients
    closed = records.close(before.admitted(child("Novak", "Bela")), key()).case
    opened = before.commit(records.readmit(closed, key()).case, weights=(weight("17"),))
    before.records.door.sign_out()
    ward.signed_in()
    ward.desk.patients.open(closed.id)
    ward.settle()
    ward.press(way)
    ward.settle()
    assert ward.desk.keeper is not None
    assert ward.desk.keeper.id == opened.id
    assert "A record of this child is open already. It is this one." in ward.seen()
    assert [str(each.kg) for each in ward.store.committed.weights] == ["17"]


def test_a_clinician_is_told_nothing_and_a_nurse_only_what_a_nurse_may_not(
    ward: WardWindow,
) -> None:
    ward.joined("nan", "nurse")
    ward.signed_in().admitted("Novak", "Bela")
    tab = ward.window.tabs.current()
    assert isinstance(tab, FormTab)
    assert tab.role_rows.text == ""
    assert all(tab.form.field(each).isEnabled() for each in tab.form.keys)
    ward.desk.sign_out()
    ward.settle()
    ward.signed_in("nan")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    tab = ward.window.tabs.current()
    assert isinstance(tab, FormTab)
    assert "log" not in tab.role_rows.text
    assert tab.form.field("weight").isEnabled()
    assert not tab.form.field("signs.rash").isEnabled()
