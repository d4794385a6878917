"""Leading somebody in: the first account, signing in, the recovery key, and why it cannot be done.

Each state of the store has its own words; calculating goes on without it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QObject, Signal

from desktop.door.ask_page import Asked, AskPage, Question
from desktop.records_command import fault_text
from desktop.widgets.notice_bar import Notice
from reports.formats import clock_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.door.frame import Frame
    from desktop.door.key_page import KeyPage
    from desktop.door.link import RecordsLink
    from records.faults import RecordsError
    from records.people.roles import Role
    from records.people.session import Session
    from records.service.door import SignedIn
    from records.service.records import Records
    from reports.wording import Wording

_Result = TypeVar("_Result")
# Who may be the first account; administering comes by itself.
FIRST_ROLES: tuple[Role, ...] = ("clinician", "nurse", "pharmacist")
# Where a backup helps, and nothing else does.
_TO_BE_PUT_BACK = {"store_damaged", "store_missing", "keys_damaged", "keys_missing"}


class DoorDesk(QObject):
    """``entered`` each time somebody has signed in; ``told(SignedIn)`` what the records said."""

    entered = Signal()
    told = Signal(object)

    def __init__(
        self,
        link: RecordsLink,
        words: Wording,
        pages: tuple[AskPage, KeyPage],
        frame: Frame,
    ) -> None:
        super().__init__()
        self._link, self._words, self._frame = link, words, frame
        self.pages = self._page, self._key_page = pages
        self._then: Callable[[], None] = frame.go_home
        # The way on where the records can be had only from a backup.
        self.show_backups: Callable[[], None] = frame.go_back

    def enter(self, then: Callable[[], None] | None = None) -> None:
        """Lead somebody in and go on; where somebody is in already, at once."""
        self._then = then or self._frame.go_home
        if self._link.person is not None:
            self._then()
            return
        self._link.ask_here(lambda records: records.door.condition(), self._found, self._found)

    def _found(self, condition: RecordsError | None) -> None:
        if condition is None:
            self._ask_sign_in()
        elif condition.code == "no_store":
            self._ask_first()
        else:
            damaged = condition.code in _TO_BE_PUT_BACK
            self._ask(
                Question(
                    "fault",
                    (),
                    lambda _: self.enter(self._then),
                    self._frame.go_back,
                    {"fault": fault_text(condition)},
                    (("to_backups", self.show_backups),) if damaged else (),
                )
            )

    def _ask(self, question: Question) -> None:
        self._page.ask(question)
        self._frame.show_page(self._page)
        self._page.setFocus()

    # The first account, with the store.

    def _ask_first(self) -> None:
        options = {role: self._words.text(f"ask.first.role.{role}") for role in FIRST_ROLES}
        fields = (
            Asked("shown"),
            Asked("name"),
            Asked("password", secret=True),
            Asked("again", secret=True),
            Asked("roles", options=options, first="clinician"),
        )
        self._ask(Question("first", fields, self._make_first, self._frame.go_back))

    def _make_first(self, typed: Mapping[str, str]) -> None:
        if not self._is_typed_twice(typed):
            return
        roles = cast("tuple[Role, ...]", tuple(filter(None, typed["roles"].split(","))))
        name, shown, password = typed["name"], typed["shown"], typed["password"]

        def create(records: Records) -> tuple[str, Session | None]:
            key = records.door.create(name, shown, roles, password)
            return key, records.door.session

        self._begin(create, lambda made: self._show_key(*made))

    def _show_key(self, key: str, session: Session | None) -> None:
        """Show the key; where signing in failed once the store stood, it is done by hand after."""
        self._link.take(session)
        self._page.forget()
        self._key_page.show_key(key, self._go_on if session is not None else self._ask_once_more)
        self._frame.show_page(self._key_page)
        self._key_page.setFocus()

    def _ask_once_more(self) -> None:
        self._frame.notices.post(Notice("caution", self._words.text("door.sign_in_again")))
        self._ask_sign_in()

    # Signing in.

    def _ask_sign_in(self) -> None:
        fields = (Asked("name"), Asked("password", secret=True))
        ways = (("to_recovery", self._ask_recovery),)
        self._ask(Question("sign_in", fields, self._sign_in, self._frame.go_back, ways=ways))

    def _sign_in(self, typed: Mapping[str, str]) -> None:
        name, password = typed["name"], typed["password"]
        self._page.set_busy(busy=True)
        self._link.ask_here(
            lambda records: records.door.sign_in(name, password),
            self._came_in,
            self._not_in,
            self._came_in_elsewhere,
        )

    def _not_in(self, error: RecordsError) -> None:
        if error.code in _TO_BE_PUT_BACK:
            self._found(error)
        else:
            refuse(self._page, error, self._link, self._words)

    def _came_in(self, signed_in: SignedIn) -> None:
        self._page.forget()
        self._link.take(signed_in.session)
        self.tell(signed_in)
        self._go_on()

    def _came_in_elsewhere(self, signed_in: SignedIn) -> None:
        """Somebody is in, and has gone on to something else meanwhile: nobody is led away."""
        if self._link.person is None:
            self._link.take(signed_in.session)
            self.tell(signed_in)

    def tell(self, signed_in: SignedIn) -> None:
        """Say what the person must hear: an altered history, wrong passwords before the right."""
        if signed_in.alarm is not None:
            found = self._words.text(f"records.done.{signed_in.alarm}")
            text = self._words.text("door.alarm", found=found)
            self._frame.notices.post(Notice("stop", text))
        if signed_in.failures:
            text = self._words.text("door.failures", count=signed_in.failures)
            self._frame.notices.post(Notice("caution", text))
        self.told.emit(signed_in)

    # Where the password is lost.

    def _ask_recovery(self) -> None:
        fields = (
            Asked("recovery_key"),
            Asked("name"),
            Asked("password", secret=True),
            Asked("again", secret=True),
        )
        self._ask(Question("recover", fields, self._recover, self._ask_sign_in))

    def _recover(self, typed: Mapping[str, str]) -> None:
        if not self._is_typed_twice(typed):
            return
        key, name, password = typed["recovery_key"], typed["name"], typed["password"]
        self._begin(
            lambda records: records.door.recover(key, name, password),
            lambda found: self._recovered(*found),
        )

    def _recovered(self, signed_in: SignedIn, key: str) -> None:
        self.tell(signed_in)
        self._show_key(key, signed_in.session)

    # What all of them do.

    def _begin(self, work: Callable[[Records], _Result], done: Callable[[_Result], None]) -> None:
        self._page.set_busy(busy=True)
        self._link.ask(work, done, lambda error: refuse(self._page, error, self._link, self._words))

    def _is_typed_twice(self, typed: Mapping[str, str]) -> bool:
        if typed["password"] == typed["again"]:
            return True
        self._page.say("stop", self._words.text("ask.not_the_same"))
        return False

    def _go_on(self) -> None:
        then, self._then = self._then, self._frame.go_home
        self.entered.emit()
        then()


def refuse(page: AskPage, error: RecordsError, link: RecordsLink, words: Wording) -> None:
    """Say why an answer was not accepted, and when the next one may come."""
    if error.code == "wait":
        seconds = int(error.values["seconds"])
        at = clock_text(link.clock() + timedelta(seconds=seconds + 59))
        page.wait_for(seconds, words.text("door.wait", at=at))
    else:
        page.say("stop", fault_text(error))
