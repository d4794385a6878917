"""Children who could be taken for the one that is to be admitted, before it is."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.door.column_page import ColumnPage
from desktop.patients.child_line import child_line
from desktop.patients.child_list import ChildList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from reports.formats import day_text, name_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent

    from clinical.record.case import Patient
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
        self._new = text_label("", "amount")
        self.rows.addWidget(text_label(words.text("near.text")))
        self.rows.addWidget(self._new)
        self.rows.addWidget(self.list)
        self.rows.addWidget(ways)
        self.rows.addStretch(1)
        self.leave_button.clicked.connect(self.left)
        self.another_button.clicked.connect(self._admit)
        # Enter must not admit a second record of one child.
        self.begin_at(self.leave_button)

    def show_near(
        self,
        patient: Patient,
        near: Sequence[NearName],
        another: Callable[[], None],
        *,
        renamed: bool = False,
    ) -> None:
        """Show who is here already beside who is to be admitted, or who a child was made."""
        self._another = another
        born, unknown = patient.date_of_birth, self._words.text("patients.unknown")
        self._new.setText(
            self._words.text(
                "near.renamed" if renamed else "near.new",
                family=name_text((patient.family_name or unknown).upper()),
                given=name_text(patient.given_name or unknown),
                born=day_text(born) if born is not None else unknown,
                identifier=patient.identifier or unknown,
            )
        )
        self.another_button.setText(self._words.text("near.keep" if renamed else "near.another"))
        lines = [child_line(each.found, self._words) for each in near]
        self.list.show_lines(lines, [self._words.text(f"near.{each.kind}") for each in near])
        # The rows are made anew each time, behind the buttons in Qt's chain.
        for before, after in pairwise((*self.list.rows, self.leave_button, self.another_button)):
            QWidget.setTabOrder(before, after)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self._new.clear()
            self.list.show_lines(())
        super().hideEvent(event)

    def _admit(self) -> None:
        another, self._another = self._another, None
        if another is not None:
            another()
