"""Hears the system end the program: a session that ends, a machine that shuts down, Ctrl+C.

Without it such a signal kills the program between two keys; what was typed within the last half
second would be gone. A second signal ends it at once. Windows sends none.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP", "SIGINT")


class Ending(QObject):
    """Calls ``end`` in the event loop at the first signal, until ``put_back``."""

    def __init__(self, end: Callable[[], None]) -> None:
        super().__init__()
        self._end = end
        self._former: dict[int, object] = {}
        self._pipe: tuple[int, int] | None = None
        if sys.platform == "win32":
            return
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)
        self._pipe = (reading, writing)
        # Python runs a handler only between two of its own steps; the event loop sleeps in Qt.
        self._wakeup = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for name in _NAMES:
            number = getattr(signal, name)
            self._former[number] = signal.signal(number, _hear)
        self._notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._heard)

    def _heard(self) -> None:
        self.put_back()
        self._end()

    def put_back(self) -> None:
        """Let signals do what they did before; a second time does nothing."""
        if self._pipe is None:
            return
        self._notifier.setEnabled(False)
        for number, former in self._former.items():
            signal.signal(number, former)  # pyright: ignore[reportArgumentType] (what it gave back)
        signal.set_wakeup_fd(self._wakeup)
        for handle in self._pipe:
            os.close(handle)
        self._pipe = None


def _hear(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: that it came is read from the pipe."""
