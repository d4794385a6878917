"""A program that charts doses until it is killed, again and again: run by test_kills.

One process imports everything and forks a child for each kill, so that twenty kills take no
longer than one start. It prints one JSON line at the end.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from tests.records.ward import Ward, dose

_READY = b"."


def chart(folder: Path, case_id: str, acked: Path, *, too_early: bool) -> None:
    """Chart doses for ever; one is announced only once it is saved, unless told otherwise."""
    ward = Ward(folder).signed_in("ada")
    opened = ward.records.patients.open(case_id)
    ward.records.patients.confirm_identity(opened, "nov", "2019")
    with acked.open("ab", buffering=0) as announced:
        number = _next(opened.case.treatments)
        while True:
            if too_early:
                announced.write(f"{number}\n".encode())
            wanted = opened.case.replace(
                treatments=(*opened.case.treatments, dose(amount=str(number)))
            )
            saved = ward.records.patients.save(opened, wanted, f"dose {number}")
            # Again, as after a lost answer: it must not be charted twice.
            opened = ward.records.patients.save(opened, wanted, f"dose {number}").case
            if not saved.repeated and not too_early:
                announced.write(f"{number}\n".encode())
            number += 1


def _next(treatments: tuple[object, ...]) -> int:
    return len(treatments) + 1


def kill(folder: Path, case_id: str, acked: Path, after: float, *, too_early: bool) -> None:
    """Start a child that charts, and kill it ``after`` so long once it has begun."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.write(writing, _READY)
        os.close(writing)
        chart(folder, case_id, acked, too_early=too_early)
        os._exit(1)
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    # Until the first dose of this child is announced it is still opening the store.
    before = acked.stat().st_size if acked.exists() else 0
    deadline = time.monotonic() + 20
    while (not acked.exists() or acked.stat().st_size == before) and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"the child ended by itself: {status}")


def main() -> None:
    """Kill so many children at random moments."""
    folder, case_id, acked, kills, mode = sys.argv[1:]
    chance = random.Random(57)  # noqa: S311 (moments, not secrets)
    for _ in range(int(kills)):
        kill(
            Path(folder),
            case_id,
            Path(acked),
            chance.uniform(0, 0.03),
            too_early=mode == "too_early",
        )
    sys.stdout.write(json.dumps({"tried": int(kills)}) + "\n")


if __name__ == "__main__":
    main()
