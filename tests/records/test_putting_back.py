"""A backup put back: seen before, by an administrator, in the history, and nothing gets lost."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from records.faults import RecordsError
from records.store.exchange import is_half_done
from records.store.place import Place
from tests.records.ward import PHRASE, ZONE, Ward, child, dose, draft_plan, key, note, weight

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.service.restoring import Restored
    from records.store.backups import Backup

WHY = "The wrong child was merged"


def put_back(ward: Ward, backup: Backup, person: str = "ada", password: str = PHRASE) -> Restored:
    return ward.records.putting_back.restore(backup, person, password, WHY)


def refused(ask: Callable[[], object]) -> str:
    with pytest.raises(RecordsError) as error:
        ask()
    return error.value.code


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@pytest.mark.hazard("H64")
def test_the_preview_counts_what_would_be_lost_and_changes_nothing(ward: Ward) -> None:
    first = ward.admitted()
    first = ward.commit(first, weights=(weight(),))
    backup = ward.records.backups.make()
    ward.clock.move(days=2)
    ward.signed_in("ada")
    first = ward.records.patients.open(first.id)
    ward.records.patients.confirm_identity(first, "nov", "2019")
    first = ward.commit(first, treatments=(dose(), dose(amount="70")), notes=(note("new"),))
    ward.commit(first, plans=(draft_plan(),))
    ward.records.patients.admit(child("Young", "Zoe", "W4-0099"), key())
    ward.joined("cleo", "nurse")
    before = {each: (ward.folder / each).read_bytes() for each in ("keys.json", "audit-head.json")}
    found = ward.records.putting_back.preview(backup, "", PHRASE)
    assert found.loss is not None
    assert asdict(found.loss) | {"changes": 0, "since": None} == {
        "children": 1,
        "changed": 1,
        "entries": 4,
        "doses": 2,
        "plans": 1,
        "people": ("Cleo Example",),
        "changes": 0,
        "since": None,
    }
    # The first thing that is missing: signing in two days later.
    assert found.loss.since == ward.clock.time
    assert (found.holds.children, found.holds.entries, found.holds.people) == (1, 1, 1)
    assert found.holds.written == backup.at.astimezone(ZONE)
    assert {each: (ward.folder / each).read_bytes() for each in before} == before
    assert ward.records.patients.open(first.id).case.treatments
    assert not list(ward.folder.glob(".new-*"))


@pytest.mark.hazard("H64", "H68")
def test_what_was_put_back_says_so_in_its_history_and_what_it_replaced_is_set_aside(
    ward: Ward,
) -> None:
    ward.joined("aud", "auditor")
    opened = ward.commit(ward.admitted(), weights=(weight(),))
    backup = ward.records.backups.make()
    later = ward.commit(opened, treatments=(dose(),))
    replaced = ward.records.trail.verify().head.seq
    done = put_back(ward, backup)
    assert ward.records.door.session is None
    assert done.aside is not None
    # No alarm: what was done was done by the program, and it says so itself.
    assert ward.records.door.sign_in("ada", PHRASE).alarm is None
    assert ward.records.patients.open(opened.id) == opened
    assert ward.records.trail.verify().whole
    ward.signed_in("aud")
    (told,) = [each for each in ward.records.trail.everything() if each.action == "restored"]
    assert (told.shown, told.detail["reason"]) == ("Dr Ada Example", WHY)
    assert told.detail["backup"] == backup.name
    assert told.detail["entries_lost"] == 1
    assert int(told.detail["replaced"].split("-")[0]) >= replaced
    # What was set aside is put back in the same way, with everything in it.
    ward.signed_in("ada")
    put_back(ward, done.aside)
    ward.signed_in("ada")
    assert ward.records.patients.open(opened.id) == later
    assert ward.records.trail.verify().whole


@pytest.mark.hazard("H64")
def test_a_backup_made_after_putting_back_counts_as_new(ward: Ward) -> None:
    opened = ward.admitted()
    early = ward.records.backups.make()
    for text in "abc":
        opened = ward.commit(opened, notes=(*opened.case.notes, note(text)))
    late = ward.records.backups.make()
    put_back(ward, early)
    ward.signed_in("ada")
    # The last backup has the higher number of changes, and is of another history.
    assert ward.records.backups.state().last == late
    assert ward.records.backups.state().is_behind
    newest = ward.records.backups.make()
    assert ward.records.backups.standing()[0] == newest
    assert not ward.records.backups.state().is_behind


@pytest.mark.hazard("H36", "H64")
def test_only_an_administrator_with_the_password_and_a_reason_puts_back(ward: Ward) -> None:
    ward.joined("ben", "clinician")
    ward.admitted()
    backup = ward.records.backups.make()
    ask = ward.records.putting_back
    assert refused(lambda: ask.preview(backup, "ada", "another password")) == "wrong_password"
    assert refused(lambda: ask.restore(backup, "ada", PHRASE, "short")) == "reason_missing"
    ward.signed_in("ben")
    assert refused(lambda: ask.preview(backup, "ben", PHRASE)) == "not_allowed"
    assert refused(lambda: put_back(ward, backup, "ben")) == "not_allowed"
    # Nor with nobody signed in, as the command line asks.
    ward.records.door.sign_out()
    assert refused(lambda: put_back(ward, backup, "ben")) == "not_allowed"
    assert refused(lambda: put_back(ward, backup, "ada", "another password")) == "wrong_password"
    assert ward.records.backups.standing() == (backup,)
    assert ward.signed_in("ada").records.trail.verify().whole


@pytest.mark.hazard("H36", "H64")
def test_who_lost_access_since_the_backup_does_not_get_it_back_by_it(ward: Ward) -> None:
    ben = ward.joined("ben", "administrator")
    ward.admitted()
    backup = ward.records.backups.make()
    ward.joined("cleo", "nurse")
    ward.records.accounts.end(ben)
    ward.records.door.sign_out()
    # Of then: an administrator. Of now: nobody.
    assert refused(lambda: put_back(ward, backup, "ben")) == "wrong_password"
    put_back(ward, backup)
    assert refused(lambda: ward.signed_in("ben")) == "wrong_password"
    assert refused(lambda: ward.signed_in("cleo")) == "wrong_password"
    ward.signed_in("ada")
    people = {each.name: each.active for each in ward.records.accounts.everybody()}
    assert people == {"ada": True, "ben": False}
    assert ward.records.trail.verify().whole
    # The name is free again and serves.
    ward.joined("cleo", "nurse")
    assert ward.signed_in("cleo").records.door.session is not None


@pytest.mark.hazard("H36", "H64")
def test_damaging_the_keys_gives_nobody_their_former_rights_back(ward: Ward) -> None:
    ben = ward.joined("ben", "administrator")
    backup = ward.records.backups.make()
    ward.records.accounts.end(ben)
    ward.records.door.sign_out()
    flip(Place(ward.folder).keys, 40)
    # The seals of then open the backup; the records here still say who administers.
    assert refused(lambda: put_back(ward, backup, "ben")) == "not_allowed"
    put_back(ward, backup)
    ward.signed_in("ada")


@pytest.mark.hazard("H36", "H64")
def test_a_password_changed_since_the_backup_is_the_one_that_serves(ward: Ward) -> None:
    ward.admitted()
    backup = ward.records.backups.make()
    new = "green frogs on line 7"
    ward.records.accounts.change_own_password(new, secret=PHRASE)
    put_back(ward, backup, password=new)
    assert refused(lambda: ward.signed_in("ada")) == "wrong_password"
    assert ward.records.door.sign_in("ada", new).alarm is None


@pytest.mark.hazard("H59", "H64")
@pytest.mark.parametrize("damage", ["first page", "a page", "keys", "no database", "nothing left"])
def test_damaged_or_lost_records_are_put_back_whole(ward: Ward, damage: str) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight(),))
    backup = ward.records.backups.make()
    ward.records.door.sign_out()
    place = Place(ward.folder)
    size = place.database.stat().st_size
    match damage:
        case "first page":
            flip(place.database, 100)
        case "a page":
            for page in range(4096, size, 4096):
                flip(place.database, page + 50)
        case "keys":
            flip(place.keys, 40)
        case "no database":
            place.database.unlink()
        case _:
            # The backups stood on another disk.
            elsewhere = ward.folder.with_name("another disk")
            place.backups.rename(elsewhere)
            shutil.rmtree(ward.folder)
            ward.records.patients._desk.backups = elsewhere  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
            (backup,) = ward.records.backups.standing()
    assert refused(lambda: ward.signed_in("ada"))
    found = ward.records.putting_back.preview(backup, "ada", PHRASE)
    # What would be lost is never said to be nothing where it cannot be known.
    assert found.loss is None or damage == "keys"
    put_back(ward, backup)
    assert ward.records.door.sign_in("ada", PHRASE).alarm is None
    assert ward.records.patients.open(opened.id) == opened
    assert ward.records.trail.verify().whole


@pytest.mark.hazard("H59", "H64")
@pytest.mark.parametrize("file", ["records.db", "keys.json", "audit-head.json"])
def test_a_damaged_backup_is_not_put_back_and_the_records_stay(ward: Ward, file: str) -> None:
    opened = ward.commit(ward.admitted(), weights=(weight(),))
    backup = ward.records.backups.make()
    flip(backup.place.folder / file, 60)
    told = refused(lambda: put_back(ward, backup))
    assert told in ("backup_not_whole", "backup_unreadable", "store_damaged")
    assert ward.records.patients.open(opened.id) == opened
    assert ward.records.trail.verify().whole


@pytest.mark.hazard("H64")
def test_a_backup_of_other_records_or_an_edited_one_is_refused(ward: Ward, tmp_path: Path) -> None:
    other = Ward(tmp_path / "other" / "records").founded()
    other.admitted()
    theirs = other.records.backups.make()
    other.records.door.sign_out()
    ward.admitted()
    shutil.copytree(theirs.place.folder, Place(ward.folder).backups / theirs.name)
    assert ward.records.backups.standing() == ()
    found = ward.records.putting_back.named(theirs.name)
    assert refused(lambda: put_back(ward, found)) == "backup_foreign"
    assert refused(lambda: ward.records.putting_back.named("../keys.json")) == "backup_unknown"


@pytest.mark.hazard("H63", "H64")
def test_with_no_room_to_set_the_records_aside_they_stay(ward: Ward, tmp_path: Path) -> None:
    opened = ward.admitted()
    backup = ward.records.backups.make()
    opened = ward.commit(opened, weights=(weight(),))
    (tmp_path / "file").write_text("a file and no folder", encoding="utf-8")
    ward.records.patients._desk.backups = tmp_path / "file" / "backups"  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    assert refused(lambda: put_back(ward, backup)) == "backup_failed"
    assert not is_half_done(Place(ward.folder))
    assert ward.records.door.sign_in("ada", PHRASE).alarm is None
    assert ward.records.patients.open(opened.id) == opened


@pytest.mark.hazard("H64")
def test_each_of_five_backups_put_back_gives_the_record_as_it_was(ward: Ward) -> None:
    opened = ward.admitted()
    for number in range(5):
        opened = ward.commit(opened, notes=(*opened.case.notes, note(f"note {number}")))
        backup = ward.records.backups.make()
        ward.commit(opened, notes=(*opened.case.notes, note("lost")))
        put_back(ward, backup)
        ward.signed_in("ada")
        assert ward.records.patients.open(opened.id) == opened
    assert ward.records.trail.verify().whole
