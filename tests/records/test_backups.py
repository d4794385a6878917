"""Backups: whole or none, looked through before they count, and never pushed out by a bad one."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from records.faults import NotAllowedError, StoreError
from records.keys.key_ring import opened_by_password
from records.store.backups import Backup, Kind, backups_in, superfluous
from records.store.connection import open_engine
from records.store.place import Place
from records.store.store import read_keys
from tests.records.ward import CHEAP, PHRASE, Ward, dose, note, weight

TABLES = ("store", "change", "person", "case_head", "entry", "field_change", "patient_words")


def rows(place: Place) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, read by the password alone."""
    _, data_key = opened_by_password(read_keys(place), "ada", PHRASE, CHEAP)
    engine = open_engine(place.database, data_key)
    try:
        with engine.connect() as connection:
            return {
                name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608 (names above)
                for name in TABLES
            }
    finally:
        engine.dispose()


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@pytest.mark.hazard("H64")
def test_a_backup_holds_every_row_of_the_store_and_its_head_and_keys(ward: Ward) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight(),))
    ward.commit(opened, treatments=(dose(),), notes=(note("seen by the cardiologist"),))
    backup = ward.records.backups.make()
    head = ward.records.trail.verify().head
    ward.records.door.sign_out()
    kept = rows(backup.place)
    now = rows(Place(ward.folder))
    assert {name: len(kept[name]) for name in ("case_head", "entry")} == {
        "case_head": 1,
        "entry": 3,
    }
    # What was written after the backup: that the history was looked through, and the signing out.
    assert [row[0] for row in now.pop("change")[len(kept["change"]) :]] == [
        head.seq + 1,
        head.seq + 2,
    ]
    assert {name: kept[name] for name in now} == now
    assert sorted(each.name for each in backup.place.folder.iterdir()) == [
        "audit-head.json",
        "keys.json",
        "records.db",
    ]


@pytest.mark.hazard("H64", "H66")
def test_a_backup_is_encrypted_and_for_its_owner_alone(ward: Ward) -> None:
    ward.commit(ward.admitted(), notes=(note("zebra finch"),))
    backup = ward.records.backups.make()
    for file in backup.place.folder.iterdir():
        assert b"zebra" not in file.read_bytes()
        assert b"Nov" not in file.read_bytes()
        if os.name == "posix":
            assert file.stat().st_mode & 0o077 == 0
    assert backup.name.startswith("backup-000001-20261121T132005Z-")


@pytest.mark.hazard("H64")
@pytest.mark.parametrize("where", ["page of the database", "history"])
def test_a_store_that_is_not_whole_makes_no_backup_and_pushes_none_out(
    ward: Ward, where: str
) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight(),))
    good = ward.records.backups.make()
    store = ward.records.patients._desk.store  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    if where == "history":
        with store.writing() as writing:
            # Past the triggers, as somebody with own tools would.
            writing.connection.execute(text("DROP TRIGGER entry_no_update"))
            writing.connection.execute(text("UPDATE entry SET content = '{}'"))
    else:
        ward.records.door.sign_out()
        size = Place(ward.folder).database.stat().st_size
        # A page of the middle: the first ones are read with the password already.
        flip(Place(ward.folder).database, size // 2 // 4096 * 4096 + 100)
        ward.signed_in("ada")
    for _ in range(12):
        with pytest.raises(StoreError) as refused:
            ward.records.backups.make()
        assert refused.value.code in ("backup_not_whole", "backup_failed")
    assert ward.records.backups.standing() == (good,)
    assert list(good.place.folder.parent.iterdir()) == [good.place.folder]
    assert opened.id


@pytest.mark.hazard("H61", "H64")
def test_a_place_that_cannot_be_written_is_no_backup_and_is_said(
    ward: Ward, tmp_path: Path
) -> None:
    ward.admitted()
    (tmp_path / "file").write_text("a file and no folder", encoding="utf-8")
    ward.records.patients._desk.backups = tmp_path / "file" / "backups"  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    with pytest.raises(StoreError) as refused:
        ward.records.backups.make()
    assert refused.value.code == "backup_failed"
    assert set(refused.value.values) == {"path", "why"}
    assert ward.records.backups.state().last is None
    assert ward.records.backups.state().is_behind
    # Leaving says so too, and leaves all the same.
    with pytest.raises(StoreError):
        ward.records.backups.leave()
    assert ward.records.door.session is None
    assert ward.records.door.condition() is None


def backup(number: int, days_ago: int, kind: Kind = "backup") -> Backup:
    at = datetime(2026, 11, 21, 12, tzinfo=UTC) - timedelta(days=days_ago)
    return Backup(Place(Path()), kind, number, at, None)


@pytest.mark.hazard("H64")
@pytest.mark.parametrize(
    ("days_ago", "stay"),
    [
        # Newest first. Three stay: of each day the latest, as long as there is room.
        ([0, 1, 2], [0, 1, 2]),
        ([0, 0, 0, 0, 0], [0, 1, 2]),
        ([0, 1, 2, 3], [0, 1, 2]),
        ([0, 0, 1, 2], [0, 2, 3]),
        ([0, 1, 1, 1, 2], [0, 1, 4]),
        # A clock that was put back: the newest is the one with the highest number.
        ([5, 0, 1, 2], [0, 1, 2]),
    ],
)
def test_which_backups_stay(days_ago: list[int], stay: list[int]) -> None:
    standing = [backup(100 - place, days) for place, days in enumerate(days_ago)]
    gone = superfluous(standing, 3)
    assert [place for place, each in enumerate(standing) if each not in gone] == stay


@pytest.mark.hazard("H64")
def test_ten_are_kept_and_what_a_restore_set_aside_stays(ward: Ward) -> None:
    opened = ward.admitted()
    first = ward.records.backups.make()
    (first.place.folder.parent / first.name.replace("backup-", "aside-")).mkdir()
    for number in range(12):
        ward.clock.move(days=1)
        ward.signed_in("ada")
        opened = ward.records.patients.open(opened.id)
        opened = ward.commit(opened, notes=(*opened.case.notes, note(str(number))))
        ward.records.backups.make()
    standing = backups_in(first.place.folder.parent)
    assert [each.number for each in standing if each.kind == "backup"] == list(range(13, 3, -1))
    assert [each.number for each in standing if each.kind == "aside"] == [1]


@pytest.mark.hazard("H64")
def test_a_backup_is_due_at_the_first_save_and_an_hour_later_and_when_somebody_leaves(
    ward: Ward,
) -> None:
    backups = ward.records.backups

    def made() -> bool:
        copied = backups.copy_when_due()
        return copied is not None and copied.finish().number > 0

    opened = ward.admitted()
    assert made()
    opened = ward.commit(opened, notes=(note("1"),))
    assert not made()
    ward.clock.move(minutes=59)
    ward.signed_in("ada")
    assert not made()
    ward.clock.move(minutes=1)
    assert made()
    # Looking is no writing.
    ward.clock.move(hours=3)
    ward.signed_in("ada")
    ward.records.patients.open(opened.id)
    assert not made()
    assert not backups.state().is_behind
    assert backups.leave() is None
    ward.signed_in("ada")
    ward.commit(ward.records.patients.open(opened.id), notes=(*opened.case.notes, note("2")))
    copied = backups.leave()
    assert copied is not None
    # The store is closed and its lock is free while the copy is looked through.
    assert ward.records.door.condition() is None
    assert copied.finish().number == 3


@pytest.mark.hazard("H64")
def test_a_clock_put_back_makes_one_backup_too_many_rather_than_none(ward: Ward) -> None:
    opened = ward.admitted()
    assert ward.records.backups.make().number == 1
    ward.clock.move(days=-400)
    ward.records.door.sign_out()
    ward.signed_in("ada")
    opened = ward.records.patients.open(opened.id)
    ward.commit(opened, notes=(note("put back"),))
    copied = ward.records.backups.copy_when_due()
    assert copied is not None
    assert copied.finish().number == 2
    assert [each.number for each in ward.records.backups.standing()] == [2, 1]


def test_two_copies_are_never_looked_through_at_once(ward: Ward) -> None:
    ward.admitted()
    first = ward.records.backups.copy_when_due()
    ward.clock.move(hours=2)
    ward.signed_in("ada")
    assert first is not None
    assert ward.records.backups.copy_when_due() is None
    assert first.finish().number == 1


def test_what_a_killed_backup_left_is_swept_once_it_is_old(ward: Ward) -> None:
    ward.admitted()
    folder = Place(ward.folder).backups
    young, old = (folder / f".making-{name * 32}" for name in "ab")
    for left, hours in ((young, 0), (old, 2)):
        left.mkdir(parents=True)
        then = ward.clock.time.timestamp() - hours * 3_600
        os.utime(left, (then, then))
    made = ward.records.backups.make()
    assert sorted(each.name for each in folder.iterdir()) == [young.name, made.name]


def test_an_old_program_or_nobody_is_no_way_to_a_backup(ward: Ward) -> None:
    ward.joined("ben", "nurse")
    ward.signed_in("ben")
    with pytest.raises(NotAllowedError):
        ward.records.backups.make()
    ward.records.door.sign_out()
    with pytest.raises(NotAllowedError):
        ward.records.backups.make()
    shutil.rmtree(ward.folder)
    assert ward.records.backups.standing() == ()
