"""Every tone that is drawn, and what goes with it for an eye that sees no colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.widgets.icon_view import IconView
from desktop.widgets.line_field import LineField
from desktop.widgets.message_line import MessageLine
from desktop.widgets.tones import ICONS

if TYPE_CHECKING:
    from collections.abc import Mapping

_ICONS = cast("Mapping[str, str]", ICONS)
# Drawings that say more than the tone does.
TELLING = frozenset({"clock", "go_to", "source", "chevron_right", "chevron_down"})


def colour_alone(window: QWidget) -> list[str]:
    """Return each toned thing in sight that has neither an icon of its tone nor words."""
    return [
        *_bare_icons(window),
        *_bare_frames(window),
        *_bare_fields(window),
        *_bare_days(window),
    ]


def _seen(window: QWidget) -> list[QWidget]:
    return [each for each in window.findChildren(QWidget) if each.isVisible()]


def _bare_icons(window: QWidget) -> list[str]:
    """Return icons that are tinted and draw nothing, or another tone's icon."""
    found: list[str] = []
    for each in window.findChildren(IconView):
        tone = str(each.property("tone") or "")
        if each.isVisible() and tone in _ICONS and each.icon not in {_ICONS[tone], *TELLING}:
            found.append(f"icon {each.icon!r} in {tone}: {_words(each.parentWidget())[:40]}")
    return found


def _bare_frames(window: QWidget) -> list[str]:
    """Return coloured frames without an icon and words in them."""
    found: list[str] = []
    for each in _seen(window):
        tone = str(each.property("tone") or "")
        if tone not in _ICONS or isinstance(each, IconView):
            continue
        if isinstance(each, QLabel):
            bare = not each.text().strip()
        else:
            icons = [icon for icon in each.findChildren(IconView) if icon.isVisible() and icon.icon]
            # A compact card draws no colour behind its words.
            holder = each.parentWidget()
            compact = holder is not None and holder.property("compact") == "true"
            bare = not (icons or compact) or not _words(each)
        if bare:
            found.append(f"{type(each).__name__} in {tone}: {_words(each)[:40]}")
    return found


def _bare_fields(window: QWidget) -> list[str]:
    """Return fields with a coloured frame and no message that says the same."""
    found: list[str] = []
    for field in window.findChildren(LineField):
        frames = [each for each in field.findChildren(QWidget) if _state(each)]
        for frame in frames:
            holder: QWidget | None = field
            said: list[str] = []
            while holder is not None and not said:
                said = [
                    line.text
                    for line in holder.findChildren(MessageLine)
                    if line.isVisible() and line.tone == _state(frame)
                ]
                holder = holder.parentWidget()
            if frame.isVisible() and not said:
                found.append(f"field {field.key} in {_state(frame)}")
    return found


def _state(frame: QWidget) -> str:
    state = str(frame.property("state") or "")
    return state if frame.objectName() == "field_frame" and state in _ICONS else ""


def _bare_days(window: QWidget) -> list[str]:
    """Return days of the log whose colour neither a number nor a sign repeats."""
    found: list[str] = []
    for each in window.findChildren(QPushButton):
        if not each.isVisible() or each.property("day") != "true":
            continue
        if each.property("late") == "true" and "!" not in each.text():
            found.append(f"late {each.text()}")
        if each.property("fever") == "true" and not any(map(str.isdigit, each.text())):
            found.append(f"fever {each.text()}")
    return found


def _words(widget: QWidget | None) -> str:
    if widget is None:
        return ""
    return " ".join(
        label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()
    )
