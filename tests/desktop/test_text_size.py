"""Another size of text builds the tabs anew, and loses nothing that stands in them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.examples import FICTIONAL
from desktop.laboratory.paste_panel import PastePanel
from desktop.rules import load_rulebook
from desktop.tabs.coronary import CoronaryTab
from desktop.tabs.diagnosis import DiagnosisTab
from tests.desktop.eyes import read
from tests.desktop.hands import click, empty_field, focused, paste, press, type_text
from tests.desktop.open_window import opened

if TYPE_CHECKING:
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from desktop.theme import Theme
    from tests.conftest import LogWatch


def test_what_cannot_be_read_yet_stays_when_the_size_of_text_changes(
    qtbot: QtBot, now: datetime
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now, {"diagnosis": DiagnosisTab})
    window = desk.window
    window.start_new()
    assert window.focus_field("crp")
    type_text("1,2,3")
    press(Qt.Key.Key_Return)
    before = window.tabs.current()
    window.side.show_settings()
    # What the setting of the size does.
    window.tabs.build_anew()
    press(Qt.Key.Key_Escape)
    assert window.tabs.current() is before
    assert "1,2,3" in [each.text() for each in window.tabs.findChildren(QLineEdit)]
    # Once it is mended the tabs are built as they come to the front again.
    assert window.focus_field("crp")
    empty_field()
    press(Qt.Key.Key_Return)
    assert focused() is not None
    window.side.show_settings()
    press(Qt.Key.Key_Escape)
    assert window.tabs.current() is not before


def test_an_open_print_out_and_a_time_without_a_value_stay_when_the_size_of_text_changes(
    qtbot: QtBot, now: datetime
) -> None:
    tabs = {"diagnosis": DiagnosisTab, "coronary": CoronaryTab}
    desk = opened(qtbot, load_rulebook(), lambda: now, tabs)
    window = desk.window
    window.start_new()
    assert window.focus_field("crp")
    paste("CRP\t12\nSodium\t131\tmmol/L")
    (panel,) = window.tabs.findChildren(PastePanel)
    assert panel.is_open
    before = window.tabs.current()
    window.tabs.build_anew()
    assert window.tabs.current() is before
    assert panel.isVisible()
    click(panel.close_button)
    window.show_tab(1)
    assert window.focus_field("echo_time")
    type_text("20-Nov-2026 08:00")
    press(Qt.Key.Key_Return)
    echo = window.tabs.current()
    window.tabs.build_anew()
    assert window.tabs.current() is echo
    assert "20-Nov-2026 08:00" in [each.text() for each in window.tabs.findChildren(QLineEdit)]


def test_the_start_page_needs_no_scroll_bar_and_its_buttons_grow_with_the_text(
    qtbot: QtBot, now: datetime, dressed: Theme
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    page = desk.window.start_page
    QApplication.processEvents()
    assert page.verticalScrollBar().maximum() == 0
    before = page.new_button.width()
    assert page.open_button.width() == before
    dressed.enlarge(150)
    QApplication.processEvents()
    try:
        assert page.new_button.width() > before
        assert page.open_button.width() == page.new_button.width()
    finally:
        dressed.enlarge(100)


@pytest.mark.hazard("H34")
def test_who_the_child_is_stands_whole_over_the_page_of_an_error_in_the_lowest_window(
    qtbot: QtBot, now: datetime, dressed: Theme, log_watch: LogWatch
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    window = desk.window
    dressed.enlarge(200)
    try:
        window.resize(683, 384)
        window.open_example(FICTIONAL)
        log_watch.expect(logging.ERROR, "ZeroDivisionError at ")
        try:
            _ = 1 / len(window.notices.notices)
        except ZeroDivisionError as error:
            desk.hooks.report(error)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (683, 384)
        banner = window.banner
        assert banner.height() >= banner.heightForWidth(banner.width())
        assert "TRAINING-1" in "\n".join(read(banner))
        # What the page says at length no bar takes the room for; it is said once the page is left.
        assert not window.notices.isVisible()
        assert window.side.crash_page.viewport().height() > 100
        window.side.leave()
        assert window.notices.isVisible()
    finally:
        dressed.enlarge(100)
