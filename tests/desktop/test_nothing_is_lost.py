"""What was entered is kept, or it is said that it is not, before anything takes it away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.desktop.hands import focused, press, type_text
from tests.desktop.records_window import CONTROL, WardWindow
from tests.desktop.test_keeping import crash, fill_disk
from tests.records.ward import PHRASE
from tests.records.ward import key as new_key

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from records.service.drafts import Draft
    from records.service.patients import Saved
    from records.service.records import Records

LONG = {"clinical_summary": "x" * 9_000}


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    made = WardWindow(qtbot, tmp_path / "records").founded()
    return made.joined("bea", "clinician").joined("adm", "administrator")


@pytest.fixture
def ward(empty: WardWindow) -> WardWindow:
    return empty.signed_in().admitted()


def drafts(ward: WardWindow) -> list[Draft]:
    found: list[Draft] = []
    ward.link.ask(lambda records: records.drafts.own(), found.extend, lambda _: None)
    ward.settle()
    return found


def fill(ward: WardWindow, *, full: bool) -> None:
    ward.link.ask(partial(fill_disk, full=full), lambda _: None, lambda _: None)
    ward.settle()


def other(ward: WardWindow, name: str) -> None:
    ward.press("Somebody else signs in")
    ward.fill(name, PHRASE)
    ward.settle()
    ward.settle()


def open_first(ward: WardWindow) -> None:
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    ward.settle()
    ward.settle()


@pytest.mark.hazard("H61")
def test_half_a_number_that_was_being_typed_is_seen_before_it_becomes_a_record(
    ward: WardWindow, qtbot: QtBot
) -> None:
    ward.enter("weight", "16.5")
    assert ward.window.focus_field("weight")
    press(Qt.Key.Key_A, "\x01", CONTROL)
    # On the way to 17.2.
    type_text("1")
    qtbot.wait(700)
    ward.settle()
    ward.link.ask(crash, lambda _: None, lambda _: None)
    ward.settle()
    ward.link.take(None)
    again = WardWindow(qtbot, ward.folder).signed_in("ada")
    open_first(again)
    assert "you were typing in this record" in again.window.question.text
    # Two stray keys take nothing over.
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    again.settle()
    assert [str(each.kg) for each in again.store.committed.weights] == ["16.5"]
    again.window.go_home()
    again.settle()
    again.settle()
    open_first(again)
    again.press("Compare…")
    again.settle()
    assert "weight, kg: typed 1; in the record 16.5" in again.seen()
    assert focused() is again.desk.conflict.page.later_button
    press(Qt.Key.Key_Return)
    again.settle()
    assert [str(each.kg) for each in again.store.committed.weights] == ["16.5"]


@pytest.mark.hazard("H61")
def test_what_was_entered_of_a_child_who_is_here_already_is_brought_to_its_record(
    ward: WardWindow,
) -> None:
    ward.enter("height", "102")
    ward.window.start_new()
    ward.settle()
    for key, text in (
        ("family_name", "Novak"),
        ("given_name", "Bella"),
        ("date_of_birth", "02-Nov-2019"),
        ("weight", "16.5"),
    ):
        ward.enter(key, text)
    ward.key(Qt.Key.Key_S)
    ward.settle()
    assert ward.desk.near_page.isVisible()
    ward.desk.near_page.list.rows[0].click()
    for _ in range(3):
        ward.settle()
    # Kept before the record came, and shown beside it; the name of the record stands.
    assert len(drafts(ward)) == 1
    assert ward.desk.conflict.page.isVisible()
    assert "16.5" in ward.seen()
    assert "Bella" not in ward.seen()
    ward.press("Take over what I entered")
    for _ in range(3):
        ward.settle()
    case = ward.store.committed
    assert ward.status == "Saved 14:20"
    assert case.patient.given_name == "Bela"
    assert [str(each.kg) for each in case.weights] == ["16.5"]
    assert [str(each.cm) for each in case.heights] == ["102"]
    assert drafts(ward) == []


@pytest.mark.hazard("H61")
def test_the_lock_says_where_what_was_typed_could_not_be_kept(ward: WardWindow) -> None:
    fill(ward, full=True)
    ward.store.commit(ward.store.committed.replace(discharge=LONG))
    ward.settle()
    assert ward.status == "NOT SAVED"
    ward.desk.lock_desk.lock()
    ward.settle()
    assert "could NOT be kept" in ward.seen()
    assert "The disk is full." in ward.seen()
    ward.press("Somebody else signs in")
    assert "is lost when somebody else signs in" in ward.seen()
    assert "stays kept" not in ward.seen()
    fill(ward, full=False)


@pytest.mark.hazard("H61")
def test_a_child_is_left_only_once_what_is_not_saved_is_kept_as_a_draft(ward: WardWindow) -> None:
    fill(ward, full=True)
    ward.store.commit(ward.store.committed.replace(discharge=LONG))
    ward.settle()
    ward.key(Qt.Key.Key_W)
    ward.press("Leave; what is on the screen stays kept as a draft")
    # It is not: so the child stays, and that is asked.
    assert ward.window.tabs.isVisible()
    assert "It cannot be kept as a draft either." in ward.window.question.text
    press(Qt.Key.Key_Escape)
    assert ward.window.tabs.isVisible()
    fill(ward, full=False)
    ward.key(Qt.Key.Key_W)
    ward.press("Leave; what is on the screen stays kept as a draft")
    ward.settle()
    assert not ward.window.tabs.isVisible()
    (draft,) = drafts(ward)
    assert draft.case.discharge == LONG


@pytest.mark.hazard("H61")
def test_a_file_of_the_record_does_not_make_it_saved(ward: WardWindow, tmp_path: Path) -> None:
    fill(ward, full=True)
    ward.store.commit(ward.store.committed.replace(discharge=LONG))
    ward.settle()
    fill(ward, full=False)
    place = tmp_path / "child.json"
    ward.desk.export(lambda: ward.window.save_to(place))
    ward.settle()
    ward.fill("nov", "2019")
    ward.settle()
    ward.qtbot.waitUntil(place.exists)
    ward.settle()
    assert ward.store.state.unsaved
    assert ward.status == "NOT SAVED"


@pytest.mark.hazard("H61")
def test_a_record_whose_file_was_deleted_is_not_said_to_be_saved(ward: WardWindow) -> None:
    for path in ward.folder.iterdir():
        if path.name.startswith("records.db"):
            path.unlink()
    ward.enter("weight", "16.5")
    ward.settle()
    assert ward.status == "NOT SAVED"
    assert "the file of the records is not" in ward.seen()


def test_the_window_does_not_close_over_the_lock_unasked(empty: WardWindow) -> None:
    ward = empty.signed_in()
    ward.window.start_new()
    ward.enter("weight", "16.5")
    ward.desk.lock_desk.lock()
    ward.settle()
    assert ward.window.close() is False
    assert "Come back before you close the window." in ward.seen()


@pytest.mark.hazard("H36")
def test_reading_in_an_emergency_ends_on_the_screen_after_its_time_and_with_the_lock(
    ward: WardWindow,
) -> None:
    ward.desk.sign_out()
    ward.settle()
    ward.signed_in("adm")
    for minutes in (31, 0):
        ward.desk.patients_page.emergency_button.click()
        ward.fill("arrest in the corridor, no clinician")
        ward.settle()
        ward.settle()
        open_first(ward)
        assert "NOVAK, Bela" in ward.seen()
        if minutes:
            ward.later(minutes=29, at_work=True)
            assert "NOVAK, Bela" in ward.seen()
            ward.later(minutes=2, at_work=True)
        else:
            ward.desk.lock_desk.lock()
            ward.settle()
            ward.fill(PHRASE)
            ward.settle()
        assert "NOVAK" not in ward.seen()
        assert ward.desk.keeper is None
        assert "The reading in an emergency has ended." in ward.seen()


@pytest.mark.hazard("H62")
def test_no_shortcut_leaves_the_recovery_key_and_nobody_else_finds_it(ward: WardWindow) -> None:
    ward.desk.sign_out()
    ward.settle()
    ward.signed_in("adm")
    ward.press("Accounts")
    ward.press("New recovery key")
    ward.settle()
    key = ward.desk.key_page.key
    assert key
    assert key in ward.seen()
    for pressed in (Qt.Key.Key_F, Qt.Key.Key_N, Qt.Key.Key_O, Qt.Key.Key_W):
        ward.key(pressed)
    ward.key(Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier)
    assert key in ward.seen()
    assert ward.window.close() is False
    assert "is never shown again" in ward.window.question.text
    press(Qt.Key.Key_Escape)
    ward.desk.lock_desk.lock()
    ward.settle()
    assert key not in ward.seen()
    other(ward, "bea")
    assert ward.desk.key_page.key == ""
    assert "an administrator must make a new one" in ward.seen()


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u00ad", "\u2060 \u200b"])
def test_a_name_of_which_nothing_can_be_seen_is_none(ward: WardWindow, name: str) -> None:
    assert ward.window.focus_field("family_name")
    press(Qt.Key.Key_A, "\x01", CONTROL)
    type_text(name)
    press(Qt.Key.Key_Return)
    ward.settle()
    assert "There is a hidden character here" in ward.seen()
    assert ward.store.state.failure is not None


def test_each_child_that_was_not_admitted_has_a_draft_of_its_own(empty: WardWindow) -> None:
    ward = empty.signed_in()

    def away_and_back() -> None:
        for name in ("bea", "ada"):
            ward.desk.lock_desk.lock()
            ward.settle()
            other(ward, name)

    ward.window.start_new()
    ward.enter("family_name", "Alpha")
    away_and_back()
    assert "ALPHA" in ward.window.question.text
    # Enter leaves it where it is.
    press(Qt.Key.Key_Return)
    ward.window.start_new()
    ward.enter("family_name", "Beta")
    away_and_back()
    assert {each.case.patient.family_name for each in drafts(ward)} == {"Alpha", "Beta"}
    ward.press("Take it over")
    taken = ward.store.committed.patient.family_name
    ward.enter("given_name", "Eva")
    away_and_back()
    kept = {each.case.patient.family_name: each.case.patient.given_name for each in drafts(ward)}
    assert len(drafts(ward)) == 2
    assert kept[taken] == "Eva"


@pytest.mark.hazard("H43")
@pytest.mark.parametrize("jump", [{"minutes": -2}, {"hours": -3}, {"days": 400}])
def test_a_clock_that_does_not_fit_the_last_save_is_said(
    ward: WardWindow, jump: dict[str, int]
) -> None:
    ward.enter("weight", "16.5")
    ward.desk.lock_desk.tick()
    assert "The clock of this computer says" not in ward.seen()
    ward.clock.move(**jump)
    ward.desk.lock_desk.tick()
    if ward.window.cover.is_down:
        ward.settle()
        ward.fill(PHRASE)
        ward.settle()
    assert "the last save was at 21-Nov-2026 14:20" in ward.seen()


@pytest.mark.hazard("H43")
def test_who_signs_in_hears_that_the_clock_went_back_since_the_last_save(
    empty: WardWindow,
) -> None:
    empty.clock.move(hours=-1)
    empty.signed_in()
    assert "the last save was at 21-Nov-2026 14:20" in empty.seen()


@pytest.mark.hazard("H60")
def test_no_stray_enter_decides_a_conflict_and_only_what_was_changed_here_is_kept(
    ward: WardWindow,
) -> None:
    keeper = ward.desk.keeper
    assert keeper is not None

    def elsewhere(records: Records) -> Saved:
        opened = records.patients.open(keeper.id)
        renamed = opened.case.patient.replace(given_name="Jan")
        return records.patients.save(opened, opened.case.replace(patient=renamed), new_key())

    ward.link.ask(elsewhere, lambda _: None, lambda _: None)
    ward.enter("weight", "16.5")
    ward.settle()
    assert ward.desk.conflict.page.isVisible()
    press(Qt.Key.Key_Return)
    ward.settle()
    assert ward.desk.conflict.page.isVisible()
    ward.press("Keep what is here")
    ward.settle()
    # The nurse's weight, and the name that was corrected meanwhile.
    case = ward.store.committed
    assert case.patient.given_name == "Jan"
    assert [str(each.kg) for each in case.weights] == ["16.5"]
    assert ward.status == "Saved 14:20"
