"""F08: two processes that want the same store at the same time, and two hands on one record."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from records.faults import RecordsError
from tests.faults.bench import Child, announced, in_child, looked_through, stocked, told
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import PHRASE, Ward, dose, key, note

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE_S = 20.0
_SAVES = 3


def run(trial: Trial) -> Tally:
    """Let two processes race for the store; then save twice from the same version."""
    tally = Tally()
    for number in range(trial.many(200, 3)):
        here = trial.below(f"race-{number}")
        ward, opened = stocked(here.folder / "records")
        acked = here.folder / "acked"
        tally.tried += 1
        racers = [
            Child(lambda f=ward.folder, c=opened.id, a=acked: _race(f, c, a)) for _ in range(2)
        ]
        for racer in racers:
            racer.go()
        for racer in racers:
            said = tally.take(racer.end(), f"race {number}")
            tally.count("times told that the other has it", int(str(said.get("refused", 0))))
        numbers = announced(acked)
        tally.acked += len(numbers)
        asked = in_child(
            lambda f=ward.folder, c=opened.id, n=numbers: looked_through(Ward(f), c, n)
        )
        tally.take(asked, f"race {number}")
        tally.take(in_child(lambda f=ward.folder, c=opened.id: _stale(f, c)), f"stale {number}")
        # Each of the two saved all of its own, and none over the other's.
        tally.lost += int(len(set(numbers)) != 2 * _SAVES)
    return tally


def _race(folder: Path, case_id: str, acked: Path) -> dict[str, object]:
    """Sign in, chart one dose and sign out, some times over; whoever is locked out tries again."""
    until, refused = time.monotonic() + _PATIENCE_S, 0
    for _ in range(_SAVES):
        while True:
            ward = Ward(folder)
            try:
                ward.records.door.sign_in("ada", PHRASE)
                break
            except RecordsError as error:
                if error.code != "store_locked" or time.monotonic() > until:
                    raise
                refused += 1
                time.sleep(0.02)
        opened = ward.records.patients.open(case_id)
        ward.records.patients.confirm_identity(opened, "nov", "2019")
        number = len(opened.case.treatments) + 1
        ward.commit(opened, treatments=(*opened.case.treatments, dose(amount=str(number))))
        with acked.open("ab", buffering=0) as announcing:
            announcing.write(f"{number}\n".encode())
        ward.records.door.sign_out()
    return {"refused": refused}


def _stale(folder: Path, case_id: str) -> dict[str, object]:
    """Return as lost a save that began from a version which somebody else had changed since."""
    ward = Ward(folder).signed_in("ada")
    before = ward.records.patients.open(case_id)
    first = before.case.replace(notes=(note("first"),))
    second = before.case.replace(notes=(note("second"),))
    ward.records.patients.save(before, first, key())
    code = told(lambda: ward.records.patients.save(before, second, key()))
    found = [one.text for one in ward.records.patients.open(case_id).case.notes]
    ward.records.door.sign_out()
    return {"lost": int(code != "changed_meanwhile" or found != ["first"]), "note": code}


def control(trial: Trial) -> Tally:
    """Let two processes write the whole of one JSON file: the last one wins."""
    tally = Tally()
    for number in range(trial.many(50, 5)):
        place = trial.folder / f"plain-{number}.json"
        place.write_text("[]", encoding="utf-8")
        tally.tried += 1

        def append(place: Path = place) -> None:
            for _ in range(20):
                known = json.loads(place.read_text(encoding="utf-8"))
                time.sleep(0.001)
                written = place.with_name(key())
                written.write_text(json.dumps([*known, key()]), encoding="utf-8")
                written.replace(place)

        racers = [Child(append) for _ in range(2)]
        for racer in racers:
            racer.go()
        for racer in racers:
            tally.take(racer.end())
        tally.lost += 40 - len(json.loads(place.read_text(encoding="utf-8")))
    return tally


FAULT = Fault(
    "F08",
    "Two processes race for one store; two saves from one version",
    "every dose of both stands once; the later save from an old version is refused",
    run,
    control,
    "two processes rewriting one JSON file, the last one winning",
)
