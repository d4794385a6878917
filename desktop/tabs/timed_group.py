"""Entries that were taken at one time: a blood sample, a weighing, an echocardiogram.

Keeps which of several times is on the screen, and moves all entries together when the time is
corrected. What was taken at two times is never mixed: a time that another group has is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop import edits
from desktop.entry.dates import with_fixed_offset
from desktop.entry.entries import FieldNotice
from desktop.tabs.entry_problems import entry_name
from desktop.widgets.date_field import DateTimeField
from desktop.widgets.dress import STEP, control_height, set_visible, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.line_field import LineField
from desktop.widgets.message_line import MessageLine
from desktop.widgets.number_field import NumberField
from reports.formats import moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from clinical.record.case import Case
    from desktop.case_store import CaseStore, State
    from desktop.entry.entries import Entry
    from desktop.widgets.choice_field import ChoiceField
    from desktop.widgets.range_field import RangeField
    from desktop.widgets.text_field import TextField
    from reports.wording import Wording

    Member = NumberField | TextField | ChoiceField | RangeField


class Preferred(Protocol):
    """Which time a tab shows of itself, where a person has not chosen one."""

    def __call__(self, state: State, known: tuple[datetime, ...], /) -> datetime: ...


def newest(state: State, known: tuple[datetime, ...], /) -> datetime:
    """Return the last time that has come; where none has, the first to come."""
    return max((at for at in known if at <= state.as_of), default=known[0])


class TimedGroup(QObject):
    """``turned`` asks the tab to draw itself, since another time is to be shown.

    ``bar`` leads from time to time, ``time_field`` is the row for the time, and ``stays`` says
    where the entries stand while a time cannot be read. ``kind`` names the wording, too.
    """

    turned = Signal()

    def __init__(
        self,
        kind: edits.TimedGroup,
        store: CaseStore,
        words: Wording,
        *,
        preferred: Preferred = newest,
    ) -> None:
        super().__init__()
        self.kind: edits.TimedGroup = kind
        self.key = f"{kind}_time"
        self._store = store
        self._words = words
        self._preferred = preferred
        self._at: datetime | None = None
        self._known: tuple[datetime, ...] = ()
        # A person wants this time, or a new one; otherwise the newest is followed.
        self._chosen = False
        # Where the committed entries stand while the time is being typed.
        self._origin: datetime | None = None
        self._typing = False
        # Entries stood at this time when it was last drawn; this tab itself changed one since.
        self._stood = self._own_edit = False
        self._steps_back = 0
        self._members: list[Member] = []
        # Entries that are built when they are wanted; on another tab they may stand already.
        self._promised: tuple[str, ...] = ()

        self.bar = QWidget()
        self._place = text_label("", "muted", wraps=False)
        self._place.setMinimumHeight(control_height() - STEP // 2)
        self.earlier = self._button("earlier", lambda: self._step(-1))
        self.later = self._button("later", lambda: self._step(1))
        self.new = self._button("new", self._begin_new)
        flow = FlowLayout(self.bar, gap=STEP, line_gap=STEP)
        for part in (self.earlier, self.later, self.new, self._place):
            flow.addWidget(part)
        zone = store.now().tzinfo
        if zone is None:
            raise ValueError("the clock has no zone")
        self.time_field = DateTimeField(words, zone, clock=store.now, check=self._check)
        self.time_field.edited.connect(self._on_edited)
        self.time_field.committed.connect(self._on_committed)
        self.time_field.unchanged.connect(self._on_unchanged)
        self.stays = MessageLine()

    @property
    def at(self) -> datetime | None:
        """The time on the screen, None where nothing was taken yet or a new one begins."""
        return self._at

    def time_for(self, value: object | None) -> datetime | None:
        """Return the time a value that is being typed belongs to: now, where none is given.

        From then on this time stays on the screen, even while nothing stands at it, so that the
        next value joins the first. None only where there is neither a time nor a value.
        """
        if self._at is None and value is not None:
            self._at = with_fixed_offset(self._store.now().replace(second=0, microsecond=0))
        if self._at is not None:
            self._chosen = self._own_edit = True
        return self._at

    @property
    def is_begun(self) -> bool:
        """Whether a time stands here that no entry was made for yet, or that cannot be read."""
        return self.time_field.is_unreadable or (
            self._at is not None and self._at not in self._known
        )

    @property
    def known(self) -> tuple[datetime, ...]:
        """The times at which something stands, in order."""
        return self._known

    def go_to(self, at: datetime | None) -> bool:
        """Turn to a time, or begin a new one; False where an entry must be mended first."""
        if at == self._at:
            return True
        if not self._may_turn():
            return False
        self._turn_to(at)
        return True

    def promise(self, keys: Iterable[str]) -> None:
        """Name the entries of this group whose fields may be built later."""
        self._promised = tuple(keys)

    def own(self, *fields: Member) -> None:
        """Empty these fields when another time is turned to: what was typed belongs to one."""
        self._members += fields

    def render(self, state: State) -> None:
        """Find the time to show, and draw the bar and the time; the fields are drawn after it."""
        before, self._known = self._known, edits.times(state.case, self.kind)
        if state.steps_back != self._steps_back:
            # Undone or redone: a time that was refused gives way to the record's own.
            self._steps_back = state.steps_back
            self._typing = False
            self.time_field.empty()
        # Behind another tab nobody waits for a time that nothing stands at.
        stands = self._at in self._known
        # Undone or moved elsewhere; or nobody waits for it, since another tab is in front.
        lost = not stands and (self._stood or not self.time_field.isVisible())
        if self._unread(state):
            # What cannot be read belongs to this time, and goes only where its sample went.
            come = [at for at in self._known if at not in before]
            if not stands and self._stood and not self._typing and len(come) == 1:
                self._at = come[0]
        elif not self._chosen or (lost and not self._own_edit and not self._typing):
            self._chosen = False
            self._at = self._preferred(state, self._known) if self._known else None
        self._stood = self._at in self._known
        self._own_edit = False
        self._draw_bar(state)
        if state.as_of.tzinfo is not None:
            self.time_field.set_zone(state.as_of.tzinfo)
        self._draw_time()

    def forget(self) -> None:
        """Drop what belongs to the child before."""
        self._at, self._origin = None, None
        self._known = ()
        self._chosen = self._typing = self._stood = self._own_edit = False
        self.time_field.forget()

    def _button(self, name: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(self._words.text(f"timed_group.{name}_{self.kind}"))
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _draw_bar(self, state: State) -> None:
        text = self._words.text
        place = self._known.index(self._at) if self._at in self._known else None
        if place is not None:
            number, count = place + 1, len(self._known)
            self._place.setText(text(f"timed_group.place_{self.kind}", number=number, count=count))
        else:
            self._place.setText(text(f"timed_group.begun_{self.kind}"))
        several = len(self._known) > 1 or (place is None and bool(self._known))
        set_visible(self.earlier, visible=several)
        set_visible(self.later, visible=several)
        self.earlier.setEnabled(bool(self._known) and place != 0)
        self.later.setEnabled(place is not None and place + 1 < len(self._known))
        # What was taken out of the record by a slip is said when it is pressed.
        self.new.setEnabled(place is not None or bool(self._unread(state)))
        set_visible(self.bar, visible=bool(self._known))

    def _draw_time(self) -> None:
        if self._typing or self.time_field.entry.problem is None:
            self.time_field.show_entry(self._at)
        # A time that cannot be read stays to be corrected, and the entries stay where they were.
        unread = self.time_field.entry.problem is not None and self._at is not None
        if unread and self._at is not None:
            key = f"timed_group.stays_{self.kind}"
            self.stays.say("caution", self._words.text(key, at=moment_text(self._shown(self._at))))
        else:
            self.stays.be_silent()

    def _shown(self, moment: datetime) -> datetime:
        return moment.astimezone(self._store.now().tzinfo)

    def _check(self, value: date | datetime) -> FieldNotice | None:
        """Refuse a time at which something else was taken: the two could not be told apart."""
        own = self._origin if self._typing else self._at
        if value in edits.times(self._store.committed, self.kind) and value != own:
            return FieldNotice("hard", self._words.text(f"timed_group.taken_{self.kind}"))
        return None

    def _on_edited(self, entry: Entry[Any]) -> None:
        if not self._typing:
            self._typing = True
            self._origin = self._at
        self._store.draft(self._moved_to(entry.value), self.key)

    def _on_committed(self, entry: Entry[Any]) -> None:
        if not self._typing:
            self._origin = self._at
        moved = self._moved_to(entry.value)
        self._typing = False
        self._origin = self._at
        self._store.commit(moved, self.key)

    def _on_unchanged(self, entry: Entry[Any]) -> None:
        if self._typing:
            self._on_committed(entry)

    def _moved_to(self, value: datetime | None) -> Case:
        """Return the case with the entries at another time, counted from where they stood."""
        case, origin = self._store.committed, self._origin
        self._chosen = True
        stands = origin is not None and origin in edits.times(case, self.kind)
        self._at = value if value is not None else (origin if stands else None)
        if value is None or origin is None or not stands:
            return case
        return edits.moved(case, self.kind, origin, value)

    def _unread(self, state: State) -> list[LineField]:
        """Return the entries typed here that cannot be read."""
        return [
            field
            for field in self._members
            if isinstance(field, LineField)
            and field.key in state.unreadable
            and field.is_unreadable
        ]

    def _may_turn(self) -> bool:
        """Refuse to turn over an entry that cannot be read: it stands in no record, only here."""
        if here := self._unread(self._store.state):
            here[0].setFocus()
            here[0].insist(self._words.text("timed_group.mend_first"))
            return False
        unreadable = self._store.state.unreadable
        keys = [each.key for each in self._members if isinstance(each, LineField)]
        if elsewhere := [key for key in (*keys, *self._promised) if key in unreadable]:
            name = entry_name(elsewhere[0], self._words)
            self.stays.say("stop", self._words.text("timed_group.mend_elsewhere", name=name))
            return False
        return True

    def _step(self, step: int) -> None:
        if not self._may_turn():
            return
        if self._at in self._known:
            place = self._known.index(self._at) + step
        else:
            place = len(self._known) - 1
        if 0 <= place < len(self._known):
            self._turn_to(self._known[place])

    def _begin_new(self) -> None:
        if not self._may_turn():
            return
        self._turn_to(None)
        self.time_field.setFocus()

    def _turn_to(self, at: datetime | None) -> None:
        self._at, self._chosen, self._stood = at, True, False
        self.time_field.forget()
        for field in self._members:
            _empty(field)
        self.turned.emit()


def _empty(field: Member) -> None:
    """Empty a field; the unit a person chose for this child holds for the next sample too."""
    unit = field.unit if isinstance(field, NumberField) else None
    field.forget()
    if isinstance(field, NumberField) and unit is not None:
        field.show_entry(None, unit)
