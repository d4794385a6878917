"""``records backup``, ``backups`` and ``restore``, as somebody at a terminal uses them."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.command_line import run
from records.store.place import Place
from tests.desktop.program import Ran
from tests.records.ward import PHRASE, Ward, dose, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Command = "Callable[..., Ran]"


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    made = Ward(tmp_path / "records").founded()
    made.joined("ben", "clinician")
    made.commit(made.admitted(), weights=(weight(),))
    made.records.door.sign_out()
    yield made
    made.records.door.sign_out()


@pytest.fixture
def records(
    ward: Ward, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    def ran(*words: str, password: str = PHRASE) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
        status = run(["records", *words, "--folder", str(ward.folder)])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return ran


@pytest.mark.hazard("H64")
def test_a_backup_is_made_listed_looked_into_and_put_back(
    ward: Ward, records: Callable[..., Ran]
) -> None:
    assert records("backups").out == "There is no backup yet.\n"
    made = records("backup", "--person", "ada")
    assert (made.status, made.err) == (0, "")
    assert made.out.startswith("Backup made and looked through: backup-000001-")
    listed = records("backups")
    name = listed.out.split(" · ")[1].strip()
    assert name in made.out
    ward.signed_in("ada")
    (found,) = ward.records.patients.search("nov")
    opened = ward.records.patients.open(found.case_id)
    ward.records.patients.confirm_identity(opened, "nov", "2019")
    ward.commit(opened, treatments=(dose(),))
    ward.records.door.sign_out()
    looked = records("restore", name, "--person", "ada")
    assert (looked.status, looked.err) == (0, "")
    assert "This backup holds 1 child with 1 entry (of these 0 charted doses) and 2" in looked.out
    assert "LOSES what was entered since" in looked.out
    assert ": 1 child worked on since, 1 entry, of these 1 charted dose." in looked.out
    assert looked.out.endswith("Nothing was changed. To put it back, say why with --reason.\n")
    assert ward.signed_in("ada").records.patients.open(opened.id).case.treatments
    ward.records.door.sign_out()
    done = records("restore", name, "--person", "ada", "--reason", "The disk was replaced")
    assert (done.status, done.err) == (0, "")
    assert "was put back. What stood there is aside-000002-" in done.out
    assert not ward.signed_in("ada").records.patients.open(opened.id).case.treatments
    assert "set aside when a backup was put back" in records("backups").out


@pytest.mark.hazard("H64")
def test_records_that_cannot_be_opened_are_put_back_all_the_same(
    ward: Ward, records: Callable[..., Ran]
) -> None:
    name = records("backup", "--person", "ada").out.split()[5].rstrip(".")
    Place(ward.folder).database.write_bytes(bytes(8192))
    looked = records("restore", name, "--person", "ada")
    assert "cannot be read, so what would be lost cannot be said" in looked.out
    done = records("restore", name, "--person", "ada", "--reason", "The disk was damaged")
    assert done.status == 0
    assert ward.signed_in("ada").records.trail.verify().whole


@pytest.mark.parametrize(
    ("words", "password", "says", "status"),
    [
        (("--person", "ada"), "another password", "do not belong together", 2),
        (("--person", "ben"), PHRASE, "Your role does not allow this: make backups", 2),
        (("--person", "ada", "--reason", "short"), PHRASE, "Say why, in at least 10", 2),
    ],
)
def test_who_may_not_put_back_is_told(
    records: Callable[..., Ran], words: tuple[str, ...], password: str, says: str, status: int
) -> None:
    name = records("backup", "--person", "ada").out.split()[5].rstrip(".")
    ran = records("restore", name, *words, password=password)
    assert (ran.status, ran.out) == (status, "")
    assert says in ran.err


def test_a_backup_nobody_knows_and_one_nobody_may_make_are_told(
    records: Callable[..., Ran],
) -> None:
    ran = records("restore", "backup-000009", "--person", "ada")
    assert ran.status == 2
    assert ran.err.startswith("There is no backup of this name in ")
    ran = records("backup", "--person", "ben")
    assert (ran.status, ran.out) == (2, "")
    assert records("backups").out == "There is no backup yet.\n"


@pytest.mark.hazard("H61", "H64")
def test_a_damaged_backup_is_said_and_the_records_stay(
    ward: Ward, records: Callable[..., Ran]
) -> None:
    name = records("backup", "--person", "ada").out.split()[5].rstrip(".")
    database = Place(ward.folder).backups / name / "records.db"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    ran = records("restore", name, "--person", "ada", "--reason", "The disk was replaced")
    assert (ran.status, ran.out) == (1, "")
    assert "backup" in ran.err
    assert ward.signed_in("ada").records.trail.verify().whole


def test_the_site_says_where_backups_go_and_how_many_stay(
    ward: Ward, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site.toml"
    other = tmp_path / "another disk"
    site.write_text(
        'format = "kd-bedside.site/1"\nname = "Ward 4"\n[workstation]\n'
        f'records_folder = "{ward.folder.as_posix()}"\n'
        f'backups_folder = "{other.as_posix()}"\nbackups_kept = 3\n',
        encoding="utf-8",
    )
    for _ in range(4):
        monkeypatch.setattr(sys, "stdin", io.StringIO(PHRASE + "\n"))
        assert run(["--site", str(site), "records", "backup", "--person", "ada"]) == 0
    assert sorted(each.name.split("-")[1] for each in other.iterdir()) == [
        "000002",
        "000003",
        "000004",
    ]
    assert "000004" in capsys.readouterr().out
    assert not Place(ward.folder).backups.exists()
