"""Where a case file cannot be read or written: said in one line, and nothing is left behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from clinical.problem import InputError
from clinical.record.case import Case
from desktop.pdf_output import write_pdf
from records.case_file import read_case_file, write_case_file
from records.files import write_whole
from reports.wording import english
from resources import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clinical.rules.rulebook import Rulebook

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="uses a device or limit of Linux")


def refused_file(action: Callable[[], object]) -> str:
    with pytest.raises(InputError) as refused:
        action()
    (problem,) = refused.value.problems
    return english().problem(problem)


@pytest.mark.parametrize("size", [10_000_001, 20_000_000])
def test_a_file_of_more_than_10_mb_is_not_read(
    size: int, rulebook: Rulebook, tmp_path: Path
) -> None:
    place = tmp_path / "large.json"
    place.write_bytes(b" " * size)
    said = refused_file(lambda: read_case_file(place, rulebook))
    assert said == f"{place}: the file has more than 10 MB; it is not read"


def test_a_file_of_10_mb_is_read(rulebook: Rulebook, tmp_path: Path) -> None:
    place = tmp_path / "large.json"
    content = read_bytes("cases/s1-patient-1.json")
    place.write_bytes(content + b" " * (10_000_000 - len(content)))
    assert read_case_file(place, rulebook).patient.identifier == "S1-PATIENT-1"


def test_a_missing_file_and_a_folder_are_said_to_be_that(
    rulebook: Rulebook, tmp_path: Path
) -> None:
    absent = tmp_path / "absent.json"
    assert refused_file(lambda: read_case_file(absent, rulebook)) == (
        f"{absent}: there is no such file"
    )
    assert refused_file(lambda: read_case_file(tmp_path, rulebook)) == (
        f"{tmp_path}: this is a folder; a file is wanted"
    )


@pytest.mark.hazard("H58")
def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    assert refused_file(lambda: write_case_file(tmp_path / "no" / "case.json", Case())).startswith(
        f"{tmp_path / 'no' / 'case.json'}: the file cannot be written: "
    )
    folder = tmp_path / "folder"
    folder.mkdir()
    refused_file(lambda: write_whole(folder, b"new"))
    assert [place.name for place in tmp_path.iterdir()] == ["folder"]
    assert list(folder.iterdir()) == []


_FILLS_THE_DISK = """
import resource, sys
from pathlib import Path
from clinical.problem import InputError
from records.files import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
try:
    write_whole(Path(sys.argv[1]), b"n" * 20_000)
except InputError as error:
    print(error)
"""


@ON_LINUX
@pytest.mark.hazard("H58")
def test_a_disk_that_fills_up_keeps_the_old_file_whole(tmp_path: Path) -> None:
    place = tmp_path / "case.json"
    place.write_bytes(b"o" * 9_000)
    ran = subprocess.run(
        [sys.executable, "-c", _FILLS_THE_DISK, str(place)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == f"{place}: file_unwritable\n"
    assert place.read_bytes() == b"o" * 9_000
    assert [entry.name for entry in tmp_path.iterdir()] == ["case.json"]


@pytest.mark.hazard("H66")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists, no modes")
def test_a_written_case_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    write_case_file(tmp_path / "case.json", Case())
    assert stat.S_IMODE((tmp_path / "case.json").stat().st_mode) == 0o600


@ON_LINUX
def test_a_link_is_followed_and_a_device_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "target.json"
    target.write_bytes(b"old")
    link = tmp_path / "link.json"
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert refused_file(lambda: write_whole(pipe, b"new")) == (
        f"{pipe}: this is a device or a pipe; a file is wanted"
    )
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@ON_LINUX
@pytest.mark.parametrize("name", ["x" * 300, "y/" * 2_500 + "sheet"])
def test_a_name_that_no_disk_takes_is_refused_in_words(name: str, tmp_path: Path) -> None:
    said = refused_file(lambda: write_whole(tmp_path / name, b"text"))
    assert said.startswith(f"{tmp_path / name}: ")
    assert list(tmp_path.iterdir()) == []


@ON_LINUX
def test_a_pipe_in_the_place_of_a_sheet_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "sheet.pdf"
    os.mkfifo(pipe)
    printed = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
    said = refused_file(lambda: write_pdf(pipe, printed, lambda _: b"%PDF-1.4"))
    assert said == f"{pipe}: this is a device or a pipe; a file is wanted"
