"""A draft whose record others changed since: compared field by field, then taken over or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.desktop.hands import click, press, type_text
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE, Ward, child, dose, weight

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from clinical.record.case import Case
    from records.service.drafts import Draft


def amounts(case: Case) -> list[Decimal | None]:
    return [each.dose for each in case.treatments if each.struck is None]


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    """Ada typed a given name, another weight and another dose; Bea then saved her own."""
    kept = Ward(tmp_path / "records").founded()
    kept.joined("bea", "clinician")
    opened = kept.commit(
        kept.admitted(child("Novak", "Bela")), weights=(weight("15"),), treatments=(dose(),)
    )
    case = opened.case
    typed = case.replace(
        patient=case.patient.replace(given_name="Bella"),
        weights=(case.weights[0].replace(kg="15.5"),),
        treatments=(case.treatments[0].replace(dose="66"),),
    )
    kept.records.drafts.keep(typed, opened.id, opened.version)
    kept.signed_in("bea")
    theirs = kept.records.patients.open(opened.id)
    kept.records.patients.confirm_identity(theirs, "nov", "2019")
    anew = dose(amount="99").replace(id="theirs")
    old = theirs.case.treatments[0]
    mark = {"at": kept.clock(), "by": "x", "reason": "misread", "replaced_by": "theirs"}
    kept.commit(
        theirs,
        patient=theirs.case.patient.replace(sex="female"),
        treatments=(anew, old.model_validate({**old.model_dump(), "struck": mark})),
    )
    kept.records.door.sign_out()
    made = WardWindow(qtbot, kept.folder).signed_in()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    made.settle()
    made.settle()
    return made


def drafts(ward: WardWindow) -> list[Draft]:
    found: list[Draft] = []
    ward.link.ask(lambda records: records.drafts.own(), found.extend, lambda _: None)
    ward.settle()
    return found


@pytest.mark.hazard("H60")
def test_a_stray_enter_neither_takes_over_nor_throws_away(ward: WardWindow) -> None:
    assert "it was changed since" in ward.window.question.text
    press(Qt.Key.Key_Return)
    ward.settle()
    assert ward.store.committed.patient.given_name == "Bela"
    assert len(drafts(ward)) == 1


@pytest.mark.hazard("H46", "H60")
def test_what_was_typed_is_shown_beside_the_record_and_taken_over_alone(ward: WardWindow) -> None:
    ward.press("Compare…")
    seen = ward.seen()
    assert "What you were typing, and the record" in seen
    assert "Given name: typed Bella; in the record Bela" in seen
    assert "weight, kg: typed 15.5; in the record 15" in seen
    # What Bea changed and Ada did not touch is in no line.
    assert "female" not in seen.lower()
    # Later decides nothing, nor does Escape, nor Enter.
    press(Qt.Key.Key_Escape)
    ward.settle()
    assert ward.window.tabs.isVisible()
    ward.desk.drafts.offer(ward.desk.keeper)
    ward.settle()
    ward.press("Compare…")
    press(Qt.Key.Key_Return)
    ward.settle()
    assert ward.window.tabs.isVisible()
    assert len(drafts(ward)) == 1
    ward.desk.drafts.offer(ward.desk.keeper)
    ward.settle()
    ward.press("Compare…")
    ward.press("Take over what I typed")
    # A corrected dose counts only once the child was named.
    ward.fill("nov", "2019")
    ward.settle()
    ward.settle()
    case = ward.store.committed
    assert (case.patient.given_name, case.patient.sex) == ("Bella", "female")
    assert [str(each.kg) for each in case.weights] == ["15.5"]
    # Of the dose that both corrected one correction counts; all three stand in the record.
    assert [str(amount) for amount in amounts(case)] == ["66"]
    assert len(case.treatments) == 3
    assert ward.status == "Saved 14:20"
    assert drafts(ward) == []


def test_what_was_typed_is_thrown_away_only_when_it_is_said(ward: WardWindow) -> None:
    ward.press("Compare…")
    ward.press("Discard what I typed")
    assert drafts(ward) == []
    assert ward.store.committed.patient.given_name == "Bela"
    assert [str(amount) for amount in amounts(ward.store.committed)] == ["99"]


@pytest.mark.hazard("H36")
def test_another_person_is_not_offered_the_draft(ward: WardWindow) -> None:
    ward.press("Compare…")
    ward.key(Qt.Key.Key_L)
    click(ward.desk.lock_page.buttons["to_other"])
    ward.fill("bea", PHRASE)
    ward.settle()
    ward.settle()
    assert "Bella" not in ward.seen()
    ward.desk.patients_page.search.setFocus()
    type_text("novak")
    ward.settle()
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    assert ward.window.question.text == ""
