"""The backups there are, when the last good one was made, and the way to put one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.backups.told import backup_details, backup_title, state_text
from desktop.door.column_page import ColumnPage
from desktop.patients.child_line import ChildLine
from desktop.patients.child_list import ChildList
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from desktop.widgets.message_line import MessageTone
    from records.service.backups import BackupState
    from records.store.backups import Backup
    from reports.wording import Wording

_WAYS = ("now", "back")


class BackupsPage(ColumnPage):
    """``wanted(str)`` names the way that was pressed, ``chosen(str)`` carries a backup's name."""

    wanted = Signal(str)
    chosen = Signal(str)

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self.buttons: dict[str, QPushButton] = {}
        ways = QWidget()
        flow = FlowLayout(ways, gap=STEP, line_gap=STEP)
        for key in _WAYS:
            button = QPushButton(words.text(f"backups.way.{key}"))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, key=key: self.wanted.emit(key))
            self.buttons[key] = button
            flow.addWidget(button)
        self._text, self._where = text_label(""), text_label("", "muted")
        self.message = MessageLine()
        self.list = ChildList()
        self.list.opened.connect(self.chosen)
        self.rows.addWidget(text_label(words.text("backups.title"), "headline"))
        for part in (self.message, self._text, self._where, ways, self.list):
            self.rows.addWidget(part)
        self.rows.addStretch(1)

    def show_backups(
        self,
        backups: Sequence[Backup],
        state: BackupState | None,
        place: tuple[str, int],
        zone: tzinfo | None,
    ) -> None:
        """Show what there is; ``state`` is None while nobody is signed in.

        ``place`` is the folder of the backups, and how many are kept.
        """
        folder, most = place
        self._text.setText(self._words.text("backups.text", most=most))
        self._where.setText(self._words.text("backups.where", folder=folder))
        self.list.show_lines([self._line(each, zone) for each in backups])
        self.buttons["now"].setVisible(state is not None)
        self.begin_at(self.buttons["now" if state is not None else "back"])
        self.set_busy(busy=False)
        if state is None:
            self.message.be_silent()
        else:
            tone: MessageTone = "caution" if state.last is None or state.is_behind else "info"
            self.say(tone, state_text(state, self._words, zone))

    def say(self, tone: MessageTone, text: str) -> None:
        """Say how things stand, or what came of what was asked."""
        self.message.say(tone, text)

    def set_busy(self, *, busy: bool) -> None:
        """Say that a backup is being made; another cannot be asked for meanwhile."""
        self.buttons["now"].setEnabled(not busy)
        if busy:
            self.say("info", self._words.text("backups.making"))

    def _line(self, backup: Backup, zone: tzinfo | None) -> ChildLine:
        title = backup_title(backup, self._words, zone)
        return ChildLine(
            backup.name, "", title, backup_details(backup, self._words), is_closed=False
        )
