"""Says in the notice bar that the program itself failed, until the next thing is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.widgets.notice_bar import Notice, NoticeBar

if TYPE_CHECKING:
    from desktop.case_store import CaseStore, State
    from desktop.crash import CrashHooks, Incident
    from reports.wording import Wording


class FailureNotice(QObject):
    """One message at a time: an error caught anywhere, or one while computing."""

    def __init__(
        self, store: CaseStore, words: Wording, notices: NoticeBar, hooks: CrashHooks
    ) -> None:
        super().__init__()
        self._store, self._words, self._notices = store, words, notices
        self._incident: Notice | None = None
        hooks.happened.connect(self._on_incident)

    def _on_incident(self, incident: Incident) -> None:
        self._store.fail(incident.error)
        if self._incident is not None:
            self._notices.withdraw(self._incident)
        self._incident = Notice("stop", self._words.text("crash.notice", id=incident.id))
        self._notices.post(self._incident)

    def show_state(self, state: State) -> None:
        """Say that computing failed, or take it back once something was computed again."""
        error = state.failure.error if state.failure is not None else None
        if error is None:
            if self._incident is not None:
                self._notices.withdraw(self._incident)
                self._incident = None
        elif self._incident is None:
            self._incident = Notice("stop", self._words.text("crash.computing", kind=error))
            self._notices.post(self._incident)
