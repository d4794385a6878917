"""Slow work off the event loop: reading and writing files, making paper.

``run`` hands work to the thread pool and its result back to the event loop. Work takes and
returns frozen values, touches no widget and holds no store.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")


@dataclass
class _Errand:
    """One piece of work, what is called with its answer, and the answer once it is there."""

    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Any], None]
    result: Any = None
    error: Exception | None = None


class _Courier(QObject):
    """Lives in the thread of the window and makes there the calls that answer work.

    It keeps the errands as well: what they name is of the window, and the thread that lets go of
    a widget last deletes it.
    """

    came = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._errands: dict[int, _Errand] = {}
        self._numbers = count()
        self.came.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def take(self, errand: _Errand) -> int:
        """Keep an errand until it is answered, and return its number."""
        number = next(self._numbers)
        self._errands[number] = errand
        return number

    def do(self, number: int) -> None:
        """Do the work, in whatever thread, and leave nothing of it there."""
        errand = self._errands[number]
        try:
            errand.result = errand.work()
        except Exception as error:  # noqa: BLE001 (whatever fails is handed to who asked)
            errand.error = error
        del errand
        self.came.emit(number)

    def _answer(self, number: int) -> None:
        errand = self._errands.pop(number)
        if errand.error is None:
            errand.done(errand.result)
        else:
            errand.failed(errand.error)


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
    pool.start(partial(courier.do, courier.take(_Errand(work, done, failed))))


def wait_until_done() -> None:
    """Let running work end, before the program does."""
    QThreadPool.globalInstance().waitForDone()
    for line in tuple(_lines):
        line.wait()
