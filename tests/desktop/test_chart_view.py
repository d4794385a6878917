"""The painter of the screen: what a scene holds is seen, in its colours and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.theme import tones
from desktop.widgets.chart_view import ChartView
from reports.chart.build import ChartWish, chart_scene
from reports.wording import english
from tests.reports.logs import child, crp, ivig, read, temperature

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from reports.chart.scene import ChartScene


def view(qtbot: QtBot, count: int) -> ChartView:
    case = child(
        *(temperature(n, "37.0" if n != 40 else "39.8") for n in range(count)),
        crp(30, "120"), ivig(12, 24),
    )  # fmt: skip
    log = read(case)

    def made(width: float, height: float) -> ChartScene:
        return chart_scene(case, *log, english(), ChartWish(), (width, height))

    shown = ChartView(made)
    shown.show_height(240)
    shown.resize(700, shown.height())
    qtbot.addWidget(shown)
    shown.show()
    return shown


def colours_in(image: QImage, left: int, right: int) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(left, right) for y in range(image.height())
    }


def test_each_part_of_a_scene_is_seen(qtbot: QtBot) -> None:
    shown = view(qtbot, 60)
    image = shown.grab().toImage()
    seen = colours_in(image, 0, image.width())
    light = tones("light")
    for tone in ("surface", "text", "accent", "stop", "unknown"):
        assert light[tone] in seen, tone


def test_the_screen_draws_the_very_scene_that_paper_draws(qtbot: QtBot) -> None:
    shown = view(qtbot, 60)
    scene = shown.scene
    assert scene is not None
    assert scene.width == pytest.approx(700 * 72 / 96)
    fever = max(point.at.hour for point in scene.points if "39.8" in point.text)
    assert fever == 16
    # The cross of the fever is there: ink of the series where it stands and not a little beside it.
    (point,) = (point for point in scene.points if "39.8" in point.text)
    image = shown.grab().toImage()
    x, y = round(point.x * 96 / 72), round(point.y * 96 / 72)
    accent = tones("light")["accent"]
    near = {image.pixelColor(x + dx, y + dy).name() for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    assert accent in near
