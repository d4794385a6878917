"""The installed program itself: wrong files, places it may not touch, outputs that fail.

0 done; 2 wrong input, said on standard error alone; 3 refused by a hard limit; 1 anything else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desktop.program import (
    AS_OF,
    PROGRAM,
    changed,
    kd,
    lines_of,
    names_in,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="uses a means of Linux")


NO_OFFSET = "2026-11-14T08:30:00"
WEIGHT = {"at": "2026-11-14T08:30:00+01:00", "kg": "16.5"}
BEYOND = "is beyond what is possible; accepted are"
NO_NUMBER = "is not a number; accepted are digits with at most one point, such as 16.5"
WRONG_FILES: list[tuple[bytes, list[str]]] = [
    (b"not JSON", ["line 1, column 1: not JSON: Expecting value"]),
    (
        changed(format="kd-bedside.case/9"),
        ["format: found kd-bedside.case/9; accepted is 'kd-bedside.case/1'"],
    ),
    (changed(wieghts=[]), ["unknown key wieghts"]),
    (
        changed(weights=[{**WEIGHT, "kg": "1650"}]),
        [f"weights[0].kg: 1650 kg {BEYOND} more than 0.5, up to 200 kg"],
    ),
    (
        changed(weights=[{**WEIGHT, "at": NO_OFFSET}]),
        [f"weights[0].at: {NO_OFFSET} has no offset; accepted is 2026-11-21T14:20:00+01:00"],
    ),
    (
        b'{"format":"kd-bedside.case/1","patient":{"sex":"male","sex":"female"}}',
        ["patient: the key sex stands twice in one object"],
    ),
    (
        b'{"format":"kd-bedside.case/1","notes":' + b"[" * 50 + b"]" * 50 + b"}",
        ["the file is nested deeper than 50 levels"],
    ),
    (
        changed(weights=[{**WEIGHT, "kg": "1_6"}, {**WEIGHT, "kg": "16,5"}]),
        [f"weights[0].kg: 1_6 {NO_NUMBER}", f"weights[1].kg: 16,5 {NO_NUMBER}"],
    ),
]


@pytest.mark.parametrize(("content", "lines"), WRONG_FILES, ids=range(len(WRONG_FILES)))
def test_a_wrong_file_is_answered_line_by_line_and_by_nothing_else(
    content: bytes, lines: list[str], tmp_path: Path
) -> None:
    place = written(tmp_path, content)
    assert lines_of(kd("assess", place, *AS_OF)) == lines
    assert names_in(tmp_path) == ["case.json"]


def test_the_same_answer_comes_from_every_command_that_reads_a_case(tmp_path: Path) -> None:
    place = written(tmp_path, changed(wieghts=[]))
    pdf = tmp_path / "sheet.pdf"
    for arguments in (
        ("assess", place, "--json"),
        ("plan", place, "--regimen", "ivig", "--json"),
        ("plan", place, "--regimen", "ivig", "--pdf", pdf),
    ):
        assert lines_of(kd(*arguments, *AS_OF)) == ["unknown key wieghts"]
    assert names_in(tmp_path) == ["case.json"]


def test_the_program_is_also_the_package(child: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "desktop", "assess", str(child), *AS_OF],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert ran.returncode == 0
    assert ran.stdout == kd("assess", child, *AS_OF).out


def test_a_missing_file_a_folder_and_a_large_file_are_refused(tmp_path: Path) -> None:
    absent, large = tmp_path / "absent.json", tmp_path / "large.json"
    large.write_bytes(b" " * 20_000_000)
    assert lines_of(kd("assess", absent, *AS_OF)) == [f"{absent}: there is no such file"]
    assert lines_of(kd("assess", tmp_path, *AS_OF)) == [
        f"{tmp_path}: this is a folder; a file is wanted"
    ]
    assert lines_of(kd("assess", large, *AS_OF)) == [
        f"{large}: the file has more than 10 MB; it is not read"
    ]


# Root may read and write everything; without these two powers it is told "no" like a nurse is.
_LIKE_ANYONE = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


def unprivileged() -> Sequence[str]:
    """Return what to put before a command so that permissions count, even for root."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("run as root without setpriv: permissions cannot be shown")
    return _LIKE_ANYONE


@ON_LINUX
def test_a_file_without_read_permission_is_refused(child: Path) -> None:
    child.chmod(0o000)
    ran = kd("assess", child, *AS_OF, before=unprivileged())
    assert lines_of(ran) == [f"{child}: no permission to read this file"]


@ON_LINUX
def test_a_folder_without_write_permission_keeps_no_trace(child: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    sheet = closed / "sheet.pdf"
    ran = kd("plan", child, "--regimen", "ivig", "--pdf", sheet, *AS_OF, before=unprivileged())
    assert lines_of(ran) == [f"{sheet}: the file cannot be written: Permission denied"]
    assert names_in(closed) == []


def test_a_sheet_that_cannot_be_written_is_wrong_input_and_leaves_nothing(
    child: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    nowhere = tmp_path / "absent" / "sheet.pdf"
    plan = ("plan", child, "--regimen", "ivig", "--json", *AS_OF, "--pdf")
    assert lines_of(kd(*plan, nowhere)) == [
        f"{nowhere}: the file cannot be written: No such file or directory"
    ]
    assert lines_of(kd(*plan, folder)) == [f"{folder}: the file cannot be written: Is a directory"]
    assert names_in(tmp_path) == ["child", "folder"]
    assert names_in(folder) == []


@ON_LINUX
@pytest.mark.hazard("H58")
def test_a_full_disk_keeps_the_sheet_that_was_there(child: Path, tmp_path: Path) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    sheet = folder / "sheet.pdf"
    sheet.write_bytes(b"%PDF-yesterday")
    ran = kd(
        "plan",
        child,
        "--regimen",
        "ivig",
        "--pdf",
        sheet,
        *AS_OF,
        before=("prlimit", "--fsize=4096"),
    )
    assert lines_of(ran) == [f"{sheet}: the file cannot be written: File too large"]
    assert sheet.read_bytes() == b"%PDF-yesterday"
    assert names_in(folder) == ["sheet.pdf"]


def test_an_output_that_cannot_be_written_is_no_success(child: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    assert PROGRAM is not None
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [PROGRAM, "assess", str(child), *AS_OF],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr == "The output cannot be written: No space left on device\n"


def test_a_reader_that_has_read_enough_is_no_error(child: Path) -> None:
    assert PROGRAM is not None
    with subprocess.Popen(
        [PROGRAM, "assess", str(child), "--json", *AS_OF],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0
