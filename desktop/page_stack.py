"""The pages of the window, one in front, and the help over the page it was asked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from desktop.help_page import HelpPage


class PageStack(QStackedWidget):
    """``front`` is what the person is at: the page shown, or the one behind the help."""

    def __init__(self, help_page: HelpPage) -> None:
        super().__init__()
        self._help = help_page
        self._behind: QWidget = help_page
        self.addWidget(help_page)

    @property
    def front(self) -> QWidget | None:
        shown = self.currentWidget()
        return self._behind if shown is self._help else shown

    @property
    def shows_help(self) -> bool:
        return self.currentWidget() is self._help

    @property
    def behind_help(self) -> QWidget:
        """The page on which help was asked for last."""
        return self._behind

    def put_help_over(self, page: QWidget) -> None:
        """Remember what the help is about, before it comes to the front."""
        self._behind = page

    @property
    def place(self) -> tuple[object, ...]:
        """Where the person is, as a value: another page or another question is another place."""
        return self.front, getattr(self.front, "asked", 0)

    @property
    def holds(self) -> bool:
        """Whether the page in front must not be left yet: what it shows is never shown again."""
        return bool(getattr(self.front, "must_be_answered", False))
