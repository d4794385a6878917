"""F17: places at which no file can be written: refused with the reason, and nothing half left."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from clinical.problem import InputError
from desktop.clock import now
from desktop.pdf_output import write_pdf
from records.case_file import bytes_of_case, write_case_file
from tests.faults.bench import in_child
from tests.faults.disks import fill, need_disks, run, small_disk
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import child, key, note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# Through all of the names, and through some of each kind where few are tried.
_STEP = 11
_PAGES = b"%PDF-1.4\n" + os.urandom(400_000)
_CASE = child().replace(notes=tuple(note(key() * 100) for _ in range(100)))
_NAMES = (
    "sheet", "no such folder/sheet", "folder", "a:b*c?.pdf", "a\\b|c<d>.pdf", "x" * 300,
    "x" * 5_000, "y/" * 2_500 + "sheet", "nul\0name", "lone \ud800", "\u202efdp.exe",
    "new\nline.pdf", " ", ".", "..", "loop", "link", "dangling", "full/sheet", "full/stands",
    "read only/sheet", "gone/sheet", "pipe", "device", "other file", "stands", "/proc/sheet",
    "/proc/self/mem", "/dev/full", "",
)  # fmt: skip


def run_all(trial: Trial) -> Tally:
    """Write a sheet and a case file at each of the places."""
    need_disks()
    tally = Tally()
    for number in range(trial.many(600, 14)):
        name, sheet = _NAMES[number // 2 * _STEP % len(_NAMES)], number % 2 == 0
        tally.tried += 1
        said = tally.take(in_child(lambda n=name, s=sheet: _written(n, s)), repr(name)[:30])
        tally.count("written", int(said.get("written", 0)))
        tally.count("refused", int(said.get("refused", 0)))
    return tally


def _laid_out() -> Path:
    """Return a folder with everything in it that a name may meet."""
    disk = small_disk("4m")
    for name in ("folder", "full", "read only", "gone"):
        (disk / name).mkdir()
    (disk / "loop").symlink_to("loop")
    (disk / "dangling").symlink_to("no such folder/there")
    (disk / "link").symlink_to("linked")
    for name in ("linked", "stands"):
        (disk / name).write_bytes(b"%PDF-old")
    (disk / "other file").write_bytes(b"somebody's letter")
    os.mkfifo(disk / "pipe")
    os.mknod(disk / "device", 0o020600, os.makedev(1, 3))
    run("mount", "-t", "tmpfs", "-o", "size=100k", "none", str(disk / "full"))
    (disk / "full" / "stands").write_bytes(b"%PDF-old")
    fill(disk / "full", 8_192)
    run("mount", "-t", "tmpfs", "-o", "size=100k", "none", str(disk / "read only"))
    run("mount", "-o", "remount,ro", str(disk / "read only"))
    # A stick that was pulled out.
    (disk / "gone").rmdir()
    return disk


def _there(disk: Path) -> dict[str, bytes]:
    """Return every file in a folder with its content, that which fills a disk apart."""
    return {
        str(each.relative_to(disk)): each.read_bytes()
        for each in disk.rglob("*")
        if each.is_file() and not each.is_symlink() and not each.name.startswith("other people")
    }


def _written(name: str, sheet: bool) -> Mapping[str, object]:
    disk = _laid_out()
    os.chdir(disk)
    place, before = disk / name, _there(disk)
    content = _PAGES if sheet else bytes_of_case(_CASE)

    def write() -> None:
        if sheet:
            write_pdf(place, now(), lambda _: _PAGES)
        else:
            write_case_file(place, _CASE)

    return _compared(write, lambda: _there(disk), before, content)


def _compared(
    write: Callable[[], None],
    there: Callable[[], dict[str, bytes]],
    before: dict[str, bytes],
    content: bytes,
) -> dict[str, object]:
    """Return as corrupt what stands there half, and as false saved what does not stand at all."""
    try:
        write()
    except InputError as error:
        return {"refused": 1, "corrupt": int(there() != before), "note": error.problems[0].code}
    after = there()
    new = [after[name] for name in after if before.get(name) != after[name]]
    return {
        "written": 1,
        "false_saved": int(content not in new),
        "corrupt": int(len(new) > 1 or set(before) - set(after) != set()),
        "note": f"{[len(each) for each in new]} {set(before) - set(after)}",
    }


def control(trial: Trial) -> Tally:
    """Write straight to the place, as many programs do."""
    need_disks()
    tally = Tally()
    for number in range(trial.many(20, 2)):
        tally.tried += 1

        def naive(name: str = ("full/sheet", "full/stands")[number % 2]) -> dict[str, object]:
            disk = _laid_out()
            before = _there(disk)
            try:
                (disk / name).write_bytes(_PAGES)
            except OSError:
                return {"corrupt": int(_there(disk) != before)}
            return {}

        tally.take(in_child(naive))
    return tally


FAULT = Fault(
    "F17",
    "Sheets and case files at places that cannot be written",
    "written whole, or refused with the reason and nothing changed",
    run_all,
    control,
    "writing straight to the place on a full disk",
)
