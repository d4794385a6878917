"""Colour never stands alone: whatever has a tone has an icon or words that say the same."""

from __future__ import annotations

import ast
import re
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.icon_view import IconView
from desktop.widgets.message_line import MessageLine
from desktop.widgets.tones import ICONS
from reports.summary import cards
from resources import names, read_text
from tests.desktop.every_tone import TELLING, colour_alone
from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

SHEET = read_text("style/window.qss")
DRAWN = {name.removeprefix("icons/").removesuffix(".svg") for name in names("icons", ".svg")}
# What the style sheet gives a tone, and where a test sees that a shape or words go with it.
TOLD_BY = {
    "#field_frame": "every_tone: a message of the same tone in words",
    "MessageLine": "every_tone: an icon and words",
    "NoticeBar": "every_tone: an icon and words",
    "#headline": "every_tone: an icon and words",
    "IconView": "every_tone: the icon itself",
    "QPushButton[day": "every_tone: a number, or an exclamation mark",
    "QPushButton[toggle": "a tick of its own, drawn beside the words (test_misc_entries)",
    "LinkButton[chip": "an arrow and the name of what is missing",
}
TONED = re.compile(r"@(?:met|not_met|unknown|good|caution|stop)(?:_soft)?\b")


def coloured() -> set[str]:
    """Return each selector of the style sheet that is given a tone."""
    rules = re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL))
    return {
        selector.strip()
        for selectors, body in rules
        if TONED.search(body)
        for selector in selectors.split(",")
    }


def test_whatever_the_style_sheet_colours_is_one_of_the_kinds_that_are_looked_at() -> None:
    unknown = [each for each in coloured() if not each.startswith(tuple(TOLD_BY))]
    assert unknown == []
    unused = [start for start in TOLD_BY if not any(each.startswith(start) for each in coloured())]
    assert unused == []


def test_every_tone_of_cards_and_lines_has_an_icon_that_is_drawn() -> None:
    tones = {*cards.Tone.__args__, *cards.Mark.__args__} - {"none"}  # type: ignore[attr-defined]
    assert tones == set(ICONS)
    assert set(ICONS.values()) | TELLING <= DRAWN


def test_the_tones_a_nurse_must_tell_apart_have_different_icons() -> None:
    graver = ("stop", "caution", "unknown", "met", "not_met", "info")
    assert all(ICONS[one] != ICONS[other] for one, other in combinations(graver, 2))


def pairs(file: Path) -> list[tuple[str, str]]:
    """Return each icon and tone that stand beside each other in a call or as a row of a table."""
    found: list[tuple[str, str]] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        rows: list[list[ast.expr]] = []
        if isinstance(node, ast.Call):
            rows = [node.args]
        elif isinstance(node, ast.Dict):
            rows = [each.elts for each in node.values if isinstance(each, ast.Tuple)]
        for row in rows:
            texts = [each.value if isinstance(each, ast.Constant) else None for each in row[:2]]
            if len(texts) == 2 and texts[0] in {*DRAWN, ""} and texts[1] in ICONS:
                found.append((str(texts[0]), str(texts[1])))
    return found


def test_no_file_gives_a_tone_another_icon() -> None:
    files = sorted((ROOT / "desktop").rglob("*.py"))
    found = [(file.name, *pair) for file in files for pair in pairs(file)]
    assert len(found) > 15, "nothing was read"
    wrong = [each for each in found if each[1] not in {ICONS[each[2]], *TELLING, ""}]  # type: ignore[index]
    assert wrong == []


@pytest.mark.usefixtures("dressed")
def test_the_look_finds_a_frame_an_icon_and_a_field_that_are_only_coloured(qtbot: QtBot) -> None:
    """Control: what has a colour and nothing else is seen."""
    page = QWidget()
    qtbot.addWidget(page)
    rows = QVBoxLayout(page)
    bare, whole = MessageLine(), MessageLine()
    rows.addWidget(bare)
    rows.addWidget(whole)
    rows.addWidget(IconView("", "stop"))
    rows.addWidget(IconView("met", "stop"))
    bare.say("stop", "")
    whole.say("stop", "This is wrong")
    with qtbot.waitExposed(page):
        page.show()
    assert [each.split(":")[0] for each in colour_alone(page)] == [
        "icon '' in stop",
        "icon 'met' in stop",
        "MessageLine in stop",
    ]
    assert theme.tones("light")["stop"].startswith("#")
