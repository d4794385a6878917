"""Two deeds timed by turns in one run, so that a busy machine is busy for both."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Result:
    """Ours and the bare minimum: seconds, the median of its runs, or another unit."""

    name: str
    beside: str
    ours: float
    bare: float
    unit: str = "ms"


Measure = Callable[[], Result]


def by_turns(
    name: str,
    ours: Callable[[], object],
    beside: str,
    bare: Callable[[], object],
    runs: int = 9,
) -> Result:
    """Return the medians; the first run of each warms up and does not count."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs + 1):
        for deed, times in zip((ours, bare), taken, strict=True):
            begun = time.perf_counter()
            deed()
            times.append(time.perf_counter() - begun)
    ours_taken, bare_taken = (median(times[1:]) for times in taken)
    return Result(name, beside, ours_taken, bare_taken)
