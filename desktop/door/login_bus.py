"""What the login manager of Linux says: the screen was locked, another user came, sleep begins.

Heard on the machine's own message bus, a local socket; nothing is asked of it and nothing is sent
but the wish to hear. Where there is no such bus nothing is heard.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection

if TYPE_CHECKING:
    from collections.abc import Mapping

# Where the specification of the bus says that the machine's own is found.
_ADDRESS = "DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/var/run/dbus/system_bus_socket"
_LOGIN = "org.freedesktop.login1"
_SESSION, _MANAGER = f"{_LOGIN}.Session", f"{_LOGIN}.Manager"
_PROPERTIES = "org.freedesktop.DBus.Properties"
# Of whichever session of the machine: to lock once too often shows nothing to anybody.
_ANY = ""


class LoginBus(QObject):
    """``gone`` when nobody may be at the screen any more."""

    gone = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        name = f"kd-bedside-{id(self)}"
        bus = QDBusConnection.connectToBus(os.environ.get(*_ADDRESS), name)
        self.is_heard = bus.isConnected() and all(
            # The stubs ask for bytes; the binding takes the text that SLOT gives, and no bytes.
            bus.connect(_LOGIN, _ANY, interface, signal, self, SLOT(slot))  # pyright: ignore[reportArgumentType]
            for interface, signal, slot in (
                (_SESSION, "Lock", "lock()"),
                (_MANAGER, "PrepareForSleep", "sleep(bool)"),
                # Desktops say by this that their screen lock is up, and which user is in front.
                (_PROPERTIES, "PropertiesChanged", "change(QString,QVariantMap)"),
            )
        )
        self.destroyed.connect(lambda: QDBusConnection.disconnectFromBus(name))

    @Slot()
    def lock(self) -> None:
        self.gone.emit()

    @Slot(bool)
    def sleep(self, begins: bool) -> None:
        if begins:
            self.gone.emit()

    @Slot(str, "QVariantMap")
    def change(self, interface: str, changed: Mapping[str, object]) -> None:
        left = changed.get("Active") is False or changed.get("LockedHint") is True
        if interface == _SESSION and left:
            self.gone.emit()
