"""Which row noticed a change the last time: it is asked first, and spares asking the others.

``python -m tests.rules.killers`` looks for them anew. What is stale in ``killers.txt`` costs time
and nothing else: a change counts as noticed only where a row fails with it there and then.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE = Path(__file__).with_name("killers.txt")


def short(text: str) -> str:
    """Return a short name for the words of a change or of a row."""
    return sha256(text.encode()).hexdigest()[:8]


@cache
def killers() -> Mapping[str, str]:
    """Return for the mark of a change the mark of the row that noticed it."""
    lines = PLACE.read_text(encoding="ascii").splitlines()
    return dict(line.split() for line in lines)


def _find_anew() -> None:
    from desktop.rules import shipped_rulebook
    from tests.rules.mutants import checks, shelf_of, survivors
    from tests.rules.tables import EXCUSED, TABLES
    from tests.rules.test_rule_mutants import asked

    found: dict[str, str] = {}
    rulebook = shipped_rulebook()
    for file in TABLES:
        wrong = [mutant for mutant in asked(file) if str(mutant) not in EXCUSED]
        rows = checks(TABLES[file])
        survivors(wrong, shelf_of(file, rulebook), rulebook, rows, found)
    lines = [f"{change} {row}\n" for change, row in sorted(found.items())]
    PLACE.write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    _find_anew()
