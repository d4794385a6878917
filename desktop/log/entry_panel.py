"""Entry in seconds: choose a kind, type, press Enter. The time is now unless one is typed.

What was typed stays until it stands in the record; a second entry of the same thing asks first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from clinical.record.case import Treatment
from clinical.record.validity import CLOCK_TOLERANCE
from desktop.entry.entries import FieldNotice
from desktop.log.begun_form import begun_in, corrected_items, put_into
from desktop.log.dose_form import DoseForm
from desktop.log.entry_forms import (
    PANEL,
    EntryForm,
    EventForm,
    MeasureForm,
    NoteForm,
)
from desktop.log.log_edits import stands
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.date_field import DateTimeField
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.form import FormRow
from desktop.widgets.line_field import LineField
from desktop.widgets.message_line import MessageLine
from reports.formats import told_moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from clinical.log.entries import LogItem, RowKind
    from clinical.record.case import Case
    from desktop.case_store import CaseStore
    from desktop.tabs.bindings import Bindings
    from reports.wording import Wording

KINDS: tuple[RowKind, ...] = (
    "temperature", "dose", "laboratory", "vital", "activity", "event", "note",
)  # fmt: skip
NEW_KEYS = "F7"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be recorded, and what it takes the place of where it is a correction."""

    items: tuple[LogItem, ...]
    instead_of: tuple[LogItem, ...] = ()


class EntryPanel(QFrame):
    """``record`` is asked to put an entry into the record; it returns a question, or nothing.

    It is called with ``sure`` once the question was answered. ``echo_wanted`` leads to the page of
    echocardiograms.
    """

    echo_wanted = Signal()

    def __init__(
        self,
        store: CaseStore,
        bindings: Bindings,
        words: Wording,
        record: Callable[[Wanted, bool], str | None],
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self._store, self._words, self._record = store, words, record
        self._correcting: tuple[LogItem, ...] = ()
        # The form a dose of a plan was put into, to be charted as not given or late.
        self._proposed = False
        # The time that was filled in, as it was and as it is shown.
        self._time: tuple[datetime | None, str] | None = None
        # What the message speaks of: what was recorded, or waits until the window was answered.
        self._heard: Case | None = None
        self._told: tuple[LogItem, ...] = ()
        self._waiting: tuple[LogItem, ...] = ()
        # What a question is about: its answer records that and nothing else.
        self._asked: Wanted | None = None
        # The time of what is asked about or waits: the present goes no further for it.
        self._held: datetime | None = None
        self.kinds = ChoiceField(
            words, [ChoiceOption(kind, words.text(f"log.kind.{kind}")) for kind in KINDS]
        )
        self.kinds.set_label(words.text("log_tab.kind"), "")
        self.kinds.chosen.connect(self._turn)
        self.time_field = self._moment_field()
        self.time_field.set_label(words.text("log_tab.time"), words.text("log_tab.time_help"))
        self.forms: dict[str, EntryForm] = {
            "temperature": MeasureForm(bindings, words, ("temperature",)),
            "dose": self._dose_form(),
            "laboratory": MeasureForm(bindings, words, PANEL),
            "vital": MeasureForm(bindings, words, ("systolic_pressure", "heart_rate")),
            "activity": MeasureForm(bindings, words, ("physician_activity", "parent_activity")),
            "event": EventForm(words),
            "note": NoteForm(words),
        }
        for form in self.forms.values():
            form.entered.connect(self.submit)
            for each in form.findChildren(LineField):
                each.entered.connect(self.submit)
            for each in form.fields.values():
                changed = each.chosen if isinstance(each, ChoiceField) else each.edited
                changed.connect(self._tell_begun)
        self.time_field.entered.connect(self.submit)
        self.time_field.edited.connect(self._tell_begun)
        self.record_button = self._button("record", self.submit)
        self.record_button.setProperty("primary", "true")
        self.leave_button = self._button("leave_correction", self._leave)
        self.echo_button = self._button("echo", self.echo_wanted.emit)
        self.message = MessageLine()
        self.message.answered.connect(lambda: self.submit(sure=True))
        self._heading = text_label("", "section")
        keys = QWidget()
        flow = FlowLayout(keys, gap=STEP, line_gap=STEP)
        for button in (self.record_button, self.leave_button, self.echo_button):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(STEP * 2, STEP + 4, STEP * 2, STEP * 2)
        column.setSpacing(STEP)
        column.addWidget(self._heading)
        column.addWidget(self.kinds)
        for form in self.forms.values():
            column.addWidget(form)
        label = text_label(words.text("log_tab.time"))
        column.addWidget(FormRow(label, self.time_field, words.text("log_tab.time_help")))
        column.addWidget(self.message)
        column.addWidget(keys)
        self.kinds.show_choice(KINDS[0])
        self._turn(KINDS[0])
        self._say_heading()
        new = QShortcut(QKeySequence(NEW_KEYS), self)
        new.activated.connect(partial(self.choose, KINDS[0]))

    @property
    def form(self) -> EntryForm:
        return self.forms[self.kinds.choice or KINDS[0]]

    @property
    def is_touched(self) -> bool:
        """Whether an entry is begun and not recorded; a correction, once it changes something."""
        if self._correcting and self._time_left:
            typed = self.form.read(self._at(held=False))
            return bool(typed.problem) or set(typed.items) != set(self._correcting)
        return any(form.is_touched for form in self.forms.values())

    def choose(self, kind: RowKind) -> None:
        """Turn to a kind of entry and put the cursor into it."""
        self.kinds.show_choice(kind)
        self._turn(kind)
        self.form.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def correct(self, kind: RowKind, items: Sequence[LogItem]) -> None:
        """Put an entry back into its fields; what is recorded then takes its place."""
        # To turn to another kind ends a correction that was begun.
        self.choose(kind)
        self._correcting = tuple(items)
        self.form.fill(items)
        first = items[0]
        self._show_time(first.start if isinstance(first, Treatment) else first.at)
        self._say_heading()
        self.message.be_silent()

    def propose(self, dose: Treatment, at: datetime | None) -> None:
        """Put a dose of a plan into the form, to be charted as it really went."""
        self.choose("dose")
        self.forms["dose"].fill((dose,))
        self._proposed = True
        self._show_time(at)
        self._say_heading()

    def put_back(self) -> None:
        """Put an entry back that was begun before a crash; without a typed time it was then."""
        begun = self._store.begun.take()
        if begun is None:
            return
        items = corrected_items(self._store.state.case, begun) if begun.of else ()
        kind = cast("RowKind", begun.kind if begun.kind in self.forms else KINDS[0])
        if items:
            self.correct(kind, items)
        else:
            self.choose(kind)
            self.form.clear()
        put_into(self.form, begun)
        if begun.time:
            self.time_field.type_anew(begun.time)
        elif not items:
            self.time_field.show_entry(datetime.fromisoformat(begun.since))
        self._tell_begun()

    def _tell_begun(self, *_: object) -> None:
        """Say what is begun and not recorded, so that a crash does not lose it."""
        if not self.is_touched:
            self._store.begun.put(None)
            return
        before = self._store.begun.now
        since = before.since if before is not None else self._now_to_the_minute().isoformat()
        open_one = self.kinds.choice or KINDS[0]
        touched = [kind for kind in (open_one, *KINDS) if self.forms[kind].is_touched]
        kind = next(iter(touched), open_one)
        self._store.begun.put(
            begun_in(kind, self.forms[kind], since=since, time=self.time_field.text,
                     of=self._correcting)
        )  # fmt: skip

    def submit(self, *, sure: bool = False) -> None:
        """Record what was typed, or say why not."""
        entry = self.time_field.entry
        if entry.problem is not None and not self._time_left:
            self._refuse(entry.problem, self.time_field)
            return
        at = self._at(held=sure)
        typed = self.form.read(at)
        wanted = Wanted(typed.items, self._correcting)
        if sure and wanted != self._asked:
            # An answer is one to what was asked; what was changed since is asked about anew.
            self.submit()
            return
        if typed.problem:
            self._refuse(typed.problem, typed.at_field)
            return
        if self._correcting and set(typed.items) == set(self._correcting):
            self.message.say("info", self._words.text("log_tab.unchanged"))
            return
        question = self._record(wanted, sure)
        if question is not None:
            self._asked, self._held = wanted, at
            self.message.say("caution", question, self._words.text("log_tab.record_same"))
            self.message.answer_button.setFocus()
            return
        # Only what stands in the record is taken out of the fields.
        if all(stands(self._store.committed, item) for item in typed.items):
            self._say_recorded(typed.items, at)
            self.form.first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._waiting, self._held = typed.items, at
            self.message.say("caution", self._words.text("log_tab.not_recorded"))

    def hear(self) -> None:
        """Follow the record: what waited was recorded meanwhile, or what was recorded is undone."""
        case = self._store.committed
        if case is self._heard:
            return
        self._heard = case
        if self._waiting and all(stands(case, item) for item in self._waiting):
            waited, self._waiting = self._waiting, ()
            at = self._at(held=True)
            # What was typed since is another entry, and stays.
            if self.form.read(at).items == waited:
                self._say_recorded(waited, at)
            else:
                self.message.be_silent()
        elif self._told and not all(stands(case, item) for item in self._told):
            self._told = ()
            self.message.be_silent()

    def forget(self) -> None:
        """Empty the form that is open; a correction that was begun is over."""
        self.form.clear()
        self._end()
        self.message.be_silent()
        self._tell_begun()

    def forget_child(self) -> None:
        """Empty every form: another child comes."""
        for form in self.forms.values():
            form.forget()
        self.forget()
        self.kinds.show_choice(KINDS[0])
        self._turn(KINDS[0])

    def _say_recorded(self, items: tuple[LogItem, ...], at: datetime | None) -> None:
        """Empty the fields and say what is recorded, with its time where one was typed."""
        typed = bool(self.time_field.text)
        self.forget()
        self._told = items
        text = self._words.text("log_tab.recorded")
        if typed and at is not None:
            here = at.astimezone(self._store.state.as_of.tzinfo)
            text = self._words.text("log_tab.recorded_at", at=told_moment_text(here))
        self.message.say("good", text)

    @property
    def _time_left(self) -> bool:
        """Whether the time stands as it was filled in."""
        return self._time is not None and self._time[1] == self.time_field.text

    def _at(self, *, held: bool) -> datetime | None:
        """Return the time of the entry, the present where none is typed; or the one it was held at.

        None where the entry that is corrected has no time.
        """
        if self._time is not None and self._time_left and (self._correcting or self._time[1]):
            return self._time[0]
        entry = cast("datetime | None", self.time_field.entry.value)
        if entry is None and held:
            return self._held
        return entry or self._now_to_the_minute()

    def _now_to_the_minute(self) -> datetime:
        return self._store.now().replace(second=0, microsecond=0)

    def _show_time(self, at: datetime | None) -> None:
        self.time_field.show_entry(at)
        self._time = (at, self.time_field.text)

    def _turn(self, kind: str) -> None:
        """Turn to a form. No time goes with it, nor anything that was filled in for another."""
        for each in self.forms.values():
            if each is not self.forms[kind] and not each.isHidden():
                if self._correcting or self._proposed:
                    each.clear()
                self._end()
            each.setVisible(each is self.forms[kind])
        if self._correcting or self._proposed:
            self.forms[kind].clear()
            self._end()
        self.message.be_silent()
        self._tell_begun()

    def _turn_drug(self) -> None:
        """Hear that a dose of a plan became one of another drug: nothing of the plan stays."""
        if self._proposed:
            form = self.forms["dose"]
            if isinstance(form, DoseForm):
                form.begin_anew()
            self._end()

    def _leave(self) -> None:
        self.forget()
        self.form.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self) -> None:
        """End what was begun: a correction, a dose of a plan, a question, and the time of each."""
        self._correcting, self._proposed = (), False
        self._time = self._asked = self._held = None
        self._told = self._waiting = ()
        self.time_field.forget()
        self._say_heading()

    def _refuse(self, problem: str, at_field: QWidget | None) -> None:
        self.message.say("stop", problem)
        if at_field is not None:
            at_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_heading(self) -> None:
        key = "correcting" if self._correcting else "new_entry"
        self._heading.setText(self._words.text(f"log_tab.{key}"))
        key = "record_correction" if self._correcting else "record"
        self.record_button.setText(self._words.text(f"log_tab.{key}"))
        key = "leave_correction" if self._correcting else "leave_proposed"
        self.leave_button.setText(self._words.text(f"log_tab.{key}"))
        self.leave_button.setVisible(bool(self._correcting) or self._proposed)

    def _dose_form(self) -> DoseForm:
        form = DoseForm(self._words, self._moment_field, lambda: self._store.state.rulebook.record)
        form.drug_turned.connect(self._turn_drug)
        return form

    def _moment_field(self) -> DateTimeField:
        zone = self._store.now().tzinfo
        if zone is None:  # pragma: no cover (the clock of the program has a zone)
            raise ValueError("the clock has no zone")
        return DateTimeField(
            self._words, zone, clock=self._store.now, check=self._check_time,
            alone_ahead=CLOCK_TOLERANCE,
        )  # fmt: skip

    def _check_time(self, value: date | datetime) -> FieldNotice | None:
        """Refuse a time that has not come (hazard H47)."""
        moment = cast("datetime", value)
        if moment > self._store.now() + CLOCK_TOLERANCE:
            return FieldNotice("hard", self._words.text("log_tab.in_the_future"))
        return None

    def _button(self, key: str, act: Callable[..., object]) -> QPushButton:
        button = QPushButton(self._words.text(f"log_tab.{key}"))
        button.setAutoDefault(False)
        button.clicked.connect(partial(_do, act))
        return button


def _do(act: Callable[[], object], *_checked: object) -> None:
    """Leave out the bare bool that comes with the signal: it is nobody's argument."""
    act()
