"""What lies over the whole window while a session is locked: nothing under it is seen or pressed.

The pages keep what they hold, so that the same person finds the child as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QStackedWidget
from shiboken6 import isValid

from desktop.muted import muted

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow
    from PySide6.QtWidgets import QMainWindow, QWidget

    from desktop.records_desk import RecordsDesk

# What may be done while nobody is known to be there.
_ALWAYS = {"quit"}


class Cover(QObject):
    """Stands between the window and its content; without records it never shows."""

    def __init__(
        self, window: QMainWindow, records: RecordsDesk | None, redraw: Callable[[], None]
    ) -> None:
        """``redraw`` says anew which actions are open, once the cover is lifted."""
        super().__init__(window)
        self._window, self._records, self._redraw = window, records, redraw
        self._layers = QStackedWidget()
        self._shut: list[QAction] = []
        self._focus: QWidget | None = None

    def over(self, content: QWidget) -> QWidget:
        """Return the content with the cover over it."""
        self._layers.addWidget(content)
        if self._records is not None:
            self._layers.addWidget(self._records.lock_page)
            lock = self._records.lock_desk
            lock.blanked.connect(self._blank)
            lock.returned.connect(self._lift)
            lock.replaced.connect(self._lift_for_another)
            application = QApplication.instance()
            if isinstance(application, QApplication):
                application.focusChanged.connect(self._keep_focus)
        return self._layers

    @property
    def is_down(self) -> bool:
        """Whether the window is blank."""
        return self._layers.currentIndex() > 0

    def watch(self, handle: QWindow | None) -> None:
        """Let the lock hear every key that reaches the window."""
        if self._records is not None:
            self._records.lock_desk.watch(handle)

    def draw_actions(self) -> None:
        """Keep shut what something else would open again."""
        if self.is_down:
            self._shut_actions()

    def _blank(self) -> None:
        self._focus = self._window.focusWidget()
        with muted(self._focus):
            self._layers.setCurrentIndex(1)
            self._shut_actions()
            self._close_dialogs()
            if self._records is not None:
                self._records.lock_page.setFocus()
            # Now, and not with the next event: until then the screen would still show the child.
            self._window.repaint()

    def _close_dialogs(self) -> None:
        """Close what lies over the window: a dialog for a file or a printer, an open menu."""
        for top in QApplication.topLevelWidgets():
            if top is not self._window and top.isVisible() and self._belongs(top):
                top.close()

    def _belongs(self, top: QWidget) -> bool:
        above: QObject | None = top
        while above is not None and above is not self._window:
            above = above.parent()
        return above is self._window

    def _keep_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Let nothing that comes under the cover have the keyboard; it may have it afterwards.

        The one place for this: an answer of the records that arrives now still puts its page in
        front, and a password would be typed in clear into a field that nobody sees.
        """
        if not self.is_down or self._records is None or new is None:
            return
        content = self._layers.widget(0)
        if content is not None and content.isAncestorOf(new):
            self._focus = new
            self._records.lock_page.setFocus()

    def _shut_actions(self) -> None:
        for action in self._window.findChildren(QAction):
            if action.isEnabled() and action.objectName() not in {"", *_ALWAYS}:
                action.setEnabled(False)
                self._shut.append(action)

    def _lift_for_another(self, _: object) -> None:
        self._focus = None
        self._lift()

    def _lift(self) -> None:
        for action in self._shut:
            action.setEnabled(True)
        self._shut.clear()
        self._layers.setCurrentIndex(0)
        self._redraw()
        if self._focus is not None and isValid(self._focus) and self._focus.isVisible():
            self._focus.setFocus()
        self._focus = None
