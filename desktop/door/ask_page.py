"""A page that asks for something, in the window and not over it: a few fields and two ways on.

What is typed here is no part of a case; it is forgotten as soon as the page is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.door.column_page import ColumnPage
from desktop.door.password_field import PasswordField
from desktop.door.typed_field import TypedField
from desktop.tabs.toggles import ToggleField
from desktop.widgets.date_field import DateField
from desktop.widgets.dress import STEP, text_label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.form import Form
from desktop.widgets.line_field import LineField
from desktop.widgets.message_line import MessageLine
from desktop.widgets.sight import bring_into_sight
from desktop.widgets.text_field import TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QHideEvent, QKeyEvent

    from desktop.widgets.message_line import MessageTone
    from reports.wording import Wording

_SECOND_MS = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: a text, a secret one, a day, or answers of which any number may hold.

    ``by_hand``: nothing is pasted into it.
    """

    key: str
    secret: bool = False
    by_hand: bool = False
    day: bool = False
    options: Mapping[str, str] | None = None
    first: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask, by its key in the wording, and what to do with the answers.

    ``ways`` are further buttons. Without ``submit`` there is only the way back. ``about`` stands
    large under the title: which child, which plan.
    """

    key: str
    fields: tuple[Asked, ...]
    submit: Callable[[Mapping[str, str]], None] | None
    leave: Callable[[], None] | None
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    ways: tuple[tuple[str, Callable[[], None]], ...] = ()
    about: tuple[str, ...] = ()


class AskPage(ColumnPage):
    """Asks one question at a time; Enter in the last field answers, Escape leaves."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self._words = words
        self._question: Question | None = None
        # How many questions were asked or forgotten: another number is another question.
        self.asked = 0
        self.fields: dict[str, TextField | DateField | ToggleField] = {}
        self.buttons: dict[str, QPushButton] = {}
        self._content: QWidget | None = None
        self._title = text_label("", "headline")
        self._text = text_label("")
        self.message = MessageLine()
        self._slot = QWidget()
        self._answers = QWidget()
        self._flow = FlowLayout(self._answers, gap=STEP, line_gap=STEP)
        self._about = text_label("", "amount")
        for part in (self._title, self._about, self._text):
            self.rows.addWidget(part)
        self._place = self.rows.count()
        self.rows.addWidget(self.message)
        self.rows.addWidget(self._answers)
        self.rows.addStretch(1)
        self._wait_left = 0
        self._waiting = QTimer(self)
        self._waiting.setInterval(_SECOND_MS)
        self._waiting.timeout.connect(self._count_down)

    @property
    def key(self) -> str:
        """Which question is asked, empty where none is."""
        return self._question.key if self._question is not None else ""

    @property
    def text(self) -> str:
        return "\n".join(part.text() for part in (self._title, self._about, self._text))

    def ask(self, question: Question) -> None:
        """Ask in the place of an earlier question, with empty fields."""
        self.forget()
        self._question = question
        self._title.setText(self._said("title"))
        self._about.setText("\n".join(question.about))
        self._about.setVisible(bool(question.about))
        self._text.setText(self._said("text"))
        self._text.setVisible(bool(self._text.text()))
        form = Form()
        form.setContentsMargins(-STEP * 2, 0, -STEP * 2, 0)
        if question.fields:
            form.section(self._said("section"))
        for each in question.fields:
            self._add_field(form, each)
        self.rows.insertWidget(self._place, form)
        self._content = form
        form.setVisible(bool(question.fields))
        if question.submit is not None:
            self._button("ok", self.submit, primary=True)
        for key, act in question.ways:
            self._button(key, act)
        if question.leave is not None:
            self._button("leave", self.leave)
        first = next(iter(self.fields.values()), None) or next(iter(self.buttons.values()), None)
        if first is not None:
            self.setFocusProxy(first)

    def _add_field(self, form: Form, each: Asked) -> None:
        label = self._words.find(f"ask.{self.key}.{each.key}") or self._words.text(
            f"ask.field.{each.key}"
        )
        note = self._words.find(f"ask.{self.key}.{each.key}_note")
        if each.options is not None:
            toggles = ToggleField(each.options)
            toggles.show_chosen(each.first.split(","))
            made: TextField | DateField | ToggleField = toggles
        else:
            made = self._line(each)
            made.entered.connect(partial(self._entered, each.key))
        self.fields[each.key] = made
        form.row(each.key, label, made, note)

    def _line(self, each: Asked) -> TextField | DateField:
        if each.day:
            return DateField(self._words)
        kind = PasswordField if each.secret else TypedField if each.by_hand else TextField
        made = kind(self._words)
        made.show_entry(each.first or None)
        return made

    def _entered(self, key: str) -> None:
        """Enter goes to the next field that can be typed in; in the last one it answers."""
        keys = [name for name, made in self.fields.items() if isinstance(made, LineField)]
        place = keys.index(key)
        if place + 1 < len(keys):
            self.fields[keys[place + 1]].setFocus()
        elif "ok" in self.buttons and self.buttons["ok"].isEnabled():
            self.submit()

    def submit(self) -> None:
        """Hand over the answers; the page stays until it is shown something else."""
        for made in self.fields.values():
            if isinstance(made, LineField) and made.is_unreadable:
                made.commit()
                made.setFocus()
                return
        if self._question is not None and self._question.submit is not None:
            self.message.be_silent()
            self._question.submit(self.values())

    def values(self) -> dict[str, str]:
        """Return what is typed; a day as 2026-11-21, several answers joined by commas."""
        return {key: _value(made) for key, made in self.fields.items()}

    def leave(self) -> None:
        question = self._question
        self.forget()
        if question is not None and question.leave is not None:
            question.leave()

    def say(self, tone: MessageTone, text: str) -> None:
        """Say what came of the answers; secrets are typed anew."""
        self.set_busy(busy=False)
        for made in self.fields.values():
            if isinstance(made, PasswordField):
                made.forget()
        self.show_message(tone, text)
        again = [made for made in self.fields.values() if isinstance(made, PasswordField)]
        (again[0] if again else self).setFocus()

    def show_message(self, tone: MessageTone, text: str) -> None:
        """Say something beside the question; what is typed stays."""
        self.message.say(tone, text)
        bring_into_sight(self.message, self.buttons.get("ok", self.message))

    def wait_for(self, seconds: int, text: str) -> None:
        """Refuse the next answer for a while, and count it down."""
        self.say("stop", text)
        self._wait_left = seconds
        self._draw_wait()
        self._waiting.start()

    def set_busy(self, *, busy: bool) -> None:
        """Say that the answers are being looked at; they cannot be given twice."""
        ok = self.buttons.get("ok")
        if ok is not None:
            ok.setEnabled(not busy and not self._wait_left)
            if not self._wait_left:
                ok.setText(self._words.text("ask.busy") if busy else self._said("ok"))

    def forget(self) -> None:
        """Leave nothing of a question behind."""
        self.asked += 1
        self._waiting.stop()
        self._wait_left = 0
        self._question = None
        self._about.clear()
        self.message.be_silent()
        for made in self.fields.values():
            made.forget()
        self.fields.clear()
        for button in self.buttons.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons.clear()
        if self._content is not None:
            self.rows.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
            self._content = None

    def hideEvent(self, event: QHideEvent) -> None:
        # Another page in front: no password waits in a field nobody sees.
        if not event.spontaneous():
            for made in self.fields.values():
                if isinstance(made, PasswordField):
                    made.forget()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leave = self.buttons.get("leave")
        if event.key() == Qt.Key.Key_Escape and leave is not None:
            leave.click()
            return
        super().keyPressEvent(event)

    def _said(self, part: str) -> str:
        question = self._question
        values = dict(question.values) if question is not None else {}
        own = self._words.find(f"ask.{self.key}.{part}")
        return own.format(**values) if own is not None else (self._words.find(f"ask.{part}") or "")

    def _button(self, key: str, act: Callable[[], None], *, primary: bool = False) -> None:
        button = QPushButton(self._said(key))
        button.setAutoDefault(False)
        if primary:
            button.setProperty("primary", "true")
        # Without the bare bool that comes with the signal.
        button.clicked.connect(partial(_do, act))
        self._flow.addWidget(button)
        self.buttons[key] = button

    def _count_down(self) -> None:
        self._wait_left = max(0, self._wait_left - 1)
        self._draw_wait()
        if not self._wait_left:
            self._waiting.stop()
            self.message.be_silent()

    def _draw_wait(self) -> None:
        ok = self.buttons.get("ok")
        if ok is None:
            return
        ok.setEnabled(not self._wait_left)
        text = self._words.text("ask.wait", seconds=self._wait_left)
        ok.setText(text if self._wait_left else self._said("ok"))


def _do(act: Callable[[], None], *_checked: object) -> None:
    act()


def _value(made: TextField | DateField | ToggleField) -> str:
    if isinstance(made, ToggleField):
        return ",".join(sorted(made.chosen))
    value = made.entry.value
    return value.isoformat() if isinstance(value, date) else value or ""
