"""F06: bits flipped, pages emptied and files cut, in the records, their log, keys, head and backup.

What is damaged must be said, harmless, or put back from a backup; never read as if it were right.
"""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

from records.faults import RecordsError
from records.store.place import Place
from tests.faults.bench import in_child, stocked
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import PHRASE, Ward, key, note

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from clinical.record.case import Case

PAGE = 4096
KINDS = ("flip", "page", "cut")
# Damaged keys open nothing, so that nothing of the rest is learnt: they are met less often.
_FILES = ("records.db", "records.db", "records.db-wal", "records.db-wal", "keys.json",
          "audit-head.json", "backup")  # fmt: skip
_ONE_IN_RESTORED = 10


def damaged(content: bytes, kind: str, chance: random.Random) -> bytes:
    """Return content with one bit flipped, one page emptied, or its end cut off."""
    changed = bytearray(content)
    place = chance.randrange(len(changed))
    if kind == "flip":
        changed[place] ^= 1 << chance.randrange(8)
    elif kind == "page":
        start = place // PAGE * PAGE
        changed[start : start + PAGE] = bytes(len(changed[start : start + PAGE]))
    else:
        del changed[place:]
    return bytes(changed)


def run(trial: Trial) -> Tally:
    """Damage a copy of a store that was killed with its log full, and ask for the child."""
    tally, chance = Tally(), trial.chance()
    whole, case, case_id = _killed_store(trial.folder)
    for number in range(trial.many(3_000, 9)):
        folder = trial.folder / "damaged"
        shutil.copytree(whole, folder)
        kind, name = KINDS[number % 3], chance.choice(_FILES)
        backups = Place(folder).backups
        place = next(backups.iterdir()) / "records.db" if name == "backup" else folder / name
        place.write_bytes(damaged(place.read_bytes(), kind, chance))
        restoring = chance.randrange(_ONE_IN_RESTORED) == 0
        tally.tried += 1
        asked = (
            in_child(lambda folder=folder: _asked_backup(folder))
            if name == "backup"
            else in_child(lambda folder=folder, r=restoring: _asked(folder, case_id, case, r))
        )
        said = tally.take(asked, f"{kind} {place.name} {number}")
        for figure in ("said", "harmless", "put back"):
            if said.get(figure):
                tally.count(figure)
        shutil.rmtree(folder)
    return tally


def _killed_store(folder: Path) -> tuple[Path, Case, str]:
    """Return the files of a store in the midst of work, as a kill leaves them."""
    ward, opened = stocked(folder / "made")
    ward.signed_in("ada")
    ward.records.backups.make()
    opened = ward.records.patients.open(opened.id)
    for text in ("first", "second", "third"):
        opened = ward.commit(opened, notes=(*opened.case.notes, note(text)))
    shutil.copytree(ward.folder, folder / "whole")
    ward.records.door.sign_out()
    (folder / "whole" / "records.lock").unlink()
    return folder / "whole", opened.case, opened.id


def _asked(folder: Path, case_id: str, case: Case, restoring: bool) -> dict[str, object]:
    """Return whether the damage was said, harmless, or neither."""
    ward = Ward(folder)
    try:
        alarm = ward.records.door.sign_in("ada", PHRASE).alarm
        same = ward.records.patients.open(case_id).case == case
        findings = ward.records.trail.verify().findings
    except RecordsError as error:
        ward.records.door.sign_out()
        # A damaged file must not send anybody looking for another password.
        wrong = int(error.code in ("wrong_password", "wrong_key", "person_inactive"))
        said = {"said": 1, "corrupt": wrong, "note": error.code}
        return said | (_put_back(folder, case_id) if restoring else {})
    told = alarm is not None or bool(findings)
    if not told and same:
        # What is read rightly must also take what is written.
        ward.commit(ward.records.patients.open(case_id), notes=(*case.notes, note("after")))
    ward.records.door.sign_out()
    return {
        "said": int(told),
        "harmless": int(same and not told),
        "corrupt": int(not same and not told),
    }


def _put_back(folder: Path, case_id: str) -> dict[str, object]:
    """Put the backup back in place of what is damaged, as the program offers."""
    ward = Ward(folder)
    backup = ward.records.backups.standing()[0]
    ward.records.putting_back.restore(backup, "ada", PHRASE, "the records were damaged")
    after = Ward(folder).signed_in("ada")
    saved = after.commit(after.records.patients.open(case_id), z_model="mccrindle_2007")
    after.records.door.sign_out()
    return {"put back": int(saved.version > 1)}


def _asked_backup(folder: Path) -> dict[str, object]:
    """Return whether a damaged backup is refused as one."""
    ward = Ward(folder)
    backup = ward.records.backups.standing()[0]
    try:
        held = ward.records.putting_back.preview(backup, "ada", PHRASE).holds
    except RecordsError as error:
        return {"said": 1, "note": error.code}
    return {"harmless": int(held.children == 1), "corrupt": int(held.children != 1)}


def control(trial: Trial) -> Tally:
    """Damage a plain SQLite file of as many rows, and read it."""
    tally, chance = Tally(), trial.chance()
    rows = [(number, f"{number} {key()}") for number in range(2_000)]
    plain = trial.folder / "plain.sqlite"
    with sqlite3.connect(plain) as made:
        made.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, content TEXT)")
        made.executemany("INSERT INTO entry VALUES (?, ?)", rows)
    made.close()
    whole = plain.read_bytes()
    for number in range(trial.many(300, 30)):
        plain.write_bytes(damaged(whole, KINDS[number % 3], chance))
        tally.tried += 1
        opened = sqlite3.connect(plain)
        try:
            found = opened.execute("SELECT id, content FROM entry ORDER BY id").fetchall()
            tally.corrupt += found != rows
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            tally.count("said")
        finally:
            opened.close()
    return tally


FAULT = Fault(
    "F06",
    "Bits flipped, pages emptied, files cut: database, log, keys, head, backup",
    "damage is said or harmless, never called a wrong password; a backup puts it right",
    run,
    control,
    "a plain SQLite file",
)
