"""Every fault in the order in which it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults import (
    attacks,
    clocks,
    damage,
    exceptions,
    full_disk,
    hostile_text,
    io_errors,
    kills,
    lock_races,
    long_logs,
    memory,
    migrations,
    mutations,
    places,
    power_cuts,
    random_clicks,
    read_only,
    signals,
    stale_locks,
    two_writers,
    wrong_keys,
)

if TYPE_CHECKING:
    from tests.faults.tally import Fault

FAULTS: tuple[Fault, ...] = (
    kills.FAULT,
    power_cuts.FAULT,
    damage.FAULT,
    wrong_keys.FAULT,
    two_writers.FAULT,
    stale_locks.FAULT,
    attacks.FAULT,
    migrations.FAULT,
    full_disk.FAULT,
    read_only.FAULT,
    io_errors.FAULT,
    places.FAULT,
    hostile_text.FAULT,
    mutations.FAULT,
    clocks.FAULT,
    exceptions.FAULT,
    memory.FAULT,
    random_clicks.FAULT,
    lock_races.FAULT,
    signals.FAULT,
    long_logs.FAULT,
)
