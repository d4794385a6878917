"""Messages about a situation, at the top and never in the way: no dialog has to be answered.

One shows at a time, the rest wait behind "n more"; each can be closed, and may offer one action.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop.widgets.dress import STEP, set_look, text_label
from desktop.widgets.icon_view import IconView
from desktop.widgets.tones import ICONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.words import Words


@dataclass(frozen=True, slots=True)
class Notice:
    """A message; ``action`` is the text of a button that does ``act`` and closes the message."""

    tone: Literal["info", "caution", "stop"]
    text: str
    action: str | None = None
    act: Callable[[], None] | None = field(default=None, compare=False)


class NoticeBar(QFrame):
    """Takes no room while there is nothing to say. The gravest message comes first."""

    _RANK = ("stop", "caution", "info")

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._waiting: list[Notice] = []
        self._hushed = False
        self._icon = IconView(side=18)
        self._text = text_label()
        self._more = text_label("", "small", wraps=False)
        self._action = QPushButton()
        self._action.setAutoDefault(False)
        self._action.clicked.connect(self._act)
        self._close = QPushButton("×")
        self._close.setAutoDefault(False)
        self._close.setProperty("flat_tool", "true")
        self._close.setAccessibleName(words.text("notice.close"))
        self._close.setToolTip(words.text("notice.close"))
        self._close.clicked.connect(self.close_current)
        row = QHBoxLayout(self)
        row.setContentsMargins(STEP * 2, STEP, STEP, STEP)
        row.setSpacing(STEP)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        row.addWidget(self._action)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is shown, then what waits."""
        return tuple(self._waiting)

    def post(self, notice: Notice) -> None:
        """Add a message; the same one twice is one."""
        if notice not in self._waiting:
            self._waiting.append(notice)
            self._waiting.sort(key=lambda each: self._RANK.index(each.tone))
        self._draw()

    def withdraw(self, notice: Notice) -> None:
        """Take a message back whose reason is gone."""
        if notice in self._waiting:
            self._waiting.remove(notice)
            self._draw()

    def hush(self, *, hushed: bool) -> None:
        """Take no room while the page in front says it at length; what waits is said after it."""
        self._hushed = hushed
        self._draw()

    def clear(self) -> None:
        self._waiting.clear()
        self._draw()

    def close_current(self) -> None:
        if self._waiting:
            self._waiting.pop(0)
            self._draw()

    def _act(self) -> None:
        notice = self._waiting[0]
        self.close_current()
        if notice.act is not None:
            notice.act()

    def _draw(self) -> None:
        if not self._waiting or self._hushed:
            self._text.clear()
            self.hide()
            return
        notice = self._waiting[0]
        self._icon.show_icon(ICONS[notice.tone], notice.tone)
        self._text.setText(notice.text)
        self._more.setText(self._words.text("notice.more", count=len(self._waiting) - 1))
        self._more.setVisible(len(self._waiting) > 1)
        self._action.setText(notice.action or "")
        self._action.setVisible(notice.action is not None)
        set_look(self, "tone", notice.tone)
        self.setAccessibleName(f"{self._words.text(f'notice.{notice.tone}')}: {notice.text}")
        self.show()
