"""F25: the system ends the program (SIGTERM, SIGHUP, Ctrl+C) while somebody types."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.ending import Ending
from tests.desktop.hands import type_text
from tests.desktop.records_window import WardWindow
from tests.faults.bench import Child, in_child
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import PHRASE, Ward

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_TYPED = "37.5"
_PATIENCE_S = 60.0


class _Waiting:
    """As much of a robot as a window for records asks for, outside a test."""

    def addWidget(self, _widget: QWidget, **_: object) -> None:
        """Keep nothing: the process ends with its windows."""

    @contextmanager
    def waitExposed(self, widget: QWidget) -> Generator[None]:
        """Wait until a window is on the screen."""
        yield
        QTest.qWaitForWindowExposed(widget)

    def waitUntil(self, is_so: Callable[[], bool]) -> None:
        """Let the event loop run until something is so."""
        until = time.monotonic() + _PATIENCE_S
        while not is_so():
            if time.monotonic() > until:
                raise TimeoutError
            QTest.qWait(2)


def run(trial: Trial) -> Tally:
    """Type a weight, and let the signal come up to half a second later."""
    return _ended(trial, trial.many(100, 3), heard=True)


def control(trial: Trial) -> Tally:
    """The same window deaf to signals: what was typed in the last half second is gone."""
    return _ended(trial, trial.many(20, 2), heard=False)


def _ended(trial: Trial, many: int, *, heard: bool) -> Tally:
    tally, chance = Tally(), trial.chance()
    for number in range(many):
        here, which = trial.below(f"window-{number}"), _SIGNALS[number % len(_SIGNALS)]
        tally.tried += 1
        mark = here.folder / "typed"
        child = Child(lambda h=here, m=mark: _typing(h.folder, m, heard=heard)).go()
        until = time.monotonic() + _PATIENCE_S
        while not mark.exists() and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.3))
        child.send(which)
        ended = child.end(_PATIENCE_S)
        tally.hang += ended.hung
        if heard and ended.signal:
            tally.crash += 1
            tally.note(f"died of {ended.signal}")
        elif ended.crashed and not ended.signal:
            tally.take(ended, which.name)
        tally.take(in_child(lambda h=here: _asked(h.folder)), which.name)
    return tally


def _typing(folder: Path, mark: Path, *, heard: bool) -> None:
    """Open the window, admit a child, type a weight without leaving the field, and stay."""
    application = QApplication.instance() or QApplication(["kd-bedside"])
    ward = WardWindow(cast("QtBot", _Waiting()), folder / "records").founded().signed_in()
    ward.admitted()
    if not ward.window.focus_field("weight"):
        raise AssertionError("no field for the weight")
    ending = None
    if heard:
        ending = Ending(lambda: app._end(ward.window))  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    else:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
    type_text(_TYPED)
    QTimer.singleShot(0, mark.touch)
    application.exec()
    if ending is not None:
        ending.put_back()


def _asked(folder: Path) -> dict[str, object]:
    """Return as lost what was typed and is offered to nobody."""
    ward = Ward(folder / "records")
    signed = ward.records.door.sign_in("ada", PHRASE)
    drafts = [str(weight.kg) for each in ward.records.drafts.own() for weight in each.case.weights]
    damaged = signed.alarm is not None
    ward.records.door.sign_out()
    return {"lost": int(_TYPED not in drafts), "corrupt": int(damaged), "note": str(drafts)}


FAULT = Fault(
    "F25",
    "The system ends the program (SIGTERM, SIGHUP, SIGINT) while a weight is typed",
    "what was typed is kept as a draft, the records are closed",
    run,
    control,
    "the window deaf to signals",
)
