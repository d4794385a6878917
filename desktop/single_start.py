"""One window for each person at a workstation: a second start says where the first one runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_runtime_dir
from PySide6.QtCore import QLockFile


@dataclass(frozen=True, slots=True)
class FirstStart:
    """Where the program already runs."""

    host: str
    process: int


def lock_place() -> Path:
    """Return where the lock of this person stands."""
    return Path(user_runtime_dir("kd-bedside", appauthor=False)) / "window.lock"


def claim(place: Path) -> QLockFile | FirstStart:
    """Return the held lock, or who holds it; a lock left by a crash is taken over.

    The lock is given back with ``unlock`` or when the returned object goes.
    """
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = QLockFile(str(place))
    # By age it never becomes stale: a window stays open for days.
    lock.setStaleLockTime(0)
    if lock.tryLock(0):
        return lock
    process, host, _ = lock.getLockInfo()
    return FirstStart(host, process)
