"""F03: a disk that is full at any moment while doses are charted and a case file is written."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from clinical.problem import InputError
from records.case_file import read_case_file, write_case_file
from records.faults import RecordsError
from tests.faults.bench import in_child, looked_through, stocked
from tests.faults.disks import a_rest, fill, need_disks, small_disk
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import PHRASE, Ward, dose

if TYPE_CHECKING:
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook

_SIZE = "3m"
_MOST = 60


def run(trial: Trial) -> Tally:
    """Fill the disk to a random rest, chart until it is full, make room, and go on."""
    from desktop.rules import load_rulebook

    need_disks()
    tally, chance, rulebook = Tally(), trial.chance(), load_rulebook()
    ward, opened = stocked(trial.folder / "records")
    for _ in range(trial.many(200, 3)):
        left = a_rest(chance)
        tally.tried += 1
        ended = in_child(lambda left=left: _full(ward.folder, opened.id, left, rulebook))
        said = tally.take(ended, f"{left} bytes left")
        tally.count("refused", int(said.get("refused", 0)))
    return tally


def _full(whole: Path, case_id: str, left: int, rulebook: Rulebook) -> dict[str, object]:
    disk = small_disk(_SIZE)
    ward = Ward(disk / "records")
    shutil.copytree(whole, ward.folder)
    child = disk / "child.json"
    case = Ward(whole).signed_in("ada").records.patients.open(case_id).case
    write_case_file(child, case)
    # By turns the disk is full before the records are opened, and only then.
    pictures = None if left % 2 else fill(disk, left)
    acked: list[int] = []
    refused, waiting = 0, ""
    try:
        ward.records.door.sign_in("ada", PHRASE)
        opened = ward.records.patients.open(case_id)
        ward.records.patients.confirm_identity(opened, "nov", "2019")
        pictures = pictures or fill(disk, left)
        for number in range(2, _MOST):
            waiting = f"dose {number}"
            given = (*opened.case.treatments, dose(amount=str(number)))
            wanted = opened.case.replace(treatments=given)
            opened = ward.records.patients.save(opened, wanted, waiting).case
            acked.append(number)
    except RecordsError as error:
        refused += 1
        told = error.code
    else:
        told = ""
    # Asked after the error, the program must not claim it.
    claimed = _claimed(ward, waiting) if told else False
    pictures = pictures or fill(disk, left)
    changed = case.replace(z_model="mccrindle_2007")
    try:
        write_case_file(child, changed)
    except InputError:
        refused += 1
        file_is_whole = read_case_file(child, rulebook) == case
    else:
        file_is_whole = read_case_file(child, rulebook) == changed
    left_over = [each.name for each in disk.iterdir() if each.name.startswith(".kd-bedside")]
    pictures.unlink()
    ward.records.door.sign_out()
    found = looked_through(Ward(disk / "records"), case_id, acked)
    more = int(str(found["found"])) - 1 - len(acked)
    return found | {
        "acked": len(acked),
        "refused": refused,
        # One save may be on the disk that was refused: only if the program says so when asked.
        "false_saved": int(claimed and more < 1),
        "corrupt": int(str(found["corrupt"])) + int(not file_is_whole or bool(left_over)),
        "note": f"{found['note']} {told} more {more} {left_over} {file_is_whole}",
    }


def _claimed(ward: Ward, key: str) -> bool:
    try:
        return ward.records.patients.was_saved(key) is not None
    except RecordsError:
        return False


def control(trial: Trial) -> Tally:
    """Write a JSON file over itself on the same disk, as many programs do."""
    need_disks()
    tally, chance = Tally(), trial.chance()
    for _ in range(trial.many(50, 5)):
        left = a_rest(chance)
        tally.tried += 1

        def naive(left: int = left) -> dict[str, object]:
            disk = small_disk(_SIZE)
            place = disk / "records.json"
            doses = list(range(1_000))
            place.write_text(json.dumps(doses), encoding="utf-8")
            fill(disk, left)
            try:
                for _ in range(40):
                    doses += range(1_000)
                    place.write_text(json.dumps(doses), encoding="utf-8")
            except OSError:
                try:
                    json.loads(place.read_text(encoding="utf-8"))
                except ValueError:
                    return {"corrupt": 1}
            return {}

        tally.take(in_child(naive))
    return tally


FAULT = Fault(
    "F03",
    "Disk full at a random moment while charting and while writing a case file",
    "each failure is said; nothing kept is lost; with room again everything goes on",
    run,
    control,
    "a JSON file written over itself",
)
