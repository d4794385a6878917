"""Backups made beside the work, told when one failed, and put back by an administrator.

The copy is made in the line of the records, between two questions; looking through it goes on
beside everything else, so that no save waits for it. Nobody hears of a backup that was made.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shiboken6 import isValid

from desktop import tasks
from desktop.backups.page import BackupsPage
from desktop.backups.told import backup_title, done_text, preview_lines
from desktop.door.ask_page import Asked, Question
from desktop.door.door_desk import refuse
from desktop.records_command import fault_text
from desktop.widgets.notice_bar import Notice
from records.faults import RecordsError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.door.ask_page import AskPage
    from desktop.door.frame import Frame
    from desktop.door.link import RecordsLink
    from records.service.backups import BackupState, Copied
    from records.service.records import Records
    from records.service.restoring import Preview, Restored
    from records.store.backups import Backup
    from reports.wording import Wording

_Found = tuple["tuple[Backup, ...]", "BackupState | None", "tuple[str, int]"]


class BackupDesk:
    """What the window does about backups."""

    def __init__(
        self,
        link: RecordsLink,
        words: Wording,
        ask_page: AskPage,
        frame: Frame,
        go_back: Callable[[], None],
    ) -> None:
        """``go_back`` shows the page an administrator came from."""
        self._link, self._words, self._ask_page, self._frame = link, words, ask_page, frame
        self._go_back = go_back
        self._failed: Notice | None = None
        self._backups: dict[str, Backup] = {}
        self.page = BackupsPage(words)
        self.page.wanted.connect(self._go)
        self.page.chosen.connect(self._look_into)

    # Beside the work.

    def look(self, *, after_save: bool = True) -> None:
        """Make a backup if one is due: after a save, and when a child or somebody came in."""
        if self._failed is not None:
            # A child that came to the screen has swept it away.
            self._frame.notices.post(self._failed)
        self._link.ask(
            lambda records: records.backups.copy_when_due(after_save=after_save),
            self._copied,
            self._say,
        )

    def leave(self) -> None:
        """Sign out; what was written since the last backup is in one from then on."""
        self._link.ask(lambda records: records.backups.leave(), self._copied, self._say)

    def _copied(self, copied: Copied | None) -> None:
        if copied is not None:
            tasks.run(copied.finish, self._made, self._not_made)

    def _made(self, _: Backup) -> None:
        # The window may be gone by then.
        if isValid(self.page):
            self._withdraw()
            if self.page.isVisible():
                self.show()

    def _not_made(self, error: Exception) -> None:
        if isValid(self.page):
            self._say(error if isinstance(error, RecordsError) else _broken(error))

    def _say(self, error: RecordsError) -> None:
        """Say that there is no backup; it stands until there is one again."""
        if error.code in ("signed_out", "session_locked"):
            return
        self._withdraw()
        text = f"{fault_text(error)} {self._words.text('backups.failed_then')}"
        self._failed = Notice("stop", text)
        self._frame.notices.post(self._failed)
        if self.page.isVisible():
            self.page.set_busy(busy=False)
            self.page.say("stop", fault_text(error))

    def _withdraw(self) -> None:
        if self._failed is not None:
            self._frame.notices.withdraw(self._failed)
            self._failed = None

    # The page.

    def show(self) -> None:
        """Show the backups there are; where nobody can sign in, without how far they reach."""

        def found(records: Records) -> _Found:
            backups = records.backups
            state = backups.state() if records.door.session is not None else None
            return backups.standing(), state, backups.place

        self._link.ask_here(found, self._show, self._refused)

    def _show(self, found: _Found) -> None:
        backups, state, place = found
        self._backups = {each.name: each for each in backups}
        self._ask_page.forget()
        self.page.show_backups(backups, state, place, self._link.clock().tzinfo)
        self._frame.show_page(self.page)
        self.page.setFocus()

    def _go(self, way: str) -> None:
        if way == "back":
            (self._go_back if self._link.person is not None else self._frame.go_back)()
            return
        self.page.set_busy(busy=True)
        self._link.ask_here(lambda records: records.backups.make(), self._made, self._say)

    # Putting one back.

    def _look_into(self, name: str) -> None:
        backup = self._backups[name]
        if self._link.person is not None:
            self._preview(backup, "", None)
            return

        def submit(typed: Mapping[str, str]) -> None:
            self._ask_page.set_busy(busy=True)
            self._preview(backup, typed["name"], typed["password"])

        values = {"title": self._title(backup)}
        fields = (Asked("name"), Asked("password", secret=True))
        self._ask(Question("see_backup", fields, submit, self.show, values))

    def _preview(self, backup: Backup, name: str, secret: str | None) -> None:
        refused = self._refused if secret is None else self._wrong
        self._link.ask_here(
            lambda records: records.putting_back.preview(backup, name, secret),
            partial(self._ask_why, backup, name),
            refused,
        )

    def _ask_why(self, backup: Backup, name: str, found: Preview) -> None:
        def submit(typed: Mapping[str, str]) -> None:
            secret, reason = typed["password"], typed["reason"]
            self._ask_page.set_busy(busy=True)
            self._link.ask(
                lambda records: records.putting_back.restore(backup, name, secret, reason),
                self._put_back,
                self._wrong_or_out,
            )

        zone = self._link.clock().tzinfo
        said = "\n".join(preview_lines(found, self._words, zone))
        fields = (Asked("reason"), Asked("password", secret=True))
        about = (self._title(backup),)
        self._ask(Question("put_back", fields, submit, self.show, {"said": said}, about=about))

    def _put_back(self, done: Restored) -> None:
        self._ask_page.forget()
        self._withdraw()
        self._out()
        text = done_text(done, self._words, self._link.clock().tzinfo)
        self._frame.notices.post(Notice("info", f"{text} {self._words.text('backups.signed_out')}"))

    def _wrong_or_out(self, error: RecordsError) -> None:
        """Say why it was not put back; once signed out for it, there is nowhere to say it here."""

        def heard(is_in: bool) -> None:
            if is_in or self._link.person is None:
                self._wrong(error)
            else:
                self._ask_page.forget()
                self._out()
                self._frame.notices.post(Notice("stop", fault_text(error)))

        self._link.ask(lambda records: records.door.session is not None, heard, self._wrong)

    def _out(self) -> None:
        """Leave, as the service did; a quick calculation stays where nobody was signed in."""
        if self._link.person is None:
            self._frame.go_back()
            return
        self._frame.clear_child()
        self._link.take(None)
        self._frame.go_home()

    def _ask(self, question: Question) -> None:
        self._ask_page.ask(question)
        self._frame.show_page(self._ask_page)
        self._ask_page.setFocus()

    def _title(self, backup: Backup) -> str:
        return backup_title(backup, self._words, self._link.clock().tzinfo)

    def _wrong(self, error: RecordsError) -> None:
        refuse(self._ask_page, error, self._link, self._words)

    def _refused(self, error: RecordsError) -> None:
        if error.code not in ("session_locked", "signed_out"):
            self.page.say("stop", fault_text(error))
            self._frame.notices.post(Notice("stop", fault_text(error)))


def _broken(error: Exception) -> StoreError:
    """Return as a fault what went wrong in a way nobody thought of; it is no backup either."""
    return StoreError("backup_failed", path="", why=type(error).__name__)
