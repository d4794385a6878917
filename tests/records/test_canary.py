"""A child's name after a thousand actions: it stands in the encrypted store, and nowhere else.

The data folder, the temporary folder, the home folder, what was logged and the text of every
refusal are searched for it, while the store is open and after it was closed.
"""

from __future__ import annotations

import base64
import logging
import tempfile
from typing import TYPE_CHECKING

import pytest

from records.case_file import write_case_file
from records.faults import RecordsError
from tests.records.ward import PHRASE, Ward, child, dose, draft_plan, key, note

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from records.service.patients import OpenCase

CANARY = "Zaunkönigin"
ACTIONS = 1_000
PIN = "2580"


def spellings(name: str) -> list[bytes]:
    """Return a name as it could stand in a file."""
    plain = [name, name.lower(), name.replace("ö", "o").lower(), name[:6].lower()]
    coded = [word.encode(code) for word in plain for code in ("utf-8", "utf-16-le", "latin-1")]
    return [*coded, base64.b64encode(name.encode())[:8], name.encode().hex().encode()]


def found_in(folder: Path) -> list[str]:
    """Return the files in which the canary can be read."""
    wanted = spellings(CANARY)
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        if any(word in content or word in content.lower() for word in wanted):
            found.append(path.name)
    return found


class Day:
    """A day on the ward, one action after another; what is refused is kept."""

    def __init__(self, ward: Ward) -> None:
        self.ward, self.said = ward, [""]
        self.opened = ward.admitted(child("Zaunkönigin", "Nova", "W4-0099"))

    def run(self, actions: int) -> None:
        deeds: list[Callable[[], object]] = [
            self.chart,
            self.search,
            self.draft,
            self.look,
            self.write,
            self.print,
            self.refused_change,
            self.lock_and_return,
            self.sign,
            self.refused_admission,
        ]
        for number in range(actions):
            try:
                deeds[number % len(deeds)]()
            except RecordsError as error:
                self.said += [str(error), repr(error)]
            self.ward.clock.move(seconds=10)

    def chart(self) -> None:
        self.opened = self.ward.commit(
            self.opened, treatments=(*self.opened.case.treatments, dose())
        )

    def search(self) -> object:
        return self.ward.records.patients.search("zaunk")

    def draft(self) -> None:
        named = self.opened.case.patient.replace(given_name="Zaunkönigin")
        self.ward.records.drafts.keep(self.opened.case.replace(patient=named), self.opened.id)

    def look(self) -> None:
        self.opened: OpenCase = self.ward.records.patients.open(self.opened.id)

    def write(self) -> None:
        self.opened = self.ward.commit(
            self.opened,
            discharge={"clinical_summary": f"Zaunkönigin {key()}"},
        )

    def print(self) -> object:
        return self.ward.records.plans.printed(self.opened, "plan", "KD-1")

    def refused_change(self) -> None:
        self.ward.commit(self.opened, notes=(note("Zaunkönigin"),), plans=())

    def lock_and_return(self) -> None:
        self.ward.records.door.lock()
        self.ward.records.door.come_back(PIN)

    def sign(self) -> None:
        version = len(self.opened.case.plans) + 1
        if version < 4:
            plans = (*self.opened.case.plans, draft_plan(version))
            self.opened = self.ward.commit(self.opened, plans=plans)
            self.opened = self.ward.records.plans.sign(
                self.opened, ("plan-1", version), PIN, key()
            ).case

    def refused_admission(self) -> None:
        self.ward.records.patients.admit(child("Zaunkönigin", "Novi", "W4-0100"), key())


@pytest.mark.hazard("H66")
def test_a_name_can_be_read_nowhere_after_a_thousand_actions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("tmp", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG)
    ward = Ward(tmp_path / "records")
    ward.founded()
    ward.records.door.set_pin(PIN, PHRASE)
    day = Day(ward)
    day.run(ACTIONS)
    assert ward.records.patients.search("zaunk")
    assert found_in(tmp_path) == []
    ward.records.door.sign_out()
    assert found_in(tmp_path) == []
    assert any(code in day.said for code in ("near_names", "entry_removed"))
    heard = " ".join([*day.said, caplog.text]).encode()
    assert not any(word in heard for word in spellings(CANARY))
    # The positive control: a record that is exported on purpose is found by the same search.
    write_case_file(tmp_path / "home" / "export.json", day.opened.case)
    assert found_in(tmp_path) == ["export.json"]


def test_the_search_finds_a_name_in_any_spelling(tmp_path: Path) -> None:
    for number, word in enumerate(spellings(CANARY)):
        (tmp_path / f"{number}").write_bytes(b"\0\1" + word + b"\2")
    assert len(found_in(tmp_path)) == len(spellings(CANARY))
    (tmp_path / "other").write_bytes(b"Zaun")
    assert "other" not in found_in(tmp_path)
