"""Taking the cursor out of an entry without leaving it: nothing is committed by it.

Leaving an entry commits it; to have it covered by a lock or an error is not to leave it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker

if TYPE_CHECKING:
    from collections.abc import Generator

    from PySide6.QtWidgets import QWidget


@contextmanager
def muted(widget: QWidget | None) -> Generator[None]:
    """Let neither a widget nor what it stands in say anything meanwhile."""
    blockers: list[QSignalBlocker] = []
    while widget is not None and not widget.isWindow():
        blockers.append(QSignalBlocker(widget))
        widget = widget.parentWidget()
    try:
        yield
    finally:
        for blocker in blockers:
            blocker.unblock()
