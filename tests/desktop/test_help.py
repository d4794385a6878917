"""Help in place: every page has its own, short enough to be read, with pictures of this program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImageReader, QPixmap, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from desktop.app import TABS
from desktop.around.help_page import HelpPage, help_keys
from desktop.rules import load_rulebook
from resources import names, read_bytes, read_text
from tests.desktop.hands import focused, press
from tests.desktop.open_window import opened
from tests.repository import ROOT

if TYPE_CHECKING:
    from datetime import datetime

    from pytestqt.qtbot import QtBot

    from reports.wording import Wording

PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
MOST_WORDS, MOST_BYTES = 320, 60_000


def page(key: str) -> str:
    return read_text(f"help/en/{key}.md")


def test_every_tab_and_page_has_its_help() -> None:
    assert set(TABS) | {"start", "preview", "patients", "settings"} <= set(help_keys())


@pytest.mark.parametrize("key", help_keys())
def test_a_page_of_help_is_short_and_begins_with_its_title(key: str) -> None:
    text = page(key)
    assert text.startswith("# ")
    assert len(text.split()) <= MOST_WORDS
    # Nothing leads out of the program.
    assert "http" not in text
    assert PICTURE.sub("", text).count("](") == 0


def test_every_picture_is_there_has_words_and_is_small_and_none_lies_idle() -> None:
    used = {file: words for key in help_keys() for words, file in PICTURE.findall(page(key))}
    assert all(used.values())
    shipped = {name.rpartition("/")[2] for name in names("help/pictures", ".png")}
    assert set(used) == shipped
    for name in shipped:
        assert len(read_bytes(f"help/pictures/{name}")) < MOST_BYTES, name
        assert QImageReader(str(ROOT / "resources" / "help" / "pictures" / name)).canRead()


def test_the_help_shows_pictures_that_fit_and_loads_nothing_else(
    qtbot: QtBot, words: Wording
) -> None:
    made = HelpPage(words)
    qtbot.addWidget(made)
    made.resize(683, 384)
    made.show()
    reader = made.findChild(QTextBrowser)
    assert isinstance(reader, QTextBrowser)
    for key in help_keys():
        made.show_help(key)
        assert reader.document().idealWidth() <= reader.viewport().width(), key
        assert reader.accessibleName() == page(key).partition("\n")[0].removeprefix("# ")
    made.show_help("start")
    for width in (1000, 683, 500):
        made.resize(width, 384)
        qtbot.wait(20)
        image = QTextDocument.ResourceType.ImageResource.value
        found = reader.document().resource(image, QUrl("window.png"))
        assert isinstance(found, QPixmap)
        assert 0 < found.deviceIndependentSize().width() <= reader.viewport().width()
        assert reader.document().idealWidth() <= reader.viewport().width()


def test_f1_opens_the_help_of_the_page_in_front_and_its_keys_read_on(
    qtbot: QtBot, now: datetime
) -> None:
    window = opened(qtbot, load_rulebook(), lambda: now).window
    press(Qt.Key.Key_F1)
    assert window.side.help_page.text.startswith("Where to begin")
    reader = focused()
    assert isinstance(reader, QTextBrowser)
    window.resize(683, 384)
    qtbot.wait(20)
    before = reader.verticalScrollBar().value()
    press(Qt.Key.Key_PageDown)
    assert reader.verticalScrollBar().value() > before
    press(Qt.Key.Key_Escape)
    assert focused() is window.start_page.new_button
    window.start_new()
    for key, title in zip(
        (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4),
        ("Diagnosis", "Risk", "Coronary", "Dosing"),
        strict=True,
    ):
        press(key, "", Qt.KeyboardModifier.ControlModifier)
        press(Qt.Key.Key_F1)
        assert window.side.help_page.text.startswith(title)
        press(Qt.Key.Key_Escape)
        assert window.tabs.isVisible()
