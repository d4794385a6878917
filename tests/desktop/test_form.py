"""The form: names for those who listen, room for messages, and the way to a missing value."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QWidget

from desktop.entry.entries import FieldNotice, UnitOption
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.form import Form, FormRow
from desktop.widgets.number_field import NumberField
from tests.desktop.hands import focused, press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.theme import Theme
    from reports.wording import Wording

UNITS = (UnitOption("U/L", "U/L", 5, 0),)
LONG = "This cannot be right. " * 12


class Bench:
    """Forty number fields and a choice, in a window too low for them."""

    def __init__(self, qtbot: QtBot, words: Wording) -> None:
        self.form = Form()
        self.form.section("Laboratory")
        self.fields: dict[str, NumberField] = {}
        for number in range(40):
            check = self.check if number == 39 else None
            field = NumberField(words, UNITS, check=check)
            self.fields[f"f{number}"] = field
            self.form.row(f"f{number}", f"Enzyme {number}", field, "in serum")
        self.choice = ChoiceField(words, (ChoiceOption("yes", "Yes"), ChoiceOption("no", "No")))
        self.form.row("choice", "Rash", self.choice)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.form)
        self.area.resize(600, 400)
        qtbot.addWidget(self.area)
        self.area.show()
        self.area.activateWindow()
        qtbot.waitUntil(self.area.isActiveWindow)

    @staticmethod
    def check(value: Decimal, _unit: str) -> FieldNotice | None:
        return FieldNotice("hard", LONG) if value > 100 else None


@pytest.fixture
def bench(qtbot: QtBot, words: Wording, dressed: Theme) -> Bench:
    return Bench(qtbot, words)


def row_of(field: QWidget) -> FormRow:
    row = field.parentWidget()
    assert isinstance(row, FormRow)
    return row


def is_in_sight(widget: QWidget, area: QScrollArea) -> bool:
    port = area.viewport()
    top = widget.mapTo(port, widget.rect().topLeft())
    return port.rect().contains(top) and port.rect().contains(
        widget.mapTo(port, widget.rect().bottomRight())
    )


def test_a_missing_value_leads_to_its_field(bench: Bench, qtbot: QtBot) -> None:
    field = bench.fields["f39"]
    assert not is_in_sight(field, bench.area)
    assert bench.form.focus("f39")
    assert is_in_sight(field, bench.area)
    assert focused() is field.focusProxy()
    assert row_of(field).property("flash") == "true"
    qtbot.waitUntil(lambda: row_of(field).property("flash") == "false", timeout=4000)


def test_an_unknown_key_leads_nowhere_and_says_so(bench: Bench) -> None:
    assert not bench.form.focus("no such row")


def test_two_rows_cannot_share_a_key(bench: Bench, words: Wording) -> None:
    with pytest.raises(ValueError, match="f1"):
        bench.form.row("f1", "again", NumberField(words, UNITS))


def test_tab_goes_through_the_rows_in_reading_order(bench: Bench) -> None:
    bench.fields["f0"].setFocus()
    for number in range(1, 40):
        press(Qt.Key.Key_Tab)
        assert focused() is bench.fields[f"f{number}"].focusProxy()
    press(Qt.Key.Key_Tab)
    assert focused() is bench.choice.button("yes")


def test_a_long_message_pushes_the_next_row_and_is_not_cut(bench: Bench, qtbot: QtBot) -> None:
    field, below = bench.fields["f39"], bench.choice
    bench.form.focus("f39")
    before = below.mapTo(bench.form, below.rect().topLeft()).y()
    type_text("101")
    press(Qt.Key.Key_Return)
    label = next(
        each for each in field.findChildren(QLabel) if each.text().startswith(LONG.strip())
    )
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    assert label.fontMetrics().lineSpacing() * 2 < label.height()
    assert below.mapTo(bench.form, below.rect().topLeft()).y() > before
    assert (
        label.mapTo(bench.form, label.rect().bottomLeft()).y()
        < below.mapTo(bench.form, below.rect().topLeft()).y()
    )


def test_every_field_has_a_name_and_a_description_to_be_read_out(bench: Bench) -> None:
    QAccessible.setActive(True)
    line = bench.fields["f3"].focusProxy()
    assert isinstance(line, QLineEdit)
    interface = QAccessible.queryAccessibleInterface(line)
    assert interface.text(QAccessible.Text.Name) == "Enzyme 3"
    assert interface.text(QAccessible.Text.Description) == "in serum (U/L)"
    assert interface.role() is QAccessible.Role.EditableText


def test_a_label_is_the_buddy_of_its_field(bench: Bench) -> None:
    label = next(each for each in bench.form.findChildren(QLabel) if each.text() == "Enzyme 3")
    assert label.buddy() is bench.fields["f3"]


@pytest.mark.hazard("H37")
def test_forgetting_empties_every_field(bench: Bench) -> None:
    for field in bench.fields.values():
        field.show_entry(Decimal(7), "U/L")
    bench.choice.show_choice("yes")
    bench.form.forget()
    assert {field.text for field in bench.fields.values()} == {""}
    assert bench.choice.choice is None


def test_a_narrow_row_has_its_label_above_the_field(bench: Bench, qtbot: QtBot) -> None:
    field = bench.fields["f0"]
    label = next(each for each in bench.form.findChildren(QLabel) if each.text() == "Enzyme 0")

    def label_is_beside() -> bool:
        return (
            label.mapTo(bench.form, label.rect().topRight()).x()
            < field.mapTo(bench.form, field.rect().topLeft()).x()
        )

    assert label_is_beside()
    bench.area.resize(420, 400)
    qtbot.waitUntil(lambda: not label_is_beside())
    assert bench.area.horizontalScrollBar().maximum() == 0
