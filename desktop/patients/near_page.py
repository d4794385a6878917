"""Children who could be taken for the one that is to be admitted, before it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.door.column_page import ColumnPage
from desktop.patients.child_line import child_line
from desktop.patients.child_list import ChildList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent

    from records.store.search import NearName
    from reports.wording import Wording


class NearPage(ColumnPage):
    """``opened(str)`` where it is one of them after all."""

    opened = Signal(str)
    left = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._another: Callable[[], None] | None = None
        self.list = ChildList()
        self.list.opened.connect(self.opened)
        self.another_button = QPushButton(words.text("near.another"))
        self.leave_button = QPushButton(words.text("near.leave"))
        ways = QWidget()
        flow = FlowLayout(ways, gap=STEP, line_gap=STEP)
        for button in (self.leave_button, self.another_button):
            button.setAutoDefault(False)
            flow.addWidget(button)
        self.rows.addWidget(text_label(words.text("near.title"), "headline"))
        self.rows.addWidget(text_label(words.text("near.text")))
        self.rows.addWidget(self.list)
        self.rows.addWidget(ways)
        self.rows.addStretch(1)
        self.leave_button.clicked.connect(self.left)
        self.another_button.clicked.connect(self._admit)
        # Enter must not admit a second record of one child.
        self.setFocusProxy(self.leave_button)

    def show_near(self, near: Sequence[NearName], another: Callable[[], None]) -> None:
        self._another = another
        lines = [child_line(each.found, self._words) for each in near]
        self.list.show_lines(lines, [self._words.text(f"near.{each.kind}") for each in near])

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self.list.show_lines(())
        super().hideEvent(event)

    def _admit(self) -> None:
        another, self._another = self._another, None
        if another is not None:
            another()
