"""F01: killed at any moment while doses are charted, and asked afterwards for every one."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

from tests.faults.bench import Child, announced, chart, in_child, looked_through, stocked
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import Ward

if TYPE_CHECKING:
    from pathlib import Path

# A new store after so many kills, so that saving does not grow slower and slower.
_KILLS_OF_A_STORE = 25
_LONGEST_S, _AIMED_S = 0.4, 0.01
_PATIENCE_S = 20.0


def _killed(trial: Trial, kills: int, *, too_early: bool) -> Tally:
    tally, chance = Tally(), trial.chance()
    while tally.tried < kills:
        here = trial.below(f"store-{tally.tried}")
        _, opened = stocked(here.folder / "records")
        acked = here.folder / "acked"
        for _ in range(min(_KILLS_OF_A_STORE, kills - tally.tried)):
            tally.tried += 1
            ward = Ward(here.folder / "records")
            child = Child(
                lambda ward=ward, acked=acked, opened=opened: {
                    "last": chart(ward, opened.id, acked, most=10_000, too_early=too_early)
                }
            ).go()
            if too_early:
                # Where everything hangs on one moment, the kill is aimed at it.
                _announced_more(acked)
            time.sleep(chance.uniform(0, _AIMED_S if too_early else _LONGEST_S))
            child.send(signal.SIGKILL)
            child.end()
            asked = in_child(
                lambda ward=ward, acked=acked, opened=opened: looked_through(
                    ward, opened.id, announced(acked)
                )
            )
            tally.take(asked, f"kill {tally.tried}")
        tally.acked += len(announced(acked))
    return tally


def _announced_more(acked: Path) -> None:
    """Wait until one more dose is announced."""
    before = acked.stat().st_size if acked.exists() else 0
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and (not acked.exists() or acked.stat().st_size == before):
        time.sleep(0.001)


def run(trial: Trial) -> Tally:
    """Kill while the program charts."""
    return _killed(trial, trial.many(1_000, 4), too_early=False)


def control(trial: Trial) -> Tally:
    """Kill a program that says "saved" before it is."""
    return _killed(trial, trial.many(100, 4), too_early=True)


FAULT = Fault(
    "F01",
    "Killed (SIGKILL) within 0.4 s of starting to open and chart",
    "no dose lost or doubled, history whole",
    run,
    control,
    "the same program announcing a dose before it is saved",
)
