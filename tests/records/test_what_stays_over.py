"""What stays over: a lock that was due, a shift that ended, an account that has gone."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from records.faults import RecordsError
from tests.records.ward import PHRASE, Ward, key

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

PIN = "4719"


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(RecordsError) as refused:
        deed()
    return refused.value.code


@pytest.mark.hazard("H36", "H67")
def test_a_lock_that_was_due_stays_when_the_clock_goes_back(ward: Ward) -> None:
    door = ward.records.door
    ward.clock.move(minutes=4)
    assert door.locks_in() is None
    ward.clock.move(minutes=-2)
    assert door.locks_in() is None
    assert code_of(lambda: ward.records.patients.search("")) == "session_locked"
    door.come_back(PHRASE)
    # A key pressed too late locks as well, and does not open again.
    ward.clock.move(minutes=4)
    door.touch()
    ward.clock.move(minutes=-2)
    assert door.locks_in() is None


@pytest.mark.hazard("H36")
def test_a_pin_whose_shift_is_over_does_not_live_again_with_the_clock(ward: Ward) -> None:
    door = ward.records.door
    door.set_pin(PIN, PHRASE)
    ward.clock.move(hours=9)
    assert door.locks_in() is None
    ward.clock.move(hours=-3)
    assert code_of(lambda: door.come_back(PIN)) == "wrong_password"
    door.come_back(PHRASE)
    door.lock()
    assert door.come_back(PIN).locked is False


def test_a_pin_that_was_removed_opens_nothing(ward: Ward) -> None:
    door = ward.records.door
    door.set_pin(PIN, PHRASE)
    door.remove_pin()
    door.lock()
    assert code_of(lambda: door.come_back(PIN)) == "wrong_password"
    assert door.come_back(PHRASE).pin is None


@pytest.mark.hazard("H36")
def test_who_ends_the_own_account_is_signed_out(ward: Ward) -> None:
    other = ward.joined("zed", "administrator")
    own = ward.records.door.session
    assert own is not None
    opened = ward.admitted()
    ward.records.accounts.end(own.person.id)
    assert ward.records.door.session is None
    assert ward.records.door.locks_in() is None
    assert code_of(lambda: ward.records.drafts.keep(opened.case, opened.id, 1)) == "signed_out"
    ward.signed_in("zed")
    active = {one.id: one.active for one in ward.records.accounts.everybody()}
    assert (active[own.person.id], active[other]) == (False, True)


@pytest.mark.hazard("H34", "H37")
def test_a_child_whose_record_is_open_has_no_second_one(ward: Ward) -> None:
    first = ward.admitted()
    closed = ward.records.patients.close(first, key()).case
    second = ward.records.patients.readmit(closed, key()).case
    for deed in (ward.records.patients.readmit, ward.records.patients.reopen):
        with pytest.raises(RecordsError) as refused:
            deed(closed, key())
        # Whoever asks is led to the record that is open.
        assert refused.value.code == "case_open"
        assert refused.value.values == {"case": second.id}


@contextmanager
def as_somebody_else(folder: Path) -> Generator[None]:
    """Look at a folder as another account of the operating system does."""
    if os.geteuid() == 0:
        nobody = 65_534
        os.seteuid(nobody)
        try:
            yield
        finally:
            os.seteuid(0)
    else:
        folder.chmod(0)
        try:
            yield
        finally:
            folder.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="accounts are told apart otherwise there")
def test_the_folder_of_another_account_is_told_in_words(ward: Ward) -> None:
    ward.records.door.sign_out()
    ward.folder.parent.chmod(0o755)
    with as_somebody_else(ward.folder):
        other = ward.second()
        found = other.door.condition()
        assert found is not None
        assert found.code == "store_forbidden"
        assert found.values == {"path": str(ward.folder)}
        assert code_of(lambda: other.door.sign_in("ada", PHRASE)) == "store_forbidden"
    assert ward.records.door.condition() is None
