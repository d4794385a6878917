"""F07: wrong passwords and keys, of any length and spelling, at a whole and a damaged store."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from records.faults import RecordsError
from records.store.connection import open_engine
from records.store.place import Place
from records.store.store import Store, read_keys
from tests.faults.bench import in_child, stocked, told
from tests.faults.damage import PAGE
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import PHRASE, Ward

if TYPE_CHECKING:
    import random
    from pathlib import Path

_ODD = ("", " ", "\0", PHRASE + "\0", "\0" + PHRASE, PHRASE + " ", PHRASE.upper(), PHRASE[:-1],
        "🔑" * 9, PHRASE.replace("o", "\u043e"), "x" * 1_000_000, "' OR 1=1 --",
        "\ud800")  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyzäß漢字 0123456789'\"\\\0\u202e"


def run(trial: Trial) -> Tally:
    """Try each at the door, and as a key past the door."""
    return _tried(trial, right=False, least=20)


def control(trial: Trial) -> Tally:
    """Try the right password: the harness must see that it opens."""
    return _tried(trial, right=True, least=4)


def _tried(trial: Trial, *, right: bool, least: int) -> Tally:
    tally, chance = Tally(), trial.chance()
    stocked(trial.folder / "whole")
    shutil.copytree(trial.folder / "whole", trial.folder / "damaged")
    database = Place(trial.folder / "damaged").database
    database.write_bytes(bytes(PAGE) + database.read_bytes()[PAGE:])
    typed: list[str] = [*_ODD]
    many = trial.many(200, least)
    while len(typed) < many:
        length = chance.choice((1, 8, 20, 200))
        typed.append("".join(chance.choices(_LETTERS, k=length)))
    for one in typed[:many]:
        tally.tried += 1
        phrase = PHRASE if right else one
        data_key = chance.randbytes(32)
        work = in_child(lambda p=phrase, k=data_key: _refused(trial.folder, p, k))
        said = tally.take(work, repr(one)[:40])
        if not work.crashed and said.get("refused"):
            tally.count("refused")
    if not right:
        tally.take(in_child(lambda: _waits(trial.folder, trial.chance())), "delay")
    return tally


def _refused(folder: Path, phrase: str, data_key: bytes) -> dict[str, object]:
    """Return as corrupt what opened, and as corrupt a damaged store taken for a wrong password."""
    codes: list[str] = []
    for name in ("whole", "damaged"):
        ward = Ward(folder / name)
        # Waits are tried elsewhere; here each is the first.
        Place(ward.folder).tries.unlink(missing_ok=True)
        codes.append(told(lambda ward=ward: ward.records.door.sign_in("ada", phrase)))
        ward.records.door.sign_out()
    keys = read_keys(Place(folder / "whole"))
    database = Place(folder / "whole")
    past = [
        told(lambda: Store(database, keys, data_key, Ward(folder).clock.time)),
        told(lambda: open_engine(database.database, data_key)),
    ]
    wrong = [*codes, *past] != ["wrong_password", "wrong_password", "wrong_key", "store_damaged"]
    # The right password must be told of the damage.
    ward = Ward(folder / "damaged")
    damaged = told(lambda: ward.records.door.sign_in("ada", PHRASE))
    misnamed = damaged != "store_damaged"
    return {
        "refused": int(not wrong),
        "corrupt": int(wrong) + int(misnamed),
        "note": f"{codes} {past} {damaged}",
    }


def _waits(folder: Path, chance: random.Random) -> dict[str, object]:
    """Return as corrupt a wait that does not grow, or that ends before it said."""
    ward, waits, wrong = Ward(folder / "whole"), [0.0], 0
    Place(ward.folder).tries.unlink(missing_ok=True)
    for _ in range(12):
        while True:
            try:
                ward.records.door.sign_in("ada", f"wrong {chance.random()}")
            except RecordsError as error:
                if error.code != "wait":
                    break
                seconds = float(error.values["seconds"])
                waits.append(seconds)
                ward.clock.time += timedelta(seconds=seconds - 1)
                early = told(lambda: ward.records.door.sign_in("ada", PHRASE))
                wrong += early != "wait"
                ward.clock.time += timedelta(seconds=1)
    grown = waits == sorted(waits) and waits[-1] > waits[1]
    return {"corrupt": wrong + int(not grown), "note": str(waits)}


FAULT = Fault(
    "F07",
    "Wrong passwords and keys: empty, huge, NUL, other spellings, random",
    "nothing opens; a damaged store is told from a wrong password; the wait grows",
    run,
    control,
    "the right password",
)
