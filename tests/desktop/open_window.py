"""A real window on a real store, with one small tab of its own where the test needs no other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop import edits
from desktop.case_store import CaseStore
from desktop.crash import CrashHooks
from desktop.tabs.base import Tab
from desktop.widgets.text_field import TextField
from desktop.window import CaseWindow
from reports.wording import english
from tests.desktop.hands import press

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from clinical.rules.rulebook import Rulebook
    from desktop.case_store import State
    from desktop.entry.entries import Entry
    from desktop.window import TabMaker
    from reports.wording import Wording


class BareTab(Tab):
    """Has no entry at all."""

    def render_state(self, state: State) -> None:
        self.setToolTip(str(state.as_of))


class NameTab(Tab):
    """One field of the record and one line of what follows from it."""

    def __init__(self, key: str, store: CaseStore, words: Wording) -> None:
        super().__init__(key, store, words)
        self.family = TextField(words)
        self.follows = QLabel()
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.addWidget(self.family)
        rows.addWidget(self.follows)
        self.set_body(body)
        self.family.edited.connect(self._draft)
        self.family.committed.connect(self._commit)

    def _draft(self, entry: Entry[str]) -> None:
        case = edits.patient(self.store.committed, family_name=entry.value)
        self.store.draft(case, "family_name")

    def _commit(self, entry: Entry[str]) -> None:
        case = edits.patient(self.store.committed, family_name=entry.value)
        self.store.commit(case, "family_name")

    def render_state(self, state: State) -> None:
        self.family.show_entry(state.case.patient.family_name)
        found = state.assessment
        self.follows.setText("nothing" if found is None else f"illness day {found.illness_day}")

    def focus_field(self, key: str) -> bool:
        if key != "family_name":
            return False
        self.family.setFocus()
        return True


class RefusingTab(NameTab):
    """Cannot draw a child whose family name is Trouble, as a program with an error would."""

    def render_state(self, state: State) -> None:
        super().render_state(state)
        if state.case.patient.family_name == "Trouble":
            raise ZeroDivisionError("a weight of 12.3 kg for Trouble")


def name_tab(key: str) -> TabMaker:
    return lambda store, words: NameTab(key, store, words)


FOUR_TABS = {key: name_tab(key) for key in ("diagnosis", "risk", "coronary", "dosing")}


@dataclass(frozen=True)
class Desk:
    """A window with what a test must get at."""

    window: CaseWindow
    store: CaseStore
    hooks: CrashHooks

    def tab(self, index: int = 0) -> NameTab:
        tab = self.window.tabs.tab(index)
        assert isinstance(tab, NameTab)
        return tab


def opened(
    qtbot: QtBot,
    rulebook: Rulebook,
    clock: Callable[[], datetime],
    tabs: Mapping[str, TabMaker] = FOUR_TABS,
) -> Desk:
    """Return a window that is shown and has the keyboard."""
    store = CaseStore(rulebook, clock)
    hooks = CrashHooks()
    window = CaseWindow(store, english(), tabs, hooks=hooks, clock=clock)
    # What is connected to them lives as long as they do; they go with the window.
    store.setParent(window)
    hooks.setParent(window)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Desk(window, store, hooks)


def open_file(qtbot: QtBot, desk: Desk, path: Path) -> None:
    """Look into a case file and open it, as a hand does: the cursor is on "Open"."""
    desk.window.open_path(path)
    qtbot.waitUntil(desk.window.opening.page.open_button.isVisible)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(desk.window.tabs.isVisible)


def texts(widget: QWidget) -> str:
    """Return everything that stands in a widget and all in it, visible or not."""
    # What was thrown away is only gone when the event loop has seen to it.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found: list[str] = []
    for each in (widget, *widget.findChildren(QWidget)):
        found += [each.accessibleName(), each.accessibleDescription(), each.toolTip()]
        found += [each.windowTitle()]
        if isinstance(each, (QLabel, QAbstractButton, QLineEdit)):
            found.append(each.text())
        if isinstance(each, QPlainTextEdit):
            found.append(each.toPlainText())
    return "\n".join(found)


def case_file(folder: Path, name: str = "child.json", **patient: object) -> Path:
    """Write a small case file by hand and return where it stands."""
    path = folder / name
    document = {
        "format": "kd-bedside.case/1",
        "patient": patient,
        "illness": {"fever_onset": "2026-11-17"},
        "weights": [{"at": "2026-11-21T08:00:00+01:00", "kg": "16.5"}],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
