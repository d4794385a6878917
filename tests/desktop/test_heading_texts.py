"""What is typed under the headings of the summary: too much of it, half of it, old drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication

from clinical.record.kept_summary import MANDATORY
from desktop.app import TABS
from desktop.documents.discharge_summary import DISCHARGE_SUMMARY
from tests.desktop.hands import click, press, type_text
from tests.desktop.records_window import CONTROL, WardWindow
from tests.desktop.test_preview import text_of
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.letters.tab import DocumentsTab

SUMMARY = DISCHARGE_SUMMARY.kind
FILLED = dict.fromkeys(MANDATORY, "Written by hand.")
SELECT_ALL, PASTE = (Qt.Key.Key_A, "\x01"), (Qt.Key.Key_V, "\x16")


@pytest.fixture
def ward(qtbot: QtBot, tmp_path: Path) -> WardWindow:
    tabs = {key: TABS[key] for key in ("diagnosis", "documents")}
    made = WardWindow(qtbot, tmp_path / "records", tabs).founded()
    made.signed_in().admitted()
    made.store.commit(made.store.committed.replace(discharge=FILLED))
    made.settle()
    return made


def documents(ward: WardWindow) -> DocumentsTab:
    ward.window.show_tab(1)
    QCoreApplication.processEvents()
    return cast("DocumentsTab", ward.window.tabs.tab(1))


def pasted(ward: WardWindow, text: str) -> None:
    ward.window.focus_field("discharge.clinical_summary")
    QGuiApplication.clipboard().setText(text)
    press(*SELECT_ALL, CONTROL)
    press(*PASTE, CONTROL)


def can_leave(tab: DocumentsTab) -> list[bool]:
    """Return what of the paper can be made, then whether the summary can be finalised."""
    made = [button.isEnabled() for pair in tab.buttons.values() for button in pair]
    return [*made, tab.finalise_button.isEnabled()]


# Longer than the contract keeps of one text: 10,000 characters.


@pytest.mark.parametrize("left", [False, True], ids=["while it is typed", "once it is left"])
def test_a_text_longer_than_the_record_keeps_is_refused_with_the_number(
    ward: WardWindow, left: bool
) -> None:
    tab = documents(ward)
    assert tab.finalise_button.isEnabled()
    pasted(ward, "a" * 10_001)
    if left:
        press(Qt.Key.Key_Tab)
    ward.settle()
    field = tab._fields["clinical_summary"].text  # pyright: ignore[reportPrivateUsage] (what stands in the field)
    assert "Too long by 1:" in field.message
    assert "10,000" in field.message
    assert len(field.entry.text) == 10_001
    assert not any(can_leave(tab))
    assert "Complete, not finalised" not in ward.seen()


def test_a_text_too_long_is_kept_nowhere_and_shortened_it_is(ward: WardWindow) -> None:
    tab = documents(ward)
    pasted(ward, "a" * 10_001)
    press(Qt.Key.Key_Tab)
    assert ward.store.committed.discharge.get("clinical_summary") is None
    ward.window.focus_field("discharge.clinical_summary")
    press(Qt.Key.Key_End, "", CONTROL)
    press(Qt.Key.Key_Backspace, "\x08")
    press(Qt.Key.Key_Tab)
    ward.settle()
    assert ward.store.committed.discharge["clinical_summary"] == "a" * 10_000
    assert tab.finalise_button.isEnabled()


# A version that was finalised and what came after it.


def finalised(ward: WardWindow) -> DocumentsTab:
    documents(ward).finalise_button.click()
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    return documents(ward)


def test_the_version_in_force_can_be_looked_at_while_another_is_written(ward: WardWindow) -> None:
    tab = finalised(ward)
    assert not tab.earlier_button.isVisible()
    case = ward.store.committed
    changed = {**case.discharge, "clinical_summary": "Quite another course."}
    ward.store.commit(case.replace(discharge=changed))
    ward.settle()
    tab = documents(ward)
    assert tab.earlier_button.text() == "Preview version 1 as finalised"
    click(tab.earlier_button)
    ward.settle()
    # The child is named before paper is made.
    ward.fill("nov", "2019")
    ward.settle()
    ward.settle()
    ward.qtbot.waitUntil(lambda: ward.window.preview.page_count > 0)
    page = text_of(ward.window.preview.content)
    assert "FINAL, version 1, by Dr Ada Example" in page
    assert "Written by hand." in page
    assert "Quite another course" not in page


def test_where_it_cannot_be_printed_as_it_was_the_reason_is_told(ward: WardWindow) -> None:
    tab = finalised(ward)
    case = ward.store.committed
    other = case.patient.replace(given_name="Another")
    ward.store.open(case.replace(patient=other))
    ward.settle()
    tab = documents(ward)
    click(tab.earlier_button)
    ward.settle()
    assert "the name or birth of the child was corrected" in ward.seen()


def test_that_it_is_final_is_not_said_any_more_of_a_changed_summary(ward: WardWindow) -> None:
    finalised(ward)
    assert "The discharge summary is final: version 1." in ward.seen()
    ward.store.commit(ward.store.committed.replace(discharge={}))
    ward.settle()
    assert "DRAFT: 8 headings to fill" in " ".join(ward.seen().split())
    assert "The discharge summary is final" not in ward.seen()


# Half typed.


def test_what_is_half_typed_is_in_the_paper_that_a_click_asks_for(ward: WardWindow) -> None:
    tab = documents(ward)
    ward.window.focus_field("discharge.clinical_summary")
    press(Qt.Key.Key_End, "", CONTROL)
    type_text(" The fever went.")
    assert ward.store.state.typing
    asked: list[str] = []

    def hear(_: object) -> None:
        asked.append(ward.store.committed.discharge["clinical_summary"])

    tab.document_wanted.connect(hear)
    click(tab.buttons[SUMMARY][0])
    ward.settle()
    assert asked == ["Written by hand. The fever went."]
    assert not ward.store.state.typing


def test_what_is_half_typed_is_in_the_summary_that_is_finalised(ward: WardWindow) -> None:
    tab = documents(ward)
    ward.window.focus_field("discharge.clinical_summary")
    press(Qt.Key.Key_End, "", CONTROL)
    type_text(" The fever went.")
    click(tab.finalise_button)
    ward.settle()
    ward.fill(PHRASE)
    ward.settle()
    ward.settle()
    (kept,) = ward.store.committed.summaries
    assert "Written by hand. The fever went." in [each.text for each in kept.written]
