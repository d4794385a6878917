"""Each way in which the store cannot be used is told apart; none calls an unsaved dose saved."""

from __future__ import annotations

import ast
import secrets
import shutil
import string
import tomllib
from typing import TYPE_CHECKING, get_args

import pytest
from sqlalchemy import text

from records.faults import FaultCode, RecordsError, StoreError
from records.people.roles import ACTIONS, ROLES
from records.store.connection import open_engine, told_apart
from records.store.store import Place, Store, read_keys
from records.store.verification import FindingCode
from reports.wording import english
from resources import read_text
from tests.records.ward import PHRASE, Ward, dose, key, weight
from tests.repository import name_in_repository, python_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAGE = 4096


def told(ward: Ward) -> str:
    """Return what a person hears who tries to sign in, and nothing is left open by it."""
    with pytest.raises(RecordsError) as refused:
        ward.records.door.sign_in("ada", PHRASE)
    assert ward.records.door.session is None
    return refused.value.code


def overwrite(path: Path, change: Callable[[bytearray], None]) -> None:
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)


def zero_the_first_page(content: bytearray) -> None:
    content[:PAGE] = bytes(PAGE)


def flip_in_the_first_page(content: bytearray) -> None:
    content[100] ^= 1


def cut_in_half(content: bytearray) -> None:
    del content[len(content) // 2 // PAGE * PAGE :]


def empty(content: bytearray) -> None:
    content.clear()


@pytest.mark.hazard("H62")
def test_no_store_is_no_fault(tmp_path: Path) -> None:
    ward = Ward(tmp_path / "records")
    condition = ward.records.door.condition()
    assert condition is not None
    assert condition.code == "no_store"
    assert told(ward) == "no_store"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.hazard("H62")
@pytest.mark.parametrize(
    "damage", [zero_the_first_page, flip_in_the_first_page, empty], ids=lambda one: one.__name__
)
def test_a_damaged_store_is_not_taken_for_a_wrong_password(
    ward: Ward, damage: Callable[[bytearray], None]
) -> None:
    ward.admitted()
    ward.records.door.sign_out()
    overwrite(Place(ward.folder).database, damage)
    assert told(ward) == "store_damaged"
    # A wrong password is still called one, whatever state the store is in.
    with pytest.raises(RecordsError) as refused:
        ward.records.door.sign_in("ada", "another password")
    assert refused.value.code == "wrong_password"


def test_a_store_cut_in_half_is_damaged_when_it_is_read(ward: Ward) -> None:
    ward.admitted()
    ward.records.door.sign_out()
    overwrite(Place(ward.folder).database, cut_in_half)
    with pytest.raises(StoreError) as refused:
        ward.signed_in("ada").records.patients.search("")
    assert refused.value.code == "store_damaged"


@pytest.mark.hazard("H62")
@pytest.mark.parametrize(
    ("name", "code"), [("keys.json", "keys_missing"), ("records.db", "store_missing")]
)
def test_a_missing_file_is_named(ward: Ward, name: str, code: str) -> None:
    ward.records.door.sign_out()
    (ward.folder / name).unlink()
    assert told(ward) == code
    condition = ward.records.door.condition()
    assert condition is not None
    assert condition.code == code
    # Nothing makes a new store over what is left of the old one.
    with pytest.raises(StoreError) as refused:
        ward.founded()
    assert refused.value.code == "store_exists"


def test_damaged_keys_are_named(ward: Ward) -> None:
    ward.records.door.sign_out()
    overwrite(Place(ward.folder).keys, lambda content: content.__setitem__(40, 0))
    assert told(ward) == "keys_damaged"


@pytest.mark.hazard("H62")
def test_twenty_wrong_keys_open_nothing_and_harm_nothing(ward: Ward) -> None:
    opened = ward.admitted()
    ward.records.door.sign_out()
    place, keys = Place(ward.folder), read_keys(Place(ward.folder))
    whole = place.database.read_bytes()
    wrong = [secrets.token_bytes(32) for _ in range(17)] + [bytes(32), b"\xff" * 32, b"k" * 32]
    for data_key in wrong:
        with pytest.raises(StoreError) as refused:
            Store(place, keys, data_key, ward.clock.time)
        assert refused.value.code == "wrong_key"
        # Past the check of the key file the database does not open either.
        with pytest.raises(StoreError) as refused:
            open_engine(place.database, data_key)
        assert refused.value.code == "store_damaged"
    assert place.database.read_bytes() == whole
    ward.signed_in("ada")
    assert ward.records.patients.open(opened.id).case == opened.case


def test_the_keys_of_another_store_do_not_open_this_one(ward: Ward, tmp_path: Path) -> None:
    other = Ward(tmp_path / "other" / "records").founded()
    other.records.door.sign_out()
    ward.records.door.sign_out()
    shutil.copy(Place(other.folder).keys, Place(ward.folder).keys)
    assert told(ward) == "store_damaged"


@pytest.mark.hazard("H61")
def test_a_full_disk_says_not_saved_and_loses_nothing(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight(),))
    store = ward.records.patients._desk.store  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    once = key()
    large = opened.case.replace(discharge={"clinical_summary": "x" * 9_000})
    for _ in range(20):
        with store.reading() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        with pytest.raises(StoreError) as refused:
            ward.records.patients.save(opened, large, once)
        assert refused.value.code == "store_full"
        assert ward.records.patients.was_saved(once) is None
        with store.reading() as connection:
            connection.execute(text("PRAGMA max_page_count = 1000000"))
    assert ward.records.patients.open(opened.id).case == opened.case
    # With room again, the same key saves it, once.
    assert ward.records.patients.save(opened, large, once).repeated is False
    assert ward.records.patients.save(opened, large, once).repeated is True


@pytest.mark.hazard("H61")
def test_a_save_that_fails_half_way_leaves_nothing_of_it(ward: Ward) -> None:
    opened = ward.admitted()
    store = ward.records.patients._desk.store  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    head = store.head
    with store.reading() as connection:
        connection.execute(
            text(
                "CREATE TEMP TRIGGER fail BEFORE INSERT ON entry "
                "BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"
            )
        )
        connection.commit()
    with pytest.raises(StoreError) as refused:
        ward.commit(opened, treatments=(dose(),))
    assert refused.value.code == "store_failed"
    with store.reading() as connection:
        connection.execute(text("DROP TRIGGER fail"))
        connection.commit()
    assert store.head == head
    assert ward.records.patients.open(opened.id).case == opened.case
    assert ward.commit(opened, treatments=(dose(),)).version == opened.version + 1


@pytest.mark.hazard("H61")
def test_a_read_that_the_driver_calls_a_lack_of_memory_is_said_in_words(tmp_path: Path) -> None:
    def read() -> None:
        with told_apart(tmp_path):
            raise MemoryError

    with pytest.raises(StoreError) as refused:
        read()
    assert refused.value.code == "store_failed"


@pytest.mark.parametrize("code", get_args(FaultCode))
def test_each_fault_has_its_own_sentence(code: str) -> None:
    sentence = english().find(f"records.{code}")
    assert sentence is not None
    others = [english().find(f"records.{other}") for other in get_args(FaultCode) if other != code]
    assert sentence not in others


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Give each place that raises a fault: the file, the code, and the values it hands on."""
    classes = {"StoreError", "SignInError", "NotAllowedError", "RefusedError"}
    for path in python_files("records"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in classes:
                (code,) = node.args
                given = {word.arg for word in node.keywords if word.arg is not None}
                if isinstance(code, ast.Constant):
                    yield name_in_repository(path), str(code.value), given


def test_each_fault_is_raised_with_everything_its_sentence_says() -> None:
    wanting: list[tuple[str, str, set[str]]] = []
    for place, code, given in raised():
        sentence = english().find(f"records.{code}") or ""
        wanted = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        # The holder of the lock is looked up and handed on as a whole.
        if code != "store_locked" and not wanted <= given:
            wanting.append((place, code, wanted - given))
    assert wanting == []
    assert len({code for _, code, _ in raised()}) > 40


def test_every_code_of_a_fault_is_raised_somewhere() -> None:
    told = {code for _, code, _ in raised()}
    by_the_database = {"store_full", "store_unwritable", "store_failed", "store_damaged"}
    assert set(get_args(FaultCode)) - told - by_the_database == set()


@pytest.mark.parametrize(
    "key",
    [
        *(f"records.role.{role}" for role in ROLES),
        *(f"records.action.{action}" for action in ACTIONS),
        *(f"records.finding.{code}" for code in get_args(FindingCode)),
    ],
)
def test_roles_actions_and_findings_have_words(key: str) -> None:
    assert english().find(key) is not None


def test_every_deed_the_audit_can_tell_has_words() -> None:
    named = set(tomllib.loads(read_text("wording/en/records.toml"))["records"]["done"])
    sources = {path: path.read_text(encoding="utf-8") for path in python_files("records")}
    whole = " ".join(sources.values())
    assert {deed for deed in named if f'"{deed}"' not in whole} == set()
    told: set[str] = set()
    for source in sources.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = {"Deed": 0, "ChangeOf": 0, "_left_the_screen": 0, "record": 1}.get(name, 9)
                place = 1 if name == "_changed" else place
                if len(node.args) > place and isinstance(node.args[place], ast.Constant):
                    told.add(str(ast.literal_eval(node.args[place])))
    assert told <= named
    assert len(told) > 20


def test_the_text_of_a_fault_is_its_code_alone() -> None:
    error = StoreError("store_locked", host="WARD-4", path="/home/novak")
    assert str(error) == "store_locked"
    assert "novak" not in repr(error)
