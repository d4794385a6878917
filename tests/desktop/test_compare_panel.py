"""The rescue options on the real tab: live for this child, and gone where nothing is calculated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.widgets.link_button import LinkButton
from tests.desktop.dosing_bench import bench, known
from tests.desktop.eyes import is_seen
from tests.desktop.hands import press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording
    from tests.desktop.dosing_bench import Bench


def open_panel(at: Bench) -> None:
    at.tab.pane.compare.fold.switch.setFocus()
    press(Qt.Key.Key_Space, " ")


def shown(at: Bench) -> str:
    labels = at.tab.pane.compare.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_the_options_stand_side_by_side_for_this_child(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    assert "33 g" not in shown(at)
    open_panel(at)
    text = shown(at)
    for option in ("33 g = 330 mL", "66 mg = 0.44 mL", "83 mg", "13 mg", "495 mg", "Plasma"):
        assert option in text
    # No height is known: the dose per square metre is refused, and says why.
    assert words.text("alert.height_missing") in text


@pytest.mark.hazard("H28")
def test_the_first_keystroke_empties_the_comparison(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.weigh("16.5")
    open_panel(at)
    at.type_weight("17")
    assert at.doses() == []
    press(Qt.Key.Key_Return)
    # 2 g/kg for 17 kg.
    assert "34 g = 340 mL" in shown(at)
    at.store.fail(ZeroDivisionError())
    assert at.doses() == []


def test_without_a_weight_the_reason_is_said_once(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    open_panel(at)
    assert shown(at).count(words.text("alert.weight_missing")) == 1
    assert at.doses() == []


def test_an_option_is_chosen_from_the_comparison(qtbot: QtBot, words: Wording) -> None:
    at = bench(qtbot, words, known())
    at.window.resize(683, 384)
    at.weigh("16.5")
    open_panel(at)
    links = at.tab.pane.compare.findChildren(LinkButton)
    name = words.text("compare.take_name", title="Infliximab")
    next(link for link in links if link.accessibleName() == name).setFocus()
    press(Qt.Key.Key_Space, " ")
    choice = at.store.state.choice
    assert choice is not None
    assert choice.regimen == "infliximab"
    button = at.tab.regimens.button("infliximab")
    assert button.hasFocus()
    qtbot.waitUntil(lambda: is_seen(button))
