"""The few properties by which widgets ask the style sheet for a look."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

TextRole = Literal[
    "plain", "section", "title", "headline", "muted", "small", "heading", "amount", "unit", "dose"
]
# The height of a field's frame, of a segment track and of the first line of a row's label, for text
# of 10 pt.
CONTROL_HEIGHT = 36
# The 8-pixel grid.
STEP = 8


_text_scale = 1.0


def set_text_scale(scale: float) -> None:
    """Hear how much larger than 10 pt the text is; what is built from now on has room for it."""
    global _text_scale  # noqa: PLW0603 (one look for the whole program, as the style sheet is)
    _text_scale = max(1.0, scale)


def wide(pixels: int) -> int:
    """Return a width or height that was measured for text of 10 pt, for the text as it is."""
    return round(pixels * _text_scale)


def control_height() -> int:
    """Return the height of a control for the text as it is."""
    return wide(CONTROL_HEIGHT)


def set_look(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet selects by, and have the sheet applied anew if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    # Rules may reach from a frame to the labels in it, which Qt does not look at again by itself.
    for each in (widget, *widget.findChildren(QWidget)):
        # What was never shown meets the sheet when it is.
        if each.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            each.style().unpolish(each)
            each.style().polish(each)
            each.update()


def set_visible(widget: QWidget, *, visible: bool) -> None:
    """Show or hide a part of a page.

    What is seen with its page anyway is left alone: Qt would lay it out now and once more then.
    """
    if not visible or widget.isHidden():
        widget.setVisible(visible)


def text_label(text: str = "", role: TextRole = "plain", *, wraps: bool = True) -> QLabel:
    """Return a label that shows text as it is: a name with ``<b>`` in it stays that name."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    label.setProperty("role", role)
    if wraps:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    return label
