"""What is typed of each kind of entry: its fields, what they read as, and an entry put back in.

A form knows nothing of the record: it hands over items for a time, or says what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast, get_args

from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinical.quantity import Unit
from clinical.record.case import AdverseEvent, Note, Observation, Treatment
from clinical.record.vocabulary import TemperatureSite
from desktop.entry.entries import FieldNotice, UnitOption
from desktop.widgets.choice_field import ChoiceField, ChoiceOption
from desktop.widgets.dress import text_label
from desktop.widgets.form import FormRow
from desktop.widgets.number_field import NumberField
from desktop.widgets.text_field import NotesField, TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from clinical.log.entries import LogItem
    from clinical.quantity import Comparator
    from clinical.record.vocabulary import (
        Agent,
        DoseUnit,
        Interpretation,
        ObservationCode,
        Route,
        TreatmentStatus,
    )
    from desktop.tabs.bindings import Bindings
    from reports.wording import Wording

PANEL: tuple[ObservationCode, ...] = (
    "crp", "wbc", "neutrophils_percent", "lymphocytes", "haemoglobin", "platelets", "alt", "ast",
    "sodium", "albumin", "ferritin",
)  # fmt: skip
_AGENTS: tuple[Agent, ...] = (
    "paracetamol", "ibuprofen", "aspirin", "anakinra", "ivig", "methylprednisolone",
    "prednisolone", "infliximab", "other",
)  # fmt: skip
_DOSE_UNITS: dict[str, tuple[int, int]] = {
    "mg": (5, 2), "g": (3, 2), "mL": (4, 2), "mg/kg": (3, 2), "g/kg": (2, 2), "mg/kg/day": (3, 2)
}  # fmt: skip
_ROUTES: tuple[Route, ...] = ("intravenous", "subcutaneous", "oral")
_STATUSES: tuple[TreatmentStatus, ...] = ("given", "withheld", "refused")
_GRADES = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form reads as: items, or what is wrong and the field it is wrong in."""

    items: tuple[LogItem, ...] = ()
    problem: str = ""
    at_field: QWidget | None = field(default=None, compare=False)


class EntryForm(QWidget):
    """Base of the forms: rows in reading order; ``first`` takes the cursor."""

    def __init__(self, words: Wording) -> None:
        super().__init__()
        self.words = words
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.fields: dict[str, Any] = {}
        self.rows: dict[str, FormRow] = {}

    @property
    def first(self) -> QWidget:
        return next(iter(self.fields.values()))

    def add(self, key: str, label: str, widget: Any) -> None:  # noqa: ANN401 (any field)
        widget.set_label(label, "")
        self.fields[key] = widget
        self.rows[key] = FormRow(text_label(label), widget, None)
        self._column.addWidget(self.rows[key])

    def read(self, at: datetime) -> Typed:
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

    def read(self, at: datetime) -> Typed:
        found: list[LogItem] = []
        for code in self._codes:
            number: NumberField = self.fields[code]
            entry = number.entry
            if entry.problem is not None:
                return Typed(problem=entry.problem, at_field=number)
            if entry.value is None and entry.judgement is None:
                continue
            site = self._site.choice if self._site is not None else None
            if self._site is not None and site is None:
                return Typed(problem=self.words.text("log_tab.site_missing"), at_field=self._site)
            judged = cast("Interpretation | None", entry.judgement)
            found.append(
                Observation(
                    at=at,
                    code=code,
                    value=entry.value,
                    unit=Unit(entry.unit) if entry.unit and entry.value is not None else None,
                    comparator=cast("Comparator | None", entry.comparator),
                    interpretation=judged,
                    site=cast("TemperatureSite | None", site),
                )
            )
        if not found:
            return Typed(problem=self.words.text("log_tab.empty"), at_field=self.first)
        return Typed(tuple(found))

    def fill(self, items: Sequence[LogItem]) -> None:
        self.clear()
        for item in items:
            if isinstance(item, Observation) and item.code in self.fields:
                unit = item.unit.value if item.unit is not None else None
                number: NumberField = self.fields[item.code]
                number.show_entry(item.value, unit, item.comparator, item.interpretation)
                if self._site is not None:
                    self._site.show_choice(item.site)

    def clear(self) -> None:
        """Empty the numbers; site and units stay: one hand measures in one way."""
        for code in self._codes:
            number: NumberField = self.fields[code]
            unit = number.unit
            number.forget()
            number.show_entry(None, unit)

    def forget(self) -> None:
        for each in self.fields.values():
            each.forget()


class DoseForm(EntryForm):
    """A dose that no plan holds, or one that is corrected."""

    def __init__(self, words: Wording, moment_field: Callable[[], Any]) -> None:
        super().__init__(words)
        text = words.text
        agents = [ChoiceOption(each, words.name(f"agent.{each}")) for each in _AGENTS]
        self._agents = ChoiceField(words, agents)
        self.add("agent", text("log_tab.agent"), self._agents)
        self.add("name", text("log_tab.agent_name"), TextField(words))
        units = [UnitOption(code, code, *digits) for code, digits in _DOSE_UNITS.items()]
        self.add("dose", text("log_tab.dose"), NumberField(words, units, check=self._check))
        routes = [ChoiceOption(each, text(f"sheet.route.{each}")) for each in _ROUTES]
        self.add("route", text("log_tab.route"), ChoiceField(words, routes))
        self.add("end", text("log_tab.end"), moment_field())
        statuses = [ChoiceOption(each, text(f"log_tab.status.{each}")) for each in _STATUSES]
        self._status = ChoiceField(words, statuses)
        self.add("status", text("log_tab.status_label"), self._status)
        self.add("reason", text("log_tab.reason"), TextField(words))
        self._status.show_choice("given")
        self._agents.chosen.connect(self._name_it)
        self._name_it("")
        self._pointer: Any = None

    def _name_it(self, agent: str) -> None:
        """Ask for a name only where the list has none."""
        self.rows["name"].setVisible(agent == "other")

    def _check(self, value: Decimal, unit: str) -> FieldNotice | None:
        del unit
        return FieldNotice("hard", self.words.text("log_tab.dose_nothing")) if value <= 0 else None

    def read(self, at: datetime) -> Typed:
        agent = self._agents.choice
        if agent is None:
            return Typed(problem=self.words.text("log_tab.agent_missing"), at_field=self._agents)
        for key in ("dose", "end", "name", "reason"):
            problem = self.fields[key].entry.problem
            if problem is not None:
                return Typed(problem=problem, at_field=self.fields[key])
        dose, end = self.fields["dose"].entry, self.fields["end"].entry.value
        if end is not None and end < at:
            problem = self.words.text("log_tab.end_before_start")
            return Typed(problem=problem, at_field=self.fields["end"])
        item = Treatment(
            agent=cast("Agent", agent),
            name=self.fields["name"].entry.value if agent == "other" else None,
            start=at,
            end=end,
            dose=dose.value,
            dose_unit=cast("DoseUnit | None", dose.unit if dose.value is not None else None),
            route=cast("Route | None", self.fields["route"].choice),
            status=cast("TreatmentStatus", self._status.choice or "given"),
            reason=self.fields["reason"].entry.value,
            planned=self._pointer,
        )
        return Typed((item,))

    def fill(self, items: Sequence[LogItem]) -> None:
        self.clear()
        (item,) = items
        if not isinstance(item, Treatment):
            return
        listed = item.agent if item.agent in _AGENTS else "other"
        self._agents.show_choice(listed)
        self._name_it(listed)
        self.fields["name"].show_entry(item.name)
        self.fields["dose"].show_entry(item.dose, item.dose_unit)
        self.fields["route"].show_choice(item.route)
        self.fields["end"].show_entry(item.end)
        self._status.show_choice(item.status or "given")
        self.fields["reason"].show_entry(item.reason)
        self._pointer = item.planned

    def clear(self) -> None:
        super().clear()
        self._status.show_choice("given")
        self._pointer = None


class EventForm(EntryForm):
    """An unwanted event with its grade, as a clinician judged it."""

    def __init__(self, words: Wording) -> None:
        super().__init__(words)
        self.add("term", words.text("log_tab.term"), TextField(words))
        grades = [ChoiceOption(each, each) for each in _GRADES]
        self.add("grade", words.text("log_tab.grade"), ChoiceField(words, grades))

    def read(self, at: datetime) -> Typed:
        entry = self.fields["term"].entry
        if entry.value is None:
            problem = entry.problem or self.words.text("log_tab.empty")
            return Typed(problem=problem, at_field=self.first)
        grade = self.fields["grade"].choice
        return Typed((AdverseEvent(at=at, term=entry.value, grade=int(grade) if grade else None),))

    def fill(self, items: Sequence[LogItem]) -> None:
        self.clear()
        (item,) = items
        if isinstance(item, AdverseEvent):
            self.fields["term"].show_entry(item.term)
            self.fields["grade"].show_choice(str(item.grade) if item.grade is not None else None)


class NoteForm(EntryForm):
    """Free text."""

    def __init__(self, words: Wording) -> None:
        super().__init__(words)
        self._note = NotesField(words)
        self.add("text", words.text("log.kind.note"), self._note)

    def read(self, at: datetime) -> Typed:
        entry = self._note.entry
        if entry.value is None:
            problem = entry.problem or self.words.text("log_tab.empty")
            return Typed(problem=problem, at_field=self._note)
        return Typed((Note(at=at, text=entry.value),))

    def fill(self, items: Sequence[LogItem]) -> None:
        (item,) = items
        if isinstance(item, Note):
            self._note.show_entry(item.text)

    @property
    def is_touched(self) -> bool:
        return bool(self._note.entry.text.strip())
