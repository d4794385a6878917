"""Hostile numbers typed key by key into every number field a ward meets, in eight languages.

The bar is nought: no wrong value accepted, no character lost (hazards H02, H03, H05, H12).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, Qt

from desktop.entry.entries import FieldNotice, UnitOption
from desktop.widgets.number_field import NumberField
from tests.desktop.hands import empty_field, focused, paste, press, type_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

LOCALES = ("en_US", "de_DE", "fr_FR", "ar_EG", "de_CH", "hi_IN", "pl_PL", "fa_IR")

# Whole digits, decimals: weight in kg, CRP in mg/dL, sodium, platelets per microlitre, a diameter.
FIELDS = {"kg": (3, 3), "mg/dL": (3, 2), "mmol/L": (3, 0), "/uL": (7, 0), "mm": (2, 1)}

# What each text may be read as; every field either reads exactly that, or nothing.
HOSTILE = {
    "1,5": "1.5",
    "1.5": "1.5",
    "12,5": "12.5",
    "12.5": "12.5",
    ".05": None,
    ",05": None,
    "1,234": None,
    "1.500": None,
    "1.234,5": None,
    "1_5": None,
    "１５": None,
    "１,５": None,
    "١٥": None,
    "۱۵": None,
    "1e2": None,
    "+5": None,
    "-5": None,
    "5523": "5523",
    "105.5 kg": "105.5",
    "1 5": None,
    "05": None,
    "5.": None,
    "NaN": None,
    "1٫5": None,
    "0x1f": None,
}
# Of three decimals only a field that has three can be sure.
THREE_DECIMALS = {"1,234": "1.234", "1.500": "1.500"}


@pytest.fixture
def field_of(qtbot: QtBot, words: Wording) -> Callable[[str], NumberField]:
    def make(unit: str) -> NumberField:
        whole, decimals = FIELDS[unit]
        field = NumberField(words, (UnitOption(unit, unit, whole, decimals),))
        qtbot.addWidget(field)
        field.show()
        field.activateWindow()
        qtbot.waitUntil(field.isActiveWindow)
        field.setFocus()
        return field

    return make


@pytest.mark.hazard("H02", "H05", "H12")
@pytest.mark.parametrize("unit", FIELDS)
@pytest.mark.parametrize("locale", LOCALES)
def test_no_hostile_number_is_taken_for_another(
    locale: str, unit: str, field_of: Callable[[str], NumberField]
) -> None:
    QLocale.setDefault(QLocale(locale))
    field = field_of(unit)
    wrong: list[str] = []
    for text, meant in HOSTILE.items():
        empty_field()
        type_text(text)
        value = field.entry.value
        expected = THREE_DECIMALS.get(text, meant) if FIELDS[unit][1] == 3 else meant
        if value is not None and (expected is None or value != Decimal(expected)):
            wrong.append(f"{text!r} was read as {value}")
        if field.text != text:
            wrong.append(f"{text!r} became {field.text!r}")
        if value is None and not field.entry.problem:
            wrong.append(f"{text!r} was refused without a word")
    assert wrong == []


@pytest.mark.hazard("H02")
@pytest.mark.parametrize("locale", LOCALES)
def test_comma_and_point_are_the_same_mark_in_every_language(
    locale: str, field_of: Callable[[str], NumberField]
) -> None:
    QLocale.setDefault(QLocale(locale))
    field = field_of("kg")
    for text in ("16.5", "16,5"):
        empty_field()
        type_text(text)
        assert field.entry.value == Decimal("16.5")


@pytest.mark.hazard("H02", "H12")
@pytest.mark.parametrize("text", [" 16.5 kg ", "\u00a016,5\u00a0kg", "16.5kg\n", "\t16.5"])
def test_a_pasted_number_may_bring_spaces_and_its_own_unit(
    text: str, field_of: Callable[[str], NumberField]
) -> None:
    field = field_of("kg")
    paste(text)
    assert field.entry.value == Decimal("16.5")


@pytest.mark.hazard("H02", "H12")
@pytest.mark.parametrize("text", ["16.5 lb", "16\n5", "16.5 kg 3", "1\u202e5", "16.5 g"])
def test_pasted_text_that_says_more_is_refused(
    text: str, field_of: Callable[[str], NumberField]
) -> None:
    field = field_of("kg")
    paste(text)
    assert field.entry.value is None
    assert field.entry.problem


@pytest.mark.hazard("H03", "H05")
def test_a_number_beyond_a_hard_limit_is_refused_and_kept_as_typed(
    qtbot: QtBot, words: Wording
) -> None:
    def check(value: Decimal, unit: str) -> FieldNotice | None:
        # clinical.md 10.3 gives the hard limits; any limit shows that nothing is clamped to it.
        inside = Decimal("0.5") <= value <= Decimal(150)
        return None if inside else FieldNotice("hard", f"accepted: 0.5 to 150 {unit}")

    field = NumberField(words, (UnitOption("kg", "kg", 3, 3),), check=check)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow)
    field.setFocus()
    for text, value in (("150", "150"), ("151", None), ("0.5", "0.5"), ("0.4", None)):
        empty_field()
        type_text(text)
        press(Qt.Key.Key_Return)
        assert field.text == text
        assert field.entry.value == (Decimal(value) if value else None)
        assert ("accepted: 0.5 to 150 kg" in field.message) == (value is None)


@pytest.mark.hazard("H05", "H06")
def test_arrow_and_page_keys_do_not_change_a_number(
    field_of: Callable[[str], NumberField],
) -> None:
    field = field_of("kg")
    type_text("16.5")
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        press(key)
    assert focused() is field.focusProxy()
    assert field.text == "16.5"
