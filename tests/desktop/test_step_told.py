"""Undo says what it undid: the entry by its name, and what stands in it now."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.quantity import Unit
from clinical.record.case import Case, Observation, Patient, Treatment, Weight
from desktop.rules import load_rulebook
from desktop.step_told import step_told
from tests.desktop.hands import press, type_text
from tests.desktop.open_window import opened

if TYPE_CHECKING:
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

CONTROL = Qt.KeyboardModifier.ControlModifier


def crp(now: datetime, value: str) -> Observation:
    return Observation(at=now, code="crp", value=Decimal(value), unit=Unit.MG_PER_L)


def test_a_step_is_told_by_what_stands_there_now(words: Wording, now: datetime) -> None:
    empty = Case()
    named = Case(patient=Patient(family_name="Kovac"))
    weighed = Case(weights=(Weight(at=now, kg=Decimal("16.5")),))
    ill, worse = Case(observations=(crp(now, "120"),)), Case(observations=(crp(now, "12"),))
    told = [
        (named, empty, "Family name is empty"),
        (empty, named, "Family name is now Kovac"),
        (weighed, empty, "Weight 16.5 kg is out"),
        (ill, empty, "CRP 120 mg/L is out"),
        (worse, ill, "CRP 120 mg/L stands again"),
        (ill, ill, ""),
    ]
    for before, after, expected in told:
        assert step_told(before, after, words) == expected


def test_a_step_of_many_entries_names_two_and_counts_the_rest(
    words: Wording, now: datetime
) -> None:
    many = Case(
        observations=tuple(crp(now + timedelta(hours=n), str(100 + n)) for n in range(5)),
        treatments=(Treatment(agent="ivig"),),
    )
    assert step_told(Case(), many, words) == (
        "CRP 100 mg/L stands again; CRP 101 mg/L stands again; 4 more"
    )


@pytest.mark.hazard("H29")
def test_the_window_says_it_until_the_next_entry(qtbot: QtBot, now: datetime) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.start_new()
    desk.window.focus_field("family_name")
    type_text("Kovac")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Z, "", CONTROL)
    line = desk.window.status_line
    assert line.step == "Taken back. Family name is empty"
    press(Qt.Key.Key_Y, "", CONTROL)
    assert line.step == "Brought again. Family name is now Kovac"
    type_text("s")
    assert line.step == ""
    # Nothing is left to take back: nothing is said of an older step.
    for _ in range(3):
        press(Qt.Key.Key_Z, "", CONTROL)
    assert line.step in {"", "Taken back. Family name is empty"}
    desk.window.start_new()
    assert line.step == ""
