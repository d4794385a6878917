"""Another size of text builds the tabs anew, and loses nothing that stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.laboratory.paste_panel import PastePanel
from desktop.rules import load_rulebook
from desktop.tabs.coronary import CoronaryTab
from desktop.tabs.diagnosis import DiagnosisTab
from tests.desktop.hands import click, empty_field, focused, paste, press, type_text
from tests.desktop.open_window import opened

if TYPE_CHECKING:
    from datetime import datetime

    from pytestqt.qtbot import QtBot


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
