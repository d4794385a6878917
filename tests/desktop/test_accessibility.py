"""Every control of every tab and page: named, in reading order, nothing cut (promise 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from desktop import crash, theme
from desktop.app import TABS, make_window
from desktop.examples import FICTIONAL
from desktop.laboratory.grid import LabGrid
from desktop.rules import load_rulebook
from desktop.widgets.choice_field import ChoiceField
from desktop.widgets.line_field import LineField
from tests.desktop.every_control import (
    controls,
    cut_words,
    left_again,
    nameless,
    out_of_order,
    settle,
    sticking_out,
    without_buddy,
)
from tests.desktop.every_tone import colour_alone
from tests.desktop.hands import press, type_text
from tests.pictures.children import child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from desktop.window import CaseWindow
    from tests.pictures.children import How

SIZES = ((1366, 768), (683, 384))


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseWindow]:
    """Return one dressed window for every question; to build it is what takes the time."""
    QAccessible.setActive(True)
    folder: Path = tmp_path_factory.mktemp("records")
    dress = theme.apply(qapp, "light")
    made = make_window(
        load_rulebook(),
        hooks=crash.CrashHooks(),
        dress=dress,
        now=lambda: FICTIONAL.at,
        folder=folder,
    )
    made.resize(*SIZES[0])
    made.show()
    made.activateWindow()
    settle()
    yield made
    made.clear_child()
    made.close()
    made.deleteLater()
    dress.setParent(None)
    dress.deleteLater()
    QAccessible.setActive(False)


def show(window: CaseWindow, how: How) -> None:
    shown = child(how, load_rulebook())
    window.show_example(shown.case, shown.at, shown.choice)


def pages(window: CaseWindow, how: How) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give each page its name and the way to it."""
    yield "start", lambda: (window.clear_child(), window.go_home())
    yield "settings", window.side.show_settings
    yield "help", window.side.show_help
    yield f"{how} child", lambda: show(window, how)
    for number, key in enumerate(TABS):
        yield f"{key} of the {how} child", lambda number=number: window.show_tab(number)


@pytest.mark.parametrize(("size", "how"), [(SIZES[0], "full"), (SIZES[1], "alarming")])
def test_every_control_of_every_page_is_named_in_reading_order_and_whole(
    window: CaseWindow, size: tuple[int, int], how: How
) -> None:
    window.resize(*size)
    found: dict[str, list[str]] = {}
    for name, go in pages(window, how):
        go()
        settle()
        wrong = [
            *(f"no name: {each}" for each in nameless(window)),
            *(f"no buddy: {each}" for each in without_buddy(window)),
            *(f"order: {each}" for each in out_of_order(window)),
            *(f"left and come back to: {each}" for each in left_again(window)),
            *(f"out: {each}" for each in sticking_out(window)),
            *(f"cut: {each}" for each in cut_words(window)),
            *(f"colour alone: {each}" for each in colour_alone(window)),
        ]
        if wrong:
            found[name] = wrong
    assert found == {}


def test_every_field_says_what_is_asked_and_every_choice_how_it_is_given(
    window: CaseWindow,
) -> None:
    window.resize(*SIZES[0])
    show(window, "full")
    for number in range(window.tabs.count()):
        window.show_tab(number)
        settle()
        tab = window.tabs.current()
        assert tab is not None
        for field in tab.findChildren(LineField):
            if field.isVisible():
                assert field.accessibleName(), field.key
        for choice in tab.findChildren(ChoiceField):
            if choice.isVisible():
                assert choice.accessibleName()
                assert "Arrow keys choose" in _described(choice)


def _described(choice: ChoiceField) -> str:
    proxy = choice.focusProxy()
    return proxy.accessibleDescription() if proxy is not None else ""


def test_tab_goes_the_way_of_reading_also_where_a_redraw_added_lines(window: CaseWindow) -> None:
    window.resize(*SIZES[0])
    show(window, "half")
    window.show_tab(0)
    # A first sign more, and the cards have lines that were made after everything else.
    assert window.focus_field("signs.extremity_changes")
    type_text("p")
    settle()
    wanted = controls(window)
    # Inside the grid Tab goes from cell to cell: ``test_lab_grid`` walks there.
    grid = next(place for place, widget in enumerate(wanted) if isinstance(widget, LabGrid))
    assert 0 < grid < len(wanted) - 20
    for walked in (wanted[:grid], wanted[grid + 1 :][:60]):
        walked[0].setFocus()
        for widget in walked[1:]:
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
            assert window.focusWidget() is widget
    press(Qt.Key.Key_Escape)
