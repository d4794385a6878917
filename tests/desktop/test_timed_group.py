"""Entries taken at one time, under real keys: shown together, moved together, never mixed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget

from desktop.examples import FICTIONAL, PUBLISHED_1
from desktop.rules import load_rulebook
from desktop.tabs.diagnosis import DiagnosisTab
from desktop.tabs.risk import RiskTab
from tests.desktop.hands import empty_field, press, type_text
from tests.desktop.tab_bench import NOW, TabBench, bench, button

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


@pytest.fixture
def at(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, DiagnosisTab)


def test_a_value_without_a_time_is_of_now_and_the_next_joins_it(at: TabBench) -> None:
    at.put("esr", "54")
    assert at.line("sample_time").text == "21-Nov-2026 14:20"
    at.clock.now = datetime.fromisoformat("2026-11-21T14:25:00+01:00")
    at.store.tick()
    at.put("sodium", "131")
    assert {each.at for each in at.store.committed.observations} == {NOW}


def test_correcting_the_time_moves_the_whole_sample_in_one_step(at: TabBench) -> None:
    at.open(PUBLISHED_1)
    at.put("sample_time", "05-Apr-2020 07:30")
    moved = datetime.fromisoformat("2020-04-05T07:30:00+02:00")
    assert {each.at for each in at.store.committed.observations} == {moved}
    assert at.line("crp").text == "12"
    at.store.undo()
    assert at.line("sample_time").text == "05-Apr-2020 09:00"
    assert at.line("crp").text == "12"


def test_a_time_on_its_way_never_merges_two_samples(at: TabBench) -> None:
    at.open(FICTIONAL)
    before = at.store.committed
    at.type("sample_time", "16-Nov-2026 04:00")
    assert at.store.state.case == before
    press(Qt.Key.Key_Return)
    assert at.store.committed == before
    assert "Another sample is recorded at this time" in at.line("sample_time").message
    type_text("x")
    press(Qt.Key.Key_Return)
    assert at.store.committed == before
    assert at.line("sample_time").text == "16-Nov-2026 04:00x"
    assert "these values stay at 14-Nov-2026 09:00" in at.screen()


def test_samples_are_turned_over_and_a_new_one_begins_empty(at: TabBench) -> None:
    at.open(FICTIONAL)
    assert at.line("sodium").text == "133"
    assert "Sample 1 of 2" in at.screen()
    button(at.tab, "Later").click()
    assert (at.line("crp").text, at.line("sodium").text) == ("96", "")
    button(at.tab, "Earlier").click()
    at.put("esr", "99")
    button(at.tab, "New sample").click()
    # The cursor stands in the time, which is empty.
    type_text("14-Nov-2026 12:00")
    press(Qt.Key.Key_Return)
    assert at.line("sample_time").text == "14-Nov-2026 12:00"
    assert at.line("esr").text == ""
    at.put("sodium", "135")
    assert "Sample 2 of 3" in at.screen()
    sodium = [each for each in at.store.committed.observations if each.code == "sodium"]
    assert sorted((each.at.hour, each.value) for each in sodium) == [
        (9, Decimal(133)),
        (12, Decimal(135)),
    ]


def test_emptying_the_only_value_of_a_sample_does_not_turn_to_another(at: TabBench) -> None:
    at.open(FICTIONAL)
    button(at.tab, "Later").click()
    at.go("crp")
    empty_field()
    press(Qt.Key.Key_Tab)
    assert at.line("sample_time").text == "16-Nov-2026 04:00"
    assert at.line("sodium").text == ""
    at.put("sodium", "140")
    stands = {each.at.day for each in at.store.committed.observations if each.code == "sodium"}
    assert stands == {14, 16}


def test_a_sample_moved_on_another_tab_is_followed_here(
    qtbot: QtBot, words: Wording, at: TabBench
) -> None:
    at.open(PUBLISHED_1)
    at.put("crp", "13")
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    risk = RiskTab(at.store, words)
    at.store.changed.connect(lambda: risk.show_state(at.store.state))
    risk.show_state(at.store.state)
    tabs.addTab(at.tab, "1")
    tabs.addTab(risk, "2")
    tabs.setCurrentWidget(risk)
    # The tab was a window of its own before, and takes the keyboard with it as it goes.
    with qtbot.waitExposed(tabs):
        tabs.show()
    tabs.activateWindow()
    qtbot.waitUntil(tabs.isActiveWindow)
    assert risk.focus_field("sample_time")
    empty_field()
    type_text("05-Apr-2020 08:00")
    press(Qt.Key.Key_Return)
    tabs.setCurrentWidget(at.tab)
    assert at.line("sample_time").text == "05-Apr-2020 08:00"
    assert at.line("crp").text == "13"
    # Each belongs to the test by itself again, to be closed by it.
    tabs.removeTab(0)
    at.tab.setParent(None)
