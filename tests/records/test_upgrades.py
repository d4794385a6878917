"""Every schema there ever was is opened; what is older is changed in a copy, or stays as it was."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from records.faults import StoreError
from records.keys.key_ring import opened_by_password
from records.store.backups import backups_in
from records.store.connection import open_engine
from records.store.exchange import finish
from records.store.migrations import CURRENT, SCHEMAS, Schemas, schema_of
from records.store.place import Place
from records.store.store import Store, read_keys
from tests.records.keep_schema import LEFT_OPEN, kept
from tests.records.ward import CHEAP, PHRASE, Clock, Ward

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.keys.key_file import KeyFile

AT = Clock().time
GUARD = (
    "CREATE TRIGGER ward_note_no_delete BEFORE DELETE ON ward_note "
    "BEGIN SELECT RAISE(ABORT, 'history is not rewritten'); END"
)
# What later programs might do: another column, another table with its guard, a mended row.
NEXT: Schemas = (
    *SCHEMAS,
    (
        "ALTER TABLE person ADD COLUMN language TEXT",
        "CREATE TABLE ward_note (id TEXT NOT NULL PRIMARY KEY, content TEXT NOT NULL) STRICT",
        GUARD,
    ),
    ("INSERT INTO ward_note VALUES ('first', 'kept')",),
)
FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")


def opened(place: Place) -> tuple[KeyFile, bytes]:
    keys = read_keys(place)
    return keys, opened_by_password(keys, "ada", PHRASE, CHEAP)[1]


def open_store(place: Place, schemas: Schemas) -> Store:
    keys, data_key = opened(place)
    return Store(place, keys, data_key, AT, schemas=schemas)


def schema_at(place: Place) -> int:
    engine = open_engine(place.database, opened(place)[1])
    try:
        with engine.connect() as connection:
            return schema_of(connection)
    finally:
        engine.dispose()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give the store of schema 1, to be worked on."""
    shutil.copytree(kept(1).folder, tmp_path / "records")
    return Place(tmp_path / "records")


@pytest.mark.hazard("H63")
def test_there_is_a_kept_store_of_every_schema() -> None:
    found = {each.name for each in kept(1).folder.parent.iterdir()}
    assert found == {f"schema_{number}" for number in range(1, CURRENT + 1)}


@pytest.mark.hazard("H63")
@pytest.mark.parametrize("number", range(1, CURRENT + 1))
def test_the_store_of_each_schema_opens_with_everything_in_it(number: int, tmp_path: Path) -> None:
    shutil.copytree(kept(number).folder, tmp_path / "records")
    ward = Ward(tmp_path / "records")
    ward.clock.move(hours=1)
    assert ward.records.door.sign_in("ada", PHRASE).alarm is None
    (found,) = ward.records.patients.search("nov")
    child = ward.records.patients.open(found.case_id)
    assert [str(each.kg) for each in child.case.weights] == ["16.5"]
    assert [str(each.value) for each in child.case.observations] == ["38.4"]
    assert [str(each.dose) for each in child.case.treatments] == ["60"]
    assert [each.regimen for each in child.case.plans] == ["ivig"]
    (draft,) = ward.records.drafts.own()
    assert [each.text for each in draft.case.notes] == [LEFT_OPEN]
    assert ward.records.trail.verify().whole
    ward.signed_in("aud")
    assert ward.records.trail.everything()[-1].action == "person_added"
    ward.records.door.sign_out()
    assert schema_at(Place(ward.folder)) == CURRENT


@pytest.mark.hazard("H63")
def test_an_older_store_is_brought_up_to_date_and_stays_as_it_was_among_the_backups(
    place: Place,
) -> None:
    before = place.database.read_bytes()
    store = open_store(place, NEXT)
    with store.reading() as connection:
        assert schema_of(connection) == len(NEXT)
        assert connection.execute(text("SELECT id FROM ward_note")).scalars().all() == ["first"]
        asked = text('SELECT "action", detail FROM change ORDER BY seq DESC LIMIT 1')
        assert tuple(connection.execute(asked).one()) == (
            "upgraded",
            f'{{"from":1,"to":{len(NEXT)}}}',
        )
    assert store.alarm is None
    store.close()
    (backup,) = backups_in(place.backups)
    assert schema_at(backup.place) == 1
    # The older program opens what was set aside, and the new store not at all.
    old = open_store(backup.place, SCHEMAS)
    old.close()
    with pytest.raises(StoreError) as refused:
        open_store(place, SCHEMAS)
    assert refused.value.code == "store_newer"
    assert refused.value.values == {"found": "3", "known": str(CURRENT)}
    assert schema_at(place) == len(NEXT)
    assert place.database.read_bytes() != before
    # A second time there is nothing to do.
    open_store(place, NEXT).close()
    assert len(backups_in(place.backups)) == 1


@pytest.mark.hazard("H63")
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE person (id TEXT)",
        # Each of these goes through, and the copy is found not to be whole.
        "UPDATE case_head SET content = '{}', version = version + 1",
        "DROP TRIGGER entry_no_delete",
        "DELETE FROM patient_words",
    ],
)
def test_a_change_that_fails_or_harms_leaves_the_store_as_it_was(
    place: Place, statement: str
) -> None:
    before = {each.name: each.read_bytes() for each in place.folder.iterdir()}
    with pytest.raises(StoreError) as refused:
        open_store(place, (*SCHEMAS, (statement,)))
    assert refused.value.code in ("upgrade_failed", "store_failed")
    after = {each.name: each.read_bytes() for each in place.folder.iterdir() if each.is_file()}
    after.pop(place.lock.name)
    assert after == before
    assert backups_in(place.backups) == ()
    open_store(place, SCHEMAS).close()


@pytest.mark.hazard("H63", "H68")
def test_an_alarm_is_not_lost_by_bringing_a_store_up_to_date(place: Place) -> None:
    place.head.unlink()
    store = open_store(place, NEXT)
    assert store.alarm == "head_missing"
    store.close()


@pytest.mark.hazard("H58", "H63")
def test_a_store_that_cannot_be_kept_as_it_was_is_not_changed(place: Place) -> None:
    place.backups.write_text("a file and no folder", encoding="utf-8")
    with pytest.raises(StoreError) as refused:
        open_store(place, NEXT)
    assert refused.value.code == "upgrade_failed"
    assert schema_at(place) == 1


def dies_at(step: int, work: Callable[[], None]) -> bool:
    """Do work in a child that is killed before its Nth step on the disk; return whether it was.

    A step is whatever Python tells its audit hooks of files: opening, moving, removing, making.
    The database writes beside them, between two steps as between two moments.
    """
    child = os.fork()
    if child == 0:
        left = step

        def count(event: str, _: tuple[object, ...]) -> None:
            nonlocal left
            if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.listdir"):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            work()
        except BaseException:  # noqa: BLE001 (the parent asks only whether it was killed)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@FORKS
@pytest.mark.hazard("H57", "H63")
def test_killed_at_any_step_a_change_leaves_the_old_store_or_the_new_one(tmp_path: Path) -> None:
    found: list[int] = []
    step, killed = 0, True
    while killed:
        shutil.copytree(kept(1).folder, tmp_path / str(step))
        place = Place(tmp_path / str(step))
        killed = dies_at(step, lambda place=place: open_store(place, NEXT).close())
        # An exchange that was begun is ended before anything is read, as signing in does.
        finish(place)
        found.append(schema_at(place))
        store = open_store(place, NEXT)
        assert store.alarm is None
        store.close()
        assert not list(place.folder.glob(".new-*"))
        assert {schema_at(each.place) for each in backups_in(place.backups)} == {1}
        step += 3
    # Both were met, first the one and then the other, over a good many steps.
    assert found == sorted(found)
    assert set(found) == {1, len(NEXT)}
    assert step > 20


@FORKS
@pytest.mark.hazard("H57", "H64")
def test_killed_at_any_step_putting_back_leaves_the_one_store_or_the_other(tmp_path: Path) -> None:
    made = Ward(tmp_path / "made").founded()
    child = made.admitted()
    backup = made.records.backups.make()
    made.commit(child, z_model="mccrindle_2007")
    made.records.door.sign_out()
    found: list[str | None] = []
    step, killed = 0, True
    while killed:
        folder = tmp_path / str(step)
        shutil.copytree(made.folder, folder)
        ward = Ward(folder)
        asked = ward.records.putting_back.named(backup.name)
        killed = dies_at(
            step,
            lambda ward=ward, asked=asked: (
                ward.records.putting_back.restore(asked, "ada", PHRASE, "killed at every step")
                and None
            ),
        )
        after = Ward(folder)
        assert after.records.door.sign_in("ada", PHRASE).alarm is None
        found.append(after.records.patients.open(child.id).case.z_model)
        assert after.records.trail.verify().whole
        after.records.door.sign_out()
        step += 7
    switch = found.index(None)
    assert set(found[:switch]) == {"mccrindle_2007"}
    assert set(found[switch:]) == {None}


@FORKS
@pytest.mark.hazard("H57", "H64")
def test_killed_at_any_step_a_backup_is_whole_or_is_not_there(tmp_path: Path) -> None:
    made = Ward(tmp_path / "made").founded()
    made.admitted()
    made.records.door.sign_out()
    counts: list[int] = []
    step, killed = 0, True
    while killed:
        folder = tmp_path / str(step)
        shutil.copytree(made.folder, folder)

        def back_up(folder: Path = folder) -> None:
            Ward(folder).signed_in("ada").records.backups.make()

        killed = dies_at(step, back_up)
        ward = Ward(folder)
        standing = ward.records.backups.standing()
        for each in standing:
            assert ward.records.putting_back.preview(each, "ada", PHRASE).holds.children == 1
        counts.append(len(standing))
        step += 6
    assert counts == sorted(counts)
    assert set(counts) == {0, 1}
