"""F01: killed at any moment while doses are charted, and asked afterwards for every one."""

from __future__ import annotations

from tests.faults.bench import announced, chart, in_child, looked_through, stocked
from tests.faults.tally import Fault, Tally, Trial
from tests.records.ward import Ward

# A new store after so many kills, so that saving does not grow slower and slower.
_KILLS_OF_A_STORE = 25
_LONGEST_S = 0.4


def _killed(trial: Trial, kills: int, *, too_early: bool) -> Tally:
    tally, chance = Tally(), trial.chance()
    while tally.tried < kills:
        here = trial.below(f"store-{tally.tried}")
        _, opened = stocked(here.folder / "records")
        acked = here.folder / "acked"
        for _ in range(min(_KILLS_OF_A_STORE, kills - tally.tried)):
            tally.tried += 1
            ward = Ward(here.folder / "records")
            in_child(
                lambda ward=ward, acked=acked, opened=opened: {
                    "last": chart(ward, opened.id, acked, most=10_000, too_early=too_early)
                },
                kill_after_s=chance.uniform(0, _LONGEST_S),
            )
            asked = in_child(
                lambda ward=ward, acked=acked, opened=opened: looked_through(
                    ward, opened.id, announced(acked)
                )
            )
            tally.take(asked, f"kill {tally.tried}")
        tally.acked += len(announced(acked))
    return tally


def run(trial: Trial) -> Tally:
    """Kill while the program charts."""
    return _killed(trial, trial.many(1_000, 4), too_early=False)


def control(trial: Trial) -> Tally:
    """Kill a program that says "saved" before it is."""
    return _killed(trial, trial.many(100, 6), too_early=True)


FAULT = Fault(
    "F01",
    "Killed (SIGKILL) within 0.4 s of starting to open and chart",
    "no dose lost or doubled, history whole",
    run,
    control,
    "the same program announcing a dose before it is saved",
)
