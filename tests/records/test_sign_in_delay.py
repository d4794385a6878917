"""Wrong passwords: the wait grows, is remembered over a restart, and never becomes a lock-out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from records.keys.sign_in_delay import SignInDelay

if TYPE_CHECKING:
    from pathlib import Path

NEVER_LONGER = timedelta(minutes=5)


def waits(place: Path, now: datetime, tries: int) -> list[int]:
    found: list[int] = []
    for _ in range(tries):
        delay = SignInDelay(place)
        delay.failed("ada", now)
        found.append(int(delay.wait("ada", now).total_seconds()))
    return found


@pytest.mark.hazard("H36", "H62")
def test_the_wait_grows_with_each_wrong_password_and_ends_at_five_minutes(
    tmp_path: Path, now: datetime
) -> None:
    found = waits(tmp_path / "tries.json", now, 12)
    assert found == [0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300]


def test_a_thousand_wrong_passwords_do_not_lock_anybody_out(tmp_path: Path, now: datetime) -> None:
    place = tmp_path / "tries.json"
    delay = SignInDelay(place)
    place.write_text(
        f'{{"names": {{"ada": {{"failures": 1000, "last": "{now.isoformat()}"}}}}}}',
        encoding="utf-8",
    )
    delay = SignInDelay(place)
    assert delay.wait("ada", now) == NEVER_LONGER
    assert delay.wait("ada", now + NEVER_LONGER) == timedelta(0)


def test_the_wait_is_remembered_over_a_restart_and_passes_with_time(
    tmp_path: Path, now: datetime
) -> None:
    place = tmp_path / "tries.json"
    waits(place, now, 4)
    assert SignInDelay(place).wait("ada", now + timedelta(seconds=4)) == timedelta(seconds=6)
    assert SignInDelay(place).wait("ada", now + timedelta(seconds=10)) == timedelta(0)
    assert SignInDelay(place).wait("ben", now) == timedelta(0)


def test_the_right_password_ends_it(tmp_path: Path, now: datetime) -> None:
    place = tmp_path / "tries.json"
    waits(place, now, 8)
    SignInDelay(place).succeeded("ada")
    assert SignInDelay(place).tries("ada") is None
    assert SignInDelay(place).wait("ada", now) == timedelta(0)


def test_a_clock_put_back_by_a_year_costs_one_wait_and_not_a_year(
    tmp_path: Path, now: datetime
) -> None:
    place = tmp_path / "tries.json"
    waits(place, now, 5)
    earlier = now - timedelta(days=365)
    assert SignInDelay(place).wait("ada", earlier) == timedelta(seconds=20)
    assert SignInDelay(place).wait("ada", earlier + timedelta(seconds=20)) == timedelta(0)


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b'{"names": {"ada": 3}}', b"\xff"])
def test_a_damaged_file_locks_nobody_out(content: bytes, tmp_path: Path, now: datetime) -> None:
    place = tmp_path / "tries.json"
    place.write_bytes(content)
    delay = SignInDelay(place)
    assert delay.wait("ada", now) == timedelta(0)
    delay.failed("ada", now)
    assert SignInDelay(place).tries("ada") is not None


def test_a_place_that_cannot_be_written_locks_nobody_out(tmp_path: Path, now: datetime) -> None:
    delay = SignInDelay(tmp_path / "no such folder" / "tries.json")
    delay.failed("ada", now)
    assert delay.tries("ada") is not None
