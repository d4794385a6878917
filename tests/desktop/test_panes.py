"""The two panes at the sizes of a ward: side by side, stacked, never cut at the side."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.entry.entries import UnitOption
from desktop.widgets.date_field import DateTimeField
from desktop.widgets.form import Form
from desktop.widgets.number_field import NumberField
from desktop.widgets.panes import SplitPanes
from desktop.widgets.verdict_card import VerdictCard
from reports.summary.cards import Card, CardLine
from tests.desktop.hands import focused, type_text

if TYPE_CHECKING:
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from desktop.theme import Theme
    from reports.wording import Wording


class Bench:
    def __init__(self, qtbot: QtBot, words: Wording, now: datetime) -> None:
        form = Form()
        form.section("Laboratory")
        self.first = DateTimeField(words, ZoneInfo("Europe/Rome"), clock=lambda: now)
        form.row("drawn", "Drawn at", self.first)
        for number in range(12):
            units = (UnitOption("mg/dL", "mg/dL", 3, 2), UnitOption("mg/L", "mg/L", 4, 1))
            field = NumberField(words, units)
            form.row(f"f{number}", "A value with a rather long name", field, "as reported")
        results = QWidget()
        column = QVBoxLayout(results)
        lines = tuple(
            CardLine(f"A reason with some words in it, number {n}", "drawn", "source", "met", "2/2")
            for n in range(6)
        )
        for _ in range(3):
            card = VerdictCard(words, "Score")
            card.show_card(
                Card("score", "Score", "Met: a headline of one line or two", "met", (), lines)
            )
            column.addWidget(card)
        self.panes = SplitPanes(form, results)
        self.form, self.results = form, results
        qtbot.addWidget(self.panes)

    def show_at(self, qtbot: QtBot, width: int, height: int) -> None:
        self.panes.resize(width, height)
        self.panes.show()
        self.panes.activateWindow()
        qtbot.waitUntil(self.panes.isActiveWindow)
        qtbot.wait(20)


@pytest.fixture
def bench(qtbot: QtBot, words: Wording, now: datetime, dressed: Theme) -> Bench:
    return Bench(qtbot, words, now)


def sticks_out(panes: SplitPanes) -> list[str]:
    """Return what ends beyond the right edge of the area that holds it."""
    found: list[str] = []
    for area in panes.scroll_areas:
        port = area.viewport()
        for widget in port.findChildren(QWidget):
            right = widget.mapTo(port, widget.rect().topRight()).x()
            if widget.isVisible() and right >= port.width():
                found.append(f"{type(widget).__name__} {right} of {port.width()}")
    return found


@pytest.mark.parametrize(
    ("width", "height", "stacked"),
    [(1366, 768, False), (900, 600, False), (899, 600, True), (683, 384, True)],
)
def test_the_panes_fit_the_screens_of_a_ward(
    qtbot: QtBot, bench: Bench, width: int, height: int, stacked: bool
) -> None:
    bench.show_at(qtbot, width, height)
    assert bench.panes.width() == width
    assert bench.panes.height() == height
    assert bench.panes.is_stacked is stacked
    assert sticks_out(bench.panes) == []
    for area in bench.panes.scroll_areas:
        assert area.horizontalScrollBar().maximum() == 0


def test_stacked_everything_is_reached_by_one_scroll(qtbot: QtBot, bench: Bench) -> None:
    bench.show_at(qtbot, 683, 384)
    (area,) = bench.panes.scroll_areas
    bar = area.verticalScrollBar()
    bar.setValue(bar.maximum())
    bottom = bench.results.mapTo(area.viewport(), bench.results.rect().bottomLeft()).y()
    assert 0 < bottom <= area.viewport().height()
    page = area.widget()
    assert page is not None
    form_end = bench.form.mapTo(page, bench.form.rect().bottomLeft()).y()
    assert form_end < bench.results.mapTo(page, bench.results.rect().topLeft()).y()


def test_turning_the_screen_keeps_what_is_being_typed(qtbot: QtBot, bench: Bench) -> None:
    bench.show_at(qtbot, 1366, 768)
    bench.first.setFocus()
    type_text("21-Nov")
    line = focused()
    for width in (683, 1366, 683):
        bench.panes.resize(width, 384)
        qtbot.wait(20)
        assert focused() is line
    type_text("-2026")
    assert isinstance(line, QLineEdit)
    assert line.text() == "21-Nov-2026"
    assert bench.first.typing
