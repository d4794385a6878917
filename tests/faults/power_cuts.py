"""F02: the power fails: what reached the disk stands in a copy of it, everything else is gone.

The disk is ext4 in a file. The writer is stopped, the file is copied as it is then (what only
stood in memory is not in it), the writer is killed, and the copy is mounted. A disk that lies
about having written is not imitated.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.bench import Child, Ended, announced, chart, in_child, looked_through, stocked
from tests.faults.disks import need_disks, own_mounts, run
from tests.faults.tally import Fault, NotHereError, Tally, Trial
from tests.records.ward import Ward, key

if TYPE_CHECKING:
    from collections.abc import Callable

_SIZE = 24_000_000
_LONGEST_S = 0.8
_MOUNTED = Path("/mnt")


def run_all(trial: Trial) -> Tally:
    """Cut the power while doses are charted."""
    need_disks()
    tally, chance = Tally(), trial.chance()
    ward, opened = stocked(trial.folder / "records")
    base = _made(trial.folder / "base.img", ward.folder)
    for number in range(trial.many(300, 3)):
        after = chance.uniform(0.03, _LONGEST_S)
        acked = trial.folder / f"acked-{number}"
        tally.tried += 1

        def write(acked: Path = acked) -> None:
            chart(Ward(_MOUNTED / "records"), opened.id, acked, most=10_000)

        def ask(acked: Path = acked) -> dict[str, object]:
            return looked_through(Ward(_MOUNTED / "records"), opened.id, announced(acked))

        tally.take(_cut(base, after, write, ask), f"cut {number}")
        tally.acked += len(announced(acked))
    return tally


def _made(image: Path, store: Path) -> Path:
    """Return the file of a disk with a store on it."""
    with image.open("wb") as stream:
        stream.truncate(_SIZE)
    run("mkfs.ext4", "-q", "-F", str(image))

    def fill() -> None:
        own_mounts()
        run("mount", "-o", "loop", str(image), str(_MOUNTED))
        shutil.copytree(store, _MOUNTED / "records")
        os.sync()
        run("umount", str(_MOUNTED))

    if in_child(fill).crashed:
        raise NotHereError("no disk in a file can be mounted")
    return image


def _cut(
    base: Path, after: float, write: Callable[[], None], ask: Callable[[], dict[str, object]]
) -> Ended:
    """Write on a copy of the disk, cut the power, and ask what stands on it."""

    def cut() -> dict[str, object]:
        own_mounts()
        disk, left = base.with_name("disk.img"), base.with_name("left.img")
        shutil.copy(base, disk)
        run("mount", "-o", "loop", str(disk), str(_MOUNTED))
        writer = Child(lambda: write()).go()  # noqa: PLW0108 (it has to return None)
        time.sleep(after)
        os.kill(writer.number, signal.SIGSTOP)
        # What stands in the file now is what reached the disk.
        shutil.copy(disk, left)
        writer.send(signal.SIGKILL)
        writer.end()
        run("umount", "-l", str(_MOUNTED))
        run("mount", "-o", "loop", str(left), str(_MOUNTED))
        try:
            return ask()
        finally:
            run("umount", "-l", str(_MOUNTED))

    return in_child(cut, within_s=60)


def control(trial: Trial) -> Tally:
    """Replace a file without waiting for the disk."""
    need_disks()
    tally, chance = Tally(), trial.chance()
    (trial.folder / "empty").mkdir()
    base = _made(trial.folder / "base.img", trial.folder / "empty")
    for number in range(trial.many(30, 3)):
        acked = trial.folder / f"acked-{number}"
        tally.tried += 1

        def write(acked: Path = acked) -> None:
            place = _MOUNTED / "doses"
            with acked.open("ab", buffering=0) as announcing:
                for many in range(100_000):
                    new = _MOUNTED / key()
                    new.write_text("1\n" * many, encoding="utf-8")
                    new.replace(place)
                    announcing.write(f"{many}\n".encode())
                    time.sleep(0.005)

        def ask(acked: Path = acked) -> dict[str, object]:
            place = _MOUNTED / "doses"
            found = place.read_text(encoding="utf-8").count("1") if place.exists() else 0
            return {"lost": int(found < max(announced(acked), default=0))}

        tally.take(_cut(base, chance.uniform(0.1, _LONGEST_S), write, ask))
    return tally


FAULT = Fault(
    "F02",
    "Power cut while charting (ext4 in a file, copied as it is on the disk)",
    "no announced dose lost, history whole",
    run_all,
    control,
    "os.replace without waiting for the disk",
)
