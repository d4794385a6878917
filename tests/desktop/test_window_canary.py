"""A child's name after a thousand actions of the window: nowhere but in the encrypted store.

The data folder, the temporary folder, the home folder, what was logged, the title of the window,
the clipboard after its time, and the text of every error are searched for it.
"""

from __future__ import annotations

import logging
import tempfile
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.desktop.hands import empty_field, focused, press, type_text
from tests.desktop.open_window import FOUR_TABS
from tests.desktop.records_window import CONTROL, WardWindow
from tests.records.test_canary import CANARY, found_in, spellings
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

ACTIONS = 1_000


class Shift:
    """A long shift on one child, one action after another, all of them by hand."""

    def __init__(self, ward: WardWindow) -> None:
        self.ward, self.number = ward, 0
        self.titles: set[str] = set()

    def run(self, actions: int) -> None:
        deeds: list[Callable[[], None]] = [
            self.type_name,
            self.save,
            self.take_back,
            self.bring_back,
            self.half_type,
            self.look_elsewhere,
            self.copy,
            self.read_history,
            self.search,
            self.lock,
        ]
        for self.number in range(actions):
            deeds[self.number % len(deeds)]()
            self.titles |= {each.windowTitle() for each in QApplication.topLevelWidgets()}
            if self.number % len(deeds) == len(deeds) - 1:
                self.ward.settle()

    def field(self) -> bool:
        window = self.ward.window
        return window.tabs.isVisible() and window.focus_field("family_name")

    def type_name(self) -> None:
        if self.field():
            empty_field()
            type_text(f"Zaunkönigin {self.number}")
            press(Qt.Key.Key_Return)

    def save(self) -> None:
        self.ward.window.file_desk.save()

    def take_back(self) -> None:
        self.ward.window.steps.undo()

    def bring_back(self) -> None:
        self.ward.window.steps.redo()

    def half_type(self) -> None:
        if self.field():
            type_text("Zaunk")
            self.ward.desk.drafts.keep()

    def look_elsewhere(self) -> None:
        self.ward.window.show_tab(self.number // 10 % 4)

    def copy(self) -> None:
        if self.field():
            line = focused()
            assert isinstance(line, QLineEdit)
            line.selectAll()
            press(Qt.Key.Key_C, "\x03", CONTROL)

    def read_history(self) -> None:
        if self.number % 50 == 7:
            self.ward.desk.show_history()
            self.ward.settle()
            press(Qt.Key.Key_Escape)

    def search(self) -> None:
        if self.number % 50 == 8:
            self.ward.window.close_child()
            self.ward.settle()
            self.ward.settle()
            type_text("zaunk")
            self.ward.settle()
            press(Qt.Key.Key_Return)
            self.ward.settle()
            self.ward.settle()

    def lock(self) -> None:
        if self.number % 100 == 9:
            self.ward.desk.lock_desk.lock()
            self.ward.settle()
            type_text(PHRASE)
            press(Qt.Key.Key_Return)
            self.ward.settle()


@pytest.mark.hazard("H66")
def test_a_name_can_be_read_nowhere_after_a_thousand_actions_of_the_window(
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("tmp", "home"):
        (tmp_path / name).mkdir()
    for name, value in (("TMPDIR", "tmp"), ("SQLITE_TMPDIR", "tmp"), ("HOME", "home")):
        monkeypatch.setenv(name, str(tmp_path / value))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG)
    ward = WardWindow(qtbot, tmp_path / "records", FOUR_TABS).founded()
    ward.signed_in().admitted(CANARY, "Nova")
    shift = Shift(ward)
    shift.run(ACTIONS)
    ward.settle()
    # It was there all the time: on the screen, and in the store.
    assert ward.store.committed.patient.family_name
    assert "zaunk" in ward.store.committed.patient.family_name.lower()
    assert found_in(tmp_path) == []
    assert {title for title in shift.titles if title} == {"KD Bedside"}
    ward.window.clipboard.clear()
    assert "Zaunk" not in QGuiApplication.clipboard().text()
    ward.window.close()
    ward.link.close()
    assert found_in(tmp_path) == []
    heard = caplog.text.encode()
    assert not any(word in heard for word in spellings(CANARY))
