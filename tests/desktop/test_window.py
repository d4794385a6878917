"""The window: one child at a time, undo by key, nothing old after an error or a new child."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from clinical.rules.rulebook import Rulebook
from desktop.examples import FICTIONAL, PUBLISHED_1
from desktop.rules import load_rulebook
from tests.desktop.hands import click, focused, type_text
from tests.desktop.open_window import BareTab, Desk, RefusingTab, name_tab, opened, texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.case_store import CaseStore
    from desktop.tabs.base import Tab
    from reports.wording import Wording
    from tests.conftest import LogWatch

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def shortcut(key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
    QTest.keyClick(focused(), key, modifiers)


def leave_field() -> None:
    QTest.keyClick(focused(), Qt.Key.Key_Tab)


def quick(qtbot: QtBot, now: datetime) -> Desk:
    """Return a window in which a quick calculation has begun, the cursor in its field."""
    desk = opened(qtbot, load_rulebook(), lambda: now)
    click(desk.window.start_page.new_button)
    assert desk.window.focus_field("family_name")
    assert isinstance(focused(), QLineEdit)
    return desk


def test_undo_and_redo_by_key_work_while_a_field_has_the_cursor(
    qtbot: QtBot, now: datetime
) -> None:
    desk = quick(qtbot, now)
    type_text("Kovac")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    type_text("s")
    assert desk.store.state.case.patient.family_name == "Kovacs"
    assert desk.store.committed.patient.family_name == "Kovac"
    shortcut(Qt.Key.Key_Z)
    # The open entry was committed first, and then taken back as one step.
    assert desk.store.committed.patient.family_name == "Kovac"
    assert desk.tab().family.text == "Kovac"
    shortcut(Qt.Key.Key_Z)
    assert desk.store.committed.patient.family_name is None
    assert desk.tab().family.text == ""
    shortcut(Qt.Key.Key_Y)
    assert desk.tab().family.text == "Kovac"
    shortcut(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert desk.tab().family.text == "Kovacs"
    assert desk.store.state.can_redo is False


def test_the_tabs_have_their_keys_and_draw_the_same_state(qtbot: QtBot, now: datetime) -> None:
    desk = quick(qtbot, now)
    type_text("Kovac")
    keys = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)
    titles = ("Diagnosis", "Risk", "Coronary", "Dosing")
    for number, (key, title) in enumerate(zip(keys, titles, strict=True)):
        shortcut(key)
        assert desk.window.tabs.currentIndex() == number
        assert desk.tab(number).family.text == "Kovac"
        assert desk.window.tabs.tabText(number) == title


def test_an_entry_wanted_from_another_tab_gets_the_cursor(qtbot: QtBot, now: datetime) -> None:
    def nowhere(store: CaseStore, words: Wording) -> Tab:
        return BareTab("diagnosis", store, words)

    desk = opened(
        qtbot, load_rulebook(), lambda: now, {"diagnosis": nowhere, "risk": name_tab("risk")}
    )
    desk.window.start_new()
    desk.window.tabs.tab(0).field_wanted.emit("family_name")
    assert desk.window.tabs.currentIndex() == 1
    assert desk.tab(1).family.isAncestorOf(focused())
    assert desk.window.focus_field("no such entry") is False


@pytest.mark.hazard("H66")
def test_the_title_of_the_window_names_the_program_and_nothing_else(
    qtbot: QtBot, now: datetime
) -> None:
    desk = quick(qtbot, now)
    type_text("Kovac")
    leave_field()
    assert desk.store.committed.patient.family_name == "Kovac"
    assert desk.window.windowTitle() == "KD Bedside"
    assert desk.window.windowFilePath() == ""


@pytest.mark.hazard("H34", "H37")
def test_nothing_of_the_former_child_is_left_after_new(qtbot: QtBot, now: datetime) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    window = desk.window
    window.open_example(FICTIONAL)
    window.focus_field("family_name")
    type_text("ziskova")
    leave_field()
    traces = ("ziskova", "ada", "training-1", "15-jan-2022", "16.5", "not a real")
    shown = texts(window).lower()
    for trace in traces:
        assert trace in shown
    window.start_new()
    left = texts(window).lower()
    for trace in traces:
        assert trace not in left
    assert desk.tab().follows.text() == "illness day None"
    assert desk.store.state.can_undo is False
    assert desk.store.state.path is None


@pytest.mark.hazard("H34")
def test_another_child_is_only_opened_once_it_is_said_what_becomes_of_this_one(
    qtbot: QtBot, now: datetime
) -> None:
    desk = quick(qtbot, now)
    type_text("Kovac")
    shortcut(Qt.Key.Key_N)
    assert desk.store.committed.patient.family_name == "Kovac"
    assert desk.window.question.isVisible()
    assert [button.text() for button in desk.window.question.buttons] == [
        "Go on editing",
        "Save…",
        "Discard the changes",
    ]
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not desk.window.question.isVisible()
    assert desk.store.committed.patient.family_name == "Kovac"
    desk.window.open_example(PUBLISHED_1)
    click(desk.window.question.buttons[2])
    assert desk.store.committed.patient.identifier == "S1-PATIENT-1"


def test_closing_the_window_asks_where_something_is_unsaved(qtbot: QtBot, now: datetime) -> None:
    desk = quick(qtbot, now)
    type_text("Kovac")
    assert desk.window.close() is False
    assert desk.window.isVisible()
    click(desk.window.question.buttons[2])
    qtbot.waitUntil(desk.window.isHidden)


def test_closing_an_untouched_window_asks_nothing(qtbot: QtBot, now: datetime) -> None:
    desk = quick(qtbot, now)
    assert desk.window.close() is True


@pytest.mark.hazard("H28")
def test_a_tab_behind_shows_the_state_of_now_the_moment_it_is_wanted(
    qtbot: QtBot, now: datetime
) -> None:
    tabs = {"diagnosis": name_tab("diagnosis"), "risk": name_tab("risk")}
    desk = opened(qtbot, load_rulebook(), lambda: now, tabs)
    desk.window.open_example(PUBLISHED_1)
    shown = [tab.follows.text() for tab in (desk.tab(0), desk.tab(1))]
    assert shown == ["illness day 5", "illness day 5"]
    behind = desk.tab(1)
    desk.window.show_tab(0)
    # While a number is being typed the tab behind may wait, but not longer than nobody sees it.
    case = desk.store.state.case
    later = case.replace(illness=case.illness.replace(fever_onset=date(2020, 4, 4)))
    desk.store.draft(later, "fever_onset")
    desk.window.show_tab(1)
    assert behind.isVisible()
    assert behind.follows.text() == "illness day 2"
    # Where there is no result any more nothing waits at all.
    desk.window.show_tab(0)
    desk.store.draft(later, "fever_onset", readable=False)
    assert behind.follows.text() == "nothing"


@pytest.mark.hazard("H28")
def test_an_error_while_a_tab_is_drawn_leaves_no_result_anywhere(
    qtbot: QtBot, now: datetime, log_watch: LogWatch
) -> None:
    def refusing(store: CaseStore, words: Wording) -> Tab:
        return RefusingTab("risk", store, words)

    tabs = {"diagnosis": name_tab("diagnosis"), "risk": refusing, "dosing": name_tab("dosing")}
    desk = opened(qtbot, load_rulebook(), lambda: now, tabs)
    desk.window.open_example(PUBLISHED_1)
    assert {desk.tab(n).follows.text() for n in range(3)} == {"illness day 5"}
    desk.window.focus_field("family_name")
    # Once for the state that could not be drawn, once for the blank one.
    log_watch.expect(logging.ERROR, "ZeroDivisionError")
    log_watch.expect(logging.ERROR, "ZeroDivisionError")
    type_text("Troubl")
    assert desk.tab(0).follows.text() == "illness day 5"
    QTest.keyClicks(focused(), "e")
    # A tab behind is drawn when the hand rests, or as soon as anybody wants to see it.
    qtbot.waitUntil(lambda: desk.store.state.assessment is None, timeout=1_000)
    assert desk.tab(0).follows.text() == "nothing"
    assert desk.tab(1).is_blank
    assert desk.tab(2).follows.text() == "nothing"
    said = texts(desk.window.notices)
    assert "All results were removed" in said
    assert "12.3" not in said
    # The window stays usable, and the next good change computes anew.
    assert desk.window.side.crash_page.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    type_text("d")
    assert desk.tab(1).is_blank is False
    assert {desk.tab(n).follows.text() for n in range(3)} == {"illness day 5"}
    assert desk.window.notices.notices == ()


@pytest.mark.hazard("H28")
def test_an_error_while_computing_leaves_no_result_and_says_so(
    qtbot: QtBot, now: datetime, log_watch: LogWatch
) -> None:
    whole = load_rulebook()
    scoreless = replace(whole, scores=(whole.scores[0], None))  # pyright: ignore[reportArgumentType]  # a rulebook as broken as it can get
    assert isinstance(scoreless, Rulebook)
    log_watch.expect(logging.ERROR, "assess failed: AttributeError")
    desk = opened(qtbot, scoreless, lambda: now)
    assert desk.store.state.assessment is None
    log_watch.expect(logging.ERROR, "assess failed: AttributeError")
    desk.window.start_new()
    assert desk.tab().follows.text() == "nothing"
    assert "error while computing (AttributeError)" in texts(desk.window.notices)


@pytest.mark.hazard("H28")
def test_time_that_passes_does_not_bring_a_blanked_result_back(qtbot: QtBot, now: datetime) -> None:
    time = [now]
    desk = opened(qtbot, load_rulebook(), lambda: time[0])
    desk.window.start_new()
    desk.store.fail(ValueError())
    time[0] += timedelta(minutes=1)
    desk.store.tick()
    assert desk.store.state.assessment is None
    assert desk.tab().follows.text() == "nothing"


def test_the_time_of_the_assessment_goes_on_by_itself(qtbot: QtBot, now: datetime) -> None:
    time = [now]
    desk = opened(qtbot, load_rulebook(), lambda: time[0])
    desk.window.start_new()
    time[0] += timedelta(minutes=1)
    qtbot.waitUntil(lambda: desk.store.state.as_of == time[0], timeout=15_000)


def test_the_clock_of_an_example_child_stands_still(qtbot: QtBot, now: datetime) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.open_example(PUBLISHED_1)
    desk.store.tick()
    assert desk.store.state.as_of == datetime.fromisoformat("2020-04-05T12:00:00+02:00")
    desk.window.start_new()
    assert desk.store.state.as_of == now


def test_help_opens_in_place_and_escape_goes_back(qtbot: QtBot, now: datetime) -> None:
    desk = quick(qtbot, now)
    shortcut(Qt.Key.Key_2)
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    assert desk.window.side.help_page.isVisible()
    assert "Japanese children" in desk.window.side.help_page.text
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert desk.window.tabs.isVisible()
    assert desk.window.tabs.currentIndex() == 1


def test_closing_the_child_goes_back_to_an_empty_start_page(qtbot: QtBot, now: datetime) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.open_example(FICTIONAL)
    desk.window.close_child()
    assert desk.window.start_page.isVisible()
    assert desk.window.banner.isVisible() is False
    assert "ada" not in texts(desk.window).lower()


@pytest.mark.parametrize("size", [(683, 384), (1366, 768)])
def test_no_page_is_wider_than_the_window(
    qtbot: QtBot, now: datetime, size: tuple[int, int]
) -> None:
    window = opened(qtbot, load_rulebook(), lambda: now).window
    window.resize(*size)
    window.open_example(FICTIONAL)
    for page in (window.start_page, window.tabs, window.preview, window.side.help_page):
        window.show_page(page)
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        assert page.width() <= size[0]
