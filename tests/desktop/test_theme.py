"""The look: readable in every scheme, drawn with named tones only, following the system."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, get_args

import pytest
from PySide6.QtGui import QColor, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel

from desktop import theme
from desktop.icons import icon
from desktop.widgets.dress import set_look
from desktop.widgets.icon_view import IconView
from resources import names, read_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SCHEMES: tuple[theme.Scheme, ...] = get_args(theme.Scheme)
TONES = tomllib.loads(read_text("style/tones.toml"))
SHEET = read_text("style/window.qss")


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # The lightest grey on white that passes, a published example.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("kind", "least"), [("text", 4.5), ("edge", 3)])
def test_every_pair_of_tones_can_be_told_apart(
    scheme: theme.Scheme, kind: str, least: float
) -> None:
    tones = theme.tones(scheme)
    weak = {
        f"{front} on {back}": round(contrast(tones[front], tones[back]), 2)
        for front, back in TONES["pairs"][kind]
        if contrast(tones[front], tones[back]) < least
    }
    assert weak == {}


def test_the_schemes_have_the_same_tones() -> None:
    assert {frozenset(TONES[scheme]) for scheme in SCHEMES} == {frozenset(TONES["light"])}


def test_the_style_sheet_names_no_colour_of_its_own() -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!_|\s*[{,.\[>])", SHEET.replace("#card", "")) == []
    assert re.findall(r"\brgba?\(|\b(?:white|black|red|grey|gray)\b", SHEET) == []


def test_every_rule_that_sets_text_on_a_ground_uses_a_measured_pair() -> None:
    pairs = {tuple(pair) for pair in TONES["pairs"]["text"]}
    unmeasured: list[str] = []
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", SHEET):
        front = re.search(r"(?<![-\w])color: @(\w+)", body)
        back = re.search(r"background(?:-color)?: @(\w+)", body)
        if front and back and (front[1], back[1]) not in pairs:
            unmeasured.append(selector.strip())
    assert unmeasured == []


def test_every_tone_is_used_or_measured() -> None:
    used = set(re.findall(r"@([a-z_]+)", SHEET))
    assert set(TONES["light"]) - used == set()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_dresses_what_is_shown(
    qtbot: QtBot, dressed: theme.Theme, scheme: theme.Scheme
) -> None:
    label = QLabel("66 mg")
    qtbot.addWidget(label)
    view = IconView("stop", "stop")
    qtbot.addWidget(view)
    label.show()
    view.show()
    dressed.choose(scheme)
    qtbot.wait(10)
    tones = theme.tones(scheme)
    assert dressed.scheme == scheme
    assert label.palette().color(label.foregroundRole()) == QColor(tones["text"])
    assert view.property("tint") == QColor(tones["stop"])
    set_look(view, "tone", "met")
    assert view.property("tint") == QColor(tones["met"])


def test_what_paints_itself_is_told_of_a_change(qtbot: QtBot, dressed: theme.Theme) -> None:
    with qtbot.waitSignal(dressed.changed):
        dressed.choose("dark")
    assert dressed.tones["window"] == TONES["dark"]["window"]


def test_the_bundled_typeface_is_there(dressed: theme.Theme, qapp: QApplication) -> None:
    assert theme.BUNDLED_FAMILY in QFontDatabase.families()
    assert theme.BUNDLED_FAMILY in qapp.font().families()


@pytest.mark.parametrize("name", names("icons", ".svg"))
def test_every_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    image = icon(name.removeprefix("icons/").removesuffix(".svg"), QColor("#a4161f"), 32).pixmap(32)
    picture = image.toImage()
    drawn = [
        picture.pixelColor(x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() == 255
    ]
    assert drawn
    assert {colour.name() for colour in drawn} == {"#a4161f"}
