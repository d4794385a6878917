"""Shows what a case file holds, and opens it only once somebody said that it is the child meant.

Which child leaves the screen for it is asked afterwards, as ever: who looks into a file and leaves
it again gives nothing up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clinical.problem import Problem
    from clinical.record.case import Case
    from desktop.opening.page import OpeningPage
    from desktop.page_stack import PageStack
    from desktop.window import CaseWindow
    from reports.wording import Wording


class OpeningDesk:
    """``page`` stands in the window from the first file on."""

    def __init__(self, window: CaseWindow, pages: PageStack, words: Wording) -> None:
        self._window, self._pages, self._words = window, pages, words
        self._page: OpeningPage | None = None
        self._read: tuple[Case, Path] | None = None
        self._place: object = None
        window.files.read.connect(self._show)
        window.files.refused.connect(self._show_problems)

    @property
    def page(self) -> OpeningPage:
        if self._page is None:
            # Nobody waits for it at the start of the program.
            from desktop.opening.page import OpeningPage

            self._page = OpeningPage(self._words)
            self._page.open_wanted.connect(self._open)
            self._page.left.connect(self._leave)
            self._pages.addWidget(self._page)
            self._pages.currentChanged.connect(self._forget)
        return self._page

    def look_into(self, path: Path) -> None:
        """Read a file, and show what is in it."""
        self._window.open_entry.commit()
        self._place = self._here()
        self._window.files.open(path)

    def _show(self, case: Case, path: Path) -> None:
        if self._is_still_here():
            self._read = (case, path)
            # No tabs stand for nobody.
            here = self._window.store.committed.patient if self._window.tabs.count() else None
            self.page.show_child(case, path, self._window.now(), here=here)
            self._bring()

    def _show_problems(self, problems: Sequence[Problem], path: Path) -> None:
        if self._is_still_here():
            self._read = None
            self.page.show_problems(problems, path)
            self._bring()

    def _bring(self) -> None:
        self._window.show_page(self.page)
        self.page.setFocus()

    def _here(self) -> object:
        return self._window.store.state.child, *self._pages.place

    def _is_still_here(self) -> bool:
        """Whether the window neither locked nor went on to something else while it was read."""
        return not self._window.cover.is_down and self._place == self._here()

    def _open(self) -> None:
        if self._read is not None:
            case, path = self._read
            self._window.leave_child(lambda: self._window.files.opened.emit(case, path))

    def _leave(self) -> None:
        self._window.question.withdraw()
        self._window.go_back()

    def _forget(self, _: int) -> None:
        """Leave nothing of the file on the page once another is in front; help only covers it."""
        if self._page is not None and self._pages.front is not self._page:
            self._read = None
            self._page.forget()
