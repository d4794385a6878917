"""Whose keys they are: a key file put in the place of another, and keys that two windows change."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest

from records.faults import NotAllowedError, RecordsError, RefusedError, SignInError, StoreError
from records.keys.key_file import KeyFile, check_value, read_key_file, write_key_file
from records.keys.key_ring import PersonSecret, new_keys, sign_in_name, with_person
from records.keys.wrapping import WrappedKey
from records.store.store import Place
from tests.records.ward import CHEAP, PHRASE, Ward, draft_plan, key, note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FORGED = "attacker owns this"


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(RecordsError) as refused:
        deed()
    return refused.value.code


def forged_by_somebody_without_a_password(place: Path) -> bytes:
    """Write keys with the real names and numbers under another password; return the real ones."""
    real = place.read_bytes()
    table = json.loads(real)["keys"]
    other = bytes(32)
    keys = KeyFile(
        store=table["store"],
        check=check_value(other),
        recovery=new_keys(table["store"], other, "x", CHEAP).recovery,
    )
    for person in table["people"]:
        secret = PersonSecret(person["person"], person["name"], FORGED)
        keys = with_person(keys, other, secret, CHEAP)
    write_key_file(place, keys)
    return real


@pytest.mark.hazard("H36")
def test_a_self_made_key_file_beside_an_open_store_opens_nothing(ward: Ward) -> None:
    ward.joined("nora", "nurse")
    opened = ward.commit(ward.admitted(), plans=(draft_plan(),))
    door, plans = ward.records.door, ward.records.plans
    forged_by_somebody_without_a_password(ward.folder / "keys.json")
    assert code_of(lambda: plans.sign(opened, ("plan-1", 1), FORGED, key())) == "wrong_password"
    checked = ("nora", FORGED, key())
    assert code_of(lambda: plans.check(opened, ("plan-1", 1), *checked)) == "wrong_password"
    door.lock()
    ward.clock.move(minutes=10)
    assert code_of(lambda: door.come_back(FORGED)) == "wrong_password"
    ward.clock.move(minutes=10)
    assert code_of(lambda: door.sign_in("nora", FORGED)) == "wrong_password"
    ward.clock.move(minutes=10)
    door.come_back(PHRASE)
    found = {one.code for one in ward.records.trail.verify().findings}
    assert "state_differs" in found


@pytest.mark.hazard("H36")
def test_the_key_that_was_unsealed_must_be_that_of_the_open_store(ward: Ward) -> None:
    desk = ward.records.door._desk  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    assert code_of(lambda: desk.prove(bytes(32))) == "wrong_key"
    assert code_of(lambda: desk.open(desk.keys(), bytes(32))) == "wrong_key"
    desk.prove(desk.opened.data_key)


@pytest.mark.hazard("H62")
def test_keys_are_read_only_when_nobody_else_can_change_them(ward: Ward) -> None:
    # The other window waits for Argon2id no longer than for the lock: it is refused before.
    other = ward.second()
    assert code_of(lambda: other.door.sign_in("ada", PHRASE)) == "store_locked"
    assert code_of(lambda: other.door.sign_in("ada", "wrong words here")) == "store_locked"
    recovery = (ward.recovery_key, "ada", FORGED)
    assert code_of(lambda: other.door.recover(*recovery)) == "store_locked"
    ward.joined("zed", "nurse")
    ward.records.door.sign_out()
    other.door.sign_in("zed", PHRASE)
    other.door.sign_out()


_ANOTHER = """
import sys
from records.store.lock import StoreLock
from pathlib import Path
lock = StoreLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_lock_file_that_was_deleted_lets_no_second_window_write(ward: Ward) -> None:
    lock = ward.folder / "records.lock"
    lock.unlink()
    ward.joined("bob", "nurse")
    assert lock.exists()
    lock.unlink()
    with subprocess.Popen(
        [sys.executable, "-c", _ANOTHER, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert code_of(lambda: ward.joined("zed", "nurse")) == "store_locked"
        other.communicate("")
    ward.joined("zed", "nurse")


@pytest.mark.hazard("H62")
@pytest.mark.parametrize("name", ["ΐota", "Ταΐς", "ǰan", "ẖx", "Ada", " ŒUVRE "])
def test_whoever_can_be_added_can_sign_in(ward: Ward, name: str) -> None:
    ward.records.accounts.add(name, "X Example", ("nurse",), PHRASE) if name != "Ada" else None
    assert ward.records.door.sign_in(name, PHRASE).session.person.name == sign_in_name(name)
    assert unicodedata.normalize("NFC", sign_in_name(name)) == sign_in_name(name)


@pytest.mark.hazard("H62")
def test_the_first_account_may_have_any_name_and_its_recovery_key_is_shown(tmp_path: Path) -> None:
    ward = Ward(tmp_path / "records")
    printed = ward.records.door.create("Ταΐς", "Thais", ("clinician",), PHRASE)
    assert ward.records.door.session is not None
    ward.records.door.sign_out()
    _, renewed = ward.records.door.recover(printed, "ταΐσ", FORGED)
    assert renewed != printed
    ward.records.door.sign_out()


@pytest.fixture
def full_disk() -> Iterator[Callable[[int], None]]:
    """Let no file grow beyond so many bytes, which is what a full disk looks like."""
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    import signal

    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def limit(largest: int) -> None:
        soft = former[0] if largest < 0 else largest
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, former[1]))

    yield limit
    limit(-1)
    signal.signal(signal.SIGXFSZ, handler)


NO_LIMIT = -1


@pytest.mark.hazard("H36")
def test_on_a_full_disk_one_is_signed_out_all_the_same(
    ward: Ward, full_disk: Callable[[int], None]
) -> None:
    ward.admitted()
    full_disk(0)
    ward.records.door.sign_out()
    assert ward.records.door.session is None
    assert code_of(lambda: ward.records.patients.search("")) == "signed_out"


@pytest.mark.hazard("H36")
def test_on_a_full_disk_it_locks_and_nobody_comes_back_unrecorded(
    ward: Ward, full_disk: Callable[[int], None]
) -> None:
    full_disk(0)
    ward.records.door.lock()
    code_of(lambda: ward.records.door.come_back(PHRASE))
    assert code_of(lambda: ward.records.patients.search("")) == "session_locked"
    full_disk(NO_LIMIT)
    assert not ward.records.door.come_back(PHRASE).locked


@pytest.mark.hazard("H36")
def test_who_cannot_be_recorded_does_not_get_in(
    ward: Ward, full_disk: Callable[[int], None]
) -> None:
    ward.joined("nora", "nurse")
    full_disk(0)
    with pytest.raises(StoreError):
        ward.records.door.sign_in("nora", PHRASE)
    assert ward.records.door.session is None
    assert code_of(lambda: ward.records.patients.search("")) == "signed_out"


@pytest.mark.hazard("H62")
def test_a_recovery_key_is_dead_only_when_its_successor_is_shown(
    ward: Ward, full_disk: Callable[[int], None]
) -> None:
    log = ward.folder / "records.db-wal"
    outcomes: set[bool] = set()
    for room in (*range(0, 60_000, 4_000), 120_000, 400_000):
        # Beyond the size of the index beside it, so that only the log meets the limit.
        while log.stat().st_size < 40_000:
            ward.records.door.lock()
            ward.records.door.come_back(PHRASE)
        full_disk(log.stat().st_size + room)
        try:
            ward.recovery_key = ward.records.door.recover(ward.recovery_key, "ada", PHRASE)[1]
            outcomes.add(True)
        except StoreError:
            # Nothing was done: the key in hand still opens.
            outcomes.add(False)
        finally:
            full_disk(NO_LIMIT)
        ward.recovery_key = ward.records.door.recover(ward.recovery_key, "ada", PHRASE)[1]
    assert outcomes == {True, False}


@pytest.mark.hazard("H62")
def test_an_older_key_file_put_back_is_said(ward: Ward) -> None:
    place = ward.folder / "keys.json"
    older = place.read_bytes()
    ward.records.accounts.change_own_password(FORGED)
    ward.records.door.sign_out()
    assert ward.records.door.sign_in("ada", FORGED).alarm is None
    ward.records.door.sign_out()
    place.write_bytes(older)
    assert ward.records.door.sign_in("ada", PHRASE).alarm == "keys_replaced"
    assert {one.code for one in ward.records.trail.verify().findings} == {"found_before"}
    ward.records.door.sign_out()
    assert ward.records.door.sign_in("ada", PHRASE).alarm is None


@pytest.mark.hazard("H36")
def test_an_unlocked_desk_is_not_enough_to_change_who_gets_in(ward: Ward) -> None:
    nora = ward.joined("nora", "nurse")
    accounts = ward.records.accounts
    ward.clock.move(minutes=2)
    deeds: list[Callable[[str | None], object]] = [
        lambda secret: accounts.change_own_password(PHRASE, secret=secret),
        lambda secret: accounts.renew_recovery_key(secret=secret),
        lambda secret: accounts.reset_password(nora, PHRASE, secret=secret),
        lambda secret: accounts.set_roles(nora, ("nurse",), secret=secret),
    ]
    for deed in deeds:
        ward.records.door.touch()
        with pytest.raises(NotAllowedError) as refused:
            deed(None)
        assert refused.value.code == "password_needed"
        with pytest.raises(SignInError):
            deed("another phrase")
        deed(PHRASE)
        deed(None)
        ward.clock.move(minutes=2)
    ward.records.door.touch()
    ward.records.door.confirm(PHRASE)
    accounts.change_own_password(PHRASE)


def test_adding_somebody_is_finished_by_doing_it_again(ward: Ward) -> None:
    keys = ward.folder / "keys.json"
    content = keys.read_bytes()
    keys.unlink()
    keys.mkdir()
    assert code_of(lambda: ward.joined("nora", "nurse")) == "store_unwritable"
    keys.rmdir()
    keys.write_bytes(content)
    with pytest.raises(RefusedError):
        ward.joined("nora", "clinician")
    ward.joined("nora", "nurse")
    with pytest.raises(RefusedError):
        ward.joined("nora", "nurse")
    ward.signed_in("nora")


@pytest.mark.hazard("H36")
def test_wrong_passwords_at_the_locked_screen_stay_in_the_history(ward: Ward) -> None:
    ward.joined("aud", "auditor")
    ward.records.door.lock()
    for _ in range(2):
        with pytest.raises(SignInError):
            ward.records.door.come_back("not my phrase")
    ward.records.door.come_back(PHRASE)
    ward.signed_in("aud")
    told = [one for one in ward.records.trail.everything() if one.action == "returned"]
    assert told[0].detail == {"password": True, "failures": 2}


@pytest.mark.parametrize(
    "content",
    [
        '{"store": "STORE", "seq": Infinity, "mac": "MAC"}',
        '{"store": "STORE", "seq": -1e30, "mac": "MAC"}',
        '{"store": "STORE", "seq": 99999999999999999999, "mac": "MAC"}',
        '{"store": "STORE", "seq": true, "mac": "MAC"}',
        '{"store": "STORE", "seq": 1, "mac": "\\ud800"}',
        '{"store": "STORE", "seq": 1, "mac": null}',
        "[]",
    ],
)
def test_a_head_that_is_none_keeps_nobody_out(ward: Ward, content: str) -> None:
    ward.records.door.sign_out()
    store = read_key_file(Place(ward.folder).keys).store
    text = content.replace("STORE", store).replace("MAC", "0" * 64)
    Place(ward.folder).head.write_text(text, encoding="utf-8")
    assert ward.records.door.sign_in("ada", PHRASE).alarm == "head_missing"


@pytest.mark.parametrize("shown", ["x\0y", "x\u202ey", "x" * 101, "x\ud800", "a\u200bb"])
def test_a_name_that_cannot_stand_on_paper_is_refused(ward: Ward, shown: str) -> None:
    add = ward.records.accounts.add
    assert code_of(lambda: add("zed", shown, ("nurse",), PHRASE)) == "shown_form"
    other = Ward(ward.folder / "other")
    create = other.records.door.create
    assert code_of(lambda: create("zed", shown, ("nurse",), PHRASE)) == "shown_form"


@pytest.mark.parametrize("reason", ["x\0" * 20, "x" * 501, "because \ud800 of it", "a\u202e" * 9])
def test_a_reason_that_cannot_be_kept_is_refused(ward: Ward, reason: str) -> None:
    opened = ward.commit(ward.admitted(), notes=(note("one"),))
    save, case = ward.records.patients.save, opened.case.replace(notes=())
    assert code_of(lambda: save(opened, case, key(), undo=reason)) == "reason_form"
    assert code_of(lambda: save(opened, case, key(), undo="")) == "reason_missing"
    ward.joined("adm", "administrator")
    ward.signed_in("adm")
    begin = ward.records.door.begin_emergency
    assert code_of(lambda: begin(reason)) in ("reason_form", "reason_missing")
    assert code_of(lambda: begin("\u200b" * 12)) == "reason_missing"


def test_a_seal_of_another_shape_is_damage(ward: Ward) -> None:
    kept = read_key_file(ward.folder / "keys.json").recovery.model_dump()
    assert WrappedKey.model_validate(kept).salt == kept["salt"]
    for name in ("salt", "nonce", "sealed"):
        with pytest.raises(ValueError, match=name):
            WrappedKey.model_validate(kept | {name: "00"})


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not closed by a mode there")
def test_the_file_of_the_records_is_its_owners_alone(ward: Ward) -> None:
    ward.admitted()
    modes = {place.name: place.stat().st_mode & 0o077 for place in ward.folder.iterdir()}
    assert set(modes.values()) == {0}, modes


def test_a_store_is_made_in_an_empty_folder_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    ward = Ward(tmp_path / "records")
    condition = ward.records.door.condition()
    assert condition is not None
    assert condition.code == "no_store"
    ward.founded().records.door.sign_out()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_bytes(b"x")
    assert code_of(lambda: Ward(tmp_path / "full").founded()) == "store_exists"


def test_making_a_store_leaves_the_folders_beside_it_alone(tmp_path: Path) -> None:
    beside = tmp_path / ".records-backup"
    beside.mkdir()
    (beside / "keep").write_bytes(b"x")
    Ward(tmp_path / "records").founded().records.door.sign_out()
    assert (beside / "keep").exists()


def test_a_folder_that_cannot_be_looked_into_is_a_fault_with_a_code(tmp_path: Path) -> None:
    ward = Ward(tmp_path / ("x" * 300) / "records")
    condition = ward.records.door.condition()
    assert condition is not None
    assert condition.code == "store_failed"
    assert code_of(lambda: ward.records.door.sign_in("ada", PHRASE)) == "store_failed"
