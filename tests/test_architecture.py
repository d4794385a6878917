"""Promises about the repository itself, which no other gate can see.

Style, types and the direction of imports have gates of their own (``make test``); here is the rest.
"""

from __future__ import annotations

import importlib
import re
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from PySide6.QtWidgets import QLabel

from tests.repository import ROOMS, ROOT, name_in_repository, project_table, python_files

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONGEST_FILE = 400
# Longer files, and why they are still one idea.
LONGER_FILES: dict[str, str] = {}

LOCKS = ("runtime.txt", "development.txt", "uv.txt")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ]+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def locked_versions(lock: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    pins = (PINNED.match(line) for line in lines)
    return {pin["name"]: pin["version"] for pin in pins if pin}


def test_setting_texts_does_not_use_up_references_to_none(qtbot: QtBot) -> None:
    # PySide6 6.12.0 drops one on each call and aborts after some thousands on Python 3.11.
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(200):
        label.setText(str(number))
    # Other code may release a few of its own; the fault would take all 200.
    assert sys.getrefcount(None) > before - 50


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pinned_versions_and_hashes_and_nothing_else(lock: str) -> None:
    lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    others = [
        line
        for line in lines
        if not (line.startswith("#") or PINNED.match(line) or HASH.match(line))
    ]
    assert locked_versions(lock)
    assert others == []


def test_every_pinned_version_has_a_hash() -> None:
    for lock in LOCKS:
        lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            assert not PINNED.match(line) or HASH.match(following), f"{lock}: {line}"


def test_the_locks_agree_with_each_other() -> None:
    development = locked_versions("development.txt")
    for lock in ("runtime.txt", "uv.txt"):
        assert locked_versions(lock).items() <= development.items()


def test_the_locks_satisfy_what_the_project_asks_for() -> None:
    table = project_table()
    asked = {
        "runtime.txt": table["project"]["dependencies"],
        "development.txt": table["dependency-groups"]["dev"],
    }
    for lock, requirements in asked.items():
        locked = locked_versions(lock)
        for requirement in map(Requirement, requirements):
            assert requirement.specifier.contains(locked[requirement.name.lower()]), requirement


def test_no_file_says_where_packages_come_from() -> None:
    # A ward's mirror is set on the ward's machine; an address here would go round it.
    address = re.compile(r"pypi|pythonhosted|(?<!emit)-index-url|(?<!emit)-find-links|file:/")
    checked = [
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
        ROOT / "build_spec.py",
        *(
            path
            for folder in ("requirements", "scripts", ".ci")
            for path in (ROOT / folder).iterdir()
            # Python keeps what it compiled beside a script that a test has imported.
            if path.is_file()
        ),
    ]
    found = [
        f"{name_in_repository(path)}: {line}"
        for path in checked
        for line in path.read_text(encoding="utf-8").splitlines()
        if address.search(line)
    ]
    assert found == []
    # uv writes an address beside every package it locks.
    assert not (ROOT / "uv.lock").exists()


def test_the_changelog_begins_with_the_version_of_the_project() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[?([0-9.]+|Unreleased)\]?", changelog, re.MULTILINE)
    released = [heading for heading in headings if heading != "Unreleased"]
    assert released[0] == project_table()["project"]["version"]


def test_the_installed_program_is_this_version() -> None:
    assert version("kd-bedside") == project_table()["project"]["version"]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for_and_ships_its_types(room: str) -> None:
    assert importlib.import_module(room).__doc__
    assert (ROOT / room / "py.typed").exists()


def test_a_file_is_one_idea() -> None:
    too_long = {
        name_in_repository(path): lines
        for path in python_files(*ROOMS, "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
        and name_in_repository(path) not in LONGER_FILES
    }
    assert too_long == {}


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "common", "helpers", "helper", "misc", "manager", "managers"}
    found = [name_in_repository(path) for path in python_files(*ROOMS) if path.stem in drawers]
    assert found == []
