"""One heading of the discharge summary to write: the text, and a draft from the record to take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets.dress import STEP, text_label
from desktop.widgets.link_button import LinkButton
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.widgets.text_field import NotesField
    from reports.wording import Wording


_DATE = re.compile(r"\b\d\d-[A-Z][a-z]{2}-\d{4}\b")


def _unbroken(date: re.Match[str]) -> str:
    """Return a date that stays on its line."""
    return date[0].replace("-", "\N{NON-BREAKING HYPHEN}")


class HeadingField(QWidget):
    """``draft_wanted`` takes the draft over; it is offered only while nothing is written."""

    draft_wanted = Signal()

    def __init__(self, text: NotesField, words: Wording) -> None:
        super().__init__()
        self.text, self._words = text, words
        self._draft = text_label("", "small")
        self._overtaken = MessageLine()
        self.use = LinkButton("go_to", "accent")
        self.use.clicked.connect(self.draft_wanted)
        self.setFocusProxy(text)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(STEP // 4)
        rows.addWidget(text)
        rows.addWidget(self._overtaken)
        rows.addWidget(self._draft)
        rows.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_draft("", written=False)

    def set_label(self, name: str, description: str) -> None:
        """Say what is written here, to those who hear it instead of seeing it."""
        self.text.set_label(name, description)
        use = self._words.text("documents_tab.use_draft")
        self.use.show_words(use, self._words.text("documents_tab.use_draft_of", heading=name))

    @property
    def overtaken(self) -> str:
        """What is said of a sentence that the record has overtaken, empty where nothing is."""
        return self._overtaken.text

    @property
    def draft(self) -> str:
        """The draft on the screen, empty where none is offered."""
        return self._draft.text() if not self._draft.isHidden() else ""

    def show_draft(self, draft: str, *, written: bool, overtaken: Sequence[str] = ()) -> None:
        """Offer a draft, or nothing where something is written or the record gives none.

        Of what is written, that which the record has overtaken is named with the draft of now.
        """
        offered = bool(draft) and not written
        shown = _DATE.sub(_unbroken, draft)
        text = self._words.text("documents_tab.draft", text=shown) if offered else ""
        self._draft.setText(text)
        self._draft.setVisible(offered)
        self.use.setVisible(offered)
        lines = [self._words.text("documents_tab.overtaken_field", said=each) for each in overtaken]
        if lines and draft:
            lines.append(self._words.text("documents_tab.overtaken_draft", text=draft))
        if lines:
            self._overtaken.say("caution", _DATE.sub(_unbroken, "\n".join(lines)))
        else:
            self._overtaken.be_silent()

    def forget(self) -> None:
        """Leave nothing of the child before."""
        self.text.forget()
        self.show_draft("", written=False)
