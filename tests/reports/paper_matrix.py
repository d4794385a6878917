"""Looks at every letter of as many drawn documents as are asked for.

``python -m tests.reports.paper_matrix 2000`` says how many were whole and prints the first faults;
the exit status is 1 where there is one. ``make paper`` calls it.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.reports.drawn_paper import wrong_with

AT_ONCE = 25
SHOWN = 20


def found_in(numbers: range) -> list[str]:
    """Return what is wrong with the documents of these numbers."""
    return [each for number in numbers for each in wrong_with(number)]


def main(count: int) -> int:
    """Look at the first ``count`` documents."""
    chunks = [range(low, min(low + AT_ONCE, count)) for low in range(0, count, AT_ONCE)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = [each for part in pool.map(found_in, chunks) for each in part]
    for each in found[:SHOWN]:
        sys.stdout.write(f"{each}\n")
    sys.stdout.write(f"{count} documents, {len(found)} faults\n")
    return 1 if found or not count else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
