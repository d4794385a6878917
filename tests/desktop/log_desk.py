"""The Treatment log tab on a real store, driven by keys and read as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from desktop.case_store import CaseStore
from desktop.examples import FICTIONAL_LOG
from desktop.log.tab import LogTab
from desktop.rules import load_rulebook
from desktop.widgets.choice_field import ChoiceField
from desktop.widgets.line_field import LineField
from tests.desktop.eyes import read
from tests.desktop.hands import empty_field, focused, press, type_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from clinical.record.case import Case
    from reports.wording import Wording

NOW = FICTIONAL_LOG.at


@dataclass
class LogDesk:
    store: CaseStore
    tab: LogTab
    qtbot: QtBot
    wanted: list[str] = field(default_factory=list[str])
    errors: list[object] = field(default_factory=list[object])

    def type(self, key: str, text: str) -> None:
        """Type into a field of the form that is open, from empty, and stay in it."""
        self.line(key).setFocus()
        empty_field()
        type_text(text)

    def line(self, key: str) -> LineField:
        found = self.tab.panel.time_field if key == "time" else self.tab.panel.form.fields[key]
        assert isinstance(found, LineField)
        return found

    def choose(self, key: str, code: str) -> None:
        found = self.tab.panel.kinds if key == "kind" else self.tab.panel.form.fields[key]
        assert isinstance(found, ChoiceField)
        found.button(code).setFocus()
        press(Qt.Key.Key_Space, " ")

    def enter(self) -> None:
        press(Qt.Key.Key_Return)

    def temperature(self, degrees: str, site: str = "tympanic", time: str = "") -> None:
        self.choose("kind", "temperature")
        self.choose("site", site)
        if time:
            self.type("time", time)
        self.type("temperature", degrees)
        self.enter()

    def dose(self, agent: str, typed: str) -> None:
        """Chart a dose that no plan holds, as given now."""
        self.choose("kind", "dose")
        self.choose("agent", agent)
        self.type("dose", typed)
        self.enter()

    def shortcut(self, keys: str) -> None:
        key = {"G": Qt.Key.Key_G, "Left": Qt.Key.Key_Left, "Right": Qt.Key.Key_Right}
        name = keys.rpartition("+")[2]
        held = Qt.KeyboardModifier.ControlModifier
        if keys.startswith("Alt"):
            held = Qt.KeyboardModifier.AltModifier
        QTest.keyClick(focused(), key[name], held)
        # A button that is reached by its key is drawn pressed for a moment first.
        self.qtbot.wait(150)

    def screen(self) -> str:
        QCoreApplication.processEvents()
        return "\n".join(text for text in read(self.tab) if text)

    def message(self) -> str:
        return self.tab.message.text or self.tab.panel.message.text

    def look_at(self, place: int) -> None:
        """Choose a row of the table with the keys, counted from the newest."""
        view = self.tab.table.view
        view.setFocus()
        press(Qt.Key.Key_Home, modifiers=Qt.KeyboardModifier.ControlModifier)
        for _ in range(place):
            press(Qt.Key.Key_Down)


def log_desk(
    qtbot: QtBot,
    words: Wording,
    case: Case | None = None,
    now: datetime = NOW,
    clock: Callable[[], datetime] | None = None,
) -> LogDesk:
    """Return the tab with a child on it: time goes by a ``clock``, else stands at ``now``."""
    rulebook = load_rulebook()
    store = CaseStore(rulebook, clock or (lambda: now))
    shown = case if case is not None else FICTIONAL_LOG.case(rulebook)
    store.open(shown, training_at=None if clock is not None else now)
    tab = LogTab(store, words)
    made = LogDesk(store, tab, qtbot)
    store.changed.connect(lambda: tab.show_state(store.state))
    tab.field_wanted.connect(made.wanted.append)
    tab.drawing_failed.connect(made.errors.append)
    tab.resize(1366, 640)
    qtbot.addWidget(tab)
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    return made
