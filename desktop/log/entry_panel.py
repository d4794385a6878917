"""Entry in seconds: choose a kind, type, press Enter. The time is now unless one is typed.

What was typed stays until it stands in the record; a second entry of the same thing asks first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from clinical.record.validity import CLOCK_TOLERANCE
from desktop.entry.entries import FieldNotice
from desktop.log.entry_forms import (
    PANEL,
    DoseForm,
    EntryForm,
    EventForm,
    MeasureForm,
    NoteForm,
)
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.date_field import DateTimeField
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.form import FormRow
from desktop.widgets.line_field import LineField
from desktop.widgets.message_line import MessageLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from clinical.log.entries import LogItem, RowKind
    from desktop.case_store import CaseStore
    from desktop.tabs.bindings import Bindings
    from reports.wording import Wording

KINDS: tuple[RowKind, ...] = (
    "temperature", "dose", "laboratory", "vital", "activity", "event", "note",
)  # fmt: skip


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
        self.kinds = ChoiceField(
            words, [ChoiceOption(kind, words.text(f"log.kind.{kind}")) for kind in KINDS]
        )
        self.kinds.set_label(words.text("log_tab.kind"), "")
        self.kinds.chosen.connect(self._turn)
        self.time_field = self._moment_field()
        self.time_field.set_label(words.text("log_tab.time"), words.text("log_tab.time_help"))
        self.forms: dict[str, EntryForm] = {
            "temperature": MeasureForm(bindings, words, ("temperature",)),
            "dose": DoseForm(words, self._moment_field),
            "laboratory": MeasureForm(bindings, words, PANEL),
            "vital": MeasureForm(bindings, words, ("systolic_pressure", "heart_rate")),
            "activity": MeasureForm(bindings, words, ("physician_activity", "parent_activity")),
            "event": EventForm(words),
            "note": NoteForm(words),
        }
        for form in self.forms.values():
            for each in form.findChildren(LineField):
                each.entered.connect(self.submit)
        self.time_field.entered.connect(self.submit)
        self.record_button = self._button("record", self.submit)
        self.record_button.setProperty("primary", "true")
        self.leave_button = self._button("leave_correction", self.forget)
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

    @property
    def form(self) -> EntryForm:
        return self.forms[self.kinds.choice or KINDS[0]]

    @property
    def is_touched(self) -> bool:
        return self.form.is_touched

    def choose(self, kind: RowKind) -> None:
        """Turn to a kind of entry and put the cursor into it."""
        self.kinds.show_choice(kind)
        self._turn(kind)
        self.form.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def correct(self, kind: RowKind, items: Sequence[LogItem], at: datetime | None) -> None:
        """Put an entry back into its fields; what is recorded then takes its place."""
        # To turn to another kind ends a correction that was begun.
        self.choose(kind)
        self._correcting = tuple(items)
        self.form.fill(items)
        self.time_field.show_entry(at)
        self._say_heading()
        self.message.be_silent()

    def submit(self, *, sure: bool = False) -> None:
        """Record what was typed, or say why not."""
        entry = self.time_field.entry
        if entry.problem is not None:
            self._refuse(entry.problem, self.time_field)
            return
        at = entry.value or self._store.now().replace(second=0, microsecond=0)
        typed = self.form.read(cast("datetime", at))
        if typed.problem:
            self._refuse(typed.problem, typed.at_field)
            return
        question = self._record(Wanted(typed.items, self._correcting), sure)
        if question is not None:
            self.message.say("caution", question, self._words.text("log_tab.record_same"))
            self.message.answer_button.setFocus()
            return
        # Only what stands in the record is taken out of the fields.
        if all(self._is_recorded(item) for item in typed.items):
            self.forget()
            self.message.say("good", self._words.text("log_tab.recorded"))
            self.form.first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.message.say("caution", self._words.text("log_tab.not_recorded"))

    def forget(self) -> None:
        """Empty the form that is open; a correction that was begun is over."""
        self._correcting = ()
        self.form.clear()
        self.time_field.forget()
        self.message.be_silent()
        self._say_heading()

    def forget_child(self) -> None:
        """Empty every form: another child comes."""
        for form in self.forms.values():
            form.forget()
        self.forget()
        self.kinds.show_choice(KINDS[0])
        self._turn(KINDS[0])

    def _is_recorded(self, item: LogItem) -> bool:
        case = self._store.committed
        listed = (
            *case.observations, *case.treatments, *case.adverse_events, *case.notes
        )  # fmt: skip
        plain = item.replace(id=None, recorded=None)
        return any(
            type(each) is type(item) and each.replace(id=None, recorded=None) == plain
            for each in listed
            if each.struck is None
        )

    def _turn(self, kind: str) -> None:
        for each in self.forms.values():
            each.setVisible(each is self.forms[kind])
        self.message.be_silent()
        if self._correcting:
            self._correcting = ()
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
        self.leave_button.setVisible(bool(self._correcting))

    def _moment_field(self) -> DateTimeField:
        zone = self._store.now().tzinfo
        if zone is None:  # pragma: no cover (the clock of the program has a zone)
            raise ValueError("the clock has no zone")
        return DateTimeField(self._words, zone, clock=self._store.now, check=self._check_time)

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
