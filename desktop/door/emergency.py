"""Reading in an emergency: how it begins, and that it ends on the screen too.

It ends after its half hour and with each lock (``records/people/session``). The service refuses
from then on, and what was opened before must not stay in sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.door.ask_page import Asked, AskPage, Question
from desktop.records_command import fault_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.door.frame import Frame
    from desktop.door.link import RecordsLink
    from desktop.door.lock_desk import LockDesk
    from records.people.session import Session


class Emergency(QObject):
    """``ended`` once the person signed in may no longer read patients, and could before."""

    ended = Signal()

    def __init__(self, link: RecordsLink, page: AskPage, frame: Frame, lock: LockDesk) -> None:
        super().__init__()
        self._link, self._page, self._frame = link, page, frame
        self._person, self._could = "", False
        lock.ticked.connect(self.look)
        link.changed.connect(self.look)

    def ask(self) -> None:
        """Let a person read who otherwise may not, with a reason that is kept."""

        def submit(typed: Mapping[str, str]) -> None:
            reason = typed["reason"]
            self._page.set_busy(busy=True)
            self._link.ask_here(
                lambda records: records.door.begin_emergency(reason),
                begun,
                lambda error: self._page.say("stop", fault_text(error)),
            )

        def begun(session: Session) -> None:
            self._page.forget()
            self._link.take(session)
            self._frame.go_home()

        question = Question("emergency", (Asked("reason"),), submit, self._frame.go_back)
        self._page.ask(question)
        self._frame.show_page(self._page)
        self._page.setFocus()

    def look(self) -> None:
        """Ask whether the same person may still read."""
        person = self._link.person
        before, could = self._person, self._could
        self._person = person.id if person is not None else ""
        self._could = self._link.may("read_patient")
        if could and not self._could and self._person == before:
            self.ended.emit()
