"""F19: the history changed behind the program's back, in six ways at random places.

The attacker opens the database, drops the triggers and puts them back, and tidies up after
himself; only the last way has the key of the chain too.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tomllib
from copy import copy
from pathlib import Path

from records.store.chain import SEALED_COLUMNS, sealed
from records.store.head_file import write_head
from records.store.place import Place
from tests.faults.bench import in_child
from tests.faults.tally import Fault, Tally, Trial
from tests.records.test_audit import Attacked
from tests.records.ward import Ward, key, note

_ATTACKS: dict[str, list[dict[str, list[str]]]] = tomllib.loads(
    (Path(__file__).parent / "attacks.toml").read_text(encoding="utf-8")
)
WAYS = tuple(_ATTACKS)
_CHANGE_COLUMNS = tuple(name for name in SEALED_COLUMNS if name not in ("seq", "version"))
_MORE = 12


def run(trial: Trial) -> Tally:
    """Attack a copy in each way, and look through the history."""
    tally, chance = Tally(), trial.chance()
    ward = Ward(trial.folder / "whole").founded()
    attacked = Attacked(ward)
    ward.signed_in("ada")
    opened = ward.records.patients.open(ward.records.patients.search("")[0].case_id)
    for _ in range(_MORE):
        opened = ward.commit(opened, notes=(*opened.case.notes, note(key())))
    ward.records.patients.confirm_identity(opened, "nov", "2019")
    paper = ward.records.plans.printed(opened, "dosing_plan", "KD-2")
    ward.records.door.sign_out()
    for number in range(trial.many(3_000, 6)):
        way = WAYS[number % len(WAYS)]
        seed = chance.randrange(2**32)
        folder = trial.folder / "attacked"
        shutil.copytree(ward.folder, folder)
        tally.tried += 1
        ended = in_child(lambda w=way, s=seed, f=folder: _met(attacked, f, w, s, paper))
        said = tally.take(ended, f"{way} {seed}")
        tally.count(f"{way} found", int(str(said.get("found", 0))))
        shutil.rmtree(folder)
    return tally


def _met(attacked: Attacked, folder: Path, way: str, seed: int, paper: str) -> dict[str, object]:
    """Attack one copy; return as corrupt what was not found."""
    chance = random.Random(seed)  # noqa: S311 (to be repeated)
    mine = copy(attacked)
    mine.ward, mine.place = Ward(folder), Place(folder)
    done = _done(mine, way, chance)
    if way == "rewrite":
        done += _sealed_anew(mine, chance)
    found = not mine.verify(paper).whole
    return {"found": int(found), "corrupt": int(not found), "note": done}


def _done(attacked: Attacked, way: str, chance: random.Random) -> str:
    """Run the statements of one attack and return them."""
    engine = attacked.engine()
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        connection.rollback()
        # An attacker is not held by the references between tables.
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("PRAGMA ignore_check_constraints = ON")
        driver.execute("BEGIN")
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = driver.execute(asked).fetchall()
        (last,) = driver.execute('SELECT max(seq) FROM "change"').fetchone()
        statements = _filled(chance.choice(_ATTACKS[way])["statements"], chance, last)
        for statement in (*(f"DROP TRIGGER {name}" for name, _ in triggers), *statements):
            driver.execute(statement)
        for _, made in triggers:
            driver.execute(made)
        driver.execute("COMMIT")
    engine.dispose()
    return "; ".join(statements)


def _filled(statements: list[str], chance: random.Random, last: int) -> list[str]:
    """Return statements with the words of the table replaced by what was drawn."""
    one, other = chance.sample(range(1, last), 2)
    words = {
        "COLUMNS": ", ".join(f'"{name}"' for name in (*SEALED_COLUMNS, "mac")),
        "OTHERS": ", ".join(f'"{name}"' for name in (*SEALED_COLUMNS[2:], "mac")),
        "COLUMN": chance.choice(_CHANGE_COLUMNS),
        "OTHER": str(other),
        "ONE": str(one),
        "LAST": str(last),
        "FEW": str(chance.randrange(1, 4)),
        "ENTRY": str(chance.randrange(1, 5)),
        "KEY": key(),
    }
    filled = list(statements)
    for word, value in words.items():
        filled = [statement.replace(word, value) for statement in filled]
    return filled


def _sealed_anew(attacked: Attacked, chance: random.Random) -> str:
    """Seal every line anew: without the key, with it, or with it and the head on the disk."""
    how = chance.choice(("without the key", "with the key", "with the key and the head"))
    if how == "without the key":
        head = attacked.reseal(
            lambda previous, row: hashlib.sha256(f"{previous}{row}".encode()).hexdigest()
        )
    else:
        head = attacked.reseal(lambda previous, row: sealed(attacked.audit_key, previous, row))
    if how != "with the key":
        write_head(attacked.place.head, attacked.store, head)
    return f"; sealed anew {how}"


def control(trial: Trial) -> Tally:
    """Cut and rewrite a chain of bare digests that has neither a key nor a head elsewhere."""
    tally, chance = Tally(), trial.chance()

    def chained(rows: list[str]) -> list[tuple[str, str]]:
        made: list[tuple[str, str]] = []
        before = ""
        for row in rows:
            before = hashlib.sha256(f"{before}{row}".encode()).hexdigest()
            made.append((row, before))
        return made

    for _ in range(trial.many(500, 10)):
        rows = [key() for _ in range(20)]
        tally.tried += 1
        if chance.randrange(2):
            attacked = chained(rows)[: chance.randrange(1, 20)]
        else:
            rows[chance.randrange(20)] = "somebody else"
            attacked = chained(rows)
        tally.corrupt += attacked == chained([row for row, _ in attacked])
    return tally


FAULT = Fault(
    "F19",
    "History edited, deleted, added to, swapped, cut, rewritten",
    "every attack is found; one with every key and file by the head on paper",
    run,
    control,
    "a chain of bare digests without key or head",
)
