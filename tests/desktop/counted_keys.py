"""A hand that counts: every key it presses, by the step of the work it was pressed for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from tests.desktop.hands import focused, type_text

if TYPE_CHECKING:
    from collections.abc import Callable

# A way longer than this is no way.
_FARTHEST = 60


class CountedHand:
    """Presses keys where the focus is; ``told`` is called after each key that is no letter.

    A key held down with another (Ctrl+P) counts once, a letter or digit once.
    """

    def __init__(self, told: Callable[[], object]) -> None:
        self.steps: dict[str, int] = {}
        self._step = ""
        self._told = told

    def begin(self, step: str) -> None:
        self._step = step
        self.steps[step] = 0

    def press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.steps[self._step] += 1
        QTest.keyClick(focused(), key, modifiers)
        self._told()

    def type(self, text: str) -> None:
        self.steps[self._step] += len(text)
        type_text(text)

    def enter(self, text: str = "") -> None:
        self.type(text)
        self.press(Qt.Key.Key_Return)

    def go_to(self, name: str, *, whole: bool = False) -> None:
        """Press Tab until the focus is on what a screen reader calls so; ``whole``: no more."""
        way: list[str] = []
        while (here := self.place) != name and (whole or not here.startswith(name)):
            way.append(here)
            assert len(way) < _FARTHEST, (name, way)
            self.press(Qt.Key.Key_Tab)

    @property
    def place(self) -> str:
        """What a screen reader calls the place where the focus is."""
        return QAccessible.queryAccessibleInterface(focused()).text(QAccessible.Text.Name)
