"""Compares the program with the oracle on as many drawn cases as are asked for.

``python -m tests.clinical.regimen_matrix 1000000`` says how many agreed and prints the first
differences; the exit status is 1 where there is one. ``make matrix`` calls it.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

from clinical.rules.files import parse
from resources import names, read_text
from tests.clinical.regimen_cases import difference, draw

if TYPE_CHECKING:
    from clinical.rules.rulebook import Rulebook

AT_ONCE = 1000
SHOWN = 20


@cache
def rulebook() -> Rulebook:
    """Return the shipped rules, read once in each process."""
    return parse({name.removeprefix("rules/"): read_text(name) for name in names("rules", ".toml")})


def differences(numbers: range) -> list[str]:
    """Return what differs among the cases of these numbers."""
    found = (difference(draw(number), rulebook()) for number in numbers)
    return [each for each in found if each is not None]


def main(count: int) -> int:
    """Compare the first ``count`` cases."""
    chunks = [range(low, min(low + AT_ONCE, count)) for low in range(0, count, AT_ONCE)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = [each for part in pool.map(differences, chunks) for each in part]
    for each in found[:SHOWN]:
        sys.stdout.write(f"{each}\n")
    sys.stdout.write(f"{count} cases, {len(found)} differences\n")
    return 1 if found or not count else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
