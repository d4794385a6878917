"""Opening and saving case files from the window: what was asked, what came of it.

Reading and writing happen off the event loop. "Saved" is said when the file is complete on the
disk and not before; a save that failed stays on the screen until one succeeds.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clinical.problem import InputError
from desktop import tasks
from desktop.case_store import ENTRY_UNREADABLE
from desktop.tabs.entry_problems import entry_name
from desktop.widgets.notice_bar import Notice, NoticeBar
from records.case_file import read_case_file, write_case_file
from reports.formats import clock_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from clinical.record.case import Case
    from desktop.case_store import CaseStore
    from desktop.crash import CrashHooks
    from reports.wording import Wording


class CaseFiles(QObject):
    """``changed`` when the state of saving did.

    ``read(case, path)`` when a file was read, ``refused(problems, path)`` when it could not be;
    ``opened(case, path)`` when the child in it was wanted on the screen.
    """

    read = Signal(object, object)
    refused = Signal(object, object)
    opened = Signal(object, object)
    changed = Signal()
    another_place_wanted = Signal()

    def __init__(
        self,
        store: CaseStore,
        words: Wording,
        notices: NoticeBar,
        *,
        hooks: CrashHooks,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._store, self._words, self._notices = store, words, notices
        self._hooks, self._clock = hooks, clock
        self._saving = False
        self._saved_at: datetime | None = None
        self._failed: Notice | None = None

    @property
    def has_failed(self) -> bool:
        """Whether the last save failed."""
        return self._failed is not None

    @property
    def status(self) -> str:
        """What is true of saving now, in a few words."""
        state = self._store.state
        if self._saving:
            return self._words.text("window.saving")
        if self._failed is not None:
            return self._words.text("window.not_saved")
        if state.unsaved:
            return self._words.text("window.unsaved")
        if self._saved_at is not None:
            return self._words.text("window.saved", time=clock_text(self._saved_at))
        if state.path is None and not state.training:
            return self._words.text("window.nothing_entered")
        return self._words.text("window.saved_earlier")

    def forget(self) -> None:
        """Another child comes: what was said about the file of the last one goes."""
        self._saved_at = None
        self._withdraw()

    def open(self, path: Path) -> None:
        """Read a case file; entries later than the machine's clock are refused."""
        read = partial(read_case_file, path, self._store.state.rulebook, self._clock())
        tasks.run(
            read,
            lambda case: self.read.emit(case, path),
            lambda error: self._not_read(error, path),
        )

    def save(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Write the committed case; ``then`` is called only once it stands on the disk."""
        failure = self._store.state.failure
        if failure is not None and failure.problems:
            first = failure.problems[0]
            if first.code == ENTRY_UNREADABLE:
                first = replace(first, where=entry_name(first.where, self._words))
            problem = self._words.problem(first)
            self._not_saved(self._words.text("window.save_invalid", problem=problem))
            return
        case = self._store.committed
        self._saving = True
        self.changed.emit()
        tasks.run(
            partial(write_case_file, path, case),
            lambda _: self._saved(path, case, then),
            self._save_failed,
        )

    def _saved(self, path: Path, case: Case, then: Callable[[], None] | None) -> None:
        self._saving = False
        self._withdraw()
        self._saved_at = self._clock()
        self._store.saved(path, case)
        self.changed.emit()
        if then is not None:
            then()

    def _save_failed(self, error: Exception) -> None:
        self._saving = False
        if not isinstance(error, InputError):
            self._hooks.report(error)
            self._not_saved(self._words.text("window.not_saved"))
            return
        problem = self._words.problem(error.problems[0])
        self._not_saved(self._words.text("window.save_failed", problem=problem))

    def _not_saved(self, text: str) -> None:
        self._withdraw()
        again = self._words.text("window.save_again")
        self._failed = Notice("stop", text, again, self.another_place_wanted.emit)
        self._notices.post(self._failed)
        self.changed.emit()

    def _withdraw(self) -> None:
        if self._failed is not None:
            self._notices.withdraw(self._failed)
            self._failed = None

    def _not_read(self, error: Exception, path: Path) -> None:
        if isinstance(error, InputError):
            self.refused.emit(error.problems, path)
        else:
            self._hooks.report(error)
