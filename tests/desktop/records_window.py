"""A window on real records in a folder of its own, with what hands and eyes do to it.

Argon2id runs for real, at a price of a tenth of a millisecond; the clock stands until it is moved.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.app import TABS
from desktop.case_store import CaseStore
from desktop.crash import CrashHooks
from desktop.door.link import RecordsLink
from desktop.rules import load_rulebook
from desktop.tabs.form_tab import FormTab
from desktop.window import CaseWindow
from records.service.desk import Marks
from records.service.records import Records
from reports.wording import english
from tests.desktop.eyes import read
from tests.desktop.hands import click, focused, press, type_text
from tests.records.ward import CHEAP, PHRASE, Clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.records_desk import RecordsDesk
    from desktop.window import TabMaker
    from records.people.roles import Role

CONTROL = Qt.KeyboardModifier.ControlModifier
# A machine that does much else is slow, and not wrong.
_LONG_MS = 30_000


class WardWindow:
    """A workstation: its window, its records, its clock."""

    def __init__(
        self, qtbot: QtBot, folder: Path, tabs: Mapping[str, TabMaker] | None = None
    ) -> None:
        self.qtbot, self.folder, self.clock = qtbot, folder, Clock()
        self.hooks = CrashHooks()
        self.store = CaseStore(load_rulebook(), self._minute)
        self.link = RecordsLink(self.records, self.clock, self.hooks)
        self.window = CaseWindow(
            self.store,
            english(),
            tabs or TABS,
            hooks=self.hooks,
            clock=self._minute,
            link=self.link,
        )
        for each in (self.store, self.hooks, self.link):
            each.setParent(self.window)
        qtbot.addWidget(self.window, before_close_func=lambda _: self.link.close())
        self.window.resize(1366, 768)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def _minute(self) -> datetime:
        return self.clock().replace(second=0, microsecond=0)

    def records(self) -> Records:
        marks = Marks(program="0.1.0", rules="2026-11")
        return Records(
            self.folder, self.clock, marks=marks, costs=CHEAP, rulebook=self.store.state.rulebook
        )

    @property
    def desk(self) -> RecordsDesk:
        desk = self.window.records
        assert desk is not None
        return desk

    def settle(self) -> None:
        """Wait until the records have answered everything, and the answers were heard."""
        done: list[bool] = []
        self.link.ask(lambda _: None, lambda _: done.append(True), lambda _: done.append(True))
        self.qtbot.waitUntil(lambda: bool(done), timeout=_LONG_MS)

    # Hands.

    def founded(self, *roles: Role) -> WardWindow:
        """Make the store beforehand, with its first account, ada."""
        records = self.records()
        records.door.create("ada", "Dr Ada Example", roles or ("clinician",), PHRASE)
        records.door.sign_out()
        return self

    def joined(self, name: str, *roles: Role) -> WardWindow:
        records = self.records()
        records.door.sign_in("ada", PHRASE)
        records.accounts.add(name, f"{name.title()} Example", roles, PHRASE)
        records.door.sign_out()
        return self

    def signed_in(self, name: str = "ada") -> WardWindow:
        self.window.start_page.sign_in_button.click()
        self.settle()
        self.fill(name, PHRASE)
        self.settle()
        # The list comes behind the answer.
        self.settle()
        return self

    def signed_in_instead(self, name: str, password: str) -> WardWindow:
        """Sign out, and sign in as somebody else with a password of their own."""
        self.desk.sign_out()
        self.settle()
        self.window.start_page.sign_in_button.click()
        self.settle()
        self.fill(name, password)
        self.settle()
        return self

    def taken_over(self, name: str) -> WardWindow:
        """Lock, and have somebody else sign in."""
        self.desk.lock_desk.lock()
        self.settle()
        self.press("Somebody else signs in")
        self.fill(name, PHRASE)
        self.settle()
        self.settle()
        return self

    def fill(self, *texts: str) -> None:
        """Type into the fields of the page that asks, Enter after each."""
        for text in texts:
            type_text(text)
            press(Qt.Key.Key_Return)

    def press(self, text: str) -> None:
        """Press the button with these words, by mouse."""
        found = [b for b in self.window.findChildren(QPushButton) if b.text() == text]
        seen = [button for button in found if button.isVisible() and button.isEnabled()]
        assert seen, (text, self.seen())
        click(seen[0])
        self.settle()

    def press_link(self) -> None:
        """Press the link to the history under the form."""
        tab = self.window.tabs.current()
        assert isinstance(tab, FormTab)
        click(tab.history_link)
        self.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = CONTROL) -> None:
        QTest.keyClick(focused(), key, modifiers)
        self.settle()

    def admitted(
        self, family: str = "Novak", given: str = "Bela", born: str = "02-Nov-2019"
    ) -> WardWindow:
        """Admit a child by hand; its record is then on the screen."""
        self.press("Admit a child")
        self.fill(family, given, born, f"W4-{uuid.uuid4().hex[:6]}")
        self.settle()
        self.settle()
        return self

    def enter(self, key: str, text: str) -> None:
        """Type into a field of the record and leave it."""
        assert self.window.focus_field(key), key
        press(Qt.Key.Key_A, "\x01", CONTROL)
        press(Qt.Key.Key_Delete)
        type_text(text)
        press(Qt.Key.Key_Return)
        self.settle()

    def touch(self) -> None:
        """Press a key that reaches the window from the system, as every real one does."""
        handle = self.window.windowHandle()
        QTest.keyClick(handle, Qt.Key.Key_Shift)

    def later(self, *, seconds: int = 0, minutes: int = 0, at_work: bool = False) -> None:
        """Let time pass as it does: the window looks at the clock; ``at_work`` keys are pressed."""
        left = seconds + 60 * minutes
        while left > 0:
            step = min(left, 10)
            self.clock.move(seconds=step)
            left -= step
            if at_work:
                self.touch()
                self.settle()
            self.desk.lock_desk.tick()
        self.store.tick()
        self.settle()

    # Eyes.

    def seen(self) -> str:
        return "\n".join(read(self.window))

    @property
    def status(self) -> str:
        return self.window.status_line.saving


def everything_seen() -> str:
    """Return every word on any window that is open."""
    return "\n".join(
        word for top in QApplication.topLevelWidgets() if top.isVisible() for word in read(top)
    )
