"""A half-typed entry of the log, kept encrypted for its owner and offered back after a crash.

It is kept as other drafts are, once the hand rests; recorded or given up, it is forgotten.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.entry.begun import Begun, begun_of
from desktop.records_command import fault_text
from desktop.widgets.notice_bar import Notice
from reports.formats import moment_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.case_store import CaseStore
    from desktop.door.frame import Frame
    from desktop.door.link import RecordsLink
    from desktop.patients.keeper import PatientKeeper
    from records.faults import RecordsError
    from records.people.session import Person
    from records.service.drafts import TypedEntry
    from records.service.records import Records
    from reports.wording import Wording

_REST_MS = 500


class BegunDesk(QObject):
    """Follows what is begun of the child that is on the screen."""

    def __init__(self, link: RecordsLink, words: Wording, store: CaseStore, frame: Frame) -> None:
        super().__init__()
        self._link, self._words, self._store, self._frame = link, words, store, frame
        self._keeper: PatientKeeper | None = None
        # The child of whom an entry is kept on the disk.
        self._kept_of: str | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._keep)
        # What is asked once another question was answered.
        self._waiting: Callable[[], None] | None = None
        frame.question.closed.connect(self._ask_now)
        store.begun.changed.connect(self._follow)

    def turn_to(self, keeper: PatientKeeper | None) -> None:
        """Hear which child is on the screen."""
        self._rest.stop()
        self._keeper = keeper
        self._kept_of = self._waiting = None

    def offer(self) -> None:
        """Offer back what was begun of this child, once nothing else is asked."""
        keeper, person = self._keeper, self._link.person
        if keeper is None:
            return
        self._link.ask(
            lambda records: records.drafts.own_entry(keeper.id),
            partial(self._ask, keeper, person),
            self._refused,
        )

    def _ask(self, keeper: PatientKeeper, person: Person | None, found: TypedEntry | None) -> None:
        if found is None or keeper is not self._keeper or person != self._link.person:
            return
        question = self._frame.question
        if question.text:
            # Another question comes first: its answer asks this one.
            self._waiting = partial(self._ask, keeper, person, found)
            return
        begun = begun_of(found.typed)
        what = ", ".join(text for text in begun.texts.values() if text)
        text = self._words.text(
            "begun.text",
            at=moment_text(found.at.astimezone(self._store.now().tzinfo)),
            kind=self._words.text(f"log.kind.{begun.kind}"),
            what=what,
        )
        answers = [
            (self._words.text("begun.put_back"), partial(self._put_back, keeper, begun)),
            (self._words.text("begun.discard"), partial(self._drop, keeper.id)),
        ]
        question.ask(text, answers, stay=self._words.text("begun.later"))

    def _ask_now(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def _put_back(self, keeper: PatientKeeper, begun: Begun) -> None:
        """Put it into the fields again; nothing is recorded by that."""
        if keeper is self._keeper:
            self._kept_of = keeper.id
            self._store.begun.offer(begun)
            self._frame.focus_field("log.begun")

    def _follow(self) -> None:
        if self._keeper is None or self._link.person is None:
            return
        if self._store.begun.now is not None:
            self._rest.start()
            return
        self._rest.stop()
        if self._kept_of is not None:
            self._drop(self._kept_of)

    def _keep(self) -> None:
        keeper, begun = self._keeper, self._store.begun.now
        if keeper is None or begun is None or self._link.person is None:
            return
        typed, self._kept_of = begun.as_typed(), keeper.id

        def work(records: Records) -> None:
            records.drafts.keep_entry(keeper.id, typed)

        self._link.ask(work, _nothing, self._refused)

    def _drop(self, case_id: str) -> None:
        self._kept_of = None
        self._link.ask(lambda records: records.drafts.drop_entry(case_id), _nothing, self._refused)

    def _refused(self, error: RecordsError) -> None:
        if error.code not in ("session_locked", "signed_out"):
            text = self._words.text("draft.not_kept", fault=fault_text(error))
            self._frame.notices.post(Notice("caution", text))


def _nothing(_: object) -> None:
    pass
