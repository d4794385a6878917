"""Slow work off the event loop: reading and writing files, making paper.

``run`` hands work to the thread pool and its result back to the event loop. Work takes and
returns frozen values, touches no widget and holds no store.
"""

from __future__ import annotations

import weakref
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")


class _Courier(QObject):
    """Lives in the thread of the window and makes there the calls it is handed elsewhere."""

    handed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.handed.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def _call(self, call: Callable[[], None]) -> None:
        call()


@cache
def _courier() -> _Courier:
    return _Courier()


def run(
    work: Callable[[], _Result],
    done: Callable[[_Result], None],
    failed: Callable[[Exception], None],
) -> None:
    """Do work in the pool, then call ``done`` or ``failed`` in the thread of the window."""
    _start(QThreadPool.globalInstance(), work, done, failed)


class Line:
    """Work that is done one piece after another, in the order in which it was asked for."""

    def __init__(self) -> None:
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(-1)
        _lines.add(self)

    def run(
        self,
        work: Callable[[], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do work after all that was asked for before, then call ``done`` or ``failed``."""
        _start(self._pool, work, done, failed)

    def wait(self) -> None:
        """Let everything asked for end."""
        self._pool.waitForDone()


_lines: weakref.WeakSet[Line] = weakref.WeakSet()


def _start(
    pool: QThreadPool,
    work: Callable[[], _Result],
    done: Callable[[_Result], None],
    failed: Callable[[Exception], None],
) -> None:
    courier = _courier()

    def job() -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 (whatever fails is handed to who asked)
            problem = error
            courier.handed.emit(lambda: failed(problem))
        else:
            courier.handed.emit(lambda: done(result))

    pool.start(job)


def wait_until_done() -> None:
    """Let running work end, before the program does."""
    QThreadPool.globalInstance().waitForDone()
    for line in tuple(_lines):
        line.wait()
