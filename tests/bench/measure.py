"""Two deeds timed by turns in one run, so that a busy machine is busy for both."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

_PERCENTILE, _ENOUGH = 0.99, 100


@dataclass(frozen=True)
class Result:
    """Ours and the bare minimum: seconds, each the median of its runs, or another unit.

    ``worst`` are both again at the 99th percentile, where there were enough runs to tell.
    """

    name: str
    beside: str
    ours: float
    bare: float
    unit: str = "ms"
    worst: tuple[float, float] | None = None


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
    ours_taken, bare_taken = (sorted(times[1:]) for times in taken)
    last = round(_PERCENTILE * runs) - 1
    worst = (ours_taken[last], bare_taken[last]) if runs >= _ENOUGH else None
    return Result(name, beside, median(ours_taken), median(bare_taken), worst=worst)
