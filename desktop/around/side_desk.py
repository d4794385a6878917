"""What comes in front of the page a person was at, and gives it back with the cursor in its place.

Help, settings and the page of an error: each is built when it is first wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from shiboken6 import isValid

from desktop.muted import muted

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.around.crash_page import CrashPage
    from desktop.around.help_page import HelpPage
    from desktop.crash import CrashHooks, Incident
    from desktop.page_stack import PageStack
    from desktop.settings.own_settings import OwnSettings
    from desktop.settings.settings_page import SettingsPage
    from desktop.window import CaseWindow
    from reports.wording import Wording


class SideDesk(QObject):
    """``leave`` brings the page behind to the front again."""

    def __init__(
        self,
        window: CaseWindow,
        pages: PageStack,
        words: Wording,
        own: OwnSettings,
        hooks: CrashHooks,
    ) -> None:
        super().__init__(window)
        self._window, self._pages, self._words, self._own = window, pages, words, own
        self._hooks = hooks
        # Where the rules of the site were read from; None where there are none.
        self.site_file: Path | None = None
        self._cursor: QWidget | None = None
        self._help: HelpPage | None = None
        self._settings: SettingsPage | None = None
        self._crash: CrashPage | None = None
        # Whether the page of an error was not left yet, though another may stand over it.
        self._covers_crash = False
        hooks.happened.connect(self._on_incident)

    @property
    def is_at_error(self) -> bool:
        """Whether the page of an error is in front, which says more than any notice of it."""
        return self._crash is not None and self._pages.currentWidget() is self._crash

    @property
    def help_page(self) -> HelpPage:
        if self._help is None:
            from desktop.around.help_page import HelpPage

            self._help = HelpPage(self._words)
            self._help.closed.connect(self.leave)
            self._pages.add_over(self._help)
        return self._help

    @property
    def settings_page(self) -> SettingsPage:
        if self._settings is None:
            from desktop.settings.settings_page import SettingsPage

            rulebook = self._window.rulebook
            self._settings = SettingsPage(self._words, self._own, rulebook, self.site_file)
            self._settings.closed.connect(self.leave)
            self._settings.change.failed.connect(self._hooks.report)
            self._pages.add_over(self._settings)
        return self._settings

    @property
    def crash_page(self) -> CrashPage:
        if self._crash is None:
            from desktop.around.crash_page import CrashPage

            self._crash = CrashPage(self._words)
            self._crash.closed.connect(self.leave)
            self._crash.save_wanted.connect(self._save_report)
            self._pages.add_over(self._crash)
        return self._crash

    def show_help(self) -> None:
        """Show the help of the page in front; nothing where it is the help already."""
        page = self._pages.currentWidget()
        if self._help is not None and page is self._help:
            return
        self.help_page.show_help(self._key_of(page))
        self._bring(self.help_page)

    def show_settings(self) -> None:
        self.settings_page.begin()
        self._bring(self.settings_page)

    def leave(self) -> bool:
        """Go back to the page behind; False where none of this desk is in front."""
        if not self._pages.is_covered:
            return False
        if self._covers_crash and self._crash is not None and not self._crash.isVisible():
            # Settings or help were opened over the page of an error, which nobody has left yet.
            self._window.show_page(self._crash)
            self._crash.setFocus()
            return True
        self._covers_crash = False
        behind = self._pages.front
        if behind is not None:
            self._window.show_page(behind)
        cursor, self._cursor = self._cursor, None
        if cursor is not None and isValid(cursor) and cursor.isVisible():
            cursor.setFocus()
        elif behind is not None:
            behind.setFocus()
        return True

    def _key_of(self, page: QWidget | None) -> str:
        window = self._window
        if page is window.preview:
            return "preview"
        if page is self._settings:
            return "settings"
        tab = window.tabs.current()
        if page is window.tabs and tab is not None:
            return tab.key
        if window.records is not None and page in window.records.pages:
            return "patients"
        return "start"

    def _bring(self, page: QWidget) -> None:
        if not self._pages.is_covered:
            self._pages.go_behind()
            # The stub forgets that there may be no focus.
            self._cursor = cast("QWidget | None", self._window.focusWidget())
            self._covers_crash = False
        self._covers_crash |= page is self._crash
        self._window.show_page(page)
        page.setFocus()

    def _on_incident(self, incident: Incident) -> None:
        window = self._window
        self.crash_page.show_incident(incident, window.rulebook, window.now())
        # What was being typed stays so: a commit would compute anew, and bring results back.
        with muted(cast("QWidget | None", window.focusWidget())):
            self._bring(self.crash_page)

    def _save_report(self) -> None:
        from desktop.file_dialogs import place_for_report

        if (place := place_for_report(self._window, self._words)) is not None:
            self.crash_page.save_report(place, self._hooks.report)
