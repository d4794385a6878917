"""The settings: one's own are kept, the site's are shown, and changed only by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel

from clinical.problem import InputError
from desktop import tasks, theme
from desktop.examples import FICTIONAL
from desktop.rules import load_rulebook, rulebook_with
from desktop.settings.own_settings import Own, OwnSettings
from desktop.settings.settings_page import SettingsPage
from desktop.settings.site_file import candidate, text_to_change, with_checker
from resources import read_text
from tests.desktop.eyes import read
from tests.desktop.hands import click, focused, press, type_text
from tests.desktop.open_window import FOUR_TABS, opened
from tests.desktop.records_window import WardWindow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from clinical.rules.rulebook import Rulebook
    from reports.wording import Wording

CONTROL = Qt.KeyboardModifier.ControlModifier
SITE = """
format = "kd-bedside.site/1"
name = "Ward 4, second version"
prepared_by = "A. Pharmacist"

[units]
crp = "mg/L"

[rules.coronary]
z_model = "dallaire_2011"
"""


@pytest.fixture
def own() -> OwnSettings:
    return OwnSettings()


def page(
    qtbot: QtBot, words: Wording, own: OwnSettings, rules: Rulebook, place: Path | None = None
) -> SettingsPage:
    made = SettingsPage(words, own, rules, place)
    qtbot.addWidget(made)
    made.begin()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def seen(made: SettingsPage) -> str:
    return "\n".join(read(made))


def settle() -> None:
    tasks.wait_until_done()
    for _ in range(3):
        QApplication.processEvents()


def test_what_a_person_sets_is_there_again_at_the_next_start(tmp_path: Path) -> None:
    place = tmp_path / "kd-bedside" / "window.ini"
    first = OwnSettings()
    first.keep_at(place)
    first.change(scheme="dark", text_percent=150, paper="Letter", lock_after_minutes=1)
    second = OwnSettings()
    second.keep_at(place)
    assert second.own == Own("dark", 150, "Letter", 1)
    second.change(lock_after_minutes=None)
    third = OwnSettings()
    third.keep_at(place)
    assert third.own == Own("dark", 150, "Letter", None)


@pytest.mark.parametrize(
    "broken",
    [
        "[window]\nscheme=pink\ntext_percent=1000\npaper=A3\nlock_after_minutes=600\n",
        "[window]\nscheme=\ntext_percent=abc\nlock_after_minutes=0\n",
        "no settings at all \x00",
    ],
)
def test_settings_that_nobody_can_have_set_are_left_out(tmp_path: Path, broken: str) -> None:
    place = tmp_path / "window.ini"
    place.write_text(broken, encoding="utf-8")
    own = OwnSettings()
    own.keep_at(place)
    assert own.own == Own()


def test_a_folder_that_cannot_be_written_takes_no_setting_from_the_window(tmp_path: Path) -> None:
    place = tmp_path / "a file" / "window.ini"
    place.parent.write_text("not a folder", encoding="utf-8")
    own = OwnSettings()
    own.keep_at(place)
    own.change(paper="Letter")
    assert own.own.paper == "Letter"


def test_colours_paper_and_text_are_set_by_key_and_worn_at_once(
    qtbot: QtBot, now: datetime, qapp: QApplication
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    window = desk.window
    window.start_new()
    press(Qt.Key.Key_Comma, ",", CONTROL)
    settings = window.side.settings_page
    assert settings.isVisible()
    # Arrows choose, Tab goes to the next setting.
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert window.own.own.scheme == "dark"
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Right)
    assert window.own.own.text_percent == 125
    press(Qt.Key.Key_Tab)
    type_text("L")
    assert window.own.own.paper == "Letter"
    assert window.sheets.paper == "Letter"
    press(Qt.Key.Key_Escape)
    assert window.tabs.isVisible()


def test_escape_brings_the_cursor_back_to_its_field(qtbot: QtBot, now: datetime) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.start_new()
    desk.window.focus_field("family_name")
    field = focused()
    for key, held in ((Qt.Key.Key_F1, None), (Qt.Key.Key_Comma, CONTROL)):
        press(key, "", held)
        assert focused() is not field
        press(Qt.Key.Key_Escape)
        assert focused() is field
    # Help of the settings, then twice back.
    press(Qt.Key.Key_Comma, ",", CONTROL)
    press(Qt.Key.Key_F1)
    assert "The rules in force" in desk.window.side.help_page.text
    press(Qt.Key.Key_Escape)
    assert focused() is field


@pytest.fixture
def large(qapp: QApplication) -> Iterator[theme.Theme]:
    """Wear the text of a system whose own font has 20 points."""
    before = qapp.font()
    font = QFont(before)
    font.setPointSizeF(20)
    qapp.setFont(font)
    worn = theme.apply(qapp, "light")
    yield worn
    worn.enlarge(50)
    qapp.setFont(before)
    worn.setParent(None)
    worn.deleteLater()


def test_a_large_font_of_the_system_is_followed(qtbot: QtBot, large: theme.Theme) -> None:
    label = QLabel("66 mg")
    qtbot.addWidget(label)
    large.dress(label)
    label.show()
    label.ensurePolished()
    assert label.font().pointSizeF() == 20
    large.enlarge(150)
    label.ensurePolished()
    assert label.font().pointSizeF() == 30


def test_the_rules_in_force_are_shown_and_say_what_is_asked_each_time(
    qtbot: QtBot, words: Wording, own: OwnSettings
) -> None:
    shown = seen(page(qtbot, words, own, load_rulebook()))
    assert "None: the shipped rules alone" in shown
    assert "Asked for each time: CRP, Total bilirubin, Albumin, Haemoglobin" in shown
    assert "McCrindle 2007" in shown
    assert "complete from 5 days of fever" in shown


def test_the_rules_of_a_site_are_shown_with_who_checked_them(
    qtbot: QtBot, words: Wording, own: OwnSettings, tmp_path: Path
) -> None:
    shown = seen(page(qtbot, words, own, rulebook_with(SITE), tmp_path / "site.toml"))
    assert "Ward 4, second version" in shown
    assert "CRP in mg/L" in shown
    assert "Asked for each time: Total bilirubin, Albumin, Haemoglobin" in shown
    assert "Dallaire 2011" in shown
    assert "NOT CHECKED" in shown
    checked = rulebook_with(with_checker(SITE, "B. Doctor"))
    shown = seen(page(qtbot, words, own, checked, tmp_path / "site.toml"))
    assert "Prepared by A. Pharmacist, checked by B. Doctor" in shown


def test_a_lock_can_be_earlier_than_that_of_the_site_and_never_later(
    qtbot: QtBot, words: Wording, own: OwnSettings
) -> None:
    made = page(qtbot, words, own, rulebook_with(SITE + "[workstation]\nlock_after_minutes = 4\n"))
    choice = made.choices["lock_after_minutes"]
    offered = [choice.button(code).text() for code in ("site", "1", "2", "3")]
    assert offered == ["4 minutes, as the site", "1 minute", "2 minutes", "3 minutes"]
    assert "5 minutes" not in seen(made)
    # A time kept from a longer limit falls back to the site's.
    own.change(lock_after_minutes=8)
    assert choice.choice == "site"


@pytest.mark.hazard("H36")
def test_an_earlier_lock_locks_earlier(qtbot: QtBot, tmp_path: Path) -> None:
    ward = WardWindow(qtbot, tmp_path / "records", FOUR_TABS).founded().signed_in()
    ward.window.own.change(lock_after_minutes=1)
    ward.later(seconds=50)
    assert not ward.desk.lock_desk.is_locked
    ward.later(seconds=10)
    assert ward.desk.lock_desk.is_locked


def test_the_file_to_begin_with_is_sound_and_changes_nothing() -> None:
    text = text_to_change(None)
    assert text == read_text("site/starter.toml")
    before, after = load_rulebook(), rulebook_with(text)
    assert after.coronary == before.coronary
    assert after.fields == before.fields
    # Whatever is switched on in it is sound as well.
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    on = "\n".join(
        line for line in lines if not line.startswith(("Site", "Every", "The", "Wh", "After", "Un"))
    )
    assert rulebook_with(on.replace('= ""', '= "x"')).site is not None


@pytest.mark.hazard("H31", "H32")
def test_a_changed_file_is_checked_key_by_key_by_another_person(
    qtbot: QtBot, words: Wording, own: OwnSettings, tmp_path: Path
) -> None:
    in_force = tmp_path / "in-force.toml"
    in_force.write_text(SITE, encoding="utf-8")
    made = page(qtbot, words, own, rulebook_with(SITE), in_force)
    change = made.change
    exported = tmp_path / "mine.toml"
    change.export_to(exported)
    settle()
    assert exported.read_text(encoding="utf-8") == SITE
    exported.write_text(
        SITE.replace('crp = "mg/L"', 'crp = "mg/dL"').replace('z_model = "dallaire_2011"', "")
        + '[hospital]\nward = "Ward 4"\n',
        encoding="utf-8",
    )
    change.check(exported)
    settle()
    assert 'hospital.ward: "Ward 4" (not set so far)' in change.found
    assert 'units.crp: "mg/L" becomes "mg/dL"' in change.found
    assert 'rules.coronary.z_model: "dallaire_2011" is taken out' in change.found
    # Who prepared the file does not check it.
    type_text("a. pharmacist")
    change.write_to(tmp_path / "checked.toml")
    settle()
    assert "another person checks it" in change.message.text
    assert not (tmp_path / "checked.toml").exists()
    change.checker.show_entry("B. Doctor")
    change.write_to(tmp_path / "checked.toml")
    settle()
    again = candidate(tmp_path / "checked.toml", exported)
    assert again.changes == ()
    site = again.rulebook.site
    assert site is not None
    assert (site.prepared_by, site.checked_by) == ("A. Pharmacist", "B. Doctor")
    assert site.units.keys() == {"crp"}


def test_a_file_that_the_program_would_refuse_is_refused_here_with_its_line(
    qtbot: QtBot, words: Wording, own: OwnSettings, tmp_path: Path
) -> None:
    made = page(qtbot, words, own, load_rulebook())
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(SITE.replace("mg/L", "mmol/L"), encoding="utf-8")
    made.change.check(wrong)
    settle()
    assert "The file was refused." in made.change.message.text
    assert "line 7" in made.change.message.text
    assert made.change.found == ""
    assert not made.change.write_button.isVisible()
    made.change.check(tmp_path / "no such file.toml")
    settle()
    assert "there is no such file" in made.change.message.text


def test_nothing_is_written_without_a_name(
    qtbot: QtBot, words: Wording, own: OwnSettings, tmp_path: Path
) -> None:
    made = page(qtbot, words, own, load_rulebook())
    place = tmp_path / "site.toml"
    place.write_text(SITE, encoding="utf-8")
    made.change.check(place)
    settle()
    click(made.change.write_button)
    assert "Enter the name" in made.change.message.text


@pytest.mark.parametrize("name", ['B. "Quoted" Doctor', "Łucja Żak", "back\\slash", "x" * 200])
def test_the_name_of_who_checked_stands_in_the_file_as_it_was_typed(name: str) -> None:
    twice = with_checker(with_checker(SITE, "Someone Else"), name)
    site = rulebook_with(twice).site
    assert site is not None
    assert site.checked_by == name
    assert twice.count("checked_by") == 1


@pytest.mark.parametrize(
    "name", ["A.  PHARMACIST", "A Pharmacist", "A.Pharmacist", "Pharmacist, A.", "a pharmacist"]
)
def test_a_checker_who_prepared_the_file_is_refused_at_the_start_too(name: str) -> None:
    with pytest.raises(InputError) as refused:
        rulebook_with(SITE.replace("prepared_by", f'checked_by = "{name}"\nprepared_by'))
    assert refused.value.problems[0].code == "checked_own_file"


def test_the_example_child_keeps_its_entries_when_the_text_grows(
    qtbot: QtBot, now: datetime, qapp: QApplication
) -> None:
    desk = opened(qtbot, load_rulebook(), lambda: now)
    desk.window.open_example(FICTIONAL)
    desk.window.show_tab(2)
    desk.window.tabs.build_anew()
    assert desk.window.tabs.currentIndex() == 2
    assert desk.tab(2).family.text == "Example"
