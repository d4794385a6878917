"""``kd-bedside deidentify``: case files without names, in one file, with what was removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from records.case_file import bytes_of_case, read_case_file
from records.deidentified import deidentified, random_days
from records.files import write_whole
from reports.wording import english

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook

FORMAT = "kd-bedside.deidentified/1"
_STATEMENT = ("removed", "moved", "kept", "left", "own")


def write_deidentified(cases: Sequence[Path], out: Path, rulebook: Rulebook) -> str:
    """Write every case without names into one file, and return the statement.

    Raises:
        InputError: where a case is refused or the file cannot be written; then there is none.
    """
    words = english()
    statement = [words.text(f"deidentified.{key}") for key in _STATEMENT]
    read = [read_case_file(path, rulebook) for path in cases]
    made: list[Any] = [
        json.loads(bytes_of_case(deidentified(case, random_days()))) for case in read
    ]
    document = {"format": FORMAT, "statement": statement, "cases": made}
    write_whole(out, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
    return "\n".join((words.text("deidentified.written", count=len(made), file=out), *statement))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    from pathlib import Path

    words = english()
    parser.add_argument(
        "cases", type=Path, nargs="+", metavar="CASE.json", help=words.text("command.case")
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=words.text("deidentified.out")
    )
