"""The pages beside the tabs: every control named, in reading order, whole, and reached by Tab."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from clinical.dosing.plan import Choice
from desktop.app import TABS
from desktop.rules import load_rulebook
from tests.desktop.every_control import (
    controls,
    cut_words,
    left_again,
    nameless,
    out_of_order,
    settle,
    sticking_out,
    told,
    without_buddy,
)
from tests.desktop.every_tone import colour_alone
from tests.desktop.hands import focused, paste, press
from tests.desktop.open_window import case_file, opened
from tests.desktop.records_window import WardWindow
from tests.records.ward import PHRASE
from tests.records.ward import key as new_key

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.window import CaseWindow
    from records.people.roles import Role
    from records.service.records import Records
    from tests.conftest import LogWatch

SIZES = ((1366, 768), (683, 384))
PRINTED = "CRP\t120\tmg/L\nSodium\t131\tmmol/L\nFerritin\t1,234\tng/mL"
ADMIN: tuple[Role, ...] = ("clinician", "administrator")


def unreached(window: CaseWindow) -> list[str]:
    """Return each control that presses of Tab never come to, from the first one on."""
    wanted = controls(window)
    if not wanted:
        return []
    wanted[0].setFocus()
    met: list[QWidget] = [focused()]
    for _ in range(len(wanted) + 2):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        met.append(focused())
    return [told(each) for each in wanted if each not in met]


def wrong(window: CaseWindow, *, walked: bool = True) -> dict[str, list[str]]:
    """Return what is wrong with the page in front, size by size.

    ``walked`` where Tab meets nothing that leads it on by itself, as the laboratory grid does.
    """
    found: dict[str, list[str]] = {}
    for size in SIZES:
        window.resize(*size)
        settle()
        here = [
            *(f"no name: {each}" for each in nameless(window)),
            *(f"no buddy: {each}" for each in without_buddy(window)),
            *(f"order: {each}" for each in out_of_order(window)),
            *(f"left and come back to: {each}" for each in left_again(window)),
            *(f"out: {each}" for each in sticking_out(window)),
            *(f"cut: {each}" for each in cut_words(window)),
            *(f"colour alone: {each}" for each in colour_alone(window)),
            *(f"no way by Tab: {each}" for each in (unreached(window) if walked else ())),
        ]
        if here:
            found[f"{size[0]}"] = here
    return found


class Round:
    """Goes from page to page and keeps what is wrong with each."""

    def __init__(self, ward: WardWindow) -> None:
        self.ward = ward
        self.found: dict[str, dict[str, list[str]]] = {}

    def look(self, name: str, page: QWidget) -> None:
        self.ward.settle()
        assert page.isVisible(), name
        if here := wrong(self.ward.window):
            self.found[name] = here
        self.ward.window.resize(*SIZES[0])
        settle()


@pytest.mark.usefixtures("dressed")
def test_every_control_of_the_pages_of_the_records_is_named_in_order_and_reached(
    qtbot: QtBot, tmp_path: Path
) -> None:
    ward = WardWindow(qtbot, tmp_path / "records").founded(*ADMIN)
    desk, window = ward.desk, ward.window
    went = Round(ward)
    window.start_page.sign_in_button.click()
    went.look("sign in", desk.ask_page)
    desk.ask_page.setFocus()
    ward.fill("ada", PHRASE)
    ward.settle()
    went.look("patients", desk.patients_page)
    desk.people.show()
    went.look("accounts", desk.people_page)
    desk.backups.show()
    ward.settle()
    went.look("backups", desk.backups.page)
    desk.own.show()
    went.look("own account", desk.ask_page)
    press(Qt.Key.Key_Escape)
    window.go_home()
    ward.settle()
    ward.admitted("Novak", "Bela")
    desk.show_history()
    went.look("history", desk.history_page)
    window.go_back()
    desk.end_admission()
    ward.settle()
    window.go_home()
    ward.settle()
    went.look("patients with one", desk.patients_page)
    ward.admitted("Nov\u00e1k", "Bella", "02-Nov-2019")
    went.look("near names", desk.near_page)
    ward.press("It is another child: admit")
    ward.enter("weight", "16.5")
    window.store.choose(Choice("anakinra_fixed"))
    window.print_preview()
    went.look("identity", desk.ask_page)
    desk.ask_page.setFocus()
    ward.fill("nov", "2019")
    ward.settle()
    ward.settle()
    qtbot.waitUntil(lambda: window.preview.page_count > 0)
    went.look("sheet", window.preview)
    window.sheets.close()
    desk.lock_desk.lock()
    went.look("lock", desk.lock_page)
    assert went.found == {}


@pytest.mark.usefixtures("dressed")
def test_the_documents_two_versions_of_a_record_and_a_file_before_it_opens_are_whole_too(
    qtbot: QtBot, tmp_path: Path
) -> None:
    ward = WardWindow(qtbot, tmp_path / "records", TABS).founded().signed_in().admitted()
    went = Round(ward)
    window, keeper = ward.window, ward.desk.keeper
    assert keeper is not None

    def elsewhere(records: Records) -> object:
        there = records.patients.open(keeper.id)
        renamed = there.case.patient.replace(given_name="Jan")
        return records.patients.save(there, there.case.replace(patient=renamed), new_key())

    window.show_tab(5)
    went.look("documents", window.tabs)
    ward.link.ask(elsewhere, lambda _: None, lambda _: None)
    ward.enter("weight", "16.5")
    ward.settle()
    went.look("two versions", ward.desk.conflict.page)
    ward.press("Keep what is here")
    ward.settle()
    window.open_path(case_file(tmp_path, family_name="Kovac"))
    went.look("file", window.opening.page)
    wrong_file = tmp_path / "wrong.json"
    wrong_file.write_text("{", encoding="utf-8")
    window.open_path(wrong_file)
    qtbot.waitUntil(lambda: not window.opening.page.open_button.isVisible())
    went.look("file refused", window.opening.page)
    assert went.found == {}


@pytest.mark.usefixtures("dressed")
def test_the_page_of_an_error_the_empty_log_and_pasted_results_are_whole_too(
    qtbot: QtBot, now: datetime, log_watch: LogWatch
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now, TABS)
    window = desk.window
    found: dict[str, dict[str, list[str]]] = {}
    window.start_new()
    window.show_tab(4)
    found["empty log"] = wrong(window)
    window.show_tab(0)
    window.focus_field("crp")
    paste(PRINTED)
    assert any(
        each.text().startswith("Enter ") and each.isVisible()
        for each in window.findChildren(QPushButton)
    )
    found["pasted"] = wrong(window, walked=False)
    log_watch.expect(logging.ERROR, "ZeroDivisionError at ")
    try:
        _ = 1 / len(found["empty log"].get("none", ()))
    except ZeroDivisionError as error:
        desk.hooks.report(error)
    assert window.side.crash_page.isVisible()
    found["error"] = wrong(window)
    assert {name: here for name, here in found.items() if here} == {}
