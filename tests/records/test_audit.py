"""The audit: whatever is done to the history behind the program's back is found.

The attacker of most rows has the open database and drops the triggers, but has no key of the
chain. Two rows have that key as well: against them stands the head on paper.
"""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from records.keys.key_ring import opened_by_password
from records.keys.wrapping import derived
from records.store.chain import SEALED_COLUMNS, Head, beginning, sealed
from records.store.connection import open_engine
from records.store.head_file import read_head, write_head
from records.store.store import Place, read_keys
from records.store.verification import Verification, verify
from tests.records.ward import CHEAP, PHRASE, Ward, dose, key, temperature, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine


class Attacked:
    """A closed store with some history, and the database in the hands of an attacker."""

    def __init__(self, ward: Ward) -> None:
        self.ward, self.place = ward, Place(ward.folder)
        opened = ward.commit(ward.admitted(), weights=(weight(),), treatments=(dose(),))
        opened = ward.commit(opened, z_model="mccrindle_2007")
        opened = ward.commit(opened, observations=(temperature("38.5"),))
        ward.joined("ben", "nurse")
        self.head_code = ward.records.plans.printed(opened, "dosing_plan", "KD-1")
        ward.commit(opened, observations=(*opened.case.observations, temperature("37.0")))
        ward.records.door.sign_out()
        keys = read_keys(self.place)
        self.store = keys.store
        _, self.data_key = opened_by_password(keys, "ada", PHRASE, CHEAP)
        self.audit_key = derived(self.data_key, "audit")

    def moved_to(self, ward: Ward) -> Attacked:
        """Return the same attacker on a copy."""
        other = copy(self)
        other.ward, other.place = ward, Place(ward.folder)
        return other

    def engine(self) -> Engine:
        return open_engine(self.place.database, self.data_key)

    def run(self, *statements: str) -> None:
        engine = self.engine()
        with engine.begin() as connection:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
            triggers = self.drop_triggers(connection)
            for statement in statements:
                connection.execute(text(statement))
            for trigger in triggers:
                connection.execute(text(trigger))
        engine.dispose()

    @staticmethod
    def drop_triggers(connection: Connection) -> list[str]:
        """Drop what refuses; return the statements that put it back, as an attacker would."""
        asked = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = connection.execute(asked).all()
        for trigger in triggers:
            connection.execute(text(f"DROP TRIGGER {trigger.name}"))
        return [trigger.sql for trigger in triggers]

    def reseal(self, seal: Callable[[str, list[object]], str]) -> Head:
        """Seal every change anew, as somebody would who changed one in the middle."""
        engine = self.engine()
        with engine.begin() as connection:
            triggers = self.drop_triggers(connection)
            head = beginning(self.audit_key, self.store)
            for row in connection.execute(text('SELECT * FROM "change" ORDER BY seq')).all():
                mac = seal(head.mac, [getattr(row, name) for name in SEALED_COLUMNS])
                connection.execute(
                    text('UPDATE "change" SET mac = :mac WHERE seq = :seq'),
                    {"mac": mac, "seq": row.seq},
                )
                head = Head(row.seq, mac)
            for trigger in triggers:
                connection.execute(text(trigger))
        engine.dispose()
        return head

    def verify(self, *printed: str) -> Verification:
        engine = self.engine()
        with engine.connect() as connection:
            outside = read_head(self.place.head, self.store)
            found = verify(connection, self.audit_key, self.store, outside=outside, printed=printed)
        engine.dispose()
        return found


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """Give a store with some history, made once and copied for each attack."""
    return Attacked(Ward(tmp_path_factory.mktemp("untouched") / "records").founded())


@pytest.fixture
def attacked(untouched: Attacked, tmp_path: Path) -> Iterator[Attacked]:
    ward = Ward(tmp_path / "records")
    shutil.copytree(untouched.place.folder, ward.folder)
    yield untouched.moved_to(ward)
    ward.records.door.sign_out()


def codes(found: Verification) -> set[str]:
    return {finding.code for finding in found.findings}


RENAMED = "UPDATE \"change\" SET shown = 'Somebody Else' WHERE seq = 6"
FOREIGN_KEYS_OFF = "PRAGMA foreign_keys = OFF"
COLUMNS = ", ".join(f'"{name}"' for name in (*SEALED_COLUMNS, "mac"))


def test_a_history_nobody_touched_is_whole(attacked: Attacked) -> None:
    found = attacked.verify(attacked.head_code)
    assert found.findings == ()
    assert found.changes >= 10
    assert found.head == read_head(attacked.place.head, attacked.store)


ATTACKS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "audit_attacks.toml").read_text(encoding="utf-8")
)["attack"]


@pytest.mark.hazard("H68")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["does"])
def test_every_attack_is_found(attacked: Attacked, attack: dict[str, Any]) -> None:
    engine = attacked.engine()
    with engine.connect() as connection:
        # An attacker is not held by the references between tables.
        driver = connection.connection.driver_connection
        assert driver is not None
        connection.rollback()
        driver.execute(FOREIGN_KEYS_OFF)
        driver.execute("BEGIN")
        for name, *_ in driver.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            driver.execute(f"DROP TRIGGER {name}")
        driver.execute("PRAGMA ignore_check_constraints = ON")
        changed = [
            driver.execute(statement.replace("COLUMNS", COLUMNS)).rowcount
            for statement in attack["statements"]
        ]
        driver.execute("COMMIT")
    engine.dispose()
    assert all(changed), "the attack did nothing"
    found = attacked.verify()
    assert not found.whole
    assert attack["found"] in codes(found), found.findings


@pytest.mark.hazard("H68")
def test_a_chain_made_anew_without_its_key_is_found(attacked: Attacked) -> None:
    attacked.run(RENAMED)

    def plain(previous: str, row: list[object]) -> str:
        return hashlib.sha256(f"{previous}{row}".encode()).hexdigest()

    head = attacked.reseal(plain)
    write_head(attacked.place.head, attacked.store, head)
    assert "chain_broken" in codes(attacked.verify())
    attacked.reseal(lambda previous, row: sealed(b"another key", previous, row))
    assert "chain_broken" in codes(attacked.verify())


@pytest.mark.hazard("H68")
def test_a_chain_made_anew_with_its_key_is_found_by_its_head(attacked: Attacked) -> None:
    attacked.run(RENAMED)
    attacked.reseal(lambda previous, row: sealed(attacked.audit_key, previous, row))
    assert codes(attacked.verify()) == {"head_differs"}


@pytest.mark.hazard("H68")
def test_even_with_every_key_and_every_file_the_head_on_paper_is_left(attacked: Attacked) -> None:
    attacked.run(RENAMED)
    head = attacked.reseal(lambda previous, row: sealed(attacked.audit_key, previous, row))
    write_head(attacked.place.head, attacked.store, head)
    # The positive control: nothing else could have seen it.
    assert attacked.verify().whole
    assert codes(attacked.verify(attacked.head_code)) == {"head_differs"}


@pytest.mark.hazard("H68")
def test_an_older_copy_of_the_database_is_found(tmp_path: Path) -> None:
    ward = Ward(tmp_path / "records").founded()
    opened = ward.admitted()
    ward.records.door.sign_out()
    older = shutil.copy(Place(ward.folder).database, tmp_path / "older.db")
    ward.signed_in("ada")
    ward.commit(opened, weights=(weight(),))
    ward.records.door.sign_out()
    shutil.copy(older, Place(ward.folder).database)
    signed = ward.records.door.sign_in("ada", PHRASE)
    assert signed.alarm == "history_cut"
    assert codes(ward.records.trail.verify()) == {"found_before"}
    ward.records.door.sign_out()


@pytest.mark.hazard("H68")
def test_once_found_it_stays_in_the_history_for_ever(attacked: Attacked) -> None:
    attacked.place.head.unlink()
    assert codes(attacked.verify()) == {"head_missing"}
    records = attacked.ward.records
    assert records.door.sign_in("ada", PHRASE).alarm == "head_missing"
    records.door.sign_out()
    assert records.door.sign_in("ada", PHRASE).alarm is None
    assert codes(records.trail.verify()) == {"found_before"}


def test_a_crash_before_the_head_was_written_is_no_attack(attacked: Attacked) -> None:
    records, place = attacked.ward.records, attacked.place
    behind = place.head.read_bytes()
    records.door.sign_in("ada", PHRASE)
    records.door.sign_out()
    place.head.write_bytes(behind)
    assert attacked.verify().whole
    assert records.door.sign_in("ada", PHRASE).alarm is None
    assert records.trail.verify().whole


@pytest.mark.hazard("H68")
def test_a_history_that_goes_on_from_another_past_is_found_on_opening(attacked: Attacked) -> None:
    behind = attacked.place.head.read_bytes()
    records = attacked.ward.records
    records.door.sign_in("ada", PHRASE)
    records.door.sign_out()
    attacked.place.head.write_bytes(behind)
    attacked.run(RENAMED)
    attacked.reseal(lambda previous, row: sealed(attacked.audit_key, previous, row))
    assert records.door.sign_in("ada", PHRASE).alarm == "history_cut"


@pytest.mark.hazard("H68")
def test_every_flipped_bit_in_the_file_is_noticed(attacked: Attacked) -> None:
    from records.faults import StoreError

    whole = attacked.place.database.read_bytes()
    assert len(whole) % 4096 == 0
    for page in range(0, len(whole), 4096):
        flipped = bytearray(whole)
        flipped[page + 100 + page // 4096] ^= 0x10
        attacked.place.database.write_bytes(flipped)
        try:
            found = codes(attacked.verify())
        except StoreError as error:
            found = {error.code}
        except Exception as error:  # noqa: BLE001 (whatever the database says of the page)
            found = {type(error).__name__}
        assert found, f"page {page // 4096}"
    attacked.place.database.write_bytes(whole)
    assert attacked.verify().whole


def test_who_looked_at_a_child_is_told(ward: Ward) -> None:
    ward.joined("ben", "nurse")
    opened = ward.admitted()
    ward.signed_in("ben")
    ward.clock.move(minutes=1)
    ward.records.patients.open(opened.id)
    told = ward.records.trail.of_case(opened.id)
    assert [(one.action, one.shown) for one in told] == [
        ("viewed", "Ben Example"),
        ("admitted", "Dr Ada Example"),
    ]
    assert told[0].at == ward.clock.time
    assert (told[0].program, told[0].rules) == ("0.1.0", "2026-11")


def test_what_left_the_screen_is_told(ward: Ward) -> None:
    opened = ward.admitted()
    code = ward.records.plans.printed(opened, "dosing_plan", "KD-7")
    ward.records.plans.not_printed(opened, "dosing_plan", "KD-7")
    ward.records.plans.exported(opened, "case_file")
    told = ward.records.trail.of_case(opened.id)[:3]
    assert [one.action for one in told] == ["exported", "not_printed", "printed"]
    assert told[2].detail == {"document": "dosing_plan", "code": "KD-7"}
    assert code.startswith(f"{told[2].seq}-")
    assert ward.records.trail.verify((code,)).whole


def test_the_auditor_reads_everything_by_person_and_that_is_recorded_too(ward: Ward) -> None:
    ben = ward.joined("ben", "nurse")
    ward.joined("aud", "auditor")
    ward.signed_in("ben")
    ward.admitted()
    ward.signed_in("aud")
    told = ward.records.trail.everything(by=ben)
    assert [one.action for one in told] == ["signed_out", "admitted", "signed_in"]
    assert ward.records.trail.everything()[0].action == "audit_read"
    assert ward.records.trail.everything(about=ben)[-1].action == "person_added"
    assert key() != key()
