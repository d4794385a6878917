"""A sample of every fault that is quick to try; ``make faults`` tries them by the hundred."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.faults import (
    attacks,
    damage,
    full_disk,
    kills,
    lock_races,
    migrations,
    mutations,
    places,
    power_cuts,
    read_only,
    stale_locks,
    two_writers,
    wrong_keys,
)
from tests.faults.register import FAULTS
from tests.faults.table import page
from tests.faults.tally import Fault, NotHereError, Tally, Trial, line_not_run, line_of
from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCALE = 0.0


def trial(folder: Path) -> Trial:
    return Trial(folder, 1, SCALE)


def tried(fault: Fault, folder: Path) -> Tally:
    """Return what a fault did, in as few tries as it has."""
    try:
        return fault.run(trial(folder).below("run"))
    except NotHereError as missing:
        pytest.skip(str(missing))


def harmless(tally: Tally) -> None:
    assert tally.tried > 0
    assert tally.harm == 0, tally.notes


@pytest.mark.hazard("H57")
@pytest.mark.parametrize("fault", [kills.FAULT, power_cuts.FAULT], ids=lambda one: one.id)
def test_neither_kills_nor_power_cuts_lose_what_was_announced(fault: Fault, tmp_path: Path) -> None:
    harmless(tried(fault, tmp_path))


@pytest.mark.hazard("H58", "H61")
@pytest.mark.parametrize(
    "fault", [full_disk.FAULT, read_only.FAULT, places.FAULT], ids=lambda one: one.id
)
def test_a_disk_that_takes_nothing_destroys_nothing_and_is_said(
    fault: Fault, tmp_path: Path
) -> None:
    harmless(tried(fault, tmp_path))


@pytest.mark.hazard("H59")
def test_damage_is_said_or_harmless(tmp_path: Path) -> None:
    harmless(tried(damage.FAULT, tmp_path))


@pytest.mark.hazard("H60")
@pytest.mark.parametrize("fault", [two_writers.FAULT, stale_locks.FAULT], ids=lambda one: one.id)
def test_two_writers_lose_nothing_and_a_crash_locks_nobody_out(
    fault: Fault, tmp_path: Path
) -> None:
    harmless(tried(fault, tmp_path))


@pytest.mark.hazard("H62")
def test_wrong_keys_open_nothing(tmp_path: Path) -> None:
    harmless(tried(wrong_keys.FAULT, tmp_path))


@pytest.mark.hazard("H63")
def test_a_killed_migration_leaves_the_old_store_or_the_new(tmp_path: Path) -> None:
    harmless(tried(migrations.FAULT, tmp_path))


@pytest.mark.hazard("H67")
def test_a_draft_is_seen_by_its_owner_alone(tmp_path: Path) -> None:
    harmless(tried(lock_races.FAULT, tmp_path))


@pytest.mark.hazard("H68")
def test_attacks_on_the_history_are_found(tmp_path: Path) -> None:
    harmless(tried(attacks.FAULT, tmp_path))


@pytest.mark.hazard("H69")
def test_changed_case_files_are_refused_or_kept_as_they_say(tmp_path: Path) -> None:
    harmless(tried(mutations.FAULT, tmp_path))


@pytest.mark.parametrize(
    "fault",
    [kills.FAULT, damage.FAULT, wrong_keys.FAULT, two_writers.FAULT, attacks.FAULT],
    ids=lambda one: one.id,
)
def test_the_harness_sees_the_harm_that_a_fault_does_elsewhere(
    fault: Fault, tmp_path: Path
) -> None:
    try:
        assert fault.control(trial(tmp_path)).harm > 0
    except NotHereError as missing:
        pytest.skip(str(missing))


def test_each_fault_has_its_own_number() -> None:
    numbers = [fault.id for fault in FAULTS]
    assert sorted(set(numbers)) == sorted(numbers)


def test_a_row_passes_only_without_harm_and_with_a_control_that_was_harmed(
    tmp_path: Path,
) -> None:
    fault, here = FAULTS[0], trial(tmp_path)
    whole, harmed = Tally(tried=300), Tally(tried=300, lost=1)

    def passes(done: Tally, control: Tally) -> bool:
        return json.loads(line_of(fault, here, done, control, 1.0))["pass"]

    assert passes(whole, harmed)
    assert not passes(whole, whole)
    assert not passes(harmed, harmed)
    assert not passes(Tally(), harmed)
    line = json.loads(line_of(fault, here, whole, harmed, 1.0))
    assert line["bound"] == 0.01
    shown = page([line, json.loads(line_not_run(FAULTS[1], here, "no disk"))])
    assert "| 300 | 0 | 0 | 0 | 0 | 0 | 0 | 1 in 300 | 0.01 | yes |" in shown
    assert "not run: no disk" in shown


def test_the_page_is_what_the_command_makes_of_the_lines() -> None:
    text = (ROOT / "docs" / "reliability.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8") == page(lines)
    assert [line["id"] for line in lines] == [fault.id for fault in FAULTS]
