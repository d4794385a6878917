"""The figures of the latest run: a JSON line for each fault, and the page that shows them."""

from __future__ import annotations

import json
from typing import Any

from records.files import write_whole
from tests.faults.register import FAULTS
from tests.repository import ROOT

_LINES = ROOT / "docs" / "reliability.jsonl"
_PAGE = ROOT / "docs" / "reliability.md"
_COUNTED = ("tried", "acked", "lost", "corrupt", "false_saved", "crash", "hang")
_HEAD = """\
# Reliability: faults tried by the hundred

Written by `make faults`; whoever edits it by hand is overwritten. The same figures, with what was \
noted, stand in `reliability.jsonl`, a line for each fault. `SCALE=1 make faults` tries the full \
numbers, `ONLY=F01,F06` some faults, `SEED=7` other chances.

Each fault meets the real program in a process of its own. A *lost* thing was announced as kept \
and is gone; *corrupt* came back wrong, half or twice without a word; *false saved* was called \
saved and was not; a *crash* is an error that nobody turned into words; a *hang* did not end in \
its time. The *control* does the same to something that cannot stand it: where the harness sees \
no harm there, the row does not pass. With no failure among N, the true rate is below the *bound*, \
3/N, in 95 of 100 such runs.

| fault | tried | acked | lost | corrupt | false saved | crash | hang | control failed | bound | \
passes |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
_NOT_HERE = """
## What is not tried here
- F11 (locale), F15 (fonts) and F16 (printers): `tests/desktop/test_numbers_typed.py`, \
`tests/reports/test_fonts.py` and `tests/desktop/test_preview.py` hold them.
- F18 (a database server that stops) does not apply: the records are one file on this machine.
- F26 (Windows: a virus scanner that holds a file, long paths, locking the session, Controlled \
Folder Access) needs a Windows machine.
- F27 (mutants of the rules and of the core) is `make mutation`: see `mutation.md`.
- A disk that lies about having written, and a machine that really loses its power.
"""


def keep(line: str) -> None:
    """Put a line in the place of the fault's former one, and write the page anew."""
    known = _kept()
    new = json.loads(line)
    known[new["id"]] = line
    order = [fault.id for fault in FAULTS]
    lines = [known[each] for each in order if each in known]
    write_whole(_LINES, ("\n".join(lines) + "\n").encode())
    write_whole(_PAGE, page([json.loads(each) for each in lines]).encode())


def _kept() -> dict[str, str]:
    if not _LINES.exists():
        return {}
    lines = _LINES.read_text(encoding="utf-8").splitlines()
    return {json.loads(line)["id"]: line for line in lines if line}


def page(lines: list[dict[str, Any]]) -> str:
    """Return docs/reliability.md for these lines."""
    titles = {fault.id: fault for fault in FAULTS}
    rows = [_row(line, titles[line["id"]].title) for line in lines]
    told = [
        f"- **{line['id']}**: {titles[line['id']].bar}. Control: {titles[line['id']].control_is}. "
        f"{_figures(line)}"
        for line in lines
    ]
    scales = sorted({line["scale"] for line in lines})
    seeds = sorted({line["seed"] for line in lines})
    run = f"\nScale {_list(scales)}, seed {_list(seeds)}.\n\n## What has to stay true\n"
    return _HEAD + "\n".join(rows) + "\n" + run + "\n".join(told) + "\n" + _NOT_HERE


def _row(line: dict[str, Any], title: str) -> str:
    name = f"{line['id']} {title}"
    if "not_run" in line:
        return f"| {name} |" + " – |" * 9 + f" not run: {line['not_run']} |"
    counts = " | ".join(f"{line[each]:,}" for each in _COUNTED)
    control = line["positive_control"]
    bound = f"{line['bound']:g}" if line["bound"] is not None else "–"
    passes = "yes" if line["pass"] else "**no**"
    seen = f"{control['failed']:,} in {control['tried']:,}"
    return f"| {name} | {counts} | {seen} | {bound} | {passes} |"


def _figures(line: dict[str, Any]) -> str:
    if "not_run" in line:
        return ""
    told = [f"{name.replace('_', ' ')} {value:,}" for name, value in line["figures"].items()]
    told += [f"noted: {note}" for note in line["notes"]] if not line["pass"] else []
    return "; ".join([*told, f"{line['seconds']:g} s"]).capitalize() + "."


def _list(values: list[Any]) -> str:
    return " and ".join(f"{value:g}" for value in values)
