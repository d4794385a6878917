"""The mouse wheel changes nothing but the place on the page (hazard H06)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,  # noqa: TID251  # what the guard guards against
    QDoubleSpinBox,  # noqa: TID251  # what the guard guards against
    QScrollArea,
    QSlider,
    QSpinBox,  # noqa: TID251  # what the guard guards against
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop.entry.entries import UnitOption
from desktop.wheel_guard import WheelGuard
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.date_field import DateTimeField
from desktop.widgets.form import Form
from desktop.widgets.number_field import NumberField
from desktop.widgets.text_field import NotesField, TextField
from tests.desktop.hands import turn_wheel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


@pytest.fixture
def guard(qapp: QApplication) -> Iterator[WheelGuard]:
    guard = WheelGuard(qapp)
    yield guard
    qapp.removeEventFilter(guard)
    guard.setParent(None)


class StockWidgets:
    """What Qt lets the wheel change, above a page long enough to scroll."""

    def __init__(self, qtbot: QtBot) -> None:
        self.area = QScrollArea()
        page = QWidget()
        column = QVBoxLayout(page)
        self.number, self.exact, self.day = QSpinBox(), QDoubleSpinBox(), QDateEdit()
        self.choice, self.slider, self.tabs = QComboBox(), QSlider(), QTabBar()
        self.number.setValue(14)
        self.exact.setValue(14)
        self.slider.setValue(14)
        self.choice.addItems(["mg/dL", "mg/L", "g/L"])
        self.choice.setCurrentIndex(1)
        for name in ("one", "two", "three"):
            self.tabs.addTab(name)
        self.tabs.setCurrentIndex(1)
        self.all = (self.number, self.exact, self.day, self.choice, self.slider, self.tabs)
        for widget in self.all:
            column.addWidget(widget)
        end = QWidget()
        end.setFixedHeight(2000)
        column.addWidget(end)
        self.area.setWidget(page)
        self.area.resize(300, 500)
        qtbot.addWidget(self.area)
        self.area.show()

    def values(self) -> tuple[object, ...]:
        return (
            self.number.value(),
            self.exact.value(),
            self.day.date(),
            self.choice.currentIndex(),
            self.slider.value(),
            self.tabs.currentIndex(),
        )


@pytest.mark.hazard("H06")
def test_without_the_guard_the_wheel_does_change_values(qtbot: QtBot) -> None:
    # A test of the guard that passes without it would show nothing.
    stock = StockWidgets(qtbot)
    before = stock.values()
    for widget in stock.all:
        turn_wheel(widget)
    assert stock.values() != before


@pytest.mark.hazard("H06")
def test_the_wheel_changes_no_stock_widget(qtbot: QtBot, guard: WheelGuard) -> None:
    stock = StockWidgets(qtbot)
    before = stock.values()
    for widget in stock.all:
        for target in (widget, *widget.findChildren(QWidget)):
            if target.isVisible():
                stock.area.verticalScrollBar().setValue(0)
                turn_wheel(target, 1)
                turn_wheel(target, -2)
    assert stock.values() == before


@pytest.mark.hazard("H06")
def test_the_wheel_over_a_value_scrolls_the_page(qtbot: QtBot, guard: WheelGuard) -> None:
    stock = StockWidgets(qtbot)
    for widget in stock.all:
        stock.area.verticalScrollBar().setValue(0)
        turn_wheel(widget, -1)
        assert stock.area.verticalScrollBar().value() > 0, type(widget).__name__


@pytest.mark.hazard("H06")
def test_the_wheel_changes_none_of_our_own_fields(
    qtbot: QtBot, words: Wording, now: datetime, guard: WheelGuard
) -> None:
    units = (UnitOption("mg/dL", "mg/dL", 3, 2), UnitOption("mg/L", "mg/L", 4, 1))
    number = NumberField(words, units, unit="mg/dL")
    moment = DateTimeField(words, ZoneInfo("Europe/Rome"), clock=lambda: now)
    text, notes = TextField(words), NotesField(words)
    choice = ChoiceField(words, (ChoiceOption("yes", "Yes"), ChoiceOption("no", "No")))
    form = Form()
    for key, field in enumerate((number, moment, text, notes, choice)):
        form.row(str(key), "label", field)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    number.show_entry(Decimal("1.5"), "mg/dL")
    moment.show_entry(now)
    text.show_entry("Rossi")
    notes.show_entry("seen")
    choice.show_choice("no")

    def values() -> tuple[object, ...]:
        return number.entry, moment.entry, text.entry, notes.entry, choice.choice

    before = values()
    for widget in filter(QWidget.isVisible, form.findChildren(QWidget)):
        widget.setFocus()
        turn_wheel(widget, 1)
        turn_wheel(widget, -3)
    assert values() == before
