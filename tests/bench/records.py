"""What is kept: one commit, and one child among 100,000."""

from __future__ import annotations

import sqlite3
import tempfile
from itertools import count
from pathlib import Path

from clinical.record.case import Note
from tests.bench.measure import Result, by_turns
from tests.records.crowd import crowd
from tests.records.ward import Ward, key

MANY = 100_000


def commit() -> Result:
    with tempfile.TemporaryDirectory() as folder:
        ward = Ward(Path(folder) / "records").founded()
        opened = [ward.signed_in("ada").admitted()]
        numbers = count()
        bare = _plain(Path(folder) / "plain.sqlite")

        def ours() -> None:
            last = opened[0]
            note = Note(at=ward.clock(), text=f"note {next(numbers)}")
            case = last.case.replace(notes=(*last.case.notes, note))
            opened[0] = ward.records.patients.save(last, case, key()).case

        def plain() -> None:
            with bare:
                bare.execute("INSERT INTO entry (content) VALUES (?)", (f"note {next(numbers)}",))

        result = by_turns(
            "one commit, encrypted and sealed", ours, "one row in plain SQLite", plain
        )
        bare.close()
        ward.records.door.sign_out()
    return result


def search() -> Result:
    with tempfile.TemporaryDirectory() as folder:
        ward = Ward(Path(folder) / "records").founded().signed_in("ada")
        words = crowd(ward, MANY)
        bare = _plain(Path(folder) / "plain.sqlite")
        with bare:
            bare.executemany(
                "INSERT INTO entry (content) VALUES (?)", ((w,) for w in words.values())
            )
        wanted = "SELECT id FROM entry WHERE content LIKE ? LIMIT 50"

        result = by_turns(
            f"one child among {MANY:,} found",
            lambda: ward.records.patients.search("w050000"),
            "LIKE over as many rows in plain SQLite",
            lambda: bare.execute(wanted, ("%w050000%",)).fetchall(),
        )
        bare.close()
        ward.records.door.sign_out()
    return result


def _plain(place: Path) -> sqlite3.Connection:
    """Return a database of the same safety and no secrecy."""
    made = sqlite3.connect(place)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("PRAGMA synchronous=FULL")
    made.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, content TEXT)")
    return made
