"""The folder of the backups: what stands there, what a new one is called, which ones go.

A backup is a store of its own, complete and closed: database, keys and head in one folder, which
takes its name in one step when it has been looked through. It is numbered, because a clock can be
put back and a restored history is shorter.
"""

from __future__ import annotations

import json
import re
import shutil
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from clinical.problem import InputError
from records.files import read_whole, sync_folder
from records.store.head_file import read_head
from records.store.place import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from records.store.chain import Head

Kind = Literal["backup", "aside"]
_NAME = re.compile(r"(backup|aside)-([0-9]{6})-([0-9]{8}T[0-9]{6})Z-([0-9a-f]{8})")
_UNFINISHED = re.compile(r"\.(making|going)-[0-9a-f]{32}")
_TIME = "%Y%m%dT%H%M%S"
_SHORT_STORE = 8
_LARGEST_BYTES = 1_000_000
# Younger than this, an unfinished folder may be somebody's work.
_LEFT_BEHIND_S = 3_600


@dataclass(frozen=True, slots=True)
class Backup:
    """One store in the folder of the backups, ``aside`` where a restore took its place."""

    place: Place
    kind: Kind
    number: int
    at: datetime
    head: Head | None

    @property
    def name(self) -> str:
        """What it is called on the disk and on the command line."""
        return self.place.folder.name


def backups_in(folder: Path, store: str | None = None) -> tuple[Backup, ...]:
    """Return what stands in a folder, the newest first; ``store`` leaves out all others."""
    found: list[Backup] = []
    try:
        names = [each.name for each in folder.iterdir() if each.is_dir()]
    except (OSError, ValueError):
        names = []
    for name in names:
        form = _NAME.fullmatch(name)
        if form is None or (store is not None and form[4] != _short(store)):
            continue
        with suppress(ValueError):
            at = datetime.strptime(form[3], _TIME).replace(tzinfo=UTC)
            kind: Kind = "aside" if form[1] == "aside" else "backup"
            place = Place(folder / name)
            head = read_head(place.head, _store_of(place))
            found.append(Backup(place, kind, int(form[2]), at, head))
    return tuple(sorted(found, key=lambda each: (each.number, each.name), reverse=True))


def last_good(backups: Sequence[Backup]) -> Backup | None:
    """Return the newest backup that was made as one."""
    return next((each for each in backups if each.kind == "backup"), None)


def new_room(folder: Path, at: datetime) -> Place:
    """Return an empty place in the folder of the backups, without a name of its own yet.

    Raises:
        OSError: where it cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.iterdir():
        if _UNFINISHED.fullmatch(left.name) and _is_left(left, at):
            shutil.rmtree(left, ignore_errors=True)
    made = Place(folder / f".making-{uuid.uuid4().hex}")
    made.folder.mkdir(mode=0o700)
    return made


def named(made: Place, kind: Kind, store: str, at: datetime) -> Backup:
    """Give a finished folder its name: from here on it is a backup.

    Raises:
        OSError: where that cannot be written.
    """
    folder = made.folder.parent
    number = 1 + max((each.number for each in backups_in(folder)), default=0)
    moment = at.astimezone(UTC).replace(microsecond=0)
    name = f"{kind}-{number:06d}-{moment.strftime(_TIME)}Z-{_short(store)}"
    sync_folder(made.folder)
    place = Place(made.folder.rename(folder / name))
    sync_folder(folder)
    return Backup(place, kind, number, moment, read_head(place.head, store))


def superfluous(backups: Sequence[Backup], most: int) -> tuple[Backup, ...]:
    """Return which of the backups go, the newest standing first.

    Of an earlier day the latest stays before another of its day: ten backups of one busy day
    would hold nothing of the day before. What a restore set aside stays until somebody removes it.
    """
    kept = [each for each in backups if each.kind == "backup"]
    gone: list[Backup] = []
    while len(kept) > most:
        # Never the newest; of those, the oldest that has a later one of its day, else the oldest.
        doubled = [each for later, each in pairwise(kept) if later.at.date() == each.at.date()]
        out = doubled[-1] if doubled else kept[-1]
        kept.remove(out)
        gone.append(out)
    return tuple(gone)


def remove(backup: Backup) -> None:
    """Remove a backup; one that is half removed has no name any more."""
    folder = backup.place.folder
    with suppress(OSError):
        shutil.rmtree(folder.rename(folder.with_name(f".going-{uuid.uuid4().hex}")))


def _store_of(place: Place) -> str:
    """Return of which store a head speaks, empty where there is none that can be read."""
    try:
        return str(json.loads(read_whole(place.head, _LARGEST_BYTES))["store"])
    except (InputError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _short(store: str) -> str:
    return store[:_SHORT_STORE]


def _is_left(folder: Path, at: datetime) -> bool:
    try:
        return abs(at.timestamp() - folder.stat().st_mtime) > _LEFT_BEHIND_S
    except OSError:
        return False
