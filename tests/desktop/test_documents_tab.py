"""The Documents tab: headings to write, drafts to take, and where each document stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication

from clinical.record.kept_summary import MANDATORY
from desktop.app import TABS
from desktop.documents.discharge_summary import DISCHARGE_SUMMARY
from desktop.documents.family_page import FAMILY_PAGE
from desktop.examples import LOGS
from desktop.letters.tab import DocumentsTab
from desktop.patients.letter_desk import last_printed
from desktop.rules import load_rulebook
from records.store.audit import Change
from reports.wording import english
from tests.desktop.eyes import read
from tests.desktop.hands import press, type_text
from tests.desktop.records_window import CONTROL, WardWindow
from tests.desktop.tab_bench import NOW, TabBench, bench, link, widths_too_large
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

BO = next(each for each in LOGS if "fictional" in each.id)
SUMMARY = DISCHARGE_SUMMARY.kind
FILLED = dict.fromkeys(MANDATORY, "Written by hand.")


@pytest.fixture
def at(qtbot: QtBot) -> TabBench:
    made = bench(qtbot, load_rulebook(), english(), DocumentsTab)
    made.open(BO)
    return made


def tab_of(at: TabBench) -> DocumentsTab:
    return cast("DocumentsTab", at.tab)


def write(at: TabBench, heading: str, text: str) -> None:
    at.go(f"discharge.{heading}")
    type_text(text)
    press(Qt.Key.Key_Tab)


def test_the_card_names_every_empty_heading_and_each_leads_to_its_field(at: TabBench) -> None:
    assert "DRAFT: 8 headings to fill" in at.card(SUMMARY)
    link(at.tab.cards[SUMMARY], "Condition at discharge").click()
    type_text("Well")
    press(Qt.Key.Key_Tab)
    assert at.store.committed.discharge == {"condition_at_discharge": "Well"}
    assert "DRAFT: 7 headings to fill" in at.card(SUMMARY)


def test_what_is_typed_is_one_step_and_comes_back_by_undo(at: TabBench) -> None:
    write(at, "clinical_summary", "Fever went.")
    write(at, "discharge_details", "Home.")
    at.store.undo()
    assert at.store.committed.discharge == {"clinical_summary": "Fever went."}
    at.store.undo()
    assert at.store.committed.discharge == {}
    at.go("discharge.clinical_summary")
    field = tab_of(at)._fields["clinical_summary"].text  # pyright: ignore[reportPrivateUsage] (what stands in the field)
    assert field.entry.text == ""
    at.store.redo()
    assert field.entry.text == "Fever went."


def test_a_new_line_is_a_new_line_and_not_the_end_of_the_entry(at: TabBench) -> None:
    at.go("discharge.clinical_summary")
    type_text("One")
    press(Qt.Key.Key_Return, "\r")
    type_text("Two")
    press(Qt.Key.Key_Tab)
    assert at.store.committed.discharge["clinical_summary"] == "One\nTwo"


def test_a_draft_is_taken_over_by_a_key_and_can_then_be_edited(at: TabBench) -> None:
    tab = tab_of(at)
    field = tab._fields["principal_diagnosis"]  # pyright: ignore[reportPrivateUsage] (the one field)
    assert "Multisystem inflammatory syndrome" in field.draft
    assert at.store.committed.discharge == {}
    field.use.setFocus()
    press(Qt.Key.Key_Space, " ")
    taken = at.store.committed.discharge["principal_diagnosis"]
    assert taken == "Multisystem inflammatory syndrome in children (MIS-C)."
    assert field.draft == ""
    # The cursor is in the text, to edit it.
    press(Qt.Key.Key_End, "", CONTROL)
    type_text(" Severe.")
    press(Qt.Key.Key_Tab)
    assert at.store.committed.discharge["principal_diagnosis"] == f"{taken} Severe."


def test_a_draft_that_was_taken_over_and_is_old_is_named_under_its_heading(at: TabBench) -> None:
    tab = tab_of(at)
    field = tab._fields["reason_for_admission"]  # pyright: ignore[reportPrivateUsage] (the one field)
    field.use.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert field.overtaken == ""
    illness = at.store.committed.illness
    at.store.commit(
        at.store.committed.replace(illness=illness.replace(fever_onset=date(2026, 11, 6)))
    )
    told = field.overtaken.replace("\N{NON-BREAKING HYPHEN}", "-")
    assert "says otherwise by now than “Fever since 05-Nov-2026”" in told
    assert "From the record now: Fever since 06-Nov-2026" in told
    assert "Fever since 05-Nov-2026" in at.card(SUMMARY)
    at.go("discharge.reason_for_admission")
    press(Qt.Key.Key_A, "\x01", CONTROL)
    type_text("High fever.")
    press(Qt.Key.Key_Tab)
    assert field.overtaken == ""
    at.open(BO)
    assert field.overtaken == ""


def test_where_the_record_says_nothing_there_is_no_draft(at: TabBench) -> None:
    at.store.start_new()
    assert all(field.draft == "" for field in tab_of(at)._fields.values())  # pyright: ignore[reportPrivateUsage] (every field)


def test_a_text_that_is_too_long_to_keep_is_refused_in_words(at: TabBench, qtbot: QtBot) -> None:
    # The contract keeps 10,000 characters of a text.
    with qtbot.captureExceptions() as errors:
        write(at, "clinical_summary", "Fever went.")
        field = tab_of(at)._fields["clinical_summary"].text  # pyright: ignore[reportPrivateUsage] (what it says)
        for length in (10_000, 10_007):
            QGuiApplication.clipboard().setText("x" * length)
            at.go("discharge.clinical_summary")
            press(Qt.Key.Key_A, "", CONTROL)
            press(Qt.Key.Key_V, "", CONTROL)
            press(Qt.Key.Key_Tab)
            assert field.is_unreadable == (length > 10_000)
    assert not errors
    assert field.message == (
        "Too long by 7: at most 10,000 characters are kept. "
        "Shorten the text: until then it is in no document."
    )
    preview, save = tab_of(at).buttons[SUMMARY]
    assert not preview.isEnabled()
    assert not save.isEnabled()
    assert not tab_of(at).finalise_button.isEnabled()


def test_a_letter_that_turns_the_reading_direction_is_refused_in_words(at: TabBench) -> None:
    at.go("discharge.clinical_summary")
    type_text("a\u202eb")
    press(Qt.Key.Key_Tab)
    assert "U+202E" in at.screen()
    assert at.store.state.assessment is None
    assert not tab_of(at).buttons[SUMMARY][0].isEnabled()
    assert "clinical_summary" not in at.store.committed.discharge


def test_while_nothing_is_calculated_no_document_can_leave(at: TabBench) -> None:
    tab = tab_of(at)
    assert all(each.isEnabled() for each in tab.buttons[SUMMARY])
    at.store.fail(ValueError())
    assert not any(each.isEnabled() for pair in tab.buttons.values() for each in pair)
    assert "13" not in tab._holds.text()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] (what the card held)


def test_without_records_it_says_why_nothing_is_finalised(at: TabBench) -> None:
    assert not tab_of(at).finalise_button.isEnabled()
    assert "Only a summary of a kept patient can be finalised" in at.screen()


def test_everything_the_summary_says_is_shown_when_it_is_asked_for(at: TabBench) -> None:
    tab = tab_of(at)
    assert "Anakinra was begun" not in at.everything()
    tab.facts.fold.open()
    shown = at.everything()
    assert tab.made is not None
    for section in tab.made.summary.sections:
        for fact in section.facts:
            assert fact.text in shown
    at.open(BO)
    at.store.start_new()
    assert "Anakinra was begun" not in at.everything()


def test_a_line_of_the_summary_leads_to_its_entry(at: TabBench) -> None:
    tab_of(at).facts.go_to.emit("fever_onset")
    assert at.wanted == ["fever_onset"]


def test_of_a_child_who_died_there_is_no_page_for_the_family(at: TabBench) -> None:
    case = at.store.committed
    at.store.commit(case.replace(involvement=case.involvement.replace(died="present")))
    assert "No page is made for the family" in at.card(FAMILY_PAGE.kind)
    assert not any(each.isEnabled() for each in tab_of(at).buttons[FAMILY_PAGE.kind])
    assert "DRAFT: 5 headings to fill" in at.card(SUMMARY)


@pytest.mark.parametrize("width", [683, 900])
def test_nothing_scrolls_sideways(at: TabBench, width: int) -> None:
    tab_of(at).facts.fold.open()
    assert widths_too_large(at, width) == []


def test_what_was_announced_and_withdrawn_was_not_printed() -> None:
    def change(seq: int, action: str, kind: str, code: str = "A") -> Change:
        detail = {"document": kind, "code": code}
        shown = f"Person {seq}"
        return Change(seq, NOW.replace(minute=seq), "p", shown, action, "s", 1, detail, "", "")

    # The history comes latest first.
    found = [
        change(5, "not_printed", SUMMARY),
        change(4, "printed", SUMMARY),
        change(3, "printed", SUMMARY),
        change(2, "viewed", SUMMARY),
        change(1, "printed", "treatment_log"),
    ]
    assert last_printed(found) == {
        SUMMARY: (NOW.replace(minute=3), "Person 3"),
        "treatment_log": (NOW.replace(minute=1), "Person 1"),
    }


# On real records.


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    tabs = {key: TABS[key] for key in ("diagnosis", "documents")}
    made = WardWindow(qtbot, tmp_path / "records", tabs).founded().joined("cleo", "nurse")
    made.signed_in().admitted()
    return made


def documents(ward: WardWindow) -> DocumentsTab:
    ward.window.show_tab(1)
    QCoreApplication.processEvents()
    return cast("DocumentsTab", ward.window.tabs.tab(1))


def screen(ward: WardWindow) -> str:
    return " ".join(read(ward.window))


def fill_in(ward: WardWindow, **more: str) -> None:
    case = ward.store.committed
    ward.store.commit(case.replace(discharge={**FILLED, **more}))
    ward.settle()


def test_a_clinician_finalises_once_with_the_password_and_amends_with_a_reason(
    ward: WardWindow,
) -> None:
    fill_in(ward)
    tab = documents(ward)
    assert "Complete, not finalised" in screen(ward)
    tab.finalise_button.click()
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    (kept,) = ward.store.committed.summaries
    assert (kept.version, kept.finalised.by) == (1, "Dr Ada Example")
    tab = documents(ward)
    assert "FINAL, version 1" in screen(ward)
    assert not tab.finalise_button.isEnabled()
    fill_in(ward, pending_results="Culture.")
    tab = documents(ward)
    assert "Changed since version 1 was finalised" in screen(ward)
    tab.finalise_button.click()
    ward.fill("A result came in", PHRASE)
    ward.settle()
    ward.settle()
    second = ward.store.committed.summaries[-1]
    assert (second.version, second.replaces, second.reason) == (2, 1, "A result came in")
    assert not ward.store.state.can_undo


def test_a_wrong_password_finalises_nothing(ward: WardWindow) -> None:
    fill_in(ward)
    documents(ward).finalise_button.click()
    ward.fill("something else")
    ward.settle()
    assert ward.store.committed.summaries == ()


def test_a_summary_that_changed_since_it_was_shown_is_not_finalised(ward: WardWindow) -> None:
    fill_in(ward)
    shown = documents(ward).made
    assert shown is not None
    fill_in(ward, pending_results="Culture.")
    ward.desk.finalise(shown.code)
    assert "no longer as it was shown" in screen(ward)
    assert ward.store.committed.summaries == ()


def test_the_person_signed_in_is_the_draft_of_who_completes_the_record(ward: WardWindow) -> None:
    tab = documents(ward)
    field = tab._fields["person_completing_record"]  # pyright: ignore[reportPrivateUsage] (the one field)
    assert "Dr Ada Example" in field.draft
