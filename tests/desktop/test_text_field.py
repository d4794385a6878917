"""Plain text fields: nothing hidden gets into a record, nothing is removed unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.entry.entries import Entry
from desktop.entry.lines import hidden_character
from desktop.widgets.text_field import NotesField, TextField
from tests.desktop.hands import focused, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


class Bench:
    """A field in a window, with another to go to."""

    def __init__(self, qtbot: QtBot, field: QWidget) -> None:
        self.window = QWidget()
        self.after = QLineEdit()
        layout = QVBoxLayout(self.window)
        layout.addWidget(field)
        layout.addWidget(self.after)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        field.setFocus()


@pytest.mark.parametrize("name", ["Łukasz", "Νίκος", "Жанна", "王", "O’Brien", "<b>Anna</b>"])
def test_a_name_of_any_script_is_kept_as_written(qtbot: QtBot, words: Wording, name: str) -> None:
    field = TextField(words)
    _bench = Bench(qtbot, field)
    type_text(name)
    assert field.entry == Entry(name, name)


@pytest.mark.hazard("H50")
@pytest.mark.parametrize(
    "character", ["\u202a", "\u202e", "\u2066", "\u2069", "\x00", "\x1b", "\x7f", "\u2028"]
)
def test_a_hidden_character_is_named(character: str) -> None:
    assert hidden_character(f"An{character}na") == f"U+{ord(character):04X}"


@pytest.mark.hazard("H50")
def test_a_text_that_turns_its_direction_is_refused_in_words(qtbot: QtBot, words: Wording) -> None:
    field = TextField(words)
    _bench = Bench(qtbot, field)
    type_text("Anna\u202e051")
    press(Qt.Key.Key_Return)
    assert field.entry.value is None
    assert "U+202E" in field.message


def test_a_line_break_belongs_only_in_notes() -> None:
    assert hidden_character("one\ntwo") == "U+000A"
    assert hidden_character("one\ntwo", several_lines=True) is None


def test_notes_commit_once_on_leaving_and_tab_leaves(qtbot: QtBot, words: Wording) -> None:
    field = NotesField(words)
    committed: list[Entry[str]] = []
    field.committed.connect(committed.append)
    bench = Bench(qtbot, field)
    type_text("fever back")
    press(Qt.Key.Key_Return, "\r")
    type_text("at night")
    assert field.typing
    press(Qt.Key.Key_Tab)
    assert focused() is bench.after
    assert [entry.value for entry in committed] == ["fever back\nat night"]


def test_notes_of_the_state_are_drawn_without_a_word(qtbot: QtBot, words: Wording) -> None:
    field = NotesField(words)
    qtbot.addWidget(field)
    said: list[object] = []
    field.edited.connect(said.append)
    field.committed.connect(said.append)
    field.show_entry("seen by cardiology")
    field.show_entry(None)
    assert field.entry.value is None
    assert said == []
