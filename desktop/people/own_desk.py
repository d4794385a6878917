"""One's own account: another password, and a PIN for coming back quickly during a shift.

Whoever is asked gives the present password first: an unlocked screen is not enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.door.ask_page import Asked, AskPage, Question
from desktop.door.door_desk import refuse
from desktop.widgets.notice_bar import Notice
from records.people.session import SHIFT
from reports.formats import clock_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.door.frame import Frame
    from desktop.door.link import RecordsLink
    from records.faults import RecordsError
    from records.people.session import Session
    from records.service.records import Records
    from reports.wording import Wording


class OwnDesk:
    """Reached from the name of who is signed in; everybody may."""

    def __init__(self, link: RecordsLink, words: Wording, page: AskPage, frame: Frame) -> None:
        self._link, self._words, self._page, self._frame = link, words, page, frame
        self._notice: Notice | None = None

    def show(self) -> None:
        """Show what can be changed; without anybody signed in nothing."""
        person = self._link.person
        if person is None:
            return
        ways: list[tuple[str, Callable[[], None]]] = [
            ("own_password", self._ask_password),
            ("own_pin", self._ask_pin),
        ]
        if self._link.has_pin:
            ways.append(("no_pin", self._remove_pin))
        values = {"name": person.shown}
        key = "own_with_pin" if self._link.has_pin else "own"
        self._ask(Question(key, (), None, self._frame.go_back, values, tuple(ways)))

    def _ask_password(self) -> None:
        fields = (
            Asked("now", secret=True),
            Asked("password", secret=True),
            Asked("again", secret=True),
        )

        def submit(typed: Mapping[str, str]) -> None:
            if typed["password"] != typed["again"]:
                self._page.say("stop", self._words.text("ask.not_the_same"))
                return
            now, password = typed["now"], typed["password"]
            self._do(
                lambda records: records.accounts.change_own_password(password, secret=now),
                self._words.text("own.password_changed"),
            )

        self._ask(Question("own_password", fields, submit, self.show))

    def _ask_pin(self) -> None:
        fields = (
            Asked("now", secret=True),
            Asked("pin", secret=True),
            Asked("pin_again", secret=True),
        )

        def submit(typed: Mapping[str, str]) -> None:
            if typed["pin"] != typed["pin_again"]:
                self._page.say("stop", self._words.text("own.pins_differ"))
                return
            pin, now = typed["pin"], typed["now"]
            until = clock_text(self._link.clock() + SHIFT)
            self._do(
                lambda records: records.door.set_pin(pin, now),
                self._words.text("own.pin_set", until=until),
            )

        self._ask(Question("own_pin", fields, submit, self.show))

    def _remove_pin(self) -> None:
        self._do(lambda records: records.door.remove_pin(), self._words.text("own.pin_removed"))

    def _do(self, work: Callable[[Records], None], said: str) -> None:
        """Do it, take the session as it is then, and say so where the person was before."""
        self._page.set_busy(busy=True)

        def both(records: Records) -> Session | None:
            work(records)
            return records.door.session

        def done(session: Session | None) -> None:
            self._link.take(session)
            self._page.forget()
            self._frame.go_back()
            if self._notice is not None:
                self._frame.notices.withdraw(self._notice)
            self._notice = Notice("info", said)
            self._frame.notices.post(self._notice)

        self._link.ask_here(both, done, self._refused)

    def _ask(self, question: Question) -> None:
        self._page.ask(question)
        self._frame.show_page(self._page)
        self._page.setFocus()

    def _refused(self, error: RecordsError) -> None:
        refuse(self._page, error, self._link, self._words)
