"""F09: what a crash leaves of a lock keeps nobody out, whatever stands in the file."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from records.store.place import Place
from tests.faults.bench import Child, in_child, stocked
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import PHRASE, Ward, key, note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PATIENCE_S = 20.0
_LEFT = (
    None, b"", b'{"host": "ward-4", "process": 1}', b"\xff\xfe\0", b"[" * 100_000, b"null",
    f'{{"host": "here", "process": {os.getppid()}}}'.encode(),
)  # fmt: skip


def run(trial: Trial) -> Tally:
    """Kill who holds the store, leave something in the lock, and start again."""
    tally = Tally()
    ward, opened = stocked(trial.folder / "records")
    for number in range(trial.many(200, 7)):
        mark = trial.folder / f"held-{number}"
        holder = Child(lambda mark=mark: _hold(ward.folder, mark)).go()
        tally.tried += 1
        _killed_once(holder, mark.exists)
        left = _LEFT[number % len(_LEFT)]
        if left is not None:
            Place(ward.folder).lock.write_bytes(left)
        tally.take(in_child(lambda: _starts(ward.folder, opened.id)), f"left {left!r:.40}")
    return tally


def _hold(folder: Path, mark: Path) -> None:
    Ward(folder).signed_in("ada")
    mark.touch()
    time.sleep(60)


def _killed_once(holder: Child, held: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not held() and time.monotonic() < until:
        time.sleep(0.002)
    holder.send(signal.SIGKILL)
    holder.end()


def _starts(folder: Path, case_id: str) -> dict[str, object]:
    """Return as a crash what does not start: nobody should have to remove a file by hand."""
    ward = Ward(folder)
    condition = ward.records.door.condition()
    alarm = ward.records.door.sign_in("ada", PHRASE).alarm
    opened = ward.records.patients.open(case_id)
    ward.commit(opened, notes=(*opened.case.notes, note(key())))
    whole = ward.records.trail.verify().whole
    ward.records.door.sign_out()
    return {"corrupt": int(condition is not None or alarm is not None or not whole)}


def control(trial: Trial) -> Tally:
    """Lock as many programs do, by a file with the number of the process that made it."""
    tally = Tally()
    lock = trial.folder / "naive.lock"
    for _ in range(trial.many(20, 3)):
        tally.tried += 1
        lock.unlink(missing_ok=True)

        def hold() -> None:
            _naive(lock)
            time.sleep(60)

        _killed_once(Child(hold).go(), lambda: lock.exists() and lock.stat().st_size > 0)
        # The number belongs to another program by now.
        lock.write_text(str(os.getppid()), encoding="utf-8")
        tally.take(in_child(lambda: _naive(lock)))
    return tally


def _naive(lock: Path) -> None:
    if lock.exists():
        os.kill(int(lock.read_text(encoding="utf-8")), 0)
        raise RuntimeError("runs already")
    lock.write_text(str(os.getpid()), encoding="utf-8")


FAULT = Fault(
    "F09",
    "Started again after the holder of the lock was killed, with anything left in the lock",
    "every start succeeds, nothing removed by hand",
    run,
    control,
    "a lock file that holds a process number which another program has now",
)
