"""An example child stays one: on the screen, in its file, among the patients, on paper."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from clinical.dosing.plan import Choice, plan
from desktop.demo import plan_sheet
from desktop.examples import FICTIONAL
from desktop.pdf_pages import PdfPages
from desktop.rules import load_rulebook
from tests.desktop.eyes import read
from tests.desktop.hands import click, empty_field, press, type_text
from tests.desktop.open_window import FOUR_TABS, Desk, open_file, opened
from tests.desktop.program import kd
from tests.desktop.records_window import WardWindow

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

SAID = "EXAMPLE CHILD, not a real patient. Its clock stands at 14-Nov-2026 15:30."
ON_PAPER = "EXAMPLE CHILD, for training: not a real patient."


def shown(window: QWidget) -> str:
    return "\n".join(read(window))


def rename(desk: Desk) -> None:
    assert desk.window.focus_field("family_name")
    empty_field()
    type_text("Changed")
    press(Qt.Key.Key_Return)


@pytest.mark.hazard("H34")
def test_a_saved_example_is_an_example_again_when_it_is_opened(
    qtbot: QtBot, now: datetime, tmp_path: Path
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    click(desk.window.start_page.example_buttons["fictional_complete"])
    rename(desk)
    place = tmp_path / "saved.json"
    desk.window.save_to(place)
    qtbot.waitUntil(lambda: desk.store.state.path == place)
    assert json.loads(place.read_text(encoding="utf-8"))["training"] == "2026-11-14T15:30:00+01:00"
    desk.window.close_child()
    assert SAID not in shown(desk.window)
    open_file(qtbot, desk, place)
    qtbot.waitUntil(lambda: desk.store.state.case.patient.family_name == "Changed")
    assert SAID in shown(desk.window)
    assert desk.store.state.as_of == FICTIONAL.at
    # Work on a file of one's own is not thrown away unasked, training or not.
    rename(desk)
    desk.window.focus_field("family_name")
    type_text("s")
    assert desk.window.close() is False


@pytest.mark.hazard("H34")
def test_an_example_kept_among_the_patients_still_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    ward = WardWindow(qtbot, tmp_path / "records", FOUR_TABS).founded().signed_in()
    ward.window.open_example(FICTIONAL)
    ward.window.file_desk.save()
    ward.settle()
    # Doses are charted already: whose they are is asked.
    ward.fill("exa", "2022")
    ward.settle()
    ward.settle()
    assert ward.store.state.kept
    assert SAID in ward.seen()
    ward.window.close_child()
    ward.settle()
    assert SAID not in ward.seen()
    ward.desk.patients_page.search.setFocus()
    ward.fill("EXAMPLE")
    ward.settle()
    ward.settle()
    assert ward.store.state.kept
    assert SAID in ward.seen()


@pytest.mark.hazard("H34", "H38")
def test_every_page_of_an_example_says_that_it_is_none_of_a_patient() -> None:
    rulebook = load_rulebook()
    case = FICTIONAL.case(rulebook)
    made = plan(case, rulebook, Choice("anakinra_kawakinra", FICTIONAL.at), FICTIONAL.at)
    pages = PdfPages(plan_sheet(made, case, FICTIONAL.at))
    for index in range(len(pages)):
        assert ON_PAPER in " ".join(pages.text(index).split())
    pages.close()
    real = PdfPages(plan_sheet(made, case.replace(training=None), FICTIONAL.at))
    assert "EXAMPLE CHILD" not in real.text(0)
    real.close()


@pytest.mark.hazard("H34")
def test_the_command_line_says_it_too(tmp_path: Path) -> None:
    document = {
        "format": "kd-bedside.case/1",
        "training": "2026-11-14T15:30:00+01:00",
        "weights": [{"at": "2026-11-14T08:30:00+01:00", "kg": "16.5"}],
    }
    place = tmp_path / "example.json"
    place.write_text(json.dumps(document), encoding="utf-8")
    for arguments in (("assess",), ("plan", "--regimen", "anakinra_fixed")):
        ran = kd(arguments[0], place, *arguments[1:], "--as-of", "2026-11-14T15:30:00+01:00")
        assert ran.status == 0, ran.err
        assert SAID in ran.out
    document["training"] = "yes"
    place.write_text(json.dumps(document), encoding="utf-8")
    assert kd("assess", place).status == 2
