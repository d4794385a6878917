"""A half-typed entry of the log after a crash: kept encrypted, offered back, recorded by nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.record.case import Case
from desktop.app import TABS
from desktop.tabs.risk import RiskTab
from tests.desktop.hands import press, type_text
from tests.desktop.log_cases import sample
from tests.desktop.log_desk import NOW, log_desk
from tests.desktop.records_window import WardWindow
from tests.desktop.test_keeping import crash
from tests.desktop.test_log_kept import log_of, take

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

SHOWN = {"risk": RiskTab, "log": TABS["log"]}


def crashed(ward: WardWindow) -> None:
    # What is begun is written once the hand has rested for half a second.
    ward.qtbot.wait(700)
    ward.settle()
    ward.link.ask(crash, lambda _: None, lambda _: None)
    ward.settle()
    ward.link.take(None)


def opened_again(ward: WardWindow) -> WardWindow:
    again = WardWindow(ward.qtbot, ward.folder, SHOWN).signed_in()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    again.settle()
    again.settle()
    again.settle()
    return again


@pytest.mark.hazard("H46", "H61")
def test_a_half_typed_entry_is_offered_back_after_a_crash(qtbot: QtBot, tmp_path: Path) -> None:
    ward = WardWindow(qtbot, tmp_path / "records", SHOWN).founded().signed_in().admitted()
    take(log_of(ward), "38.4")
    ward.settle()
    tab = log_of(ward)
    tab.panel.form.first.setFocus()
    type_text("39,x")
    crashed(ward)
    for part in ward.folder.rglob("*"):
        assert not part.is_file() or b"39,x" not in part.read_bytes()
    again = opened_again(ward)
    question = again.window.question.text
    assert "begun and not recorded (21-Nov-2026 14:20): Temperature, 39,x." in question
    # Two stray keys put nothing back, and it is offered again with the child.
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    again.settle()
    assert len(again.store.committed.observations) == 1
    again.window.go_home()
    again.settle()
    again.settle()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    for _ in range(3):
        again.settle()
    again.press("Put it back into its fields")
    panel = log_of(again).panel
    assert panel.form.fields["temperature"].text == "39,x"
    # Nothing was recorded, and its time is that of then, though the clock goes on.
    assert len(again.store.committed.observations) == 1
    assert panel.time_field.text == "21-Nov-2026 14:20"


@pytest.mark.hazard("H46", "H61")
def test_what_was_recorded_or_given_up_is_offered_to_nobody(qtbot: QtBot, tmp_path: Path) -> None:
    ward = WardWindow(qtbot, tmp_path / "records", SHOWN).founded().signed_in().admitted()
    panel = log_of(ward).panel
    panel.form.first.setFocus()
    type_text("38.9")
    qtbot.wait(700)
    ward.settle()
    take_site = panel.form.fields["site"].button("tympanic")
    take_site.setFocus()
    press(Qt.Key.Key_Space, " ")
    panel.form.first.setFocus()
    press(Qt.Key.Key_Return)
    ward.settle()
    assert len(ward.store.committed.observations) == 1
    crashed(ward)
    again = opened_again(ward)
    assert again.window.question.text == ""
    # Begun once more, and left without it.
    panel = log_of(again).panel
    panel.form.first.setFocus()
    type_text("40")
    qtbot.wait(700)
    again.settle()
    again.window.close_child()
    again.press("Leave without it")
    for _ in range(3):
        again.settle()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    for _ in range(3):
        again.settle()
    assert again.window.question.text == ""


def test_a_dose_comes_back_as_it_was_begun_with_the_time_of_then(
    qtbot: QtBot, words: Wording
) -> None:
    desk = log_desk(qtbot, words)
    desk.choose("kind", "dose")
    desk.choose("agent", "ibuprofen")
    desk.type("dose", "20o mg")
    begun = desk.store.begun.now
    assert begun is not None
    assert (begun.kind, begun.since) == ("dose", NOW.isoformat())
    desk.tab.panel.forget_child()
    assert desk.store.begun.now is None
    desk.store.begun.offer(begun)
    assert desk.tab.focus_field("log.begun")
    fields = desk.tab.panel.form.fields
    assert (fields["agent"].choice, fields["dose"].text) == ("ibuprofen", "20o mg")
    assert desk.line("time").text == "16-Nov-2026 09:30"


@pytest.mark.hazard("H46")
def test_a_correction_that_was_begun_is_one_again_of_the_same_entry(
    qtbot: QtBot, words: Wording
) -> None:
    at = NOW - timedelta(hours=3)
    reading = sample(at, "temperature", "36.8", "Cel", site="oral", id="one")
    desk = log_desk(qtbot, words, Case(observations=(reading,)))
    desk.look_at(0)
    desk.tab.table.correct_button.setFocus()
    press(Qt.Key.Key_Space, " ")
    assert desk.store.begun.now is None
    desk.type("temperature", "38.6")
    begun = desk.store.begun.now
    assert begun is not None
    desk.tab.panel.forget_child()
    desk.store.begun.offer(begun)
    desk.tab.focus_field("log.begun")
    assert desk.tab.panel.leave_button.isVisible()
    desk.line("temperature").setFocus()
    desk.enter()
    old, new = desk.store.committed.observations
    assert old.struck is not None
    assert (str(new.value), new.at, new.struck) == ("38.6", at, None)
