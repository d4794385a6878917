"""F05: the disk answers with an error at the Nth call, put there by strace."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from records.faults import RecordsError
from tests.faults.bench import Child, Ended, in_child, looked_through, stocked
from tests.faults.tally import Fault, NotHereError, Tally, Trial
from tests.records.ward import PHRASE, Ward, dose

_STRACE = shutil.which("strace")
_DOSES = 12
_PATIENCE_S = 10.0
_WAITING_S = 40.0
# Each call that carries a save to the disk, with the errors that disks give.
_CALLS = (
    ("fdatasync,fsync", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("write", "EIO"),
    ("pread64", "EIO"),
    ("rename,renameat,renameat2", "EIO"),
    ("ftruncate", "EIO"),
)


def run(trial: Trial) -> Tally:
    """Sweep the number of the call at which it begins to fail, and every how many it fails."""
    if _STRACE is None:
        raise NotHereError("no strace on this machine")
    tally, chance = Tally(), trial.chance()
    for number in range(trial.many(400, 4)):
        calls, error = _CALLS[number % len(_CALLS)]
        wish = f"{calls}:error={error}:when={chance.randrange(1, 120)}+{chance.randrange(2, 9)}"
        here = trial.below(f"disk-{number}")
        ward, opened = stocked(here.folder / "records")
        tally.tried += 1
        child = Child(lambda f=ward.folder, c=opened.id: _charted(f, c))
        ended = _with_errors(child, calls, wish)
        said = tally.take(ended, wish)
        acked = [int(each) for each in said.get("saved", ())]
        tally.acked += len(acked)
        tally.count("refused", int(said.get("refused", 0)))
        asked = in_child(lambda f=ward.folder, c=opened.id, a=acked: looked_through(Ward(f), c, a))
        after = tally.take(asked, wish)
        tally.count("kept though refused", max(0, int(after.get("found", 0)) - 1 - len(acked)))
        shutil.rmtree(here.folder)
    return tally


def _with_errors(child: Child, calls: str, wish: str) -> Ended:
    follow = [_STRACE or "strace", "-f", "-qq", "-o", "/dev/null", "-p", str(child.number)]
    tracer = subprocess.Popen(
        [*follow, "-e", f"trace={calls}", "-e", f"inject={wish}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    status, until = Path(f"/proc/{child.number}/status"), time.monotonic() + _PATIENCE_S
    while "TracerPid:\t0\n" in status.read_text(encoding="utf-8"):
        if time.monotonic() > until or tracer.poll() is not None:
            child.go().end()
            raise NotHereError("strace may not follow another process here")
        time.sleep(0.002)
    ended = child.go().end(_WAITING_S)
    tracer.wait(_PATIENCE_S)
    return ended


def _charted(folder: Path, case_id: str) -> dict[str, object]:
    """Chart doses through the errors; whoever is refused tries again with the next."""
    ward, saved, refused = Ward(folder), list[int](), 0
    for _ in range(_DOSES):
        try:
            if ward.records.door.session is None:
                ward.records.door.sign_in("ada", PHRASE)
            opened = ward.records.patients.open(case_id)
            if not ward.records.patients.is_confirmed(case_id):
                ward.records.patients.confirm_identity(opened, "nov", "2019")
            number = len(opened.case.treatments) + 1
            given = (*opened.case.treatments, dose(amount=str(number)))
            ward.records.patients.save(
                opened, opened.case.replace(treatments=given), f"dose {number}"
            )
            saved.append(number)
        except RecordsError:
            refused += 1
    return {"saved": saved, "refused": refused}


def control(trial: Trial) -> Tally:
    """Write without asking what became of it."""
    tally = Tally()
    for number in range(trial.many(20, 2)):
        place = trial.folder / f"doses-{number}"
        tally.tried += 1

        def careless(place: Path = place) -> dict[str, object]:
            saved = 0
            handle = os.open(place, os.O_CREAT | os.O_WRONLY)
            for _ in range(_DOSES):
                try:
                    os.pwrite(handle, b"x", saved)
                except OSError:
                    saved += 0
                saved += 1
            return {"saved": saved}

        ended = _with_errors(Child(careless), "pwrite64", "pwrite64:error=EIO:when=4+3")
        content = place.read_bytes()
        tally.false_saved += content.count(b"x") != int(ended.said.get("saved", 0))
    return tally


FAULT = Fault(
    "F05",
    "Disk errors (EIO, ENOSPC) at the Nth call",
    "each error is said; what was called saved is there",
    run,
    control,
    "a program that writes on without looking at the error",
)
