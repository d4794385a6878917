"""``records verify``: 0 where the history is whole, 1 where not, 2 where the asking is wrong."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop.command_line import run
from records.store.store import Place
from tests.desktop.program import Ran, kd
from tests.records.ward import PHRASE, Ward

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    made = Ward(tmp_path / "records").founded()
    made.joined("aud", "auditor")
    made.joined("ben", "nurse")
    made.head_code = made.records.plans.printed(made.admitted(), "plan", "KD")
    made.records.door.sign_out()
    yield made
    made.records.door.sign_out()


@pytest.fixture
def verify(
    ward: Ward, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    def ran(*options: str, person: str = "aud", password: str = PHRASE) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
        folder = ("--folder", str(ward.folder))
        status = run(["records", "verify", "--person", person, *folder, *options])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return ran


@pytest.mark.hazard("H68")
def test_a_whole_history_is_told_with_its_head(ward: Ward, verify: Callable[..., Ran]) -> None:
    ran = verify("--head", ward.head_code)
    assert (ran.status, ran.err) == (0, "")
    assert "all as they were written. Head: " in ran.out


@pytest.mark.hazard("H68")
def test_a_head_on_paper_that_is_not_in_the_history_is_told(verify: Callable[..., Ran]) -> None:
    ran = verify("--head", "3-0123456789abcdef")
    assert (ran.status, ran.out) == (1, "")
    first, second = ran.err.splitlines()
    assert "NOT whole (1)" in first
    assert "3-0123456789abcdef does not belong" in second


@pytest.mark.hazard("H68")
def test_an_older_database_put_back_is_told(ward: Ward, verify: Callable[..., Ran]) -> None:
    database = Place(ward.folder).database
    older = database.read_bytes()
    ward.signed_in("ada").records.door.sign_out()
    database.write_bytes(older)
    ran = verify()
    assert ran.status == 1
    assert "found the history tampered with" in ran.err


@pytest.mark.parametrize(
    ("person", "password", "says"),
    [
        ("aud", "another password", "Name and password do not belong together."),
        ("nobody", PHRASE, "Name and password do not belong together."),
        ("ben", PHRASE, "Your role does not allow this: verify the audit."),
    ],
)
def test_who_may_not_ask_is_told(
    verify: Callable[..., Ran], person: str, password: str, says: str
) -> None:
    ran = verify(person=person, password=password)
    assert (ran.status, ran.out, ran.err) == (2, "", says + "\n")


def test_where_there_are_no_records_it_is_said(verify: Callable[..., Ran], tmp_path: Path) -> None:
    ran = verify("--folder", str(tmp_path / "elsewhere"))
    assert ran.status == 2
    assert ran.err.startswith("There are no records yet.")


@pytest.mark.hazard("H60")
def test_records_that_are_open_elsewhere_are_named(ward: Ward, verify: Callable[..., Ran]) -> None:
    ward.signed_in("ada")
    ran = verify()
    assert ran.status == 1
    assert "open in another window" in ran.err


def test_damaged_records_are_told_apart(ward: Ward, verify: Callable[..., Ran]) -> None:
    database = Place(ward.folder).database
    database.write_bytes(bytes(4096) + database.read_bytes()[4096:])
    ran = verify()
    assert ran.status == 1
    assert ran.err.startswith("The records are damaged")


def test_the_program_itself_takes_the_password_from_standard_input(ward: Ward) -> None:
    ran = kd("records", "verify", "--person", "aud", "--folder", ward.folder, said=PHRASE + "\n")
    assert (ran.status, ran.err) == (0, "")
    assert "all as they were written" in ran.out


def test_neither_the_window_nor_another_command_imports_the_store() -> None:
    asked = (
        "import sys, desktop.command_line, desktop.app, desktop.window, desktop.start_page\n"
        "heavy = {'sqlalchemy', 'sqlcipher3', 'cryptography', 'records.service'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, encoding="utf-8"
    )
    assert ran.stdout == "[]\n"


@pytest.mark.hazard("H68")
def test_the_records_of_the_site_are_the_ones_that_are_verified(
    ward: Ward, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site.toml"
    site.write_text(
        'format = "kd-bedside.site/1"\nname = "Ward 4"\n[workstation]\n'
        f'records_folder = "{ward.folder.as_posix()}"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO(PHRASE + "\n"))
    status = run(["--site", str(site), "records", "verify", "--person", "aud"])
    assert status == 0
    assert "all as they were written. Head: " in capsys.readouterr().out
