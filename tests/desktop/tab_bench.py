"""A tab with a form in a window of its own, driven by keys and read as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from desktop.case_store import CaseStore
from desktop.widgets.choice_field import ChoiceField
from desktop.widgets.line_field import LineField
from desktop.widgets.link_button import LinkButton
from tests.desktop.eyes import every_word, holder, read
from tests.desktop.hands import empty_field, focused, press, type_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from clinical.rules.rulebook import Rulebook
    from desktop.examples import Example
    from desktop.tabs.form_tab import FormTab
    from desktop.widgets.verdict_card import VerdictCard
    from reports.wording import Wording

NOW = datetime.fromisoformat("2026-11-21T14:20:00+01:00")


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class TabBench:
    store: CaseStore
    tab: FormTab
    clock: Clock
    wanted: list[str] = field(default_factory=list[str])
    errors: list[object] = field(default_factory=list[object])

    def open(self, example: Example) -> None:
        case = example.case(self.store.state.rulebook)
        self.store.open(case, training_at=example.at)

    def go(self, key: str) -> None:
        assert self.tab.focus_field(key), key

    def put(self, key: str, text: str) -> None:
        """Type into an entry from empty and leave it with Enter."""
        self.type(key, text)
        press(Qt.Key.Key_Return)

    def type(self, key: str, text: str) -> None:
        """Type into an entry from empty and stay in it."""
        self.go(key)
        empty_field()
        type_text(text)

    def choose(self, key: str, letter: str) -> None:
        """Answer by the first letter."""
        self.go(key)
        type_text(letter)

    def line(self, key: str) -> LineField:
        return holder(self._at(key), LineField)

    def answer(self, key: str) -> str | None:
        return holder(self._at(key), ChoiceField).choice

    def is_asked(self, key: str) -> bool:
        """Whether an entry stands on the screen: one that is not asked cannot be gone to."""
        return self.tab.focus_field(key)

    def card(self, key: str) -> str:
        """Return what can be read on a card."""
        return "\n".join(text for text in read(self.tab.cards[key]) if text)

    def screen(self) -> str:
        """Return all that can be read on the tab."""
        return "\n".join(text for text in read(self.tab) if text)

    def everything(self) -> str:
        """Return every word of the tab, those of hidden parts too."""
        return every_word(self.tab)

    def _at(self, key: str) -> QWidget:
        self.go(key)
        return focused()


def bench(
    qtbot: QtBot,
    rulebook: Rulebook,
    words: Wording,
    make: Callable[[CaseStore, Wording], FormTab],
    now: datetime = NOW,
) -> TabBench:
    clock = Clock(now)
    store = CaseStore(rulebook, clock)
    tab = make(store, words)
    # What is connected to the store lives as long as it does; it goes with the tab.
    store.setParent(tab)
    made = TabBench(store, tab, clock)
    store.changed.connect(lambda: tab.show_state(store.state))
    tab.field_wanted.connect(made.wanted.append)
    tab.drawing_failed.connect(made.errors.append)
    tab.show_state(store.state)
    tab.resize(1366, 640)
    qtbot.addWidget(tab)
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    return made


def link(widget: QWidget, text: str) -> LinkButton:
    """Return the visible link with these words."""
    for each in widget.findChildren(LinkButton):
        if each.isVisible() and each.words == text:
            return each
    raise AssertionError(text)


def button(widget: QWidget, text: str) -> QPushButton:
    for each in widget.findChildren(QPushButton):
        if each.isVisible() and each.text() == text:
            return each
    raise AssertionError(text)


def widths_too_large(made: TabBench, width: int) -> list[str]:
    """Return the scrolled pages that want more than a tab of this width gives them."""
    made.tab.resize(width, 384)
    QCoreApplication.processEvents()
    found = [f"tab {made.tab.width()}"] if made.tab.width() != width else []
    for area in made.tab.findChildren(QScrollArea):
        page = area.widget()
        if area.isVisible() and page is not None:
            wanted, has = page.minimumSizeHint().width(), area.viewport().width()
            found += [f"page {wanted} in {has}"] if wanted > has else []
    return found


def sources_of(card: VerdictCard) -> list[LinkButton]:
    links = card.findChildren(LinkButton)
    return [each for each in links if each.isVisible() and each.words == "Source"]
