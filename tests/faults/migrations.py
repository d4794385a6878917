"""F24: killed while an older store is brought up to date: the old one or the new one, whole."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from records.store.backups import backups_in
from records.store.connection import open_engine
from records.store.exchange import finish
from records.store.migrations import SCHEMAS
from records.store.place import Place
from records.store.tables import ENTRY
from tests.faults.bench import in_child, told
from tests.faults.tally import Fault, Tally, Trial
from tests.records.keep_schema import kept
from tests.records.test_upgrades import NEXT, dies_at, open_store, opened, schema_at

if TYPE_CHECKING:
    from sqlalchemy import Connection

# More steps on the disk than bringing up to date takes.
_STEPS = 120
_LONGEST_S = 0.25


def run(trial: Trial) -> Tally:
    """Kill at a random step on the disk, and by turns at a random moment."""
    tally, chance = Tally(), trial.chance()
    entries = _entries_at(_copied(trial, "first"))
    for number in range(trial.many(200, 4)):
        place = _copied(trial, f"store-{number}")
        tally.tried += 1
        if number % 2:
            dies_at(chance.randrange(_STEPS), lambda p=place: open_store(p, NEXT).close())
        else:
            in_child(
                lambda p=place: open_store(p, NEXT).close(),
                kill_after_s=chance.uniform(0, _LONGEST_S),
            )
        said = tally.take(in_child(lambda p=place: _after(p, entries)), f"kill {number}")
        tally.count(str(said.get("stood", "none")))
        shutil.rmtree(place.folder)
    return tally


def _copied(trial: Trial, name: str) -> Place:
    shutil.copytree(kept(1).folder, trial.folder / name)
    return Place(trial.folder / name)


def _entries_at(place: Place) -> list[str]:
    engine = open_engine(place.database, opened(place)[1])
    with engine.connect() as connection:
        found = _entries(connection)
    engine.dispose()
    return found


def _entries(connection: Connection) -> list[str]:
    return list(connection.execute(select(ENTRY.c.content).order_by(ENTRY.c.seq)).scalars())


def _after(place: Place, entries: list[str]) -> dict[str, object]:
    """Return as corrupt what is between the two, lacks something, or is opened by what is older."""
    finish(place)
    found = schema_at(place)
    same = _entries_at(place) == entries
    refused = found == 1 or told(lambda: open_store(place, SCHEMAS)) == "store_newer"
    store = open_store(place, NEXT)
    alarm = store.alarm
    with store.reading() as connection:
        same = same and _entries(connection) == entries
        notes = connection.execute(text("SELECT id FROM ward_note")).scalars().all()
    store.close()
    aside = [schema_at(each.place) for each in backups_in(place.backups)]
    whole = found in (1, len(NEXT)) and same and refused and alarm is None and notes == ["first"]
    left = list(place.folder.glob(".new-*"))
    return {
        "stood": "old" if found == 1 else "new",
        "corrupt": int(not whole or left != [] or set(aside) != {1}),
        "note": f"schema {found}, same {same}, refused {refused}, {alarm}, {aside}, {left}",
    }


def control(trial: Trial) -> Tally:
    """Change the store in place, one statement after the other, and kill in between."""
    tally, chance = Tally(), trial.chance()
    steps = [statement for schema in NEXT[1:] for statement in schema]
    for number in range(trial.many(20, 4)):
        place = _copied(trial, f"naive-{number}")
        tally.tried += 1
        many = chance.randrange(1, len(steps))

        def change(place: Place = place, many: int = many) -> None:
            engine = open_engine(place.database, opened(place)[1])
            with engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                connection.rollback()
                for statement in steps[:many]:
                    driver.execute(statement)
                os.kill(os.getpid(), signal.SIGKILL)

        in_child(change)
        ended = in_child(lambda p=place: _after(p, _entries_at(p)))
        # What can no longer be brought up to date crashes or is said to have failed.
        tally.corrupt += bool(ended.crashed or ended.said.get("corrupt"))
        shutil.rmtree(place.folder)
    return tally


FAULT = Fault(
    "F24",
    "Killed while an older store is brought up to date",
    "the old store or the new one stands, with every entry; the older program refuses the new one",
    run,
    control,
    "the same statements run in place one by one",
)
