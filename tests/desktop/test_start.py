"""Starting: fast, once for each person, and never with a child of before."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLockFile, Qt
from PySide6.QtTest import QTest

from desktop.app import no_display
from desktop.rules import load_rulebook, rulebook_with
from desktop.single_start import FirstStart, claim
from desktop.start_page import StartPage
from tests.desktop.eyes import read
from tests.desktop.hands import click, focused
from tests.desktop.open_window import opened
from tests.repository import ROOT

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

# What is slow to load and only wanted with the first sheet, or with the first question of records.
PAPER = ("reportlab", "pypdfium2", "PIL", "PySide6.QtPrintSupport")
STORE = ("sqlalchemy", "sqlcipher3", "argon2", "cryptography", "records.service", "records.store")
OPENING = f"""
import pathlib
import sys
from PySide6.QtWidgets import QApplication
from desktop import crash, theme
from desktop.app import make_window
from desktop.examples import FICTIONAL
from desktop.rules import load_rulebook, rulebook_with
application = QApplication([])
hooks = crash.CrashHooks()
window = make_window(
    load_rulebook(), hooks=hooks, dress=theme.apply(application), folder=pathlib.Path("nowhere")
)
window.show()
application.processEvents()
assert window.isVisible()
window.open_example(FICTIONAL)
application.processEvents()
print([name for name in {PAPER + STORE!r} if name in sys.modules])
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_slow_is_loaded_before_the_window_shows() -> None:
    done = run("-c", OPENING)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


@pytest.mark.hazard("H60")
def test_a_second_start_says_where_the_first_one_runs(tmp_path: Path) -> None:
    place = tmp_path / "kd-bedside" / "window.lock"
    first = claim(place)
    assert isinstance(first, QLockFile)
    done = run("-m", "desktop", XDG_RUNTIME_DIR=str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"process {os.getpid()}" in done.stderr
    assert os.uname().nodename in done.stderr
    first.unlock()


@pytest.mark.hazard("H60")
def test_the_lock_is_free_again_after_the_first_window_and_after_a_crash(tmp_path: Path) -> None:
    place = tmp_path / "window.lock"
    first = claim(place)
    assert isinstance(first, QLockFile)
    second = claim(place)
    assert isinstance(second, FirstStart)
    assert second.process == os.getpid()
    first.unlock()
    # A process that ends without giving the lock back.
    crash = (
        "import os, pathlib; from desktop.single_start import claim;"
        f"lock = claim(pathlib.Path({str(place)!r})); os._exit(3)"
    )
    assert run("-c", crash).returncode == 3
    assert place.exists()
    third = claim(place)
    assert isinstance(third, QLockFile)
    third.unlock()


def test_without_a_display_the_window_says_what_works_instead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert no_display()
    done = run("-m", "desktop")
    assert done.returncode == 1
    assert "kd-bedside demo" in done.stderr
    monkeypatch.setenv("DISPLAY", ":0")
    assert not no_display()


def test_rules_of_a_site_that_are_refused_open_no_window(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text("format = 3")
    done = run("-m", "desktop", "--site", str(site), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) >= 1


def test_every_way_in_is_reached_by_the_tab_key(qtbot: QtBot, now: datetime) -> None:
    window = opened(qtbot, load_rulebook(), lambda: now).window
    page = window.start_page
    assert focused() is page.new_button
    order = [
        page.open_button,
        *page.example_buttons.values(),
        page.intended_button,
        page.settings_button,
    ]
    for button in order:
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        assert focused() is button
        assert button.accessibleName() or button.text()
    QTest.keyClick(focused(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    assert page.intended_text.isVisible()
    assert "not approved as a medical device" in page.intended_text.text()


def test_an_example_child_opens_from_the_start_page(qtbot: QtBot, now: datetime) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    click(desk.window.start_page.example_buttons["s1_patient_2"])
    assert desk.store.state.case.patient.identifier == "S1-PATIENT-2"
    assert desk.store.state.training
    assert desk.window.tabs.isVisible()


def test_the_first_start_begins_with_what_this_is_and_whose_decision_it_stays(
    qtbot: QtBot, now: datetime
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    page = desk.window.start_page
    assert not desk.window.own.own.introduced
    page.greet()
    seen = "\n".join(read(page))
    assert "New here? Look at an example child first" in seen
    assert "The prescriber decides." in seen
    assert "Not approved as a medical device." in seen
    assert "It is not for diagnosis by lay people" in seen
    assert "No site rules" in seen
    click(page.example_buttons["fictional_complete"])
    assert desk.window.own.own.introduced


@pytest.mark.hazard("H32")
def test_the_start_page_says_whose_rules_are_in_force_and_whether_they_were_checked(
    qtbot: QtBot, words: Wording
) -> None:
    site = 'format = "kd-bedside.site/1"\nname = "Ward 4"\n'
    people = 'prepared_by = "A. Nurse"\nchecked_by = "B. Doctor"\n'
    for text, said in (
        (site, "Site rules Ward 4. NOT CHECKED"),
        (f"{site}{people}", "Site rules Ward 4, checked by B. Doctor."),
    ):
        page = StartPage(words, rulebook_with(text))
        qtbot.addWidget(page)
        page.show()
        assert said in "\n".join(read(page))


def test_the_rules_and_settings_are_reached_from_the_start_page(
    qtbot: QtBot, now: datetime
) -> None:
    window = opened(qtbot, load_rulebook(), lambda: now).window
    click(window.start_page.settings_button)
    assert window.side.settings_page.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert window.start_page.isVisible()
