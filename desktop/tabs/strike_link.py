"""The link beside a charted dose that strikes it; it says which dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.widgets.link_button import LinkButton

if TYPE_CHECKING:
    from reports.wording import Wording


class StrikeLink(LinkButton):
    """Hidden while there is no dose of a kept record beside it."""

    def __init__(self, words: Wording) -> None:
        super().__init__("close", "muted", look="quiet")
        self._text = words.text("keeping.strike")
        self.hide()

    def show_dose(self, told: str) -> None:
        """Stand beside a dose that is told in words; without any it goes."""
        self.show_words(self._text, f"{self._text} {told}")
        self.setVisible(bool(told))
