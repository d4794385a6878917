"""What a hand does to a window: real key events, a real wheel, a real clipboard.

``QTest.keyClicks`` cannot press what Latin-1 lacks, and such digits are what must be tried.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def focused() -> QWidget:
    """Return the widget that hears the keyboard."""
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    return widget


def press(key: Qt.Key, text: str = "", modifiers: Qt.KeyboardModifier | None = None) -> None:
    """Press and release one key where the focus is."""
    held = Qt.KeyboardModifier.NoModifier if modifiers is None else modifiers
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        # The press may move the focus; the release then goes to the new place, as in life.
        QApplication.sendEvent(focused(), QKeyEvent(kind, key, held, text))


def type_text(text: str) -> None:
    """Type characters one by one where the focus is."""
    for character in text:
        code = ord(character.upper())
        key = Qt.Key(code) if character.isascii() and character.isprintable() else Qt.Key(0)
        press(key, character)


def paste(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    press(Qt.Key.Key_V, "\x16", Qt.KeyboardModifier.ControlModifier)


def empty_field() -> None:
    press(Qt.Key.Key_A, "\x01", Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Delete)


def turn_wheel(widget: QWidget, steps: int = 1) -> None:
    """Turn the wheel with the pointer in the middle of a widget, as the window system tells it."""
    window = widget.window()
    assert widget.isVisible(), "the pointer cannot stand on what is not there"
    middle = widget.mapTo(window, widget.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(middle), QPoint(0, 120 * steps))


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def double_click(widget: QWidget) -> None:
    """The second press and release of a double click; the first is a click."""
    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton)


def press_on(widget: QWidget, key: Qt.Key) -> None:
    """Press a key on a widget that need not have the focus (an open menu)."""
    QTest.keyClick(widget, key)
