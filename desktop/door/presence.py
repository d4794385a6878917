"""Who tells, beyond Qt, that nobody may be at the screen: by system, loaded when somebody is in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QWindow

    from desktop.door.login_bus import LoginBus
    from desktop.door.windows_session import WindowsSession


def presence(window: QWindow | None, parent: QObject) -> LoginBus | WindowsSession | None:
    """Return what tells it on this system; macOS tells nothing that is within reach."""
    if sys.platform == "linux":
        from desktop.door.login_bus import LoginBus

        return LoginBus(parent)
    if sys.platform == "win32" and window is not None:
        from desktop.door.windows_session import WindowsSession

        return WindowsSession(int(window.winId()), parent)
    return None
