"""Clears the clipboard of the system 30 seconds after something was copied from the window.

A lock and the end of the program clear it at once.

What another program put there since is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

CLEARED_AFTER_MS = 30_000


class ClipboardGuard(QObject):
    """Watches for what this program copied; ``clear`` does it at once."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ours = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        # A coarse timer may be 5 % late.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(CLEARED_AFTER_MS)
        self._timer.timeout.connect(self.clear)
        self._clipboard = QGuiApplication.clipboard()
        self._clipboard.dataChanged.connect(self._follow)

    @property
    def left_ms(self) -> int:
        """How long what was copied stays, -1 where nothing is waiting to be cleared."""
        return self._timer.remainingTime()

    def clear(self) -> None:
        """Clear the clipboard if it still holds what was copied here."""
        self._timer.stop()
        ours, self._ours = self._ours, ""
        if ours and self._clipboard.text() == ours:
            self._clipboard.clear()
        # What is marked is pasted by the middle button on some systems.
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def _follow(self) -> None:
        # Not every system says who owns it; what changes while this window has the keys is ours.
        # (The stub forgets that no window may have them.)
        focused = cast("QWindow | None", QGuiApplication.focusWindow())
        is_ours = self._clipboard.ownsClipboard() or focused is not None
        if is_ours and self._clipboard.text():
            self._ours = self._clipboard.text()
            self._timer.start()
        elif self._clipboard.text() != self._ours:
            self._timer.stop()
            self._ours = ""
