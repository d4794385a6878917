"""Slow work off the event loop: reading and writing files, making paper.

``run`` hands work to the thread pool and its result back to the event loop. Work takes and
returns frozen values, touches no widget and holds no store.
"""

from __future__ import annotations

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
    courier = _courier()

    def job() -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 (whatever fails is handed to who asked)
            problem = error
            courier.handed.emit(lambda: failed(problem))
        else:
            courier.handed.emit(lambda: done(result))

    QThreadPool.globalInstance().start(job)


def wait_until_done() -> None:
    """Let running work end, before the program does."""
    QThreadPool.globalInstance().waitForDone()
