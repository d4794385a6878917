"""Where the records stand: as the site says, else for the whole machine, else for the user."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from records.place import records_folder

if TYPE_CHECKING:
    from pathlib import Path

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")


def test_the_folder_a_site_chooses_is_taken_as_it_is(tmp_path: Path) -> None:
    assert records_folder(tmp_path / "ward 4") == tmp_path / "ward 4"


@ON_LINUX
def test_the_machines_folder_is_taken_only_where_somebody_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "machine"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    assert records_folder() == tmp_path / "user" / "kd-bedside" / "records"
    assert not (tmp_path / "machine").exists()
    shared = tmp_path / "machine" / "kd-bedside"
    shared.mkdir(parents=True)
    assert records_folder() == shared / "records"
    shared.rmdir()
    shared.write_bytes(b"")
    assert records_folder() == tmp_path / "user" / "kd-bedside" / "records"
