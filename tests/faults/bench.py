"""The child process in which the real program meets a fault, and what is asked of it afterwards.

The child is forked from a process that has imported everything: a thousand kills cost a thousand
forks and not a thousand starts.
"""

from __future__ import annotations

import json
import os
import select
import signal
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clinical.problem import InputError
from records.faults import RecordsError
from tests.faults.tally import NotHereError
from tests.records.ward import PHRASE, Ward, dose, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from records.service.patients import OpenCase

# A child that has not answered by then hangs.
PATIENCE_S = 30.0
_FAILED = 70
_TRIES = 1_000


@dataclass(frozen=True)
class Ended:
    """How a child ended: what it said, the signal that killed it, what it did not expect."""

    said: Mapping[str, Any] = field(default_factory=dict[str, Any])
    signal: int = 0
    crashed: str = ""
    hung: bool = False


class Child:
    """A process that works beside this one, from ``go`` on; ``end`` waits for it."""

    def __init__(self, work: Callable[[], Mapping[str, object] | None]) -> None:
        if not hasattr(os, "fork"):
            raise NotHereError("no fork on this system")
        self._reading, writing = os.pipe()
        going, self._go = os.pipe()
        self._sent = False
        self.number = os.fork()
        if self.number == 0:
            os.close(self._reading)
            os.close(self._go)
            os.read(going, 1)
            code = _FAILED
            try:
                code = _work(work, writing)
            finally:
                # Whatever happened, it must not go on as a second parent.
                os._exit(code)
        os.close(writing)
        os.close(going)

    def go(self) -> Child:
        """Let it begin."""
        os.write(self._go, b".")
        os.close(self._go)
        return self

    def send(self, number: int) -> None:
        """Send it a signal; dying of it is then no crash."""
        self._sent = True
        os.kill(self.number, number)

    def end(self, within_s: float = PATIENCE_S) -> Ended:
        """Return how it ended; one that does not in its time is killed."""
        said, hung = _heard(self._reading, within_s)
        os.close(self._reading)
        if hung:
            os.kill(self.number, signal.SIGKILL)
        _, status = os.waitpid(self.number, 0)
        return _ended(said, status, hung=hung, sent=self._sent)


def in_child(
    work: Callable[[], Mapping[str, object] | None],
    *,
    within_s: float = PATIENCE_S,
    kill_after_s: float | None = None,
) -> Ended:
    """Do work in a child, which may be killed after a time, and return how it ended."""
    child = Child(work).go()
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        child.send(signal.SIGKILL)
    return child.end(within_s)


def _work(work: Callable[[], Mapping[str, object] | None], writing: int) -> int:
    """Do the work of a child and say what came of it; return the code it ends with."""
    try:
        said, code = dict(work() or {}), 0
    except BaseException as error:  # noqa: BLE001 (whatever nobody turned into words)
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(where.filename)}:{where.lineno}"  # noqa: PTH119 (no file)
        said, code = {"crashed": f"{type(error).__name__} {error} at {place}"}, _FAILED
    left = json.dumps(said, default=str).encode()
    for _ in range(_TRIES):
        if not left:
            break
        # Where every so manyth write fails, that is meant for the program and not for its report.
        with suppress(OSError):
            left = left[os.write(writing, left) :]
    return code


def _heard(reading: int, within_s: float) -> tuple[bytes, bool]:
    """Return what was said until the child ended, and whether it did not in its time."""
    said, until = b"", time.monotonic() + within_s
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return said, True
        part = os.read(reading, 65_536)
        if not part:
            return said, False
        said += part


def _ended(said: bytes, status: int, *, hung: bool, sent: bool) -> Ended:
    if hung:
        return Ended(hung=True)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return Ended(signal=number, crashed="" if sent else f"died of signal {number}")
    told: dict[str, Any] = json.loads(said) if said else {}
    crashed = str(told.pop("crashed", "")) or ("" if not os.WEXITSTATUS(status) else "ended badly")
    return Ended(told, crashed=crashed)


def told(work: Callable[[], object]) -> str:
    """Return the code with which the program refused, empty where it did not."""
    try:
        work()
    except RecordsError as error:
        return error.code
    except InputError as error:
        return error.problems[0].code
    return ""


def stocked(folder: Path) -> tuple[Ward, OpenCase]:
    """Return a closed store with a child in it: a weight, a dose, an auditor's rights."""
    ward = Ward(folder).founded("clinician", "auditor")
    opened = ward.commit(ward.admitted(), weights=(weight(),), treatments=(dose(amount="1"),))
    ward.records.door.sign_out()
    return ward, opened


def chart(ward: Ward, case_id: str, acked: Path, *, most: int, too_early: bool = False) -> int:
    """Chart doses; the number of each is announced once it is saved. Return the last one."""
    records = ward.signed_in("ada").records
    opened = records.patients.open(case_id)
    records.patients.confirm_identity(opened, "nov", "2019")
    number = len(opened.case.treatments)
    with acked.open("ab", buffering=0) as announced:
        for _ in range(most):
            number += 1
            if too_early:
                announced.write(f"{number}\n".encode())
            wanted = opened.case.replace(
                treatments=(*opened.case.treatments, dose(amount=str(number)))
            )
            opened = records.patients.save(opened, wanted, f"dose {number}").case
            if not too_early:
                announced.write(f"{number}\n".encode())
    return number


def announced(acked: Path) -> list[int]:
    """Return the doses that were called saved."""
    if not acked.exists():
        return []
    # A line that was cut by the kill was not announced.
    lines = acked.read_text(encoding="utf-8").rpartition("\n")[0]
    return [int(line) for line in lines.split()]


def looked_through(ward: Ward, case_id: str, acked: list[int]) -> dict[str, object]:
    """Open the store as a person would, and compare it with what was called saved."""
    signed = ward.records.door.sign_in("ada", PHRASE)
    case = ward.records.patients.open(case_id).case
    found = [int(one.dose) for one in case.treatments if one.dose is not None]
    whole = ward.records.trail.verify().whole and signed.alarm is None
    ward.records.door.sign_out()
    in_order = found == list(range(1, len(found) + 1))
    return {
        "lost": len(set(acked) - set(found)),
        "corrupt": int(not in_order) + int(not whole),
        "found": len(found),
        "note": f"found {len(found)}, announced {acked[-1:]}, whole {whole}, {signed.alarm}",
    }
