"""A small disk of its own for one child: it can be filled, made read-only, and goes with the child.

It is mounted in a name space that only the child has. That needs root; elsewhere the faults that
need a disk say so and are not tried.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.tally import NotHereError

if TYPE_CHECKING:
    import random

_NEW_MOUNTS = 0x00020000
# An account that owns nothing on the machine.
NOBODY = 65_534


def need_disks() -> None:
    """Refuse where no disk can be mounted.

    Raises:
        NotHereError: with the reason.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise NotHereError("mounting a disk needs root")
    child = os.fork()
    if child == 0:
        try:
            own_mounts()
        except (OSError, subprocess.CalledProcessError):
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        raise NotHereError("no disk can be mounted in a name space of its own")


def small_disk(size: str) -> Path:
    """Mount an empty disk in memory for this process alone, and return its folder.

    At a place to which every account finds its way.
    """
    folder = Path("/mnt")
    own_mounts()
    run("mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "none", str(folder))
    return folder


def own_mounts() -> None:
    """Give this process mounts that nobody else sees."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), "unshare")
    run("mount", "--make-rprivate", "/")


def run(*words: str) -> None:
    """Run a command of the system that must succeed."""
    subprocess.run(words, check=True, capture_output=True)


def fill(folder: Path, left: int) -> Path:
    """Fill the disk until so many bytes are left; return the file that fills it."""
    place = folder / "other people's pictures"
    with place.open("wb", buffering=0) as stream:
        with suppress(OSError):
            while True:
                stream.write(bytes(65_536))
        with suppress(OSError):
            while True:
                stream.write(bytes(512))
    os.truncate(place, max(place.stat().st_size - left, 0))
    return place


def a_rest(chance: random.Random) -> int:
    """Draw how many bytes are left: often none, seldom enough for long."""
    return chance.choice(
        (0, *(chance.randrange(most) for most in (8_192, 65_536, 500_000, 500_000)))
    )


def become_nobody() -> None:
    """Go on as an account without rights: root may write where nobody else may."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def give(folder: Path) -> None:
    """Give a folder and all in it to that account."""
    for each in (folder, *folder.rglob("*")):
        os.chown(each, NOBODY, NOBODY)
