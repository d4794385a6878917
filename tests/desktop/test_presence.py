"""The screen lock, another user and sleep, as the system tells of them."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from ctypes import wintypes
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QByteArray

from desktop.door.login_bus import LoginBus
from desktop.door.windows_session import WindowsSession, says_gone
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

LOGIN = "org.freedesktop.login1"
OF_THE_SESSION = "/org/freedesktop/login1/session/_32"


class Bus:
    """A message bus of its own, on which the test is the login manager."""

    def __init__(self, address: str) -> None:
        from PySide6.QtDBus import QDBusConnection

        self._bus = QDBusConnection.connectToBus(address, "login-manager-of-a-test")
        assert self._bus.registerService(LOGIN)

    def say(self, path: str, interface: str, signal: str, *arguments: Any) -> None:  # noqa: ANN401
        from PySide6.QtDBus import QDBusMessage

        message = QDBusMessage.createSignal(path, interface, signal)
        message.setArguments(list(arguments))
        assert self._bus.send(message)

    def change(self, interface: str = f"{LOGIN}.Session", **properties: bool) -> None:
        changed = "org.freedesktop.DBus.Properties", "PropertiesChanged"
        self.say(OF_THE_SESSION, *changed, interface, properties, [])

    def lock(self) -> None:
        self.say(OF_THE_SESSION, f"{LOGIN}.Session", "Lock")

    def sleep(self, *, begins: bool) -> None:
        self.say("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", begins)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("no message bus can be started here")
    from PySide6.QtDBus import QDBusConnection

    command = [daemon, "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield Bus(address)
        QDBusConnection.disconnectFromBus("login-manager-of-a-test")
        process.terminate()


@pytest.mark.hazard("H36", "H67")
def test_the_window_blanks_when_the_system_says_that_nobody_is_there(
    qtbot: QtBot, tmp_path: Path, bus: Bus
) -> None:
    ward = WardWindow(qtbot, tmp_path / "records").founded().signed_in().admitted()
    listening = ward.desk.lock_desk.presence
    assert listening is not None
    assert listening.is_heard
    for leave in (
        bus.lock,
        lambda: bus.sleep(begins=True),
        lambda: bus.change(LockedHint=True),
        lambda: bus.change(Active=False),
    ):
        leave()
        qtbot.waitUntil(lambda: ward.window.cover.is_down)
        ward.settle()
        ward.fill(PHRASE)
        ward.settle()
        assert not ward.window.cover.is_down


def test_what_says_nothing_of_a_person_leaves_the_window_alone(qtbot: QtBot, bus: Bus) -> None:
    listening = LoginBus()
    heard: list[str] = []
    listening.gone.connect(lambda: heard.append("gone"))
    for _ in range(100):
        # Until the bus knows that somebody listens.
        bus.lock()
        qtbot.wait(20)
        if heard:
            break
    qtbot.wait(50)
    heard.clear()
    bus.sleep(begins=False)
    bus.change(Active=True, LockedHint=False)
    bus.change("org.freedesktop.login1.Seat", Active=False)
    bus.change(IdleHint=True)
    # Messages come in order: what is heard with this one was heard before it.
    bus.lock()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["gone"]


def test_without_a_bus_nothing_is_heard_and_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    assert not LoginBus().is_heard


# Windows: the messages as its documents number them; the registration itself is not tried here.


def message(number: int, kind: int) -> wintypes.MSG:
    found = wintypes.MSG()
    found.message, found.wParam = number, kind
    return found


@pytest.mark.hazard("H67")
@pytest.mark.parametrize(
    ("number", "kind", "gone"),
    [
        (0x02B1, 7, True),
        (0x02B1, 8, False),
        (0x02B1, 2, True),
        (0x02B1, 1, False),
        (0x02B1, 4, True),
        (0x02B1, 6, True),
        (0x0218, 4, True),
        (0x0218, 18, False),
        (0x0100, 7, False),
    ],
)
@pytest.mark.usefixtures("qtbot")
def test_a_message_of_windows_says_whether_somebody_left(
    number: int, kind: int, *, gone: bool
) -> None:
    assert says_gone(number, kind) is gone
    session = WindowsSession(0)
    heard: list[bool] = []
    session.gone.connect(lambda: heard.append(True))
    sent = message(number, kind)
    for name in (b"windows_generic_MSG", b"xcb_generic_event_t"):
        kept = session.hearing.nativeEventFilter(QByteArray(name), ctypes.addressof(sent))
        # Looked at, never kept back.
        assert kept == (False, 0)
    assert heard == [True] * gone
