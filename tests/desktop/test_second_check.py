"""The second check on the real window: weight and plan hidden, two people, one mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from clinical.dosing.plan import Choice
from desktop.examples import FICTIONAL
from desktop.pdf_pages import PdfPages
from desktop.rules import load_rulebook
from desktop.tabs.dosing import DosingTab
from tests.desktop.dosing_bench import bench, known
from tests.desktop.eyes import is_seen
from tests.desktop.hands import focused, press, type_text
from tests.desktop.open_window import FOUR_TABS, opened, texts

if TYPE_CHECKING:
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording
    from tests.desktop.dosing_bench import Bench
    from tests.desktop.open_window import Desk


DOSING = 3


def begin(at: Bench, regimen: str = "ivig") -> None:
    at.weigh("16.5")
    at.choose(regimen)
    at.tab.pane.check_card.button.setFocus()
    press(Qt.Key.Key_Space, " ")


def answer(at: Bench, prescriber: str, checker: str, kg: str, agent: str) -> None:
    answer_on(at.tab, prescriber, checker, kg, agent)


def answer_on(tab: DosingTab, prescriber: str, checker: str, kg: str, agent: str) -> None:
    page = tab.check
    for field, text in ((page.prescriber, prescriber), (page.checker, checker), (page.kg, kg)):
        field.setFocus()
        press(Qt.Key.Key_A, "\x01", Qt.KeyboardModifier.ControlModifier)
        type_text(text)
        press(Qt.Key.Key_Return)
    button = page.agent.button(agent)
    button.setFocus()
    press(Qt.Key.Key_Space, " ")
    page.compare_button.setFocus()
    press(Qt.Key.Key_Space, " ")


def visible(at: Bench) -> str:
    return "\n".join(label.text() for label in at.tab.findChildren(QLabel) if label.isVisible())


@pytest.mark.hazard("H04")
def test_while_the_check_is_made_neither_weight_nor_dose_can_be_seen(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    begin(at)
    assert at.store.state.blind
    shown = visible(at)
    for hidden in ("16.5", "33 g", "330 mL", "27.5"):
        assert hidden not in shown
    assert at.tab.check.kg.text == ""
    assert at.tab.check.agent.choice is None


@pytest.mark.hazard("H04", "H26")
def test_two_who_agree_mark_the_plan(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    begin(at)
    answer(at, "A. Doctor", "B. Nurse", "16,5", "ivig")
    assert not at.store.state.blind
    assert at.store.state.checked is not None
    assert at.store.state.checked.by.by == "B. Nurse"
    assert "CHECKED by B. Nurse" in at.results()
    assert "NOT CHECKED" not in at.results()


@pytest.mark.hazard("H04")
def test_a_difference_blocks_the_mark_and_shows_both(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    begin(at)
    answer(at, "A. Doctor", "B. Nurse", "15.6", "ivig")
    assert at.store.state.blind
    assert at.store.state.checked is None
    assert "the weight of the plan is 16.5 kg, the second person says 15.6 kg" in visible(at)
    # What was shown cannot be typed in after it.
    page = at.tab.check
    assert not page.kg.isEnabled()
    assert page.compare_button.hasFocus()
    press(Qt.Key.Key_Space, " ")
    assert at.store.state.checked is None
    assert (page.kg.text, page.prescriber.text, page.agent.choice) == ("", "", None)
    assert "16.5" not in visible(at)
    at.tab.check.leave_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert not at.store.state.blind
    assert "NOT CHECKED" in at.results()
    # Printing is never blocked by it.
    assert at.tab.pane.preview_button.isEnabled()


def test_in_a_low_window_the_difference_comes_into_sight(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.window.resize(683, 384)
    begin(at)
    answer(at, "A. Doctor", "B. Nurse", "15.6", "anakinra")
    page = at.tab.check
    said = [label for label in page.findChildren(QLabel) if "15.6 kg" in label.text()]
    assert len(said) == 1
    qtbot.waitUntil(lambda: is_seen(page.compare_button))
    assert is_seen(said[0])


def test_nobody_checks_their_own_plan(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    begin(at)
    answer(at, "A. Doctor", "a. doctor", "16.5", "ivig")
    assert at.store.state.checked is None
    assert "Another person must check" in visible(at)


@pytest.mark.hazard("H28", "H34")
def test_any_change_of_the_plan_withdraws_the_mark(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    begin(at)
    answer(at, "A. Doctor", "B. Nurse", "16.5", "ivig")
    at.enter("hours", "10")
    assert at.store.state.checked is None
    at.enter("hours", "12")
    # Back to the same numbers is not a check.
    assert at.store.state.checked is None


@pytest.mark.hazard("H28")
def test_a_change_while_the_check_is_made_ends_it(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("15")
    begin(at)
    assert at.store.state.blind
    # Back to no regimen and to 15 kg: the plan that was being checked is gone.
    choice = at.store.state.choice
    at.store.undo()
    assert not at.store.state.blind
    at.store.undo()
    at.store.choose(choice)
    assert not at.store.state.blind
    assert at.store.state.checked is None
    assert "NOT CHECKED" in at.results()


def test_the_mark_is_where_the_focus_returns_to(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    begin(at)
    answer(at, "A. Doctor", "B. Nurse", "16.5", "ivig")
    assert at.tab.pane.check_card.button.hasFocus()


@pytest.mark.hazard("H04")
def test_a_drug_that_differs_says_both_and_half_an_answer_says_nothing(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, words, known())
    begin(at)
    at.tab.check.compare_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    shown = visible(at)
    assert "Missing: Prescriber." in shown
    assert "16.5" not in shown
    # What is missing can still be entered.
    answer(at, "A. Doctor", "B. Nurse", "16.5", "infliximab")
    expected = "the plan is for immunoglobulin, the second person says infliximab"
    assert expected in visible(at)
    assert at.store.state.checked is None


@pytest.mark.hazard("H34", "H37")
def test_no_mark_and_no_answer_goes_to_the_next_child(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    begin(at)
    answer(at, "A. Doctor", "B. Nurse", "16.5", "ivig")
    at.store.start_new()
    assert at.store.state.checked is None
    assert "Nurse" not in at.texts()


def test_a_drug_that_wants_no_check_offers_none(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    at.choose("aspirin_low")
    assert at.tab.pane.check_card.isHidden()


def checked_in_the_window(qtbot: QtBot, now: datetime) -> Desk:
    """Return a window on the example child, whose infliximab two people agreed on, by key."""
    desk = opened(qtbot, load_rulebook(), lambda: now, {**FOUR_TABS, "dosing": DosingTab})
    choice = Choice("infliximab", FICTIONAL.at)
    desk.window.show_example(FICTIONAL.case(load_rulebook()), FICTIONAL.at, choice)
    desk.window.show_tab(DOSING)
    tab = desk.window.tabs.tab(DOSING)
    assert isinstance(tab, DosingTab)
    qtbot.waitUntil(tab.isVisible)
    tab.pane.check_card.button.setFocus()
    press(Qt.Key.Key_Space, " ")
    return desk


def printed(qtbot: QtBot, desk: Desk) -> str:
    QTest.keyClick(focused(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.window.preview.page_count > 0)
    pages = PdfPages(desk.window.preview.content)
    return "\n".join(pages.text(index) for index in range(len(pages)))


@pytest.mark.hazard("H28", "H34")
def test_the_sheet_bears_the_mark_and_who_made_it(qtbot: QtBot, now: datetime) -> None:
    desk = checked_in_the_window(qtbot, now)
    tab = desk.window.tabs.tab(DOSING)
    assert isinstance(tab, DosingTab)
    answer_on(tab, "A. Doctor", "B. Nurse", "16.5", "infliximab")
    text = printed(qtbot, desk)
    assert "CHECKED by B. Nurse" in text
    assert "NOT CHECKED" not in text
    # Nobody has signed: a typed name is no signature.
    assert "NOT SIGNED" in text


@pytest.mark.hazard("H04")
def test_the_banner_hides_the_weight_and_another_page_ends_the_check(
    qtbot: QtBot, now: datetime
) -> None:
    desk = checked_in_the_window(qtbot, now)
    assert desk.store.state.blind
    assert "16.5" not in texts(desk.window.banner)
    text = printed(qtbot, desk)
    # Whoever looks at the sheet has seen the dose.
    assert not desk.store.state.blind
    assert "NOT CHECKED" in text
    assert "16.5 kg" in texts(desk.window.banner)


@pytest.mark.hazard("H04")
def test_another_tab_ends_the_check(qtbot: QtBot, now: datetime) -> None:
    desk = checked_in_the_window(qtbot, now)
    QTest.keyClick(focused(), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert not desk.store.state.blind
    assert desk.store.state.checked is None
