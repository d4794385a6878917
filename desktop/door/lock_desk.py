"""Locking: by key, after a while without a hand, and when the system says that nobody is there.

The window blanks first, then what is being typed is kept, then the session locks. The same person
comes back to the same child; somebody else signs in to an empty window (hazards H36, H67).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from desktop.door.ask_page import Asked, AskPage, Question
from desktop.door.door_desk import refuse
from desktop.door.presence import presence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QWindow

    from desktop.door.link import RecordsLink
    from desktop.door.login_bus import LoginBus
    from desktop.door.windows_session import WindowsSession
    from records.faults import RecordsError
    from records.people.session import Session
    from records.service.door import SignedIn
    from reports.wording import Wording

_TICK_MS = 1_000
# A second that took so long was the sleep of the machine.
_ASLEEP = timedelta(seconds=20)
# The store hears of a hand on the keys at most so often.
_TOUCH_EVERY = timedelta(seconds=1)
_HANDS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class LockDesk(QObject):
    """``blanked`` first of all, ``returned`` for the same person, ``replaced`` for another.

    ``ticked`` once a second while somebody is signed in.
    """

    ticked = Signal()
    blanked = Signal()
    returned = Signal()
    replaced = Signal(object)

    def __init__(
        self,
        link: RecordsLink,
        words: Wording,
        page: AskPage,
        keep_draft: Callable[[None, Callable[[str], None]], None],
    ) -> None:
        """``keep_draft`` keeps what is being typed, or calls back with the reason why not."""
        # Goes with its page: what the application tells reaches no window that is gone.
        super().__init__(page)
        self._link, self._words, self._page = link, words, page
        self._keep_draft = keep_draft
        self.is_locked = False
        # Minutes after which the person wants it locked, where that is sooner than the site does.
        self.sooner: int | None = None
        # Why what was being typed could not be kept, empty where it was.
        self._not_kept = ""
        self._last_hand = self._last_tick = self._last_touch = link.clock()
        self._watched: QWindow | None = None
        # Listens from the first signing in on.
        self.presence: LoginBus | WindowsSession | None = None
        self._ticking = QTimer(self)
        self._ticking.setInterval(_TICK_MS)
        self._ticking.timeout.connect(self.tick)
        link.changed.connect(self._person_changed)
        link.locked.connect(self.lock)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._state_changed)
            # Who is busy in a dialog for a file or a printer is there too.
            application.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Hear every key and movement that reaches a window, and nothing else of the program."""
        if window is not None and window is not self._watched:
            if self._watched is not None and isValid(self._watched):
                self._watched.removeEventFilter(self)
            window.installEventFilter(self)
            self._watched = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self._hand()
        return super().eventFilter(watched, event)

    def tick(self) -> None:
        """Look once a second whether somebody is still there; a clock put back locks too."""
        now, limit = self._link.clock(), self._link.idle_limit
        slept = now - self._last_tick > _ASLEEP
        self._last_tick = now
        self.ticked.emit()
        if limit is None or self.is_locked:
            return
        if self.sooner is not None:
            limit = min(limit, timedelta(minutes=self.sooner))
        idle = now - self._last_hand
        if slept or idle >= limit or idle < -limit:
            self.lock()

    def lock(self) -> None:
        """Blank, keep what is being typed, then lock."""
        person = self._link.person
        if person is None or self.is_locked:
            return
        self.is_locked = True
        self._ask_return()
        self.blanked.emit()
        self._not_kept = ""
        self._keep_draft(None, self._draft_failed)
        self._link.ask(lambda records: records.door.lock(), _nothing, _nothing)

    def _draft_failed(self, fault: str) -> None:
        """Say on the lock itself that what was being typed stands nowhere but on the screen."""
        if self.is_locked:
            self._not_kept = fault
            if self._page.key == "locked":
                self._ask_again()
            else:
                self._ask_other()

    def _hand(self) -> None:
        now = self._link.clock()
        self._last_hand = now
        is_in = self._link.person is not None and not self.is_locked
        if is_in and abs(now - self._last_touch) >= _TOUCH_EVERY:
            self._last_touch = now
            self._link.ask(lambda records: records.door.touch(), _nothing, _nothing)

    def _person_changed(self) -> None:
        if self._link.person is None:
            self._ticking.stop()
            return
        self._last_hand = self._last_tick = self._last_touch = self._link.clock()
        self._ticking.start()
        if self.presence is None:
            self.presence = presence(self._watched, self)
            if self.presence is not None:
                self.presence.gone.connect(self.lock)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationSuspended:
            self.lock()

    # Coming back.

    def _ask_return(self) -> None:
        person = self._link.person
        shown = person.shown if person is not None else ""
        self._page.ask(
            Question(
                "locked",
                (Asked("password", secret=True),),
                self._come_back,
                None,
                {"name": shown},
                (("to_other", self._ask_other),),
            )
        )
        if self._not_kept:
            text = self._words.text("draft.lock_not_kept", fault=self._not_kept)
            self._page.show_message("stop", text)

    def _ask_again(self) -> None:
        self._ask_return()
        self._page.setFocus()

    def _come_back(self, typed: Mapping[str, str]) -> None:
        secret = typed["password"]
        self._page.set_busy(busy=True)
        self._link.ask(
            lambda records: records.door.come_back(secret), self._came_back, self._refused
        )

    def _came_back(self, session: Session) -> None:
        self.is_locked = False
        self._page.forget()
        self._link.take(session)
        self.returned.emit()

    def _ask_other(self) -> None:
        fields = (Asked("name"), Asked("password", secret=True))
        person = self._link.person
        values = {"name": person.shown if person is not None else "", "fault": self._not_kept}
        key = "other_lost" if self._not_kept else "other"
        self._page.ask(Question(key, fields, self._sign_in, self._ask_again, values))
        self._page.setFocus()

    def _sign_in(self, typed: Mapping[str, str]) -> None:
        name, password = typed["name"], typed["password"]
        self._page.set_busy(busy=True)
        self._link.ask(
            lambda records: records.door.sign_in(name, password), self._signed_in, self._refused
        )

    def _signed_in(self, signed_in: SignedIn) -> None:
        before = self._link.person
        self.is_locked = False
        self._page.forget()
        self._link.confirmed.clear()
        self._link.take(signed_in.session)
        if before is not None and before.id == signed_in.session.person.id:
            self.returned.emit()
        else:
            self.replaced.emit(signed_in)

    def _refused(self, error: RecordsError) -> None:
        refuse(self._page, error, self._link, self._words)


def _nothing(_: object) -> None:
    pass
