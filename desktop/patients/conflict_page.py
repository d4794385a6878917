"""A record that was changed elsewhere while it was open here: both values of each field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.door.column_page import ColumnPage
from desktop.patients.field_words import field_name, value_words
from desktop.patients.plan_words import child_words
from desktop.widgets.card_lines import LineList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from reports.summary.cards import CardLine

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QKeyEvent

    from clinical.record.case import Case
    from reports.wording import Wording


class ConflictPage(ColumnPage):
    """``mine_wanted`` to keep what is on the screen or in a draft, ``theirs_wanted`` to give it up.

    ``left`` decides nothing yet; only a draft can wait.
    """

    mine_wanted = Signal()
    theirs_wanted = Signal()
    left = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._lines = LineList(words)
        self.mine_button = QPushButton(words.text("conflict.keep_mine"))
        self.theirs_button = QPushButton(words.text("conflict.take_theirs"))
        self.later_button = QPushButton(words.text("draft.later"))
        self.mine_button.clicked.connect(self.mine_wanted)
        self.theirs_button.clicked.connect(self.theirs_wanted)
        self.later_button.clicked.connect(self.left)
        ways = QWidget()
        flow = FlowLayout(ways, gap=STEP, line_gap=STEP)
        for button in (self.later_button, self.mine_button, self.theirs_button):
            button.setAutoDefault(False)
            flow.addWidget(button)
        self._title, self._text = text_label("", "headline"), text_label("")
        self._child = text_label("", "amount")
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._child)
        self.rows.addWidget(self._text)
        self.rows.addWidget(self._lines)
        self.rows.addWidget(ways)
        self.rows.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # What has the keys when it comes.
        self.first: QWidget = self

    def show_both(
        self,
        mine: Case,
        theirs: Case,
        key: Literal["conflict", "draft", "brought"] = "conflict",
    ) -> None:
        """Show every field and item in which the two differ.

        ``draft``: mine was being typed; ``brought``: it was entered before the record was found.
        """
        from records.store.case_parts import difference, parts_of

        old, new = parts_of(theirs), parts_of(mine)
        found = difference(old, new)
        told = [(change.path, change.after, change.before) for change in found.fields]
        told += [(key.kind, text, "") for key, text in found.added.items()]
        told += [(key.kind, "", old.entries[key]) for key in found.removed]
        child = child_words(theirs.patient, self._words)
        self._child.setText(child)
        draft = key != "conflict"
        self._title.setText(self._words.text(f"{key}.title"))
        # The page itself has the keys at first: it says what it is to those who hear it.
        self.setAccessibleName(f"{self._title.text()}: {child}")
        said = f"{key}.the_same" if draft and not told else f"{key}.compared"
        self._text.setText(self._words.text(said))
        self.mine_button.setText(self._words.text(f"{key}.keep_mine"))
        self.theirs_button.setText(self._words.text(f"{key}.take_theirs"))
        self.later_button.setVisible(draft)
        self.mine_button.setVisible(bool(told) or not draft)
        # Enter neither saves nor throws away what nobody has read: the page itself has the keys.
        self.first = self.later_button if draft else self
        lines = [
            CardLine(
                self._words.text(
                    f"{key}.line",
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.later_button.isVisible():
            self.left.emit()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self._lines.show_lines(())
            self._child.clear()
            self.setAccessibleName("")
        super().hideEvent(event)
