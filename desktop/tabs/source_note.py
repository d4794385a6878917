"""The source behind a line, opened in place under its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop.widgets.dress import STEP, text_label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from clinical.rules.citation import Source
    from reports.wording import Wording


class SourceNote(QFrame):
    """Shows one source until it is closed; ``closed`` gives the cursor back."""

    closed = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self.setObjectName("card")
        heading = text_label(words.text("source_note.heading"), "title")
        self._title = text_label("", "amount")
        self._says = text_label()
        self._note = text_label()
        self._edition = text_label("", "small")
        self._doi = text_label("", "small")
        self._doi.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QPushButton(words.text("source_note.close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self._close)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        layout.setSpacing(STEP // 2)
        layout.addLayout(top)
        for part in (self._title, self._says, self._note, self._edition, self._doi):
            layout.addWidget(part)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown, empty while the note is closed."""
        if self.isHidden():
            return ""
        return "\n".join(
            part.text() for part in (self._title, self._says, self._note, self._edition)
        )

    def show_source(self, source: Source, edition: str, note: str = "") -> None:
        """Open the note on a source and put the cursor on its closing button.

        ``note`` is what the rule file says of the number: where sources disagree, and which was
        chosen, and how it was checked. ``edition`` is that of the rules in force.
        """
        title = source.title
        if source.year is not None:
            title = self._words.text("source_note.title", title=title, year=str(source.year))
        self._title.setText(title)
        self._says.setText(source.says)
        self._note.setText(self._words.text("source_note.note", note=note) if note else "")
        self._note.setVisible(bool(note))
        self._edition.setText(self._words.text("source_note.edition", edition=edition))
        self._doi.setText(self._words.text("source_note.doi", doi=source.doi or ""))
        self._doi.setVisible(source.doi is not None)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{source.says} {self._note.text()}".strip())
        self.show()
        self.close_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            return
        super().keyPressEvent(event)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
