"""Killed in the middle of a save: nothing that was announced is lost, nothing is there twice."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from records.faults import StoreError
from tests.records.ward import PHRASE, Ward, weight
from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 20
FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")


def run_and_kill(ward: Ward, case_id: str, acked: Path, kills: int, mode: str) -> list[int]:
    """Return the doses that were announced as saved."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.records.charting_child",
            str(ward.folder),
            case_id,
            str(acked),
            str(kills),
            mode,
        ],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=120,
    )
    return [int(line) for line in acked.read_text(encoding="utf-8").split()]


def charted(ward: Ward, case_id: str) -> list[int]:
    ward.signed_in("ada")
    opened = ward.records.patients.open(case_id)
    return [int(one.dose) for one in opened.case.treatments if one.dose is not None]


@FORKS
@pytest.mark.hazard("H46", "H57", "H61")
def test_of_twenty_kills_none_loses_or_doubles_an_announced_dose(
    ward: Ward, tmp_path: Path
) -> None:
    opened = ward.admitted()
    ward.records.door.sign_out()
    announced = run_and_kill(ward, opened.id, tmp_path / "acked", KILLS, "careful")
    found = charted(ward, opened.id)
    assert len(announced) >= KILLS
    assert set(announced) <= set(found)
    assert found == list(range(1, len(found) + 1))
    # Each kill may leave one dose that was saved and no longer announced.
    assert len(found) - len(set(announced)) <= KILLS
    ward.joined("aud", "auditor")
    ward.signed_in("aud")
    assert ward.records.trail.verify().whole


@FORKS
def test_a_program_that_announces_too_early_is_caught_by_the_same_test(
    ward: Ward, tmp_path: Path
) -> None:
    # The positive control: were a dose lost, the test above would see it.
    opened = ward.admitted()
    ward.records.door.sign_out()
    announced = run_and_kill(ward, opened.id, tmp_path / "acked", 4, "too_early")
    lost_or_doubled = set(announced) - set(charted(ward, opened.id)) or len(announced) > len(
        set(announced)
    )
    assert lost_or_doubled


@pytest.mark.hazard("H60")
def test_a_second_process_is_told_where_the_first_runs_until_that_one_ends(ward: Ward) -> None:
    opened = ward.admitted()
    ward.records.door.sign_out()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.records.holding_child", str(ward.folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"open\n"
        condition = ward.records.door.condition()
        assert condition is not None
        assert condition.code == "store_locked"
        for _ in range(20):
            with pytest.raises(StoreError) as refused:
                ward.records.door.sign_in("ada", PHRASE)
            assert refused.value.code == "store_locked"
            assert refused.value.values == {"host": platform.node(), "process": str(first.pid)}
        # A crash leaves its lock file behind and no lock.
        first.kill()
    assert ward.records.door.condition() is None
    ward.signed_in("ada")
    assert ward.commit(opened, weights=(weight(),)).version == opened.version + 1


@pytest.mark.hazard("H60")
def test_a_second_window_of_one_process_is_told_too(ward: Ward) -> None:
    second = ward.second()
    with pytest.raises(StoreError) as refused:
        second.door.sign_in("ada", PHRASE)
    assert refused.value.code == "store_locked"
    assert refused.value.values["process"] == str(os.getpid())
    ward.records.door.sign_out()
    second.door.sign_in("ada", PHRASE)
    second.door.sign_out()


@pytest.mark.hazard("H57")
def test_after_a_crash_the_draft_is_offered_to_its_owner_alone(ward: Ward, tmp_path: Path) -> None:
    ward.joined("ben", "nurse")
    opened = ward.admitted()
    typed = opened.case.replace(z_model="mccrindle_2007")
    ward.records.drafts.keep(typed, opened.id, opened.version)
    # The files as they stand on the disk at this moment, without anything being closed.
    after = Ward(tmp_path / "after the crash")
    shutil.copytree(ward.folder, after.folder)
    assert (after.folder / "records.db-wal").exists()
    after.signed_in("ben")
    assert after.records.drafts.own() == ()
    after.signed_in("ada")
    (draft,) = after.records.drafts.own()
    assert (draft.case_id, draft.version, draft.case) == (opened.id, opened.version, typed)
    assert after.records.patients.open(opened.id) == opened
    after.records.door.sign_out()
