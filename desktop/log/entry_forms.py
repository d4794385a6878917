"""What is typed of each kind of entry: its fields, what they read as, and an entry put back in.

A form knows nothing of the record: it hands over items for a time, or says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from clinical.quantity import Unit
from clinical.record.case import AdverseEvent, Note, Observation
from clinical.record.vocabulary import TemperatureSite
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.dress import text_label
from desktop.widgets.form import FormRow
from desktop.widgets.number_field import NumberField
from desktop.widgets.text_field import NotesField, TextField

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from clinical.log.entries import LogItem
    from clinical.quantity import Comparator
    from clinical.record.vocabulary import Interpretation, ObservationCode
    from desktop.tabs.bindings import Bindings
    from reports.wording import Wording

PANEL: tuple[ObservationCode, ...] = (
    "crp", "wbc", "neutrophils_percent", "lymphocytes", "haemoglobin", "platelets", "alt", "ast",
    "sodium", "albumin", "ferritin",
)  # fmt: skip
_GRADES = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form reads as: items, or what is wrong and the field it is wrong in."""

    items: tuple[LogItem, ...] = ()
    problem: str = ""
    at_field: QWidget | None = field(default=None, compare=False)


class EntryForm(QWidget):
    """Base of the forms: rows in reading order; ``first`` takes the cursor.

    ``entered`` says that Enter was pressed on a choice, whose button takes none.
    """

    entered = Signal()

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self.words = words
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.fields: dict[str, Any] = {}
        self.rows: dict[str, FormRow] = {}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(
            QApplication.focusWidget(), QPushButton
        ):
            self.entered.emit()
            return
        super().keyPressEvent(event)

    @property
    def first(self) -> QWidget:
        return next(iter(self.fields.values()))

    def add(self, key: str, label: str, widget: Any) -> None:  # noqa: ANN401 (any field)
        widget.set_label(label, "")
        self.fields[key] = widget
        self.rows[key] = FormRow(text_label(label), widget, None)
        self._column.addWidget(self.rows[key])

    def read(self, at: datetime | None) -> Typed:
        """Return what was typed as items of a time; what was filled in and left stays as it was.

        ``at`` is None only for a dose whose time nobody wrote down.
        """
        raise NotImplementedError

    def fill(self, items: Sequence[LogItem]) -> None:
        """Put an entry into the fields, to be corrected."""
        raise NotImplementedError

    def clear(self) -> None:
        for each in self.fields.values():
            each.forget()

    def forget(self) -> None:
        """Leave nothing for the next child, neither what was typed nor what was chosen."""
        self.clear()

    @property
    def is_touched(self) -> bool:
        """Whether something was typed that is not recorded."""
        return any(
            bool(getattr(each, "text", "")) for each in self.fields.values()
            if isinstance(each, NumberField | TextField)
        )  # fmt: skip


class MeasureForm(EntryForm):
    """Values of one time, each in the unit it is typed in; a temperature has its site."""

    def __init__(
        self, bindings: Bindings, words: Wording, codes: Sequence[ObservationCode]
    ) -> None:
        super().__init__(words)
        self._codes = tuple(codes)
        self._filled: tuple[Observation, ...] = ()
        self._shown: dict[str, tuple[Observation, object]] = {}
        laboratory = self._codes == PANEL
        for code in self._codes:
            number = bindings.measure(code, comparators=laboratory, judged=laboratory)
            self.add(code, words.name(code), number)
        self._site: ChoiceField | None = None
        if "temperature" in self._codes:
            options = [
                ChoiceOption(site, words.text(f"risk.site_{site}"), quiet=site == "unknown")
                for site in get_args(TemperatureSite)
            ]
            self._site = ChoiceField(words, options)
            self.add("site", words.text("risk.site"), self._site)

    def read(self, at: datetime | None) -> Typed:
        found: list[LogItem] = []
        moment = cast("datetime", at)
        for code in self._codes:
            number: NumberField = self.fields[code]
            old, shown = self._shown.get(code, (None, None))
            if old is not None and shown == self._content(number):
                found.append(_at(old, moment))
                continue
            entry = number.entry
            if entry.problem is not None:
                return Typed(problem=entry.problem, at_field=number)
            if entry.value is None and entry.judgement is None:
                continue
            site = self._site.choice if self._site is not None else None
            if self._site is not None and site is None:
                return Typed(problem=self.words.text("log_tab.site_missing"), at_field=self._site)
            judged = cast("Interpretation | None", entry.judgement)
            unit = Unit(entry.unit) if entry.unit and entry.value is not None else None
            # The laboratory's own range is one in its unit.
            same_unit = old is not None and old.unit == unit
            found.append(
                Observation(
                    at=moment,
                    code=code,
                    value=entry.value,
                    unit=unit,
                    comparator=cast("Comparator | None", entry.comparator),
                    reference=old.reference if old is not None and same_unit else None,
                    interpretation=judged,
                    site=cast("TemperatureSite | None", site),
                )
            )
        # What stands in the entry and has no field here goes with it, unchanged.
        shown_ones = [id(old) for old, _ in self._shown.values()]
        found += [_at(old, moment) for old in self._filled if id(old) not in shown_ones]
        if not found:
            return Typed(problem=self.words.text("log_tab.empty"), at_field=self.first)
        return Typed(tuple(found))

    def fill(self, items: Sequence[LogItem]) -> None:
        self.clear()
        self._filled = tuple(item for item in items if isinstance(item, Observation))
        for item in self._filled:
            number: NumberField | None = self.fields.get(item.code)
            if number is None or item.code in self._shown:
                continue
            if item.value is None and self._codes != PANEL:
                continue
            unit = item.unit.value if item.unit is not None else None
            number.show_entry(item.value, unit, item.comparator, item.interpretation)
            if self._site is not None:
                self._site.show_choice(item.site)
            self._shown[item.code] = (item, self._content(number))

    def _content(self, number: NumberField) -> object:
        return number.text, number.unit, self._site.choice if self._site is not None else None

    def clear(self) -> None:
        """Empty the numbers; site and units stay: one hand measures in one way."""
        self._filled, self._shown = (), {}
        for code in self._codes:
            number: NumberField = self.fields[code]
            unit = number.unit
            number.forget()
            number.show_entry(None, unit)

    def forget(self) -> None:
        self._filled, self._shown = (), {}
        for each in self.fields.values():
            each.forget()


class EventForm(EntryForm):
    """An unwanted event with its grade, as a clinician judged it."""

    def __init__(self, words: Wording) -> None:
        super().__init__(words)
        self.add("term", words.text("log_tab.term"), TextField(words))
        grades = [ChoiceOption(each, each) for each in _GRADES]
        self.add("grade", words.text("log_tab.grade"), ChoiceField(words, grades))
        self._old: AdverseEvent | None = None

    def read(self, at: datetime | None) -> Typed:
        entry = self.fields["term"].entry
        if entry.value is None:
            problem = entry.problem or self.words.text("log_tab.empty")
            return Typed(problem=problem, at_field=self.first)
        grade = self.fields["grade"].choice
        known = {"at": at, "term": entry.value, "grade": int(grade) if grade else None}
        if self._old is not None:
            return Typed((self._old.replace(**known),))
        return Typed((AdverseEvent.model_validate(known),))

    def fill(self, items: Sequence[LogItem]) -> None:
        self.clear()
        (item,) = items
        if isinstance(item, AdverseEvent):
            self._old = item
            self.fields["term"].show_entry(item.term)
            self.fields["grade"].show_choice(str(item.grade) if item.grade is not None else None)

    def clear(self) -> None:
        super().clear()
        self._old = None


class NoteForm(EntryForm):
    """Free text."""

    def __init__(self, words: Wording) -> None:
        super().__init__(words)
        self._note = NotesField(words)
        self.add("text", words.text("log.kind.note"), self._note)
        self._old: Note | None = None

    def read(self, at: datetime | None) -> Typed:
        entry = self._note.entry
        if entry.value is None:
            problem = entry.problem or self.words.text("log_tab.empty")
            return Typed(problem=problem, at_field=self._note)
        known = {"at": at, "text": entry.value}
        if self._old is not None:
            return Typed((self._old.replace(**known),))
        return Typed((Note.model_validate(known),))

    def fill(self, items: Sequence[LogItem]) -> None:
        (item,) = items
        if isinstance(item, Note):
            self._old = item
            self._note.show_entry(item.text)

    def clear(self) -> None:
        super().clear()
        self._old = None

    @property
    def is_touched(self) -> bool:
        return bool(self._note.entry.text.strip())


def _at(item: Observation, moment: datetime) -> Observation:
    return item if item.at == moment else item.replace(at=moment)
