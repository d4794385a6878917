"""F04: a folder, its files or the whole disk that cannot be written, met by an ordinary account."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from clinical.assess import assess
from desktop.examples import FICTIONAL
from desktop.records_command import fault_text
from desktop.rules import load_rulebook
from records.faults import RecordsError
from records.store.place import Place
from tests.faults.bench import in_child, stocked
from tests.faults.disks import NOBODY, become_nobody, give, need_disks, run, small_disk
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import PHRASE, Ward, key, note

if TYPE_CHECKING:
    from pathlib import Path

WAYS = (
    "folder not writable",
    "nothing permitted",
    "files not writable",
    "database not writable",
    "log not writable",
    "keys not readable",
    "lock not writable",
    "head not writable",
    "immutable",
    "read-only disk",
    "folder not writable meanwhile",
    "backups not writable",
    "nothing",
)


def run_all(trial: Trial) -> Tally:
    """Meet each way, again and again."""
    need_disks()
    tally = Tally()
    ward, opened = stocked(trial.folder / "records")
    # Once beforehand: an ordinary account may not be able to read this installation.
    rulebook = load_rulebook()
    case = FICTIONAL.case(rulebook)
    assess(case, rulebook, FICTIONAL.at)
    ward.signed_in("ada").records.backups.make()
    ward.records.backups.standing()
    ward.records.door.sign_out()

    def calculates() -> bool:
        return assess(case, rulebook, FICTIONAL.at).illness_day is not None

    for number in range(trial.many(50, len(WAYS))):
        way = WAYS[number % len(WAYS)]
        tally.tried += 1
        ended = in_child(
            lambda w=way: _met(ward.folder, opened.id, w) | {"still calculates": int(calculates())}
        )
        said = tally.take(ended, way)
        tally.crash += not (ended.crashed or said.get("still calculates"))
        tally.count(f"{way}: {said.get('code') or 'kept'}")
        for figure in ("refused", "place named", "still calculates"):
            tally.count(figure, int(said.get(figure, 0)))
    return tally


def _met(whole: Path, case_id: str, way: str) -> dict[str, object]:
    disk = small_disk("6m")
    ward = Ward(disk / "records")
    shutil.copytree(whole, ward.folder)
    give(disk)
    place = Place(ward.folder)
    meanwhile = way.endswith("meanwhile")
    if not meanwhile:
        _apply(way, disk, place)
    become_nobody()
    saved, refused, code, named = False, 0, "", 0
    try:
        ward.records.door.sign_in("ada", PHRASE)
        opened = ward.records.patients.open(case_id)
        if meanwhile:
            ward.folder.chmod(0o555)
            place.database.chmod(0o444)
        ward.records.patients.save(opened, opened.case.replace(notes=(note("kept"),)), key())
        saved = True
        ward.records.backups.make()
    except RecordsError as error:
        refused, code = 1, error.code
        named = int(str(ward.folder) in fault_text(error))
    ward.records.door.sign_out()
    return {
        "refused": refused,
        "place named": named,
        "false_saved": int(saved and not _holds(place, case_id)),
        # Without a fault everything works, or the harness is at fault.
        "crash": int(way == "nothing" and not saved),
        "code": code,
        "note": f"{way} {code}",
    }


def _apply(way: str, disk: Path, place: Place) -> None:
    """Take the right away."""
    if way == "nothing":
        return
    if way == "folder not writable":
        place.folder.chmod(0o555)
    elif way == "nothing permitted":
        place.folder.chmod(0o000)
    elif way == "files not writable":
        for each in place.folder.iterdir():
            each.chmod(0o444)
    elif way == "immutable":
        run("chattr", "+i", str(place.database))
    elif way == "read-only disk":
        run("mount", "-o", "remount,ro", str(disk))
    elif way == "backups not writable":
        place.backups.chmod(0o555)
    else:
        _apply_to_file(way, place)


def _apply_to_file(way: str, place: Place) -> None:
    files = {
        "database not writable": (place.database, 0o444),
        "log not writable": (place.database.with_name("records.db-wal"), 0o444),
        "keys not readable": (place.keys, 0o000),
        "lock not writable": (place.lock, 0o444),
        "head not writable": (place.head, 0o444),
    }
    file, mode = files[way]
    file.touch()
    os.chown(file, NOBODY, NOBODY)
    file.chmod(mode)


def _holds(place: Place, case_id: str) -> bool:
    """Return whether the note is there once everything may be written again."""
    place.folder.chmod(0o700)
    for each in place.folder.iterdir():
        each.chmod(0o600 if each.is_file() else 0o700)
    ward = Ward(place.folder).signed_in("ada")
    found = ward.records.patients.open(case_id).case.notes
    ward.records.door.sign_out()
    return [one.text for one in found] == ["kept"]


def control(trial: Trial) -> Tally:
    """Say "saved" without asking whether it was written."""
    need_disks()
    tally = Tally()
    for number in range(trial.many(10, 2)):
        tally.tried += 1

        def careless(name: str = f"kept-{number}") -> dict[str, object]:
            folder = small_disk("1m") / name
            folder.mkdir()
            folder.chmod(0o555)
            become_nobody()
            with suppress(OSError):
                (folder / "dose").write_text("kept", encoding="utf-8")
            return {"false_saved": int(not (folder / "dose").exists())}

        tally.take(in_child(careless))
    return tally


FAULT = Fault(
    "F04",
    "Folder, files or disk that cannot be written, as an ordinary account",
    "what is not kept is said, the place is named, the calculator goes on",
    run_all,
    control,
    "a program that does not ask whether its file was written",
)
