"""A record that was changed elsewhere while it was open here: both values of each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.door.column_page import ColumnPage
from desktop.patients.field_words import field_name, value_words
from desktop.widgets.card_lines import LineList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from reports.summary.cards import CardLine

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from clinical.record.case import Case
    from reports.wording import Wording


class ConflictPage(ColumnPage):
    """``mine_wanted`` to keep what is on the screen, ``theirs_wanted`` to give it up."""

    mine_wanted = Signal()
    theirs_wanted = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._lines = LineList(words)
        self.mine_button = QPushButton(words.text("conflict.keep_mine"))
        self.theirs_button = QPushButton(words.text("conflict.take_theirs"))
        self.mine_button.clicked.connect(self.mine_wanted)
        self.theirs_button.clicked.connect(self.theirs_wanted)
        ways = QWidget()
        flow = FlowLayout(ways, gap=STEP, line_gap=STEP)
        for button in (self.mine_button, self.theirs_button):
            button.setAutoDefault(False)
            flow.addWidget(button)
        self.rows.addWidget(text_label(words.text("conflict.title"), "headline"))
        self.rows.addWidget(text_label(words.text("conflict.text")))
        self.rows.addWidget(self._lines)
        self.rows.addWidget(ways)
        self.rows.addStretch(1)
        self.setFocusProxy(self.mine_button)

    def show_both(self, mine: Case, theirs: Case) -> None:
        """Show every field and item in which the two differ."""
        from records.store.case_parts import difference, parts_of

        old, new = parts_of(theirs), parts_of(mine)
        found = difference(old, new)
        told = [(change.path, change.after, change.before) for change in found.fields]
        told += [(key.kind, text, "") for key, text in found.added.items()]
        told += [(key.kind, "", old.entries[key]) for key in found.removed]
        lines = [
            CardLine(
                self._words.text(
                    "conflict.line",
                    field=field_name(path, self._words),
                    mine=value_words(here, self._words),
                    theirs=value_words(there, self._words),
                ),
                None,
                mark="caution",
            )
            for path, here, there in told
        ]
        self._lines.show_lines(lines)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self._lines.show_lines(())
        super().hideEvent(event)
