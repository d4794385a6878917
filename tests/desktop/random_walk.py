"""A hand that presses anything: keys, clicks, the wheel, undo, other sizes, in any order.

``python -m tests.desktop.random_walk 2000 7`` takes 2,000 steps from the seed 7 on the real window.
After each step nothing old stands on the screen, no error was met and nothing entered is lost. The
seed and the number of the step are said where something is wrong, so that it can be walked again.
"""

from __future__ import annotations

import os
import random
import sys
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from clinical.assess import assess
from desktop import crash, theme
from desktop.app import make_window
from desktop.examples import EXAMPLES, FICTIONAL
from desktop.rules import load_rulebook
from desktop.wheel_guard import WheelGuard

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.case_store import State
    from desktop.window import CaseWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
TEXTS = (
    "12", "1,5", "1,234", "-3", "99999", "abc", "  7 kg", "14.11.2026", "14-Nov-2026 09:00",
    "٣", "1e5", "p", "a", "n", "16.5", "0", "\u202e12", "<b>x</b>", "120 mg/L",
)  # fmt: skip
KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return,
    Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Space,
    Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F1, Qt.Key.Key_F2,
)  # fmt: skip
SHORTCUTS = (
    Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_Z, Qt.Key.Key_Z,
    Qt.Key.Key_Y, Qt.Key.Key_A, Qt.Key.Key_G, Qt.Key.Key_Comma,
)  # fmt: skip
SIZES = ((1366, 768), (683, 384), (900, 600))


class WalkError(AssertionError):
    """Something that must never be was seen."""


class Walk:
    """One window under one hand."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 (not for secrets: to be walked again)
        self._rulebook = load_rulebook()
        self._hooks = crash.CrashHooks()
        self._met: list[crash.Incident] = []
        self._hooks.happened.connect(self._met.append)
        self._put_back = self._hooks.install()
        application = QApplication.instance() or QApplication(["kd-bedside"])
        assert isinstance(application, QApplication)
        self._wheel = WheelGuard(application)
        self.window: CaseWindow = make_window(
            self._rulebook,
            hooks=self._hooks,
            dress=theme.apply(application, "light"),
            now=lambda: FICTIONAL.at,
        )
        self.window.resize(*SIZES[0])
        self.window.show()
        self.window.activateWindow()
        self.window.open_example(FICTIONAL)
        self.deeds: list[str] = []

    @property
    def state(self) -> State:
        return self.window.store.state

    def walk(self, steps: int) -> None:
        """Take so many steps.

        Raises:
            WalkError: with the last deeds, where something is wrong.
        """
        for _ in range(steps):
            self._step()
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self.look()
        self._nothing_is_lost()

    def close(self) -> None:
        """Put everything back."""
        self._put_back()
        # It would go with the program alone, and guard whatever is tried next.
        self._wheel.setParent(None)
        self._wheel.deleteLater()
        self.window.clear_child()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _step(self) -> None:
        ways: tuple[tuple[Callable[[], None], int], ...] = (
            (self._press, 40), (self._type, 25), (self._click, 20), (self._shortcut, 12),
            (self._turn, 5), (self._resize, 2), (self._open, 1),
        )  # fmt: skip
        self._chance.choices([way for way, _ in ways], [weight for _, weight in ways])[0]()

    def _target(self) -> QWidget:
        focused = QApplication.focusWidget()
        return focused if isinstance(focused, QWidget) else self.window

    def _press(self) -> None:
        key = self._chance.choice(KEYS)
        self.deeds.append(f"press {key.name}")
        QTest.keyClick(self._target(), key)

    def _type(self) -> None:
        text = self._chance.choice(TEXTS)
        self.deeds.append(f"type {text!r}")
        for character in text:
            if character.isascii():
                QTest.keyClicks(self._target(), character)

    def _shortcut(self) -> None:
        key = self._chance.choice(SHORTCUTS)
        self.deeds.append(f"Ctrl+{key.name}")
        QTest.keyClick(self._target(), key, CONTROL)

    def _click(self) -> None:
        # A button that ends in dots asks the system for a file or a printer, which waits for ever.
        found = [
            each
            for each in self.window.findChildren(QAbstractButton)
            if each.isVisible() and each.isEnabled() and "…" not in each.text()
        ]
        if found:
            chosen = self._chance.choice(found)
            self.deeds.append(f"click {chosen.accessibleName() or chosen.text()!r}")
            click = QTest.mouseDClick if self._chance.random() < 0.1 else QTest.mouseClick
            click(chosen, Qt.MouseButton.LeftButton)

    def _turn(self) -> None:
        self.deeds.append("wheel")
        before = self.state.case
        middle = self.window.rect().center()
        handle = self.window.windowHandle()
        QTest.wheelEvent(handle, middle.toPointF(), QPoint(0, -120))
        if self.state.case != before:
            raise WalkError(self._said("the wheel changed an entry"))

    def _resize(self) -> None:
        size = self._chance.choice(SIZES)
        self.deeds.append(f"resize {size}")
        self.window.resize(*size)

    def _open(self) -> None:
        example = self._chance.choice(EXAMPLES)
        self.deeds.append(f"open {example.id}")
        self.window.question.withdraw()
        self.window.show_example(example.case(self._rulebook), example.at)

    def look(self) -> None:
        """See whether anything stands on the screen that must not.

        Raises:
            WalkError: where it does.
        """
        if self._met:
            raise WalkError(self._said(f"error {type(self._met[0].error).__name__}"))
        state = self.state
        if state.assessment is not None and state.assessment != assess(
            state.case, self._rulebook, state.as_of
        ):
            raise WalkError(self._said("the assessment is not that of the case"))
        allowed = state.plan is not None and state.plan.verdict != "refused"
        may_show = allowed and not state.typing and state.failure is None
        doses = [
            label.text()
            for label in self.window.tabs.findChildren(QLabel)
            if label.property("role") == "dose"
            and label.isVisible()
            and label.text().endswith((" mg", " g", " mL"))
        ]
        if doses and not may_show:
            raise WalkError(self._said(f"a dose is shown that does not hold: {doses}"))

    def _nothing_is_lost(self) -> None:
        """Take everything back and bring it again: the same record stands."""
        self.window.open_entry.commit()
        store = self.window.store
        before, steps = store.committed, 0
        while store.state.can_undo:
            now = store.committed
            store.undo()
            # A text that was no value, or a choice, is a step that leaves the record as it is.
            steps += store.committed != now
        for _ in range(steps):
            now = store.committed
            while store.committed == now and store.state.can_redo:
                store.redo()
        if store.committed != before:
            raise WalkError(self._said("undo and redo lost something"))

    def _said(self, what: str) -> str:
        last = "; ".join(self.deeds[-12:])
        return f"step {len(self.deeds)}: {what}. The last deeds: {last}"


def main(steps: int, seed: int) -> int:
    walk = Walk(seed)
    try:
        walk.walk(steps)
    except WalkError as error:
        sys.stdout.write(f"seed {seed}: {error}\n")
        return 1
    finally:
        walk.close()
    sys.stdout.write(f"random walk: {steps} steps from seed {seed}, nothing wrong\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
