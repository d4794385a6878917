"""The tabs of one child, each built when it is first looked at.

A tab is hundreds of widgets; a child is on the screen as soon as the first one stands.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTabWidget, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from PySide6.QtGui import QShowEvent

    from desktop.case_store import State
    from desktop.tabs.base import Tab
    from reports.wording import Wording

# The pause after which nobody is in the middle of a number any more.
_REST_MS = 150


class TabPages(QTabWidget):
    """Holds a page for each tab; ``tab`` and a look at the page build what stands on it."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._is_outdated = False
        self._makers: list[Callable[[], Tab]] = []
        self._built: dict[int, Tab] = {}
        self._offered: Mapping[str, Callable[[], Tab]] = {}
        # The tabs behind the one in front are drawn when the hand rests, or when they are wanted.
        self._state: State | None = None
        self._behind: set[int] = set()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._draw_behind)
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.setAccessibleName(words.text("window.tabs"))
        self.currentChanged.connect(self._look)

    def offer(self, makers: Mapping[str, Callable[[], Tab]]) -> None:
        """Show tabs that never held a child: for each key in the wording what builds it."""
        self.remove_all()
        self._offered = makers
        self._makers = list(makers.values())
        for key in makers:
            page = QWidget()
            QVBoxLayout(page).setContentsMargins(0, 0, 0, 0)
            self.addTab(page, self._words.text(f"window.tab.{key}"))
        self.setCurrentIndex(0)
        self._look(0)

    @property
    def is_touched(self) -> bool:
        """Whether something is typed in a tab that goes with it."""
        return any(tab.is_touched for tab in self._built.values())

    def build_anew(self) -> None:
        """Build the tabs once more, the same one in front: they were built for other text.

        Not while an entry cannot be read, or something is begun and not recorded (an entry, a new
        time, a pasted print-out): it stands in its field alone and would be lost. The tabs are then
        built when they come to the front again without one.
        """
        unreadable = self._state is not None and bool(self._state.unreadable)
        self._is_outdated = unreadable or any(each.must_stand for each in self._built.values())
        if self._is_outdated:
            return
        index = self.currentIndex()
        if index >= 0:
            self.offer(self._offered)
            self.setCurrentIndex(index)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated:
            self.build_anew()

    def remove_all(self) -> None:
        self._is_outdated = False
        self._rest.stop()
        self._state = None
        self._makers.clear()
        pages = {index: self.widget(index) for index in range(self.count())}
        # The one in front goes last: no other comes to the front in its place.
        for index in sorted(pages, key=lambda each: each == self.currentIndex()):
            page = pages[index]
            if page is None:
                continue
            self.removeTab(self.indexOf(page))
            page.hide()
            # Until Qt has deleted the page: without anybody who holds the tab, Python's search for
            # garbage deletes the headers of a table whose view still stands and is drawn.
            page.destroyed.connect(partial(_let_go, self._built.get(index)))
            # It stays where it is: all in it would be styled anew for any other parent.
            page.deleteLater()
        self._built.clear()
        self._behind.clear()

    def show_state(self, state: State) -> None:
        """Draw the tab in front now, and those behind it before anybody can see them.

        Where there is no result nothing waits: what no longer holds is taken down everywhere.
        """
        self._state = state
        self._behind = set(self._built) - {self.currentIndex()}
        if self.currentIndex() in self._built:
            self._built[self.currentIndex()].show_state(state)
        if state.assessment is None or not state.typing:
            self._draw_behind()
        elif self._behind:
            self._rest.start()

    def tab(self, index: int) -> Tab:
        """Return the tab of a page, built now if nobody has looked at it yet, as it is now."""
        self._draw_one(index)
        if index not in self._built:
            page = self.widget(index)
            self._built[index] = tab = self._makers[index]()
            layout = page.layout() if page is not None else None
            if layout is not None:
                layout.addWidget(tab)
                # In a page that stands already Qt would show it only with the next event.
                tab.show()
        return self._built[index]

    def current(self) -> Tab | None:
        index = self.currentIndex()
        return self.tab(index) if index >= 0 else None

    def nearest_first(self) -> Iterator[int]:
        """Give the places of the tabs: the one in front, those that stand, those still to build."""
        current = self.currentIndex()
        yield from sorted(
            range(self.count()), key=lambda at: (at != current, at not in self._built, at)
        )

    def focus_field(self, key: str) -> bool:
        """Put the cursor into an entry, in whichever tab it stands."""
        current = self.currentIndex()
        for index in self.nearest_first():
            tab = self.tab(index)
            if tab.focus_field(key):
                if index != current:
                    # Only a visible entry can take the cursor.
                    self.setCurrentIndex(index)
                    tab.focus_field(key)
                return True
        return False

    def begin(self, key: str = "") -> None:
        """Put the cursor into an entry of the tab in front; where it cannot be, on the tab bar."""
        tab = self.current()
        if tab is None or not tab.focus_field(key):
            self.setFocus()

    def come_back(self) -> None:
        """Give the cursor back to the tab in front: where it was, else where the work goes on."""
        tab, page = self.current(), self.currentWidget()
        holder = QApplication.focusWidget()
        if tab is None or (holder is not None and tab.isAncestorOf(holder)):
            return
        # (The stub forgets that there may be none.)
        last = cast("QWidget | None", page.focusWidget())
        if last is not None and last is not page and last.isVisible() and last.isEnabled():
            last.setFocus()
        else:
            tab.begin()

    def _draw_behind(self) -> None:
        self._rest.stop()
        for index in tuple(self._behind):
            self._draw_one(index)

    def _draw_one(self, index: int) -> None:
        if index in self._behind and self._state is not None:
            self._behind.discard(index)
            self._built[index].show_state(self._state)

    def _look(self, index: int) -> None:
        if 0 <= index < len(self._makers):
            self.tab(index)


def _let_go(_tab: Tab | None) -> None:
    """Hold a tab as long as a connection to this lasts."""
