"""A patient on the screen: every commit is kept, "saved" only once it is, nothing is ever lost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import text

from tests.desktop.hands import press, type_text
from tests.desktop.records_window import CONTROL, WardWindow
from tests.records.ward import PHRASE, Ward, key

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from records.service.drafts import Draft
    from records.service.patients import Saved
    from records.service.records import Records


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    return WardWindow(qtbot, tmp_path / "records").founded().signed_in().admitted()


def stored(ward: WardWindow) -> list[dict[str, object]]:
    """Return the children as the store holds them, read by another program after this one."""
    ward.window.close()
    ward.link.close()
    other = Ward(ward.folder).signed_in("ada")
    cases = [
        other.records.patients.open(each.case_id).case for each in other.records.patients.search("")
    ]
    other.records.door.sign_out()
    return [case.model_dump(mode="json") for case in cases]


@pytest.mark.hazard("H57", "H61")
def test_a_commit_is_said_to_be_saved_only_once_it_is(ward: WardWindow) -> None:
    assert ward.window.focus_field("weight")
    type_text("16.5")
    assert ward.status != "Saved 14:20"
    press(Qt.Key.Key_Return)
    assert ward.status == "Saving…"
    ward.settle()
    assert ward.status == "Saved 14:20"
    (case,) = stored(ward)
    assert [each["kg"] for each in case["weights"]] == ["16.5"]  # type: ignore[index]


def test_what_is_taken_back_stays_in_the_record_struck(ward: WardWindow) -> None:
    ward.enter("weight", "16.5")
    ward.key(Qt.Key.Key_Z)
    assert ward.store.state.assessment is not None
    assert ward.store.state.assessment.dosing_weight is None
    ward.key(Qt.Key.Key_Y)
    assert ward.store.state.assessment.dosing_weight is not None
    ward.key(Qt.Key.Key_Z)
    (case,) = stored(ward)
    (weight,) = case["weights"]  # type: ignore[misc]
    assert weight["kg"] == "16.5"
    assert weight["struck"]["reason"] == "taken back by its author"
    assert weight["struck"]["by"] == "Dr Ada Example"


def test_an_emptied_entry_is_struck_and_never_gone(ward: WardWindow) -> None:
    ward.enter("weight", "16.5")
    ward.enter("weight", "")
    ward.enter("weight", "17")
    (case,) = stored(ward)
    first, second = case["weights"]  # type: ignore[misc]
    assert (first["kg"], first["struck"]["reason"]) == ("16.5", "entry emptied")
    assert (second["kg"], second["struck"]) == ("17", None)


def test_what_cannot_be_read_waits_and_is_saved_when_it_is_mended(ward: WardWindow) -> None:
    ward.enter("weight", "16.5")
    ward.enter("height", "1o2")
    assert ward.store.state.unsaved is False or ward.status != "Saved 14:21"
    ward.enter("height", "102")
    assert ward.status == "Saved 14:20"
    (case,) = stored(ward)
    assert [each["cm"] for each in case["heights"] if each["struck"] is None] == ["102"]  # type: ignore[union-attr]


def crash(records: Records) -> None:
    """End as a killed program does: nobody signs out."""
    records.patients._desk.close()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def fill_disk(records: Records, *, full: bool) -> None:
    """Let the file of the records grow no further, as on a full disk, or grow again."""
    store = records.patients._desk.store  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    with store.reading() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        most = pages if full else 1_000_000
        connection.execute(text(f"PRAGMA max_page_count = {most}"))


@pytest.mark.hazard("H61")
def test_a_save_that_fails_stays_on_the_screen_until_one_succeeds(ward: WardWindow) -> None:
    ward.link.ask(partial(fill_disk, full=True), lambda _: None, lambda _: None)
    notes = "x" * 9_000
    case = ward.store.committed
    ward.store.commit(case.replace(discharge={"clinical_summary": notes}))
    ward.settle()
    assert ward.status == "NOT SAVED"
    assert "The disk is full. This was NOT saved." in ward.seen()
    # It is not left silently.
    ward.key(Qt.Key.Key_W)
    assert "NOT SAVED. The disk is full." in ward.window.question.text
    press(Qt.Key.Key_Escape)
    assert ward.window.tabs.isVisible()
    ward.link.ask(partial(fill_disk, full=False), lambda _: None, lambda _: None)
    ward.press("Try again")
    assert ward.status == "Saved 14:20"
    assert "NOT saved" not in ward.seen()
    (kept,) = stored(ward)
    assert kept["discharge"]["clinical_summary"] == notes  # type: ignore[index]


@pytest.mark.hazard("H46")
def test_many_commits_in_a_row_are_all_kept_once(ward: WardWindow) -> None:
    for kg in ("15", "15.5", "16", "16.5"):
        assert ward.window.focus_field("weight")
        press(Qt.Key.Key_A, "\x01", CONTROL)
        type_text(kg)
        press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()
    assert ward.status == "Saved 14:20"
    (case,) = stored(ward)
    assert [each["kg"] for each in case["weights"]] == ["16.5"]  # type: ignore[index]


@pytest.mark.hazard("H60")
def test_a_record_changed_elsewhere_shows_both_and_keeps_what_is_chosen(ward: WardWindow) -> None:
    keeper = ward.desk.keeper
    assert keeper is not None

    def elsewhere(records: Records) -> Saved:
        opened = records.patients.open(keeper.id)
        other = opened.case.replace(patient=opened.case.patient.replace(given_name="Jan"))
        return records.patients.save(opened, other, key())

    ward.link.ask(elsewhere, lambda _: None, lambda _: None)
    ward.settle()
    ward.enter("given_name", "Bella")
    ward.settle()
    assert "This record was changed meanwhile" in ward.seen()
    assert "Given name: here Bella; in the records Jan" in ward.seen()
    assert ward.status == "NOT SAVED"
    ward.press("Take what is in the records")
    assert ward.store.committed.patient.given_name == "Jan"
    ward.link.ask(elsewhere, lambda _: None, lambda _: None)
    ward.enter("given_name", "Bella")
    ward.settle()
    ward.settle()
    if "This record was changed meanwhile" in ward.seen():
        ward.press("Keep what is here")
    assert ward.status == "Saved 14:20"
    (case,) = stored(ward)
    assert case["patient"]["given_name"] == "Bella"  # type: ignore[index]


def test_a_draft_is_offered_back_after_a_crash_to_its_owner_alone(
    ward: WardWindow, qtbot: QtBot
) -> None:
    assert ward.window.focus_field("given_name")
    type_text("ina")
    qtbot.wait(700)
    ward.settle()
    # The program ends without a word: the lock of the store is all that goes.
    ward.link.ask(crash, lambda _: None, lambda _: None)
    ward.settle()
    ward.link.take(None)
    again = WardWindow(qtbot, ward.folder)
    again.joined("bea", "clinician")
    again.signed_in("bea")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    again.settle()
    again.settle()
    assert again.window.question.text == ""
    assert again.store.committed.patient.given_name == "Bela"
    again.desk.sign_out()
    again.settle()
    again.signed_in("ada")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    again.settle()
    again.settle()
    assert "you were typing in this record" in again.window.question.text
    again.press("Compare…")
    again.settle()
    again.press("Take over what I typed")
    assert again.store.committed.patient.given_name != "Bela"
    assert again.status == "Saved 14:20"
    assert PHRASE not in again.seen()


@pytest.mark.hazard("H61")
def test_what_is_on_its_way_to_the_disk_is_no_draft(ward: WardWindow) -> None:
    assert ward.window.focus_field("height")
    type_text("102")
    press(Qt.Key.Key_Return)
    assert ward.store.state.unsaved
    # As before a lock, or when the hand rests.
    ward.desk.drafts.keep()
    found: list[Draft] = []
    ward.link.ask(lambda records: records.drafts.own(), found.extend, lambda _: None)
    ward.settle()
    assert found == []
    (case,) = stored(ward)
    assert [each["cm"] for each in case["heights"]] == ["102"]  # type: ignore[index]
