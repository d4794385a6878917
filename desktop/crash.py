"""What happens when the program itself fails: results go at once, and it says so in plain words.

An exception in a slot would otherwise be printed and the old dose stay on the screen (hazard
H28). The log gets the kind of error and the lines of code, never a message or a value, which
could hold what was entered.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import threading
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_LOG = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_SPEAKER = re.compile(r"[A-Za-z_][\w:]*")


@dataclass(frozen=True, slots=True)
class Incident:
    """One error of the program; ``id`` stands on the screen and in the log."""

    id: str
    error: BaseException


class CrashHooks(QObject):
    """Takes the place of the hooks of Python and Qt; ``happened`` is emitted in its own thread.

    An error while one is being handled is logged and not announced again.
    """

    happened = Signal(object)
    _elsewhere = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._handling = False
        self._elsewhere.connect(self._announce, Qt.ConnectionType.QueuedConnection)

    def install(self) -> Callable[[], None]:
        """Take over every hook; the returned function puts the former ones back."""
        python, thread = sys.excepthook, threading.excepthook
        sys.excepthook = self.caught
        threading.excepthook = self._caught_in_thread
        qt = qInstallMessageHandler(self._said_by_qt)

        def put_back() -> None:
            sys.excepthook, threading.excepthook = python, thread
            qInstallMessageHandler(qt)

        return put_back

    def caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Handle an exception nobody caught, in the thread of the window."""
        if issubclass(kind, (KeyboardInterrupt, SystemExit)):
            sys.__excepthook__(kind, error, trace)
            return
        self._announce(_logged(error, trace))

    def report(self, error: BaseException) -> None:
        """Handle an exception that was caught where nothing could be done about it."""
        self.caught(type(error), error, error.__traceback__)

    def _caught_in_thread(self, happened: threading.ExceptHookArgs) -> None:
        error = happened.exc_value
        if error is not None and not isinstance(error, SystemExit):
            self._elsewhere.emit(_logged(error, happened.exc_traceback))

    def _announce(self, incident: Incident) -> None:
        if self._handling:
            return
        self._handling = True
        try:
            self.happened.emit(incident)
        finally:
            self._handling = False

    @staticmethod
    def _said_by_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        """Log who in Qt complained; the rest of the sentence may quote what was entered."""
        speaker = _SPEAKER.match(message)
        _LOG.log(_LEVELS[kind], "Qt: %s", speaker[0] if speaker is not None else "message")


def _logged(error: BaseException, trace: TracebackType | None) -> Incident:
    incident = Incident(secrets.token_hex(4), error)
    places = " < ".join(
        f"{frame.filename.replace(chr(92), '/').rpartition('/')[2]}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(trace))
    )
    _LOG.error("error %s: %s at %s", incident.id, type(error).__name__, places)
    return incident
