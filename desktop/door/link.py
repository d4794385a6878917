"""The window's side of the records: made when first needed, asked in order, off the event loop.

It knows who is signed in and whether the session is locked, and nothing of any child but which of
them was named again. The service decides every time for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.tasks import Line
from records.faults import RecordsError, StoreError
from records.people.roles import allows

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from desktop.crash import CrashHooks
    from records.people.roles import Action
    from records.people.session import Person, Session
    from records.service.records import Records

_Result = TypeVar("_Result")


class RecordsLink(QObject):
    """``changed`` when somebody signs in or out; ``locked`` when the session was found locked."""

    changed = Signal()
    locked = Signal()

    def __init__(
        self,
        make: Callable[[], Records],
        clock: Callable[[], datetime],
        hooks: CrashHooks,
    ) -> None:
        """``make`` imports the store and is called off the event loop, with the first question."""
        super().__init__()
        self._make, self._hooks = make, hooks
        self.clock = clock
        self._records: Records | None = None
        self._line = Line()
        self._session: Session | None = None
        # Where the person is, as the window says it.
        self.here: Callable[[], object] = lambda: None
        # One more for each person who comes or goes.
        self._turn = 0
        # The children whose identity was typed again in this session, by their cases.
        self.confirmed: set[str] = set()

    @property
    def person(self) -> Person | None:
        """Who is signed in, locked or not."""
        return self._session.person if self._session is not None else None

    @property
    def has_pin(self) -> bool:
        """Whether a PIN was set in this session; the service knows whether it still serves."""
        return self._session is not None and self._session.pin is not None

    @property
    def idle_limit(self) -> timedelta | None:
        """After how long without a hand on the keys the session locks."""
        return self._session.idle_limit if self._session is not None else None

    def may(self, action: Action) -> bool:
        """Return whether the person signed in may do something now; the service asks again."""
        return self._session is not None and self._session.allows(action, self.clock())

    def may_always(self, action: Action) -> bool:
        """Return whether the roles allow something without an emergency."""
        return self.person is not None and allows(self.person.roles, action)

    def ask(
        self,
        work: Callable[[Records], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[RecordsError], None],
    ) -> None:
        """Ask the records after everything asked before; a refusal goes to ``failed``."""

        def asked() -> _Result:
            if self._records is None:
                self._records = self._make()
            return work(self._records)

        self._line.run(asked, done, lambda error: self._failed(error, failed))

    @property
    def place(self) -> tuple[object, ...]:
        """Who is signed in, with which child, on which page, at which question."""
        return self._turn, self.here()

    def ask_here(
        self,
        work: Callable[[Records], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[RecordsError], None],
        late: Callable[[_Result], None] | None = None,
    ) -> None:
        """Ask, and hear the answer only where it was asked.

        The same person is still signed in, the same child on the screen, the same page in front
        with the same question. Elsewhere the answer goes to ``late``, a refusal to nobody.
        """
        place = self.place

        def heard(result: _Result) -> None:
            if place == self.place:
                done(result)
            elif late is not None:
                late(result)

        def refused(error: RecordsError) -> None:
            if place == self.place:
                failed(error)

        self.ask(work, heard, refused)

    def take(self, session: Session | None) -> None:
        """Hear who is at the workstation now."""
        before = self.person
        self._session = session
        if session is None or before is None or before.id != session.person.id:
            self.confirmed.clear()
            self._turn += 1
        self.changed.emit()

    def close(self) -> None:
        """Sign out, back up what was written, and wait until everything asked for has ended."""
        if self._records is not None:
            self.ask(_leave, _nothing, _nothing)
        self._line.wait()

    def wait(self) -> None:
        """Wait until everything asked for has ended."""
        self._line.wait()

    def _failed(self, error: Exception, failed: Callable[[RecordsError], None]) -> None:
        if not isinstance(error, RecordsError):
            self._hooks.report(error)
            error = StoreError("store_failed", path="")
        failed(error)
        if error.code == "session_locked":
            self.locked.emit()


def _leave(records: Records) -> None:
    copied = records.backups.leave()
    if copied is not None:
        # Nobody is there any more to be told later; a backup that failed is tried again next time.
        copied.finish()


def _nothing(_: object) -> None:
    pass
