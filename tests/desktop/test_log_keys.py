"""How many keys the treatment log takes, pressed one by one and held to the page about them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from clinical.record.case import Case
from tests.desktop.counted_keys import CountedHand
from tests.desktop.hands import focused
from tests.desktop.log_cases import plan_of, sample
from tests.desktop.log_desk import NOW, log_desk
from tests.desktop.test_keystrokes import held

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def test_the_log_is_kept_within_its_keys(qtbot: QtBot, words: Wording) -> None:
    crp = sample(NOW - timedelta(days=2), "crp", "120", "mg/L")
    plan = plan_of(NOW - timedelta(hours=1))
    passed: list[int] = []
    case = Case(observations=(crp,), plans=(plan,))
    desk = log_desk(qtbot, words, case, clock=lambda: NOW + timedelta(minutes=len(passed)))
    hand = CountedHand(QApplication.processEvents)
    desk.tab.begin()
    hand.begin("first temperature")
    hand.enter("38.4")
    # The site is asked for where it was not chosen; its letter answers.
    hand.type("t")
    hand.press(Qt.Key.Key_Return)
    passed.append(1)
    hand.begin("next temperature")
    hand.enter("37.9")
    desk.tab.table.view.setFocus()
    passed.append(1)
    hand.begin("temperature from anywhere")
    hand.press(Qt.Key.Key_F7)
    qtbot.wait(150)
    hand.enter("38.1")
    readings = [each for each in desk.store.committed.observations if each.code == "temperature"]
    assert [(str(each.value), each.site) for each in readings if each.struck is None] == [
        ("38.4", "tympanic"),
        ("37.9", "tympanic"),
        ("38.1", "tympanic"),
    ]
    hand.begin("dose that is due")
    hand.press(Qt.Key.Key_G, CONTROL)
    qtbot.wait(150)
    assert len(desk.store.committed.treatments) == 1
    desk.tab.begin()
    hand.begin("back-dated temperature")
    hand.type("38.2")
    hand.go_to("Time")
    hand.enter("08:10")
    (*_, last) = desk.store.committed.observations
    assert (last.at.hour, last.at.minute, str(last.value)) == (8, 10, "38.2")
    hand.begin("day before, and back")
    today = desk.tab.day_card.accessibleName()
    hand.press(Qt.Key.Key_Left, ALT)
    qtbot.wait(150)
    assert desk.tab.day_card.accessibleName() != today
    hand.press(Qt.Key.Key_Right, ALT)
    qtbot.wait(150)
    assert desk.tab.day_card.accessibleName() == today
    hand.begin("only temperatures")
    hand.press(Qt.Key.Key_F3)
    qtbot.wait(150)
    assert desk.tab.table.filter.isAncestorOf(focused())
    hand.press(Qt.Key.Key_Right)
    assert {row.kind for row in desk.tab.table.model.rows} == {"temperature"}
    held("Treatment log", hand)
