"""Promises 5 and 9 where no grid is: ordinary fields, days and times, the log, dosing settings.

Many cases in one test: a tab is built once for a language, and every hand tried on it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, Qt

from clinical.record.case import Case
from desktop.rules import load_rulebook
from desktop.tabs.diagnosis import DiagnosisTab
from tests.desktop.dosing_bench import on_anakinra
from tests.desktop.hands import double_click, empty_field, focused, paste, press, turn_wheel
from tests.desktop.log_desk import NOW as LOG_NOW
from tests.desktop.log_desk import log_desk
from tests.desktop.tab_bench import NOW, TabBench, bench

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop.widgets.line_field import LineField
    from reports.wording import Wording

LANGUAGES = ("de_DE", "fr_FR", "ja_JP", "ar_EG")
LONG = 10_000
# Right-to-left marks, other digits, a second number, more than anybody types.
HOSTILE = ("\u202e61", "1\u200f6", "١٦", "１６", "16 17", "1" * LONG, "x" * LONG)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def put_in(field: LineField, text: str) -> None:
    """Paste into a field from empty, as from another program, and leave it with Enter."""
    field.setFocus()
    empty_field()
    paste(text)
    press(Qt.Key.Key_Return)


def handle(field: LineField) -> None:
    """Do to a field what a hand does by mistake: wheel both ways, double click, arrows, pages."""
    field.setFocus()
    for steps in (1, -3):
        turn_wheel(focused(), steps)
    double_click(focused())
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        press(key)
    press(Qt.Key.Key_Return)


def kilograms(at: TabBench) -> list[Decimal]:
    return [each.kg for each in at.store.committed.weights]


@pytest.mark.hazard("H02", "H06")
@pytest.mark.usefixtures("language")
def test_ordinary_fields_and_days_are_read_alike_in_every_language_and_change_by_no_slip(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, load_rulebook(), words, DiagnosisTab)
    weight = at.line("weight")
    for text in ("16,5", "16.5", "  16,5 kg ", "16.5\u00a0kg"):
        put_in(weight, text)
        assert kilograms(at) == [Decimal("16.5")], text
    handle(weight)
    assert kilograms(at) == [Decimal("16.5")]
    # A weight may have three decimals, a height has not: there both readings are named.
    height = at.line("height")
    put_in(height, "1,234")
    assert at.store.committed.heights == ()
    assert "1.234" in height.message
    assert "1234" in height.message
    put_in(height, "102,5")
    handle(height)
    assert [each.cm for each in at.store.committed.heights] == [Decimal("102.5")]
    born = at.line("date_of_birth")
    for text in ("05-Jan-2022", " 5 jan 2022 ", "2022-01-05"):
        put_in(born, text)
        assert at.store.committed.patient.date_of_birth == date(2022, 1, 5), text
    handle(born)
    assert at.store.committed.patient.date_of_birth == date(2022, 1, 5)
    # The fifth of January or the first of May: asked about in every language, and never taken.
    put_in(born, "05/01/2022")
    assert at.store.committed.patient.date_of_birth is None
    assert born.message
    assert born.text == "05/01/2022"


@pytest.mark.hazard("H02", "H12")
def test_no_hostile_paste_becomes_a_weight_a_day_or_a_name_and_none_is_cut(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, load_rulebook(), words, DiagnosisTab)
    for key in ("weight", "date_of_birth"):
        field = at.line(key)
        for text in HOSTILE:
            put_in(field, text)
            assert at.store.committed == Case(), (key, text[:20])
            assert at.store.state.assessment is None
            assert field.text == text
            assert field.message
        put_in(field, "")
        assert at.store.state.assessment is not None
    name = at.line("family_name")
    for text in ("\u202eKovac", "Ko\x00vac"):
        put_in(name, text)
        assert at.store.committed.patient.family_name is None
        assert name.message


@pytest.mark.hazard("H02", "H06")
@pytest.mark.usefixtures("language")
def test_the_log_reads_alike_in_every_language_and_records_nothing_by_a_slip(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words, Case())
    nothing = desk.store.committed
    desk.choose("kind", "temperature")
    desk.choose("site", "tympanic")
    degrees = desk.line("temperature")
    for text in ("\u202e4.83", "٣٨", "38 39", "3" * LONG):
        put_in(degrees, text)
        assert desk.store.committed == nothing, text[:20]
        assert degrees.text == text
    degrees.setFocus()
    empty_field()
    paste(" 38,4 ")
    for steps in (1, -3):
        turn_wheel(focused(), steps)
    double_click(focused())
    for key in (Qt.Key.Key_Up, Qt.Key.Key_PageDown):
        press(key)
    assert desk.store.committed == nothing
    desk.type("time", "05/06/2026 08:00")
    desk.enter()
    assert desk.store.committed == nothing
    desk.type("time", "16-Nov-2026 08:00")
    desk.enter()
    (found,) = desk.store.committed.observations
    assert found.value == Decimal("38.4")
    assert found.at == LOG_NOW.replace(hour=8, minute=0)
    # A dose that could be read in two ways is not charted.
    desk.dose("aspirin", "1,234")
    assert desk.store.committed.treatments == ()


@pytest.mark.hazard("H02", "H06")
@pytest.mark.usefixtures("language")
def test_a_dosing_setting_reads_alike_in_every_language_and_changes_by_no_slip(
    qtbot: QtBot, words: Wording
) -> None:
    at = on_anakinra(qtbot, words)
    field = at.setting("mg_per_kg_day")
    # 16.5 kg: 2.5 mg/kg are 41.25 mg, rounded once to 41 mg.
    for text in ("2,5", "2.5", " 2,5 "):
        put_in(field, text)
        assert at.tab.pane.dose_card.dose == "41 mg", text
    handle(field)
    assert at.tab.pane.dose_card.dose == "41 mg"
    for text in ("1,234", *HOSTILE):
        put_in(field, text)
        assert at.tab.pane.dose_card.dose == "", text[:20]
        assert field.text == text
    put_in(field, "2,5")
    start = at.tab.start
    put_in(start, "05/06/2026 08:00")
    assert at.tab.pane.dose_card.dose == ""
    assert start.message


@pytest.mark.hazard("H42", "H43")
def test_another_zone_and_a_clock_that_goes_back_change_neither_an_entry_nor_what_is_typed(
    qtbot: QtBot, words: Wording
) -> None:
    at = bench(qtbot, load_rulebook(), words, DiagnosisTab)
    at.put("weight", "16.5")
    at.put("fever_onset", "17-Nov-2026")
    before = at.store.committed
    at.type("height", "10")
    at.clock.now = (NOW + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=9)))
    at.store.tick()
    assert at.store.committed == before
    assert at.line("height").text == "10"
    press(Qt.Key.Key_Escape)
    at.put("height", "")
    assert [each.at for each in at.store.committed.weights] == [NOW]
    assert at.line("fever_onset").text == "17-Nov-2026"
    at.clock.now = NOW - timedelta(days=1)
    at.store.tick()
    assert kilograms(at) == [Decimal("16.5")]
    assert at.store.state.assessment is None

    moved = [LOG_NOW]
    desk = log_desk(qtbot, words, Case(), clock=lambda: moved[0])
    desk.temperature("38.4")
    moved[0] = (LOG_NOW + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=9)))
    desk.store.tick()
    (found,) = desk.store.committed.observations
    assert found.at == LOG_NOW
    moved[0] = LOG_NOW - timedelta(hours=2)
    desk.store.tick()
    assert desk.store.committed.observations == (found,)
    # What was recorded stands after the present: nothing is worked out, and nothing is lost.
    assert desk.store.state.assessment is None
    moved[0] = datetime.fromisoformat(LOG_NOW.isoformat())
    desk.store.tick()
    assert desk.store.state.assessment is not None
