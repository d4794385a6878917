"""The store: what was saved comes back, nothing is overwritten unseen, history is only added to."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from clinical.record.case import Case
from clinical.record.entry import Entry
from clinical.record.kept_plan import KeptPlan
from records.case_file import case_of
from records.faults import RecordsError, RefusedError, StoreError
from records.keys.key_ring import opened_by_password
from records.service.records import Records
from records.store.case_parts import KINDS
from records.store.connection import open_engine
from records.store.migrations import CURRENT
from records.store.store import Place, read_keys
from records.store.tables import METADATA
from tests.records.ward import (
    CHEAP,
    PHRASE,
    Ward,
    child,
    dose,
    draft_plan,
    key,
    note,
    temperature,
    weight,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from clinical.rules.rulebook import Rulebook

EVERY_KEY = Path(__file__).parent / "every_key.json"


def raw(ward: Ward) -> Engine:
    """Return the database itself, as somebody with the key and another program would see it."""
    place = Place(ward.folder)
    _, data_key = opened_by_password(read_keys(place), "ada", PHRASE, CHEAP)
    return open_engine(place.database, data_key)


def refused(code: str, error: pytest.ExceptionInfo[RecordsError]) -> bool:
    return error.value.code == code


def test_a_record_with_every_key_comes_back_as_it_was(ward: Ward, rulebook: Rulebook) -> None:
    whole = case_of(EVERY_KEY.read_bytes(), rulebook)
    unsigned = tuple(plan.replace(signed=None, checked=None) for plan in whole.plans)
    whole = whole.replace(plans=unsigned, summaries=())
    opened = ward.records.patients.admit(whole, key()).case
    ward.records.door.sign_out()
    ward.signed_in("ada")
    again = ward.records.patients.open(opened.id)
    assert again == opened
    assert _without_ids(again.case) == _without_ids(whole)


def _without_ids(case: Case) -> Case:
    kinds = ("weights", "heights", "observations", "echos", "treatments", "adverse_events", "notes")
    changed: dict[str, object] = {
        kind: tuple(_unmarked(item) for item in getattr(case, kind)) for kind in (*kinds, "plans")
    }
    return case.replace(**changed)


def _unmarked(item: Entry) -> Entry:
    """Return an item without who wrote, struck or made it: that is who admits the child."""
    changed: dict[str, object] = {"id": None, "recorded": None}
    if item.struck is not None:
        changed["struck"] = item.struck.replace(at=datetime(2026, 1, 1, tzinfo=UTC), by="")
    if isinstance(item, KeptPlan):
        changed["created"] = None
        changed["overrides"] = tuple(one.replace(by=None) for one in item.overrides)
    return item.replace(**changed)


def test_every_kind_of_timed_item_is_kept_entry_by_entry() -> None:
    # A new kind that is forgotten would be kept without history.
    kinds = {
        name
        for name, field in Case.model_fields.items()
        if any(
            isinstance(kind, type) and issubclass(kind, Entry)
            for kind in get_args(field.annotation)
        )
    }
    assert kinds == set(KINDS)
    assert len(kinds) == 9


def test_the_order_of_the_entries_is_kept(ward: Ward) -> None:
    opened = ward.admitted()
    opened = ward.commit(opened, observations=(temperature("38.1"), temperature("38.3")))
    first, last = opened.case.observations
    opened = ward.commit(opened, observations=(first, temperature("38.2"), last))
    read = ward.records.patients.open(opened.id).case
    assert [str(one.value) for one in read.observations] == ["38.1", "38.2", "38.3"]


def test_what_is_written_down_says_by_whom_and_when(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight(),))
    recorded = opened.case.weights[0].recorded
    assert recorded is not None
    assert (recorded.by, recorded.at) == ("Dr Ada Example", ward.clock.time)


@pytest.mark.hazard("H60")
def test_of_two_windows_on_one_record_the_second_cannot_overwrite_the_first(ward: Ward) -> None:
    opened = ward.admitted()
    mine, theirs = opened, ward.records.patients.open(opened.id)
    ward.commit(mine, weights=(weight("16.5"),))
    with pytest.raises(RefusedError) as error:
        ward.commit(theirs, weights=(weight("17.5"),))
    assert refused("changed_meanwhile", error)
    read = ward.records.patients.open(opened.id)
    assert [str(one.kg) for one in read.case.weights] == ["16.5"]
    # Having seen it, the second may go on.
    both = ward.commit(read, weights=(*read.case.weights, weight("17.5")))
    assert len(both.case.weights) == 2


@pytest.mark.hazard("H46")
def test_a_save_made_again_under_its_key_is_made_once(ward: Ward) -> None:
    opened = ward.admitted()
    once = key()
    wanted = opened.case.replace(treatments=(dose(),))
    saves = [ward.records.patients.save(opened, wanted, once) for _ in range(20)]
    assert {save.case.version for save in saves} == {opened.version + 1}
    assert {save.change for save in saves} == {saves[0].change}
    assert [save.repeated for save in saves] == [False, *[True] * 19]
    assert len(ward.records.patients.open(opened.id).case.treatments) == 1
    assert ward.records.patients.was_saved(once) is not None
    assert ward.records.patients.was_saved(key()) is None


@pytest.mark.hazard("H46")
def test_a_child_is_admitted_once_under_one_key(ward: Ward) -> None:
    once = key()
    first, second = (ward.records.patients.admit(child(), once) for _ in range(2))
    assert first.case == second.case
    assert len(ward.records.patients.search("novak")) == 1


@pytest.mark.hazard("H46")
def test_one_key_does_not_serve_for_something_else(ward: Ward) -> None:
    opened = ward.admitted()
    once = key()
    ward.records.patients.save(opened, opened.case.replace(treatments=(dose(),)), once)
    with pytest.raises(RefusedError) as error:
        ward.records.patients.save(
            opened, opened.case.replace(treatments=(dose(amount="80"),)), once
        )
    assert refused("key_reused", error)


def test_nothing_that_was_entered_can_be_left_out(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight(),), notes=(note("seen"),))
    with pytest.raises(RefusedError) as error:
        ward.commit(opened, notes=())
    assert refused("entry_removed", error)


def test_undoing_an_entry_strikes_it_where_it_stood(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), notes=(note("first"), note("second")))
    before = opened.case.replace(notes=opened.case.notes[1:])
    saved = ward.records.patients.save(opened, before, key(), undo="undone").case
    first, second = saved.case.notes
    assert (first.text, second.text) == ("first", "second")
    assert first.struck is not None
    assert (first.struck.by, first.struck.reason) == ("Dr Ada Example", "undone")
    assert second.struck is None


def test_a_charted_dose_is_corrected_and_not_undone(ward: Ward) -> None:
    opened = ward.admitted()
    charted = ward.commit(opened, treatments=(dose(),))
    with pytest.raises(RefusedError) as error:
        ward.records.patients.save(charted, opened.case, key(), undo="undone")
    assert refused("dose_removed", error)
    struck = charted.case.treatments[0].replace(
        struck={"at": ward.clock.time, "by": "Dr Ada Example", "reason": "given to another child"}
    )
    assert ward.commit(charted, treatments=(struck,)).case.treatments[0].struck is not None


def test_saving_what_is_already_saved_writes_nothing(ward: Ward) -> None:
    opened = ward.admitted()
    lines = len(ward.records.trail.of_case(opened.id))
    assert ward.commit(opened) == opened
    assert len(ward.records.trail.of_case(opened.id)) == lines


def test_every_field_tells_what_it_held_before(ward: Ward) -> None:
    opened = ward.admitted()
    for state in ("absent", "present"):
        ward.clock.move(minutes=1)
        illness = opened.case.illness
        signs = illness.signs.replace(rash=illness.signs.rash.replace(state=state))
        opened = ward.commit(opened, illness=illness.replace(signs=signs))
    told = ward.records.trail.of_field(opened.id, "illness.signs.rash")
    assert [(one.before, one.after) for one in told] == [
        ('"absent"', '"present"'),
        ("", '"absent"'),
    ]
    assert {one.change.shown for one in told} == {"Dr Ada Example"}
    assert told[0].change.at - told[1].change.at == ward.clock.time - told[1].change.at
    assert ward.records.trail.of_field(opened.id, "illness.signs.ra") == ()


def test_every_version_of_an_entry_is_kept(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight("16.5"),))
    first = opened.case.weights[0]
    opened = ward.commit(opened, weights=(first.replace(kg="15.6"),))
    told = ward.records.trail.of_entry(opened.id, "weights", str(first.id))
    assert ['"kg":"15.6"' in told[0].after, '"kg":"16.5"' in told[0].before] == [True, True]
    assert [one.before == "" for one in told] == [False, True]
    assert ward.records.trail.of_field(opened.id, f"weights.{first.id}.kg")[0].after == '"15.6"'


@pytest.mark.hazard("H68")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET content = '{}'",
        "DELETE FROM entry",
        "UPDATE \"change\" SET shown = 'Somebody'",
        'DELETE FROM "change"',
        "UPDATE field_change SET before = ''",
        "DELETE FROM field_change",
        "DELETE FROM case_head",
        "UPDATE case_head SET content = '{}'",
        "UPDATE case_head SET version = version - 1",
        "UPDATE case_head SET version = version + 1, id = 'other'",
        "DELETE FROM person",
        "UPDATE person SET roles = '[\"auditor\"]'",
        "UPDATE store SET id = 'other'",
        "DELETE FROM store",
    ],
)
def test_the_database_itself_refuses_to_rewrite_history(ward: Ward, statement: str) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight(),))
    ward.commit(opened, z_model="mccrindle_2007")
    ward.records.door.sign_out()
    engine = raw(ward)
    with (
        pytest.raises(DatabaseError, match="history is not rewritten"),
        engine.begin() as connection,
    ):
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.hazard("H57")
def test_what_is_committed_is_synchronised_in_full(ward: Ward) -> None:
    ward.records.door.sign_out()
    engine = raw(ward)
    with engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")
        found = [connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in asked]
        assert connection.execute(text("PRAGMA cipher_status")).scalar_one() == "1"
    engine.dispose()
    # 2 is FULL; temporary tables stay in memory.
    assert found == ["wal", 2, 1, 1, 2]


def test_the_tables_are_those_the_queries_name(ward: Ward) -> None:
    ward.records.door.sign_out()
    engine = raw(ward)
    seen = inspect(engine)
    made = {
        name: {column["name"]: column["nullable"] for column in seen.get_columns(name)}
        for name in METADATA.tables
    }
    named = {
        name: {column.name: column.nullable for column in table.columns}
        for name, table in METADATA.tables.items()
    }
    engine.dispose()
    assert made == named


def test_the_store_of_a_newer_program_is_not_opened(ward: Ward) -> None:
    ward.records.door.sign_out()
    engine = raw(ward)
    with engine.begin() as connection:
        connection.execute(text(f"PRAGMA user_version = {CURRENT + 1}"))
    engine.dispose()
    with pytest.raises(StoreError) as error:
        ward.signed_in("ada")
    assert refused("store_newer", error)


def test_another_programs_database_is_not_taken_for_ours(ward: Ward) -> None:
    ward.records.door.sign_out()
    engine = raw(ward)
    with engine.begin() as connection:
        connection.execute(text("PRAGMA application_id = 1"))
    engine.dispose()
    with pytest.raises(StoreError) as error:
        ward.signed_in("ada")
    assert refused("store_foreign", error)


def test_a_store_is_made_once(ward: Ward) -> None:
    other = ward.second()
    with pytest.raises(StoreError) as error:
        other.door.create("eve", "Eve", ("clinician",), PHRASE)
    assert refused("store_exists", error)
    assert len(ward.records.accounts.everybody()) == 1


def test_a_store_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    ward = Ward(tmp_path / "file" / "records")
    with pytest.raises(StoreError) as error:
        ward.founded()
    assert refused("store_unwritable", error)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_attempt_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / f".records-{0x0123:032x}"
    left.mkdir()
    (left / "records.db").write_bytes(b"half")
    Ward(tmp_path / "records").founded().records.door.sign_out()
    assert not left.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has lists of access instead")
def test_only_the_owner_of_the_account_can_look_into_the_folder(ward: Ward) -> None:
    assert ward.folder.stat().st_mode & 0o077 == 0


def test_an_old_version_of_a_plan_stays_in_the_record(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), plans=(draft_plan(1),))
    opened = ward.commit(opened, plans=(*opened.case.plans, draft_plan(2)))
    read = ward.records.patients.open(opened.id).case
    assert [(plan.id, plan.version) for plan in read.plans] == [("plan-1", 1), ("plan-1", 2)]


def test_records_of_two_folders_know_nothing_of_each_other(tmp_path: Path) -> None:
    first, second = (Ward(tmp_path / name / "records").founded() for name in ("one", "two"))
    first.admitted()
    assert isinstance(second.records, Records)
    assert second.records.patients.search("") == ()
    for ward in (first, second):
        ward.records.door.sign_out()


def test_work_may_come_from_one_thread_after_another(ward: Ward) -> None:
    opened = ward.admitted()
    for number in range(5):
        weights = (*opened.case.weights, weight(str(10 + number)))
        with ThreadPoolExecutor(1) as pool:
            opened = pool.submit(ward.commit, opened, weights=weights).result()
    assert [str(one.kg) for one in ward.records.patients.open(opened.id).case.weights] == [
        "10",
        "11",
        "12",
        "13",
        "14",
    ]
