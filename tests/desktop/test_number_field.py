"""The number field at work: units, limits, commits, and a state that draws it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.entry.entries import Entry, FieldNotice, UnitOption
from desktop.widgets.number_field import NumberField
from tests.desktop.hands import click, empty_field, focused, press, press_on, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

KG = UnitOption("kg", "kg", 3, 3)
CRP = (UnitOption("mg/dL", "mg/dL", 3, 2), UnitOption("mg/L", "mg/L", 4, 1))


def other_unit(value: Decimal, unit: str) -> str:
    return f"{value / 10} mg/dL" if unit == "mg/L" else f"{value * 10} mg/L"


def unusual(value: Decimal, unit: str) -> FieldNotice | None:
    return FieldNotice("soft", f"Is {value} {unit} right?") if value > 40 else None


class Bench:
    """A field in a window, with another to go to, and what the field said."""

    def __init__(self, qtbot: QtBot, field: NumberField) -> None:
        self.window = QWidget()
        self.field = field
        self.next = QLineEdit()
        layout = QVBoxLayout(self.window)
        layout.addWidget(field)
        layout.addWidget(self.next)
        self.edited: list[Entry[Decimal]] = []
        self.committed: list[Entry[Decimal]] = []
        self.answered: list[Entry[Decimal]] = []
        field.edited.connect(self.edited.append)
        field.committed.connect(self.committed.append)
        field.answered.connect(self.answered.append)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        field.setFocus()


def weight(qtbot: QtBot, words: Wording) -> Bench:
    return Bench(qtbot, NumberField(words, (KG,), check=unusual))


def crp(qtbot: QtBot, words: Wording, unit: str | None = None) -> Bench:
    return Bench(qtbot, NumberField(words, CRP, unit=unit, check=unusual, describe=other_unit))


def test_each_key_is_an_edit_and_leaving_is_one_commit(qtbot: QtBot, words: Wording) -> None:
    bench = weight(qtbot, words)
    type_text("16,5")
    assert [entry.value for entry in bench.edited] == [
        Decimal(1),
        Decimal(16),
        None,
        Decimal("16.5"),
    ]
    assert bench.committed == []
    assert bench.field.typing
    press(Qt.Key.Key_Tab)
    assert focused() is bench.next
    assert bench.committed == [Entry("16,5", Decimal("16.5"), "kg")]
    assert not bench.field.typing


def test_enter_commits_once_and_leaving_afterwards_does_not(qtbot: QtBot, words: Wording) -> None:
    bench = weight(qtbot, words)
    type_text("12")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    bench.next.setFocus()
    assert [entry.value for entry in bench.committed] == [Decimal(12)]


def test_leaving_without_a_change_commits_nothing(qtbot: QtBot, words: Wording) -> None:
    bench = weight(qtbot, words)
    bench.field.show_entry(Decimal(12), "kg")
    bench.field.setFocus()
    type_text("5")
    press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Tab)
    assert bench.committed == []


def test_emptying_a_field_commits_that_it_is_empty(qtbot: QtBot, words: Wording) -> None:
    bench = weight(qtbot, words)
    bench.field.show_entry(Decimal(12), "kg")
    empty_field()
    press(Qt.Key.Key_Tab)
    assert [(entry.text, entry.value, entry.problem) for entry in bench.committed] == [
        ("", None, None)
    ]


@pytest.mark.hazard("H07", "H14")
def test_a_number_without_a_chosen_unit_is_not_yet_a_value(qtbot: QtBot, words: Wording) -> None:
    bench = crp(qtbot, words)
    type_text("12")
    press(Qt.Key.Key_Return)
    assert bench.field.unit is None
    assert bench.field.entry.value is None
    assert "mg/dL" in bench.field.message
    assert "mg/L" in bench.field.message


@pytest.mark.hazard("H07", "H08")
def test_changing_the_unit_reads_the_same_characters_anew(qtbot: QtBot, words: Wording) -> None:
    bench = crp(qtbot, words)
    type_text("12,5")
    bench.field.choose_unit("mg/dL")
    assert (bench.field.entry.value, bench.field.entry.unit) == (Decimal("12.5"), "mg/dL")
    assert bench.field.echo == "125.0 mg/L"
    bench.field.choose_unit("mg/L")
    assert bench.field.text == "12,5"
    assert (bench.field.entry.value, bench.field.entry.unit) == (Decimal("12.5"), "mg/L")
    assert bench.field.echo == "1.25 mg/dL"
    assert [entry.unit for entry in bench.committed] == ["mg/dL", "mg/L"]


@pytest.mark.hazard("H07")
def test_a_pasted_other_unit_is_named_and_not_converted(qtbot: QtBot, words: Wording) -> None:
    bench = crp(qtbot, words, unit="mg/dL")
    type_text("120 mg/L")
    press(Qt.Key.Key_Return)
    assert bench.field.entry.value is None
    assert "mg/L" in bench.field.message
    assert bench.field.unit == "mg/dL"


def test_the_unit_is_chosen_from_the_keyboard(qtbot: QtBot, words: Wording) -> None:
    bench = crp(qtbot, words)
    type_text("12")
    press(Qt.Key.Key_Tab)
    button = bench.field.unit_button
    assert focused() is button
    press(Qt.Key.Key_Space, " ")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    press_on(menu, Qt.Key.Key_Down)
    press_on(menu, Qt.Key.Key_Down)
    press_on(menu, Qt.Key.Key_Return)
    assert bench.field.unit == "mg/L"
    assert bench.field.entry.value == Decimal(12)


@pytest.mark.hazard("H07")
def test_enter_pressed_twice_on_the_switch_chooses_no_unit(qtbot: QtBot, words: Wording) -> None:
    bench = crp(qtbot, words)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space, " ")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    press_on(menu, Qt.Key.Key_Return)
    menu.close()
    assert bench.field.unit is None


@pytest.mark.hazard("H01")
def test_an_unusual_value_asks_and_one_answer_settles_it(qtbot: QtBot, words: Wording) -> None:
    bench = weight(qtbot, words)
    type_text("55")
    press(Qt.Key.Key_Return)
    assert bench.field.message_tone == "caution"
    assert bench.field.entry.value == Decimal(55)
    button = bench.field.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    click(button)
    assert [entry.value for entry in bench.answered] == [Decimal(55)]
    assert bench.field.message_tone == "good"
    empty_field()
    type_text("60")
    press(Qt.Key.Key_Return)
    assert bench.field.message_tone == "caution"
    empty_field()
    type_text("55")
    press(Qt.Key.Key_Return)
    assert bench.field.message_tone == "good"


def test_a_half_typed_number_is_not_scolded_before_the_hand_rests(
    qtbot: QtBot, words: Wording
) -> None:
    bench = weight(qtbot, words)
    type_text("1.")
    assert bench.field.message == ""
    qtbot.waitUntil(lambda: bench.field.message != "", timeout=3000)
    type_text("5")
    assert bench.field.message == ""


def test_a_state_with_the_same_value_leaves_the_hand_alone(qtbot: QtBot, words: Wording) -> None:
    bench = weight(qtbot, words)
    type_text("16,50")
    bench.field.show_entry(Decimal("16.5"), "kg")
    assert bench.field.text == "16,50"
    press(Qt.Key.Key_Tab)
    assert len(bench.committed) == 1
    bench.field.show_entry(Decimal("16.5"), "kg")
    assert bench.field.text == "16.5"


def test_an_unreadable_text_survives_a_state_without_a_value(qtbot: QtBot, words: Wording) -> None:
    bench = weight(qtbot, words)
    type_text("1,2,3")
    bench.field.show_entry(None, None)
    press(Qt.Key.Key_Tab)
    bench.field.show_entry(None, None)
    assert bench.field.text == "1,2,3"
    assert bench.field.message != ""


def test_undo_reaches_a_field_that_has_the_focus(qtbot: QtBot, words: Wording) -> None:
    bench = weight(qtbot, words)
    bench.field.show_entry(Decimal(12), "kg")
    empty_field()
    type_text("13")
    bench.field.show_entry(Decimal(13), "kg")
    bench.field.show_entry(Decimal(12), "kg")
    assert bench.field.text == "12"
    press(Qt.Key.Key_Tab)
    assert bench.committed == []


def test_undo_in_a_field_is_of_keystrokes_while_typing_and_else_of_the_case(
    qtbot: QtBot, words: Wording
) -> None:
    bench = weight(qtbot, words)
    undone: list[str] = []
    shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), bench.window)
    shortcut.activated.connect(lambda: undone.append("the case"))
    control = Qt.KeyboardModifier.ControlModifier
    type_text("12")
    QTest.keyClick(focused(), Qt.Key.Key_Z, control)
    assert bench.field.text != "12"
    assert undone == []
    empty_field()
    type_text("12")
    press(Qt.Key.Key_Return)
    QTest.keyClick(focused(), Qt.Key.Key_Z, control)
    assert bench.field.text == "12"
    assert undone == ["the case"]


def test_a_draft_the_state_did_not_take_stays_under_the_hand(qtbot: QtBot, words: Wording) -> None:
    bench = weight(qtbot, words)
    bench.field.show_entry(Decimal(12), "kg")
    empty_field()
    bench.field.show_entry(Decimal(12), "kg")
    type_text("2")
    bench.field.show_entry(Decimal(12), "kg")
    assert bench.field.text == "2"


def test_drawing_the_state_emits_nothing(qtbot: QtBot, words: Wording) -> None:
    bench = crp(qtbot, words)
    bench.field.show_entry(Decimal(12), "mg/L")
    bench.field.show_entry(None, None)
    bench.field.show_entry(Decimal(3), "mg/dL")
    assert (bench.edited, bench.committed, bench.answered) == ([], [], [])


@pytest.mark.hazard("H37")
def test_nothing_of_one_child_stays_in_the_field_for_the_next(qtbot: QtBot, words: Wording) -> None:
    bench = crp(qtbot, words)
    type_text("1,2,3")
    bench.field.choose_unit("mg/L")
    bench.field.forget()
    assert bench.field.text == ""
    assert bench.field.message == ""
    assert bench.field.unit is None
    assert not bench.field.typing


def test_the_unit_is_spoken_with_the_name(qtbot: QtBot, words: Wording) -> None:
    bench = crp(qtbot, words)
    bench.field.set_label("CRP", "in the unit beside it")
    button = bench.field.unit_button
    assert button is not None
    assert button.accessibleName() == "Unit of CRP: not chosen yet"
    bench.field.choose_unit("mg/L")
    assert button.accessibleName() == "Unit of CRP: mg/L"
    line = bench.field.focusProxy()
    assert line is not None
    assert line.accessibleName() == "CRP"
