"""Accounts: adding people, changing their roles, a new password, ending, a new recovery key.

Where the service wants the password of who is signed in again, it is asked for, and the same change
is asked for once more with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from desktop.door.ask_page import Asked, AskPage, Question
from desktop.door.door_desk import refuse
from desktop.records_command import fault_text
from desktop.widgets.notice_bar import Notice
from records.people.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.door.frame import Frame
    from desktop.door.key_page import KeyPage
    from desktop.door.link import RecordsLink
    from desktop.people.people_page import PeoplePage
    from records.faults import RecordsError
    from records.people.roles import Role
    from records.people.session import Person, Session
    from records.service.records import Records
    from reports.wording import Wording

_Result = TypeVar("_Result")


class PeopleDesk:
    """What an administrator does about people; the service enforces who may."""

    def __init__(
        self,
        link: RecordsLink,
        words: Wording,
        pages: tuple[PeoplePage, AskPage, KeyPage],
        frame: Frame,
    ) -> None:
        self._link, self._words, self._frame = link, words, frame
        self._page, self._ask_page, self._key_page = pages
        self._people: dict[str, Person] = {}
        # Where who administers goes on to the backups.
        self.show_backups: Callable[[], None] = self.show
        self._page.wanted.connect(self._go)
        self._page.chosen.connect(self._ask_person)

    def show(self) -> None:
        """Show every account."""
        self._link.ask_here(lambda records: records.accounts.everybody(), self._show, self._refused)

    def _show(self, people: Sequence[Person]) -> None:
        self._people = {each.id: each for each in people}
        self._ask_page.forget()
        self._page.show_people(people)
        self._frame.show_page(self._page)
        self._page.setFocus()

    def _go(self, way: str) -> None:
        match way:
            case "add":
                self._ask_new()
            case "recovery":
                self._renew_key()
            case "backups":
                self.show_backups()
            case _:
                self._frame.go_home()

    def _renew_key(self) -> None:
        """Make a new recovery key: the printed one is dead, so the new one is shown in any case.

        To nobody else, though: who asked for it and left must make another one.
        """
        person = self._link.person

        def show(key: str) -> None:
            if self._link.person != person:
                lost = Notice("stop", self._words.text("recovery.lost"))
                self._frame.notices.post(lost)
                return
            self._ask_page.forget()
            self._key_page.show_key(key, self.show)
            self._frame.show_page(self._key_page)
            self._key_page.setFocus()

        self._prove(
            lambda records, secret: records.accounts.renew_recovery_key(secret=secret),
            show,
            self._refused,
            show,
        )

    # Adding.

    def _ask_new(self) -> None:
        fields = (
            Asked("shown"),
            Asked("name"),
            self._asked_roles(()),
            Asked("password", secret=True),
            Asked("again", secret=True),
        )
        self._ask(Question("person_new", fields, self._add, self.show))

    def _add(self, typed: Mapping[str, str]) -> None:
        if not self._is_typed_twice(typed):
            return
        name, shown, password = typed["name"], typed["shown"], typed["password"]
        roles = _roles(typed)
        self._change(lambda records, _: records.accounts.add(name, shown, roles, password))

    # One account.

    def _ask_person(self, person_id: str) -> None:
        person = self._people[person_id]

        def set_roles(typed: Mapping[str, str]) -> None:
            roles = _roles(typed)
            self._change(
                lambda records, secret: records.accounts.set_roles(person_id, roles, secret=secret)
            )

        def end() -> None:
            answer = (
                self._words.text("people.end"),
                lambda: self._change(lambda records, _: records.accounts.end(person_id)),
            )
            text = self._words.text("people.ask_end", name=person.shown)
            self._frame.question.ask(text, (answer,), stay=self._words.text("people.stay"))

        ways: list[tuple[str, Callable[[], None]]] = [
            ("new_password", lambda: self._ask_password(person))
        ]
        if person.active:
            ways.append(("end_account", end))
        fields = (self._asked_roles(person.roles),)
        values = {"name": person.shown}
        self._ask(Question("person", fields, set_roles, self.show, values, tuple(ways)))

    def _ask_password(self, person: Person) -> None:
        def reset(typed: Mapping[str, str]) -> None:
            if self._is_typed_twice(typed):
                password = typed["password"]
                self._change(
                    lambda records, secret: records.accounts.reset_password(
                        person.id, password, secret=secret
                    )
                )

        fields = (Asked("password", secret=True), Asked("again", secret=True))
        values = {"name": person.shown}
        self._ask(Question("person_password", fields, reset, self.show, values))

    def _asked_roles(self, chosen: Sequence[Role]) -> Asked:
        options = {role: self._words.text(f"records.role.{role}") for role in ROLES}
        return Asked("roles", options=options, first=",".join(chosen))

    # What all of them do.

    def _ask(self, question: Question) -> None:
        self._ask_page.ask(question)
        self._frame.show_page(self._ask_page)
        self._ask_page.setFocus()

    def _change(self, work: Callable[[Records, str | None], _Result]) -> None:
        self._ask_page.set_busy(busy=True)

        def done(_: _Result) -> None:
            self._link.ask(lambda records: records.door.session, self._taken, self._refused)

        self._prove(work, done, self._say)

    def _taken(self, session: Session | None) -> None:
        """Go on with who is signed in now: nobody, where the own account was ended."""
        self._link.take(session)
        if session is None:
            self._frame.go_home()
        else:
            self.show()

    def _prove(
        self,
        work: Callable[[Records, str | None], _Result],
        done: Callable[[_Result], None],
        failed: Callable[[RecordsError], None],
        late: Callable[[_Result], None] | None = None,
    ) -> None:
        """Do what may need the password again; where it does, ask for it first."""

        def submit(typed: Mapping[str, str]) -> None:
            secret = typed["password"]
            self._ask_page.set_busy(busy=True)
            self._link.ask_here(lambda records: work(records, secret), done, self._say, late)

        def refused(error: RecordsError) -> None:
            if error.code != "password_needed":
                failed(error)
                return
            person = self._link.person
            values = {"name": person.shown if person is not None else ""}
            fields = (Asked("password", secret=True),)
            self._ask(Question("prove", fields, submit, self.show, values))

        self._link.ask_here(lambda records: work(records, None), done, refused, late)

    def _say(self, error: RecordsError) -> None:
        refuse(self._ask_page, error, self._link, self._words)

    def _is_typed_twice(self, typed: Mapping[str, str]) -> bool:
        if typed["password"] == typed["again"]:
            return True
        self._ask_page.say("stop", self._words.text("ask.not_the_same"))
        return False

    def _refused(self, error: RecordsError) -> None:
        if error.code not in ("session_locked", "signed_out"):
            self._frame.notices.post(Notice("stop", fault_text(error)))


def _roles(typed: Mapping[str, str]) -> tuple[Role, ...]:
    return cast("tuple[Role, ...]", tuple(filter(None, typed["roles"].split(","))))
