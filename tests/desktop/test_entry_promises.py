"""Promise 9 at the laboratory grid: no language, zone, clock or paste changes a number unseen."""

from __future__ import annotations

from datetime import timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from clinical.quantity import Unit
from desktop.laboratory.grid import LabGrid
from desktop.rules import load_rulebook
from desktop.tabs.diagnosis import DiagnosisTab
from tests.desktop.hands import focused, paste, press, turn_wheel
from tests.desktop.tab_bench import NOW, TabBench, bench

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

LONG = 10_000


@pytest.fixture(autouse=True)
def own_locale() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.fixture
def at(qtbot: QtBot, words: Wording) -> TabBench:
    return bench(qtbot, load_rulebook(), words, DiagnosisTab)


def kept(at: TabBench) -> list[tuple[str, Decimal | None, str | None]]:
    return [(each.code, each.value, each.unit) for each in at.store.committed.observations]


@pytest.mark.hazard("H02", "H06")
@pytest.mark.parametrize("locale", ["de_DE", "fr_FR", "ja_JP", "ar_EG"])
def test_a_number_is_the_same_in_every_language_under_wheel_and_double_click(
    qtbot: QtBot, words: Wording, locale: str
) -> None:
    QLocale.setDefault(QLocale(locale))
    at = bench(qtbot, load_rulebook(), words, DiagnosisTab)
    at.put("crp", "12,5 mg/dL")
    assert kept(at) == [("crp", Decimal("12.5"), Unit.MG_PER_DL)]
    at.go("crp")
    turn_wheel(focused())
    QTest.mouseDClick(focused(), Qt.MouseButton.LeftButton)
    press(Qt.Key.Key_Return)
    assert kept(at) == [("crp", Decimal("12.5"), Unit.MG_PER_DL)]
    at.put("crp", "1,234")
    assert kept(at) == []
    assert "1.234" in at.line("crp").message
    assert "1234" in at.line("crp").message


@pytest.mark.hazard("H02", "H12")
@pytest.mark.parametrize(
    "text",
    ["\u202e521 mg/dL", "12\u200f,5", "١٢", "１２", "1" * LONG, "x" * LONG, " " * LONG + "12 mg"],
)
def test_no_hostile_paste_becomes_a_number_and_none_is_cut(at: TabBench, text: str) -> None:
    at.go("esr")
    paste(text)
    press(Qt.Key.Key_Return)
    assert kept(at) == []
    assert at.store.state.assessment is None
    assert at.line("esr").text == text


@pytest.mark.hazard("H42", "H43")
def test_another_time_zone_moves_the_clock_and_not_the_value(at: TabBench) -> None:
    at.put("esr", "54")
    before = at.store.committed
    at.clock.now = (NOW + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=9)))
    at.store.tick()
    assert at.store.committed == before
    assert at.line("sample_time").text == "21-Nov-2026 22:20"
    (grid,) = at.tab.findChildren(LabGrid)
    title = grid.model().headerData(0, Qt.Orientation.Horizontal)
    assert title == "21-Nov-2026\n22:20"
    at.put("sodium", "131")
    assert {each.at for each in at.store.committed.observations} == {NOW}


@pytest.mark.hazard("H43")
def test_a_clock_that_moves_back_loses_nothing_and_says_what_is_wrong(at: TabBench) -> None:
    at.put("esr", "54")
    at.clock.now = NOW - timedelta(hours=2)
    at.store.tick()
    assert kept(at) == [("esr", Decimal(54), Unit.MM_PER_H)]
    # An entry of the future is no evidence: nothing is calculated, and the card says why.
    assert at.store.state.assessment is None
    assert at.tab.cards["kawasaki"].card is None
    assert "Nothing is calculated" in at.card("kawasaki")
    at.clock.now = NOW
    at.store.tick()
    assert at.store.state.assessment is not None
