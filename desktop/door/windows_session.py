"""What Windows says of its session: locked, another user, signed off, the machine goes to sleep.

The messages come to the window that asked for them and are only looked at, never kept back.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

from PySide6.QtCore import (
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    Signal,
)

_MESSAGES = b"windows_generic_MSG"
_SESSION_CHANGE, _POWER = 0x02B1, 0x0218
# Console or remote connection left for another, signed off, locked.
_LEFT = frozenset({0x2, 0x4, 0x6, 0x7})
_SUSPENDS = 0x4
_THIS_SESSION = 0


def says_gone(message: int, kind: int) -> bool:
    """Return whether a message of Windows says that nobody may be at the screen any more."""
    return (message == _SESSION_CHANGE and kind in _LEFT) or (
        message == _POWER and kind == _SUSPENDS
    )


class WindowsSession(QObject):
    """``gone`` when nobody may be at the screen any more."""

    gone = Signal()

    def __init__(self, window: int, parent: QObject | None = None) -> None:
        """``window`` is the handle of the window that hears."""
        super().__init__(parent)
        self._filter = _Filter(self)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)
        self.is_heard = _register(window)

    @property
    def hearing(self) -> QAbstractNativeEventFilter:
        """What looks at each message."""
        return self._filter


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, session: WindowsSession) -> None:
        super().__init__()
        self._session = session

    def nativeEventFilter(
        self, eventType: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        name = eventType.data() if isinstance(eventType, QByteArray) else bytes(eventType)
        if name == _MESSAGES:
            found = wintypes.MSG.from_address(int(message))
            if says_gone(found.message, found.wParam):
                self._session.gone.emit()
        return False, 0


def _register(window: int) -> bool:
    """Ask Windows to tell a window of changes of its session."""
    if sys.platform != "win32":
        return False
    library = ctypes.WinDLL("wtsapi32")
    register = library.WTSRegisterSessionNotification
    register.argtypes, register.restype = (wintypes.HWND, wintypes.DWORD), wintypes.BOOL
    return bool(register(window, _THIS_SESSION))
