"""The segmented choice: nothing chosen by itself, everything reached by the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from tests.desktop.hands import click, double_click, focused, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

TRI_STATE = (
    ChoiceOption("present", "Present"),
    ChoiceOption("absent", "Absent"),
    ChoiceOption("unknown", "Not assessed", quiet=True),
)


class Bench:
    def __init__(self, qtbot: QtBot, words: Wording) -> None:
        self.window = QWidget()
        self.before = QLineEdit()
        self.field = ChoiceField(words, TRI_STATE)
        self.after = QLineEdit()
        layout = QVBoxLayout(self.window)
        for widget in (self.before, self.field, self.after):
            layout.addWidget(widget)
        self.chosen: list[str] = []
        self.field.chosen.connect(self.chosen.append)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.before.setFocus()

    def checked(self) -> list[str]:
        return [o.code for o in TRI_STATE if self.field.button(o.code).isChecked()]


@pytest.fixture
def bench(qtbot: QtBot, words: Wording) -> Bench:
    return Bench(qtbot, words)


@pytest.mark.hazard("H13", "H14")
def test_nothing_is_chosen_before_someone_chooses(bench: Bench) -> None:
    assert bench.checked() == []
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    assert focused() is bench.after
    assert bench.checked() == []
    assert bench.chosen == []


def test_tab_enters_once_and_arrows_choose(bench: Bench) -> None:
    press(Qt.Key.Key_Tab)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        press(key)
    # The first arrow takes the answer the focus stands on.
    assert bench.chosen == ["present", "absent", "unknown", "absent"]
    assert bench.checked() == ["absent"]
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Left)
    assert bench.chosen[-1] == "present"
    press(Qt.Key.Key_Tab)
    assert focused() is bench.after


def test_first_letters_choose(bench: Bench) -> None:
    press(Qt.Key.Key_Tab)
    type_text("n")
    type_text("A")
    type_text("p")
    type_text("x")
    assert bench.chosen == ["unknown", "absent", "present"]


def test_space_chooses_the_answer_under_the_focus(bench: Bench) -> None:
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space, " ")
    assert bench.chosen == ["present"]


@pytest.mark.hazard("H06")
def test_a_double_click_is_one_answer(bench: Bench) -> None:
    button = bench.field.button("absent")
    click(button)
    double_click(button)
    click(button)
    assert bench.chosen == ["absent"]
    assert bench.checked() == ["absent"]


def test_drawing_the_state_emits_nothing(bench: Bench) -> None:
    bench.field.show_choice("absent")
    assert bench.checked() == ["absent"]
    bench.field.show_choice(None)
    assert bench.checked() == []
    assert bench.chosen == []


def test_tab_comes_back_to_the_chosen_answer(bench: Bench) -> None:
    bench.field.show_choice("unknown")
    press(Qt.Key.Key_Tab)
    assert focused() is bench.field.button("unknown")


def test_each_answer_is_spoken_with_its_question(bench: Bench) -> None:
    bench.field.set_label("Rash", "any polymorphous rash")
    assert bench.field.button("absent").accessibleName() == "Rash: Absent"
    assert "any polymorphous rash" in bench.field.button("absent").accessibleDescription()
