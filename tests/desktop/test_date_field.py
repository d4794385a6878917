"""The fields for a day and for a moment, by keystrokes, in languages with other habits."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale, Qt

from desktop.entry.entries import Entry, FieldNotice
from desktop.widgets.date_field import DateField, DateTimeField
from tests.desktop.hands import press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.widgets.line_field import LineField
    from reports.wording import Wording

ROME = ZoneInfo("Europe/Rome")

FieldT = TypeVar("FieldT", bound="LineField")


def at_work(qtbot: QtBot, field: FieldT) -> FieldT:
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow)
    field.setFocus()
    return field


@pytest.mark.hazard("H41")
@pytest.mark.parametrize("locale", ["en_US", "en_GB", "de_DE", "ar_EG"])
def test_no_region_decides_what_a_day_means(qtbot: QtBot, words: Wording, locale: str) -> None:
    QLocale.setDefault(QLocale(locale))
    field = at_work(qtbot, DateField(words))
    type_text("05/11/2026")
    press(Qt.Key.Key_Return)
    assert field.entry.value is None
    assert "05-Nov-2026" in field.message
    assert "11-May-2026" in field.message
    assert field.text == "05/11/2026"


def test_a_day_is_committed_on_enter_and_read_back_in_words(qtbot: QtBot, words: Wording) -> None:
    field = at_work(qtbot, DateField(words))
    committed: list[Entry[date]] = []
    field.committed.connect(committed.append)
    type_text("21 november 2026")
    press(Qt.Key.Key_Return)
    assert [entry.value for entry in committed] == [date(2026, 11, 21)]
    assert field.echo == "Sat 21-Nov-2026"


def test_a_day_of_the_state_is_shown_in_the_one_form(qtbot: QtBot, words: Wording) -> None:
    field = at_work(qtbot, DateField(words))
    field.show_entry(date(2026, 11, 5))
    assert field.text == "05-Nov-2026"
    field.show_entry(None)
    assert field.text == ""


def test_a_day_the_check_refuses_is_no_value(qtbot: QtBot, words: Wording) -> None:
    def not_later(day: date) -> FieldNotice | None:
        return FieldNotice("hard", "in the future") if day > date(2026, 11, 21) else None

    field = at_work(qtbot, DateField(words, check=not_later))
    type_text("22-Nov-2026")
    press(Qt.Key.Key_Return)
    assert field.entry.value is None
    assert field.message == "in the future"


def test_a_moment_needs_its_time(qtbot: QtBot, words: Wording) -> None:
    field = at_work(qtbot, DateTimeField(words, ROME))
    type_text("21-Nov-2026")
    press(Qt.Key.Key_Return)
    assert field.entry.value is None
    assert "21-Nov-2026 14:20" in field.message
    type_text(" 0905")
    assert field.entry.value == datetime(2026, 11, 21, 9, 5, tzinfo=ROME)
    assert field.echo == "Sat 21-Nov-2026 09:05"


def test_a_field_may_take_a_day_alone(qtbot: QtBot, words: Wording) -> None:
    field = at_work(qtbot, DateTimeField(words, ROME, day_alone=True))
    type_text("21-Nov-2026")
    value = field.entry.value
    assert value == date(2026, 11, 21)
    assert not isinstance(value, datetime)


def test_now_is_the_clock_that_was_handed_in(qtbot: QtBot, words: Wording, now: datetime) -> None:
    field = at_work(qtbot, DateTimeField(words, ROME, clock=lambda: now))
    committed: list[Entry[datetime]] = []
    field.committed.connect(committed.append)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space, " ")
    assert field.text == "21-Nov-2026 14:20"
    assert [entry.value for entry in committed] == [now]


def test_seconds_of_the_state_are_no_change_by_hand(
    qtbot: QtBot, words: Wording, now: datetime
) -> None:
    field = at_work(qtbot, DateTimeField(words, ROME))
    committed: list[Entry[datetime]] = []
    field.committed.connect(committed.append)
    field.show_entry(now.replace(second=42))
    press(Qt.Key.Key_Return)
    assert field.text == "21-Nov-2026 14:20"
    assert committed == []


@pytest.mark.hazard("H42")
def test_the_state_of_a_repeated_hour_is_recognised_as_what_was_typed(
    qtbot: QtBot, words: Wording
) -> None:
    field = at_work(qtbot, DateTimeField(words, ROME))
    type_text("25-Oct-2026 02:30 +01:00")
    value = field.entry.value
    assert isinstance(value, datetime)
    field.show_entry(value.astimezone(ROME))
    assert field.text == "25-Oct-2026 02:30 +01:00"
    assert field.typing
