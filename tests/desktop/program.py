"""Runs the program as a script does and reads its two outputs and its exit status."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from resources import read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

AS_OF = ("--as-of", "2026-11-14T15:30:00+01:00")
WHOLE = read_bytes("cases/fictional-complete.json")
PROGRAM = shutil.which("kd-bedside", path=str(Path(sys.executable).parent))


class Ran(NamedTuple):
    """How one run of the program ended."""

    status: int
    out: str
    err: str


def kd(*arguments: str | Path, before: Sequence[str] = (), said: str = "") -> Ran:
    """Run the installed program."""
    assert PROGRAM is not None, "the program is not installed in this environment"
    ran = subprocess.run(
        [*before, PROGRAM, *map(str, arguments)],
        capture_output=True,
        input=said,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def without_weight(folder: Path) -> Path:
    place = folder / "case.json"
    place.write_bytes(read_bytes("cases/s1-patient-1.json"))
    return place


def written(folder: Path, content: bytes) -> Path:
    place = folder / "case.json"
    place.write_bytes(content)
    return place


def changed(**parts: object) -> bytes:
    return json.dumps({**json.loads(WHOLE), **parts}).encode()


def lines_of(ran: Ran) -> list[str]:
    """Return what wrong input was answered with, having made sure that nothing else was."""
    assert ran.status == 2, ran.err
    assert ran.out == ""
    return ran.err.splitlines()


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())
