"""When Python looks for garbage: between two events of the window, and in its thread alone.

Left to itself Python looks whenever enough was made, also in a thread that saves a record or
draws paper, and deletes there what it finds; a widget that is deleted beside its own thread, or
while Qt still draws it, ends the program.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000


class GarbageRounds(QObject):
    """Takes the search over from Python for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(look)
        self._timer.start(_EVERY_MS)
        self.destroyed.connect(_give_back)


def look() -> None:
    """Search what Python by its own thresholds would have searched by now."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [
        n for n, (count, limit) in enumerate(zip(counts, thresholds, strict=True)) if count > limit
    ]
    if due:
        gc.collect(due[-1])


def _give_back() -> None:
    gc.enable()
